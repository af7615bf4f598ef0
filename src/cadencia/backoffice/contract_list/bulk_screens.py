"""Changes of many contracts: seen first, then done; those that were done, and undone (LC-7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadencia.backoffice.contract_list.asked import Asked, read
from cadencia.backoffice.contract_list.bulk_forms import KINDS, form_of
from cadencia.backoffice.contract_list.bulk_progress import progress
from cadencia.backoffice.contract_list.filter_form import FilterForm
from cadencia.backoffice.forms import problems
from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.templatetags.office import quantity
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing import bulk, bulk_by_job, contract_listing
from cadencia.billing.bulk_wishes import wish_of
from cadencia.billing.choosing import Choice
from cadencia.billing.contract_filters import beyond_a_run, scope_filter
from cadencia.billing.kept_answers import CANCELLED
from cadencia.billing.scopes import Filter
from cadencia.contracts.bulk_models import BulkAct, BulkActMember
from cadencia.parties.access import CredentialsWanted, Permission
from cadencia.parties.problems import ValuesRefused

MANY = 50
MOST_CODES = 5000
MOST_NAMED = 40  # contracts told by name, of those left out for one reason
NAMES: Mapping[str, str] = {"item": "old_item", "template": "new_template"}
"""Problems are named after the wish's fields; in the form some have names of their own."""


class OverMany(OfficeView):
    """A page about the contracts that were ticked, or that the filter names."""

    permission = Permission.PRICES

    @cached_property
    def asked(self) -> Asked:
        """The filter of the list."""
        return read(self.request.GET, today=self.today)

    @cached_property
    def chosen(self) -> list[str]:
        """The contracts that were ticked."""
        return [each[:100].replace("\0", "") for each in self.request.GET.getlist("chosen")[:1000]]

    @cached_property
    def choice(self) -> Choice:
        """Which contracts, and lines of which items."""
        asked = self.asked.filter
        items = asked.items
        if self.chosen:
            return Choice(only=Filter(contracts=tuple(self.chosen)), items=items)
        if beyond_a_run(asked) - {"items"} or asked.due_until:
            found = contract_listing.codes(asked, most=MOST_CODES, by=self.actor)
            return Choice(only=Filter(contracts=tuple(found) or ("",)), items=items)
        return Choice(only=scope_filter(asked), items=items)

    def crumbs(self) -> tuple[Crumb, ...]:
        """Back to the list."""
        back = f"{reverse('office:contracts')}?{self.asked.query()}"
        return (Crumb(gettext_lazy("Contracts"), back),)

    def told(self) -> dict[str, Any]:
        """Return which contracts it is about."""
        names = [*self.asked.given, "chosen"]
        kept = [(name, each) for name in names for each in self.request.GET.getlist(name)]
        query = self.request.GET.copy()
        for name in list(query):
            if name not in names:
                del query[name]
        return {
            "chosen": self.chosen,
            "chips": FilterForm(self.asked, self.company).chips,
            "asked": self.asked,
            "kept": kept,
            "query": query.urlencode(),
        }


