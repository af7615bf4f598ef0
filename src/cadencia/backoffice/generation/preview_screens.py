"""The second step: the very documents that would be made, each to be left out, what differs."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.clock import clock
from cadencia.backoffice.generation import (
    asking_screen,
    mending,
    opened_lines,
    run_words,
    scope_words,
)
from cadencia.backoffice.generation.carrying_on import carry_on
from cadencia.backoffice.generation.scope_form import address_of
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing.generation_refusals import sentence_of
from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.previewing import asking, progress, reading, selecting, starting
from cadencia.billing.previewing.reading import Shown
from cadencia.billing.previewing.selecting import Choice
from cadencia.core.comparing import Change
from cadencia.parties.access import Permission

MANY = 50
TABS = ("documents", "changes", "refusals")
CHANGES = (Change.FIRST, Change.PRICE, Change.AMOUNT, Change.AGAIN, Change.MISSING)


class _OfPreview(OfficeView):
    """A screen of one kept preview; one of another company isn't there."""

    permission = Permission.GENERATE

    @cached_property
    def kept(self) -> KeptPreview:
        """The preview of the address."""
        try:
            return asking.find(int(self.kwargs["number"]), by=self.actor)
        except asking.NoSuchPreview:
            raise self.nothing_here() from None

    def back(self) -> HttpResponseBase:
        """Lead to the preview, as it was looked at."""
        query = self.request.GET.urlencode()
        address = reverse("office:preview", args=[self.kept.pk])
        return redirect(f"{address}?{query}" if query else address)


class Preview(_OfPreview):
    """The preview: how far its calculation is, then its documents page by page."""

    template_name = "backoffice/generation/preview.html"
    title = gettext_lazy("Preview")

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show how far it is, or what it comes to."""
        told = self.told()
        if self.kept.state != "ready":
            return self._on_its_way(told)
        body = "backoffice/generation/parts/preview_body.html"
        return self.page(template=body if self.is_partial else None, **told, **self._tab())

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (Crumb(_("Generate invoices"), reverse("office:generation")),)

    def told(self) -> dict[str, Any]:
        """Return what every tab shows."""
        scope = asking.scope_of_preview(self.kept)
        back = address_of(scope, issue=self.kept.issue, document_date=self.kept.document_date)
        return {
            "kept": self.kept,
            "scope": scope_words.told(scope),
            "totals": reading.totals(self.kept),
            "change_address": f"{reverse('office:generation')}?{back}",
            "tabs": self._tabs(),
            "tab": self._tab_name(),
            "warnings": self._warnings(),
            "what_changes": sum(self.kept.changes.get(each, 0) for each in CHANGES),
        }

    def _warnings(self) -> list[tuple[str, str]]:
        """What the run would ask about before it issues, and the address of whom it is about."""
        if self.kept.state != "ready" or self.kept.run_id or not self.kept.issue:
            return []
        found = reading.warnings(self.kept, by=self.actor)
        return [
            (sentence, f"?tab=documents&alert={name}" if name in self.kept.alerts else "")
            for name, each in found.items()
            for sentence in run_words.warnings({name: each})
        ]

    def _on_its_way(self, told: dict[str, Any]) -> HttpResponseBase:
        template = "backoffice/generation/preview_progress.html"
        partial = "backoffice/generation/parts/preview_progress.html"
        told |= {"progress": progress.of_preview(self.kept, at=self.now)}
        return self.page(template=partial if self.is_partial else template, **told)

    def _tab_name(self) -> str:
        named = self.request.GET.get("tab", "")
        return named if named in TABS else TABS[0]

    def _tabs(self) -> list[dict[str, Any]]:
        changes = sum(self.kept.changes.get(each, 0) for each in CHANGES)
        found = (
            ("documents", _("Documents"), self.kept.documents),
            ("changes", _("What differs"), changes),
            ("refusals", _("Can't be billed"), self.kept.refusals),
        )
        return [
            {
                "title": title,
                "address": f"?tab={name}",
                "is_active": name == self._tab_name(),
                "count": count,
            }
            for name, title, count in found
        ]

    def _tab(self) -> dict[str, Any]:
        tell = {"documents": self._documents, "changes": self._changes, "refusals": self._refusals}
        return tell[self._tab_name()]()

    def _documents(self) -> dict[str, Any]:
        asked = self.request.GET
        shown = Shown(
            text=asked.get("q", "").strip()[:200],
            document_type=asked.get("type", ""),
            series=asked.get("series"),
            currency=asked.get("currency", ""),
            change=asked.get("change", ""),
            alert=asked.get("alert", ""),
            deselected=asked.get("out") == "1",
        )
        rows, after = reading.page(
            self.kept, shown, after=_place(asked.get("after")), many=MANY, by=self.actor
        )
        return {
            "rows": rows,
            "shown": shown,
            "after": f"{after[0]}.{after[1]}" if after else None,
            "is_first": "after" not in asked,
        }

    def _changes(self) -> dict[str, Any]:
        named = self.request.GET.get("change", "")
        wanted = [each.value for each in CHANGES if named in ("", each.value)]
        rows = reading.of_change(self.kept, wanted, by=self.actor)
        return {
            "groups": [
                (each.value, self.kept.changes[each.value])
                for each in CHANGES
                if self.kept.changes.get(each.value)
            ],
            "named": named,
            **_numbered(rows, self.request.GET.get("page", "")),
        }

    def _refusals(self) -> dict[str, Any]:
        found = _numbered(
            reading.refused(self.kept, by=self.actor), self.request.GET.get("page", "")
        )
        first = [mending.first_of(row.contract_id, row.refusals) for row in found["rows"]]
        where = mending.addresses(first, by=self.actor)
        found["refused"] = [
            (row, reading.sentences(row), address)
            for row, address in zip(found["rows"], where, strict=True)
        ]
        return found


class Lines(_OfPreview):
    """The lines of one document, calculated when it is opened."""

    def get(self, request: HttpRequest, number: int, document: int) -> HttpResponseBase:
        """Show them, as a part of the page or a page of their own."""
        found = reading.document_of(self.kept, document, by=self.actor)
        if found is None:
            raise self.nothing_here()
        opened = reading.opened(self.kept, found, by=self.actor, clock=clock())
        lines = opened_lines.lines_of(found, opened)
        partial = "backoffice/generation/parts/lines.html"
        template = partial if self.is_partial else "backoffice/generation/lines.html"
        self.title = _("Lines")
        return self.page(template=template, document=found, lines=lines, kept=self.kept)


class Choose(_OfPreview):
    """Leaves documents out, or takes them in again."""

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Compare the boxes with what they were, and change what differs."""
        ticked = set(_ids(request.POST.getlist("ticked")))
        listed = _ids(request.POST.getlist("listed"))
        were = set(_ids(request.POST.getlist("were")))
        try:
            for selected in (False, True):
                changed = [
                    each for each in listed if (each in ticked) == selected != (each in were)
                ]
                if changed:
                    choice = Choice(documents=changed, selected=selected)
                    selecting.choose(self.kept.pk, choice, by=self.actor, clock=clock())
        except selecting.NotReady:
            messages.error(request, _("A run was started from this preview: it stays as it is."))
        except selecting.TooMany:
            messages.error(request, _("Choose fewer documents at once."))
        return self.back()


