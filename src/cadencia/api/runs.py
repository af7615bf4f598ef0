"""Runs: started, followed, issued, cancelled, undone (GE-1, GE-10).

A run is a job of `cadencia worker`. One of few contracts is also worked on while the request
waits: whoever comes first does it, and it is done once.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import clock, today
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import refused_field
from cadencia.api.scope_forms import ScopeForm, excluded, scope_of
from cadencia.billing import closing, generation, issuing, run_report, runs, undoing
from cadencia.billing.models import BillingRun
from cadencia.billing.run_tasks import defer_run
from cadencia.parties.access import Actor, Permission

endpoints = Endpoints("Runs")

AT_ONCE = 200
"""Contracts that a run may look at to be done while the request waits."""

State = Literal["drafting", "drafted", "approved", "issuing", "issued", "undoing", "undone"]


class RunForm(ScopeForm):
    """What to bill, and how."""

    expect: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = Field(
        None, description="The fingerprint of a preview: bill exactly that, or stop."
    )
    issue: bool | None = Field(
        None, description="Issue with numbers, or leave drafts; null: as the company says."
    )
    approve: bool = Field(default=False, description="Issue though the safety bounds would ask.")
    document_date: Day | None = Field(None, description="One issue date for all documents.")


class RunInList(Told):
    """A run: what was asked, how far it is, what came out."""

    id: int
    state: str
    scope: dict[str, Any]
    as_of: Day
    issue: bool
    contracts: int
    installments: int
    documents: int
    refusals: int
    totals: dict[str, str]
    fingerprint: str | None
    expected: str | None
    stop_reason: dict[str, Any] | None
    user: str | None
    started_at: datetime
    finished_at: datetime | None


class Numbers(Told):
    """The numbers that a run gave in a series."""

    series: str
    kind: str
    fiscal_year: int
    first: str
    last: str
    documents: int


class Progress(Told):
    """How far the drafting is, in chunks."""

    done: int
    total: int
    documents: int


class DatedOtherwise(Told):
    """Documents that don't bear the date wished for the whole run."""

    issue_date: date
    documents: int


class ToldRun(RunInList):
    """A run, with the numbers that it gave and how far it is."""

    drafts: int
    numbers: list[Numbers]
    dated_otherwise: list[DatedOtherwise]
    progress: Progress


class Undone(Told):
    """What undoing a run did."""

    id: int
    state: str
    documents: int


@endpoints.post("/runs", {200: ToldRun, 202: ToldRun}, needs=Permission.GENERATE, resumable=True)
def generate(request: ApiRequest, form: RunForm) -> HttpResponse:
    """Bill what is due. 202: it goes on as a job; ask for the run to see how far it is.

    The same scope again joins or resumes the run that is open.
    """
    caller = request.auth
    scope, left_out = scope_of(form, request), excluded(form, request)
    wish = runs.Wish(
        issue=caller.company.documents_are == "issued" if form.issue is None else form.issue,
        expect=form.expect or "",
        approve=form.approve,
        document_date=_document_date(form, request),
        excluded=[(number, day) for number, days in left_out.items() for day in sorted(days)],
    )
    if wish.issue:
        issuing.refuse_unless_open(by=caller.actor, clock=clock())
    started = runs.start(scope, wish, by=caller.actor, clock=clock())
    return _carried_on(request, started.run_id)