class Several(OverMany):
    """What may be changed of them."""

    template_name = "backoffice/contract_list/several.html"
    title = gettext_lazy("Change several contracts")

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show the kinds of change."""
        return self.page(kinds=KINDS.items(), **self.told())


class Change(OverMany):
    """One change: what it asks, whom it touches and how, whom it leaves out and why."""

    template_name = "backoffice/contract_list/change.html"

    @cached_property
    def kind(self) -> str:
        """The kind of the address."""
        kind = str(self.kwargs["kind"])
        if kind not in KINDS:
            raise self.nothing_here()
        return kind

    @property
    def title(self) -> Any:
        """What is changed."""
        return KINDS[self.kind].title

    def get(self, request: OfficeRequest, kind: str) -> TemplateResponse:
        """Show the form; with its values in the address, what it would do."""
        is_asked = any(name.startswith("w-") for name in request.GET)
        form = form_of(self.kind, self.today, request.GET if is_asked else None)
        seen = self._seen(form) if is_asked and form.is_valid() else None
        return self._shown(form, seen)

    def post(self, request: OfficeRequest, kind: str) -> HttpResponse:
        """Do exactly what was seen; or have it worked out again."""
        form = form_of(self.kind, self.today, request.GET)
        if not form.is_valid():
            return self._shown(form, None, status=422)
        if "again" in request.POST:
            self._seen(form, again=True)
            return redirect(request.get_full_path())
        expect = request.POST.get("expect", "")
        try:
            done = bulk_by_job.execute(
                self.choice,
                (self.kind, form.cleaned_data),
                expect=expect,
                today=self.today,
                at=self.now,
                by=self.actor,
            )
        except ValuesRefused as refused:
            problems.show(form, refused, NAMES)
        except bulk.NothingToDo:
            form.add_error(None, _("No contract is left to do it to."))
        except bulk.ProposalChanged:
            form.add_error(None, _("It would do something else than was shown: look again."))
        else:
            return self._done(done)
        return self._shown(form, self._seen(form), status=422)

    def _done(self, done: bulk_by_job.Executed) -> HttpResponse:
        if done.act_id is None:  # a job does it: the list shows it when it is done
            return redirect(f"{reverse('office:bulk-acts')}?waiting={done.key}")
        sentence = ngettext("%(n)s contract changed.", "%(n)s contracts changed.", done.contracts)
        return self.done(sentence % {"n": quantity(done.contracts)}, "office:bulk-act", done.act_id)

    def _seen(self, form: forms.Form, *, again: bool = False) -> bulk_by_job.Seen | None:
        said = (self.kind, form.cleaned_data)
        try:
            return bulk_by_job.seen(
                self.choice, said, today=self.today, at=self.now, by=self.actor, again=again
            )
        except ValuesRefused as refused:
            problems.show(form, refused, NAMES)
            return None

    def _shown(
        self, form: forms.Form, seen: bulk_by_job.Seen | None, *, status: int = 200
    ) -> TemplateResponse:
        page = Paginator(seen.touched if seen else (), MANY).get_page(self.request.GET.get("page"))
        wish = wish_of(self.kind, form.cleaned_data) if seen else None
        wants = wish is not None and wish.kind in bulk.REVERTS and not self.actor.gave_credentials
        return self.page(
            status=status,
            form=form,
            kind=KINDS[self.kind],
            kind_name=self.kind,
            seen=seen,
            touched=page,
            left_out=_by_reason(seen.left_out) if seen else (),
            before=self._page(page.number - 1) if page.has_previous() else "",
            after=self._page(page.number + 1) if page.has_next() else "",
            here=self.request.get_full_path(),
            wants_credentials=wants,
            work=progress("preview", seen.key, self) if seen and seen.is_waiting else None,
            is_cancelled=seen is not None and seen.failed == CANCELLED,
            **self.told(),
        )

    def _page(self, number: int) -> str:
        query = self.request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


def _by_reason(left_out: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return why contracts are left out, the commonest reason first, each with some of them."""
    found: dict[str, list[str]] = {}
    for each in left_out:
        called = " · ".join(filter(None, (each["contract"], each["line"])))
        found.setdefault(each["sentence"], []).append(called)
    return [
        {
            "sentence": sentence,
            "count": len(of_it),
            "named": of_it[:MOST_NAMED],
            "more": max(len(of_it) - MOST_NAMED, 0),
        }
        for sentence, of_it in sorted(found.items(), key=lambda each: -len(each[1]))
    ]