class Cancel(_OfPreview):
    """Stops a calculation."""

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Stop it, and lead back to what was asked."""
        asking.cancel(self.kept.pk, by=self.actor, at=self.now)
        scope = asking.scope_of_preview(self.kept)
        back = address_of(scope, issue=self.kept.issue, document_date=self.kept.document_date)
        return redirect(f"{reverse('office:generation')}?{back}")


class Again(_OfPreview):
    """Calculates the same anew: contracts may have changed since."""

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Ask for another preview of the same scope, and lead to it."""
        wish = asking.Wish(issue=self.kept.issue, document_date=self.kept.document_date)
        scope = asking.scope_of_preview(self.kept)
        kept = asking_screen.start(scope, wish, by=self.actor)
        return redirect("office:preview", number=kept.pk)


class Generate(_OfPreview):
    """Starts the run that makes exactly the preview; twice is once."""

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Start it, and lead to its progress."""
        seen = request.POST.get("seen")
        try:
            begun = starting.begin(
                self.kept.pk, approve=False, by=self.actor, clock=clock(), seen=seen
            )
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            messages.error(request, sentence)
            return self.back()
        if begun.is_new:
            carry_on(begun.run_id, by=self.actor)
        return redirect("office:run", number=begun.run_id)


def _numbered(rows: Any, page: str) -> dict[str, Any]:
    number = int(page) if page.isdecimal() and len(page) < len("1000000") else 1
    first = max(number - 1, 0) * MANY
    found = list(rows[first : first + MANY + 1])
    return {
        "rows": found[:MANY],
        "page_before": number - 1 if number > 1 else None,
        "page_after": number + 1 if len(found) > MANY else None,
        "page": number,
    }


def _place(written: str | None) -> tuple[int, int] | None:
    place, _dot, number = (written or "").partition(".")
    if place.isdecimal() and number.isdecimal() and len(place) + len(number) < len(str(2**63)):
        return int(place), int(number)
    return None


def _ids(values: Sequence[str]) -> list[int]:
    return [int(each) for each in values if each.isdecimal() and len(each) < len(str(2**63))]