@endpoints.get("/runs", Page[RunInList])
def list_runs(
    request: ApiRequest,
    state: Annotated[State | None, Query(description="Its state.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List runs, the latest first."""
    mine = BillingRun.objects.filter(company=request.auth.company).select_related("user")
    if state is not None:
        mine = mine.filter(state=state)
    return paging.told(paging.page(mine, cursor=cursor, limit=limit, latest_first=True), _short)


@endpoints.get("/runs/{int:run}", ToldRun)
def get_run(request: ApiRequest, run: RowId) -> ToldRun:
    """Read a run: how far it is, what came out."""
    by = request.auth.actor
    return told(runs.find(run, by=by), by=by)


@endpoints.post(
    "/runs/{int:run}/issue",
    {200: ToldRun, 202: ToldRun},
    needs=Permission.DOCUMENTS,
    resumable=True,
)
def issue_run(request: ApiRequest, run: RowId) -> HttpResponse:
    """Issue the drafts of a run that waits, whatever made it stop."""
    by = request.auth.actor
    if runs.find(run, by=_seeing(by)).state != "issuing":
        issuing.refuse_unless_open(by=by, clock=clock())
        closing.approve(run, by=by, clock=clock())
    return _carried_on(request, run)


@endpoints.post("/runs/{int:run}/cancel", {200: ToldRun}, needs=Permission.GENERATE)
def cancel_run(request: ApiRequest, run: RowId) -> HttpResponse:
    """Ask a run that is being drafted to stop; it can be resumed or undone."""
    by = request.auth.actor
    runs.cancel(run, by=by, clock=clock())
    return answer(200, told(runs.find(run, by=_seeing(by)), by=by))


@endpoints.post("/runs/{int:run}/set-aside", {200: ToldRun}, needs=Permission.DOCUMENTS)
def set_aside_run(request: ApiRequest, run: RowId) -> HttpResponse:
    """Take a run that is being issued out of the way: what has a number keeps it."""
    by = request.auth.actor
    closing.set_aside(run, by=by, clock=clock())
    return answer(200, told(runs.find(run, by=_seeing(by)), by=by))


@endpoints.post("/runs/{int:run}/undo", {200: Undone}, needs=Permission.GENERATE, resumable=True)
def undo_run(request: ApiRequest, run: RowId) -> HttpResponse:
    """Delete the drafts of a run; their installments are due again."""
    by = request.auth.actor
    deleted = undoing.undo(run, by=by, clock=clock())
    return answer(
        200, Undone(id=run, state=runs.find(run, by=_seeing(by)).state, documents=deleted)
    )


def told(run: BillingRun, *, by: Actor) -> ToldRun:
    """Return a run as it is answered."""
    by = _seeing(by)
    drafts, how_far = run_report.left_as_drafts(run, by=by), generation.progress(run.pk, by=by)
    return ToldRun(
        **_short(run),
        drafts=drafts,
        numbers=[
            Numbers(
                series=each.series,
                kind=each.kind,
                fiscal_year=each.fiscal_year,
                first=each.first,
                last=each.last,
                documents=each.documents,
            )
            for each in run_report.numbers_of(run, by=by)
        ],
        dated_otherwise=[
            DatedOtherwise(issue_date=day, documents=count)
            for day, count in run_report.dated_otherwise(run, by=by)
        ],
        progress=Progress(done=how_far.done, total=how_far.total, documents=how_far.documents),
    )


def _seeing(by: Actor) -> Actor:
    """Who may do something sees what came of it, though a token's scopes leave reading out."""
    return replace(by, permissions=by.permissions | {Permission.READ})


def _short(run: BillingRun) -> dict[str, Any]:
    names = ("state", "scope", "as_of", "issue", "contracts", "installments", "documents")
    return {
        "id": run.pk,
        **{name: getattr(run, name) for name in names},
        "refusals": run.refusals,
        "totals": run.totals,
        "fingerprint": run.fingerprint or None,
        "expected": run.expect or None,
        "stop_reason": run.stop_reason,
        "user": run.user.get_username() if run.user else None,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
    }


def _carried_on(request: ApiRequest, number: int) -> HttpResponse:
    """Have a job carry the run on; do it here and now if it is small."""
    by = request.auth.actor
    defer_run(by.company_id, number)
    if _contracts(number) <= AT_ONCE:
        generation.carry_on(number, by=by, clock=clock())
    run = runs.find(number, by=_seeing(by))
    ended = run.state not in runs.OPEN
    return answer(200 if ended else 202, told(run, by=by), location=f"/api/v1/runs/{number}")


def _contracts(number: int) -> int:
    chunks = BillingRun.objects.get(pk=number).chunks.values_list("contract_ids", flat=True)
    return sum(len(each) for each in chunks.iterator())


def _document_date(form: RunForm, request: ApiRequest) -> date | None:
    """Return the date that all documents are to bear, checked as issuing will (R5)."""
    wanted, company = form.document_date, request.auth.company
    if wanted is None:
        return None
    last = today(company.time_zone)
    first = last - timedelta(days=company.max_backdating)
    if company.closed_until is not None:
        first = max(first, company.closed_until + timedelta(days=1))
    if not first <= wanted <= last:
        sentence = _("Choose a day from %(first)s to %(last)s.")
        raise refused_field("document_date", sentence % {"first": first, "last": last})
    return wanted