class Acts(OfficeView):
    """The changes of many contracts that were made, the latest first."""

    template_name = "backoffice/contract_list/bulk_acts.html"
    title = gettext_lazy("Changes of several contracts")

    def crumbs(self) -> tuple[Crumb, ...]:
        """Back to the list."""
        return (Crumb(gettext_lazy("Contracts"), reverse("office:contracts")),)

    def get(self, request: OfficeRequest) -> HttpResponse:
        """Show them; one that a job is at work on is waited for."""
        waiting = request.GET.get("waiting", "")
        at_work = bulk_by_job.done(waiting, by=self.actor) if waiting else None
        if at_work is not None and at_work.act_id is not None:
            return self._made(at_work)
        kind = request.GET.get("kind", "")
        rows = bulk.listed(by=self.actor, kinds=(kind,) if kind in KINDS else ())
        page = Paginator(rows, MANY).get_page(request.GET.get("page"))
        acts = [(each, KINDS[each.kind].title) for each in page.object_list]
        return self.page(
            acts=acts,
            at_work=at_work,
            work=progress("change", waiting, self) if at_work and not at_work.failed else None,
            is_cancelled=at_work is not None and at_work.failed == CANCELLED,
            kind=kind,
            kinds=KINDS.items(),
            before=f"?kind={kind}&page={page.number - 1}" if page.has_previous() else "",
            after=f"?kind={kind}&page={page.number + 1}" if page.has_next() else "",
            shown="",
        )

    def _made(self, made: bulk_by_job.Executed) -> HttpResponse:
        """Lead to what a job has done, where it can be undone."""
        n = made.contracts
        sentence = ngettext(
            "%(n)s contract changed. It can be undone here as long as nothing is billed from it.",
            "%(n)s contracts changed. It can be undone here as long as nothing is billed from it.",
            n,
        )
        return self.done(sentence % {"n": quantity(n)}, "office:bulk-act", made.act_id)


class OneAct(OfficeView):
    """A change that was made: what it did to each, and undoing it."""

    template_name = "backoffice/contract_list/bulk_act.html"

    @cached_property
    def act(self) -> BulkAct:
        """The act of the address."""
        found = BulkAct.objects.filter(company=self.company, pk=self.kwargs["act"]).first()
        if found is None:
            raise self.nothing_here()
        return found

    @property
    def title(self) -> Any:
        """What was changed."""
        return KINDS[self.act.kind].title

    def crumbs(self) -> tuple[Crumb, ...]:
        """Back to the changes."""
        title = gettext_lazy("Changes of several contracts")
        return (Crumb(title, reverse("office:bulk-acts")),)

    def get(self, request: OfficeRequest, act: int, *, problem: str = "") -> TemplateResponse:
        """Show what it did."""
        members = BulkActMember.objects.filter(act=self.act, company=self.company)
        rows = members.select_related("contract__customer").order_by("contract__code", "line_key")
        page = Paginator(rows, MANY).get_page(request.GET.get("page"))
        return self.page(
            status=422 if problem else 200,
            act=self.act,
            members=page.object_list,
            problem=problem,
            wants_credentials=self.act.kind in bulk.REVERTS and not self.actor.gave_credentials,
            may_undo=Permission.PRICES in self.actor.permissions and self.act.state == "executed",
            before=f"?page={page.number - 1}" if page.has_previous() else "",
            after=f"?page={page.number + 1}" if page.has_next() else "",
            shown=f"{page.start_index()}–{page.end_index()} / {quantity(page.paginator.count)}",
        )

    def post(self, request: OfficeRequest, act: int) -> HttpResponse:
        """Undo it."""
        if self.act.kind in bulk.REVERTS and not self.actor.gave_credentials:
            raise CredentialsWanted(Permission.REVERT)
        try:
            contracts = bulk.undo(self.act.pk, at=self.now, by=self.actor)
        except bulk.UndoneAlready:
            return self.get(request, act, problem=_("It was undone before."))
        except bulk.BilledSince as billed:
            told = ", ".join(billed.contracts[:12])
            sentence = _(
                "Something was billed from it since, of %(contracts)s: correct that first."
            )
            return self.get(request, act, problem=sentence % {"contracts": told})
        sentence = ngettext(
            "%(n)s contract is as before.", "%(n)s contracts are as before.", contracts
        )
        return self.done(sentence % {"n": contracts}, "office:bulk-act", self.act.pk)
