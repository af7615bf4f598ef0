"""The third and fourth step: how far a run is, what came of it; and the list of runs (GE-10)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.document_screens import packed_files
from cadencia.backoffice.generation import mending, run_words, scope_words
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing import refusals, run_listing, run_report, runs, undoing
from cadencia.billing.models import BillingRun
from cadencia.documents.models import Document
from cadencia.parties.access import Permission

MANY = 50
MOST_REFUSALS = 200
OPEN = ("drafting", "issuing", "undoing")


def _generating(view: OfficeView) -> list[Crumb]:
    """The way back to where runs begin, for whoever may begin one."""
    if Permission.GENERATE not in view.actor.permissions:
        return []
    return [Crumb(_("Generate invoices"), reverse("office:generation"))]


class Runs(OfficeView):
    """The runs of the company, the latest first."""

    template_name = "backoffice/generation/runs.html"
    title = gettext_lazy("Runs")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return tuple(_generating(self))

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show a page of them."""
        state, after = request.GET.get("state", ""), request.GET.get("after", "")
        rows, then = run_listing.page(
            states=(state,) if state else (),
            after=int(after) if after.isdecimal() and len(after) < len(str(2**63)) else None,
            many=MANY,
            by=self.actor,
        )
        stopped = run_listing.made_by_stopped(rows, by=self.actor)
        return self.page(
            rows=[
                (
                    each,
                    scope_words.of_run(each),
                    _totals(each),
                    "stopped" if each.pk in stopped else each.state,
                    stopped.get(each.pk, each),
                )
                for each in rows
            ],
            after=then,
            state=state,
            states={name: word for name, word in run_words.STATES.items() if name != "stopped"},
        )


class _OfRun(OfficeView):
    """A screen of one run; one of another company isn't there."""

    @cached_property
    def run(self) -> BillingRun:
        """The run of the address."""
        try:
            return runs.find(int(self.kwargs["number"]), by=self.actor)
        except (runs.NoSuchRun, OverflowError):
            raise self.nothing_here() from None


class Run(_OfRun):
    """A run: its progress while it is open, then its result."""

    template_name = "backoffice/generation/run.html"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (*_generating(self), Crumb(_("Runs"), reverse("office:runs")))

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show how far it is, or what came of it."""
        run = self.run
        self.title = _("Run %(number)s") % {"number": run.pk}
        cancelled = run_listing.is_cancelled(run, by=self.actor)
        stopped = run_listing.made_by_stopped([run], by=self.actor)
        told: dict[str, Any] = {
            "run": run,
            "scope": scope_words.of_run(run),
            "totals": _totals(run),
            "is_open": run.state in OPEN and not cancelled,
            "is_cancelled": cancelled,
            "state": "stopped" if run.pk in stopped else run.state,
            "made": stopped.get(run.pk, run),
        }
        if told["is_open"]:
            told["progress"] = run_listing.progress(run, at=self.now, by=self.actor)
            if self.is_partial:
                return self.page(template="backoffice/generation/parts/run_progress.html", **told)
            return self.page(**told)
        if self.is_partial:  # it has ended since the page was made
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return self.page(**told, **self._result())

    def _result(self) -> dict[str, Any]:
        run = self.run
        refused = list(
            refusals.rows_of(run_id=run.pk, by=self.actor).order_by("contract__code")[
                :MOST_REFUSALS
            ]
        )
        where = mending.addresses(list(map(mending.reason_of, refused)), by=self.actor)
        drafts = run_report.left_as_drafts(run, by=self.actor)
        issued = run_listing.has_issued(run, by=self.actor)
        return {
            "numbers": run_report.numbers_of(run, by=self.actor),
            "drafts": drafts,
            "dated_otherwise": run_report.dated_otherwise(run, by=self.actor),
            "refused": list(zip(map(refusals.as_told, refused), where, strict=True)),
            "excluded": run_report.excluded(run, by=self.actor)[:MOST_REFUSALS],
            "warnings": list(run_words.warnings(run.stop_reason or {})),
            "changed": run_words.changed(run),
            "can_issue": run.state == "drafted" and drafts > 0,
            "can_undo": run.state in undoing.UNDOABLE and not issued,
            "has_files": bool(run.documents) and run.state not in ("undone", "undoing"),
            "seconds": run_words.seconds(run),
        }


class Files(_OfRun):
    """The PDFs of a run in one file."""

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Give them packed; too many are given in parts."""
        found = Document.objects.filter(company_id=self.actor.company_id, run_id=self.run.pk)
        return packed_files.answer(
            request,
            found,
            name=f"cadencia-{self.run.pk}",
            back=reverse("office:run", args=[self.run.pk]),
            by=self.actor,
            at=self.now,
        )


def _totals(run: BillingRun) -> Mapping[str, Decimal]:
    return {currency: Decimal(amount) for currency, amount in run.totals.items()}
