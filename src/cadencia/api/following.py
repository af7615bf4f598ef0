"""The follow-up of contracts: comments, confirmations, history, what is complete (LC-3, LC-6)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import contracts, paging
from cadencia.api.acts import plain
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now, today
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day, Form, Id, Text, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.billing import completing, confirming, following_up
from cadencia.billing.confirming import Which
from cadencia.billing.following_up import Comment
from cadencia.contracts.followup_models import FollowUp, FollowUpKind
from cadencia.parties import history_reading
from cadencia.parties.access import Permission

endpoints = Endpoints("Follow-up")
EVERYDAY = Permission.EVERYDAY

Kind = Literal["comment", "call", "visit", "letter", "promise", "claim"]


class CommentForm(Form):
    """A comment, posted at once: nobody can change it afterwards."""

    text: Text = ""
    kind: Kind = "comment"
    on: Day | None = Field(None, description="Its day; nothing said: today.")
    document: Id | None = None
    promised_on: Day | None = None
    outcome: Text = ""
    about: Id | None = Field(None, description="The comment that it answers.")


class ToldComment(Told):
    """A comment on a contract."""

    id: int
    written_on: Day
    kind: str
    text: str
    outcome: str
    user: str | None
    document: int | None
    promised_on: Day | None
    about: int | None
    posted_at: datetime | None


class ConfirmForm(Form):
    """Which installment is confirmed."""

    which: Literal["first", "last"]


class ConfirmationForm(ConfirmForm):
    """Which installment is to be confirmed before it is billed, and by when; or no more."""

    wanted: bool = True
    by: Day | None = None


class ToldConfirmation(Told):
    """What has to be confirmed of a contract, and what has been."""

    id: int
    confirm_first: bool
    first_confirmed: bool
    confirm_last: bool
    last_confirmed: bool


class ToldWaiting(Told):
    """An installment that waits to be confirmed; `held`: it isn't billed until then."""

    id: int
    contract: str
    customer: str
    which: str
    due_on: Day | None
    by: Day | None
    held: bool


class ToldComplete(Told):
    """A contract that asks for nothing any more."""

    id: int
    contract: str
    customer: str
    covered_until: Day | None


class ToldHistoryChange(Told):
    """What happened to a row: who, by which way in, when, from what to what."""

    id: int
    at: datetime
    user: str
    program: str = Field(description="The token that asked, by its name and first letters.")
    channel: str
    table: str
    row: str
    operation: str
    fields: dict[str, list[Any]]
    hidden: list[str]


class ToldHistory(Told):
    """The changes of a contract, the latest first. `next`: ask `before` it for older ones."""

    data: list[ToldHistoryChange]
    next: int | None


@endpoints.get("/contracts/{int:contract}/follow-up", list[ToldComment])
def list_comments(request: ApiRequest, contract: RowId) -> list[ToldComment]:
    """List the comments on a contract, the latest first."""
    contracts.found(request, contract)
    return [_comment(each) for each in following_up.listed(contract, by=request.auth.actor)]


@endpoints.post("/contracts/{int:contract}/follow-up", {201: ToldComment}, needs=EVERYDAY)
def write_comment(request: ApiRequest, contract: RowId, form: CommentForm) -> HttpResponse:
    """Write a comment on a contract."""
    comment = Comment(
        text=form.text,
        kind=FollowUpKind(form.kind),
        document_id=form.document,
        promised_on=form.promised_on,
        outcome=form.outcome,
        about=form.about,
    )
    on = form.on or today(request.auth.company.time_zone)
    made = following_up.write(contract, comment, on=on, at=now(), by=request.auth.actor)
    place = f"/api/v1/contracts/{contract}/follow-up"
    return answer(201, _comment(made), location=place)


@endpoints.post("/contracts/{int:contract}/confirm", {200: ToldConfirmation}, needs=EVERYDAY)
def confirm_installment(request: ApiRequest, contract: RowId, form: ConfirmForm) -> HttpResponse:
    """Confirm the first or last installment: from now on it is billed on its date."""
    return _confirmation(confirming.confirm(contract, Which(form.which), by=request.auth.actor))


@endpoints.post("/contracts/{int:contract}/confirmation", {200: ToldConfirmation}, needs=EVERYDAY)
def ask_confirmation(request: ApiRequest, contract: RowId, form: ConfirmationForm) -> HttpResponse:
    """Ask that the first or last installment be confirmed before it is billed; or no more."""
    which, by = Which(form.which), request.auth.actor
    if form.wanted:
        done = confirming.require_confirmation(contract, which, by_date=form.by, by=by)
    else:
        done = confirming.ask_no_confirmation(contract, which, by=by)
    return _confirmation(done)


@endpoints.get("/confirmations", Page[ToldWaiting])
def list_confirmations(
    request: ApiRequest,
    until: Annotated[Day | None, Query(description="Due, or to be confirmed, by then.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the installments that wait to be confirmed, the nearest first."""
    found = confirming.waiting(until=until, by=request.auth.actor)
    return paging.told(paging.listed(found, _nearness, cursor=cursor, limit=limit), _waiting)


@endpoints.get("/complete-contracts", Page[ToldComplete])
def list_complete(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List the contracts whose installments are all generated, by code: to be finished."""
    found = completing.complete_contracts(by=request.auth.actor)
    page = paging.listed(found, lambda each: (each.contract,), cursor=cursor, limit=limit)
    return paging.told(page, _complete)


@endpoints.post(
    "/complete-contracts/finish", {200: list[ToldComplete]}, needs=EVERYDAY, resumable=True
)
def finish_complete(request: ApiRequest) -> HttpResponse:
    """Finish each complete contract whose last covered day has passed."""
    on = today(request.auth.company.time_zone)
    done = completing.finish_complete(on=on, by=request.auth.actor)
    return answer(200, [_complete(each).model_dump(mode="json") for each in done])


@endpoints.get("/contracts/{int:contract}/history", ToldHistory)
def contract_history(
    request: ApiRequest,
    contract: RowId,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ToldHistory:
    """Tell every change of a contract and of what belongs to it: who, when, from, to."""
    part = history_reading.Part(most=limit, before=before)
    owner = contracts.found(request, contract)
    found = history_reading.changes_of(owner, part, by=request.auth.actor)
    following = found[-1].id if len(found) == limit else None
    return ToldHistory(data=[_change(each) for each in found], next=following)


def _change(change: history_reading.Change) -> ToldHistoryChange:
    fields = {name: [_value(each) for each in values] for name, values in change.fields.items()}
    names = ("id", "at", "user", "program", "channel", "table", "row", "operation")
    return ToldHistoryChange(
        **{name: getattr(change, name) for name in names},
        fields=fields,
        hidden=list(change.hidden),
    )


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else plain(value)


def _comment(row: FollowUp) -> ToldComment:
    return ToldComment(
        id=row.pk,
        written_on=row.written_on,
        kind=str(row.kind),
        text=row.text,
        outcome=row.outcome,
        user=row.user.get_username() if row.user else None,
        document=row.document_id,
        promised_on=row.promised_on,
        about=row.about_id,
        posted_at=row.posted_at,
    )


def _confirmation(contract: Any) -> HttpResponse:
    names = ("confirm_first", "first_confirmed", "confirm_last", "last_confirmed")
    values = {name: getattr(contract, name) for name in names}
    return answer(200, ToldConfirmation(id=contract.pk, **values))


def _nearness(each: confirming.Waiting) -> tuple[str, ...]:
    days = [day.isoformat() for day in (each.due_on, each.by) if day is not None]
    return min(days, default="9999"), each.contract, each.which.value


def _waiting(each: confirming.Waiting) -> ToldWaiting:
    return ToldWaiting(
        id=each.contract_id,
        contract=each.contract,
        customer=each.customer,
        which=each.which.value,
        due_on=each.due_on,
        by=each.by,
        held=each.is_held,
    )


def _complete(each: completing.Complete) -> ToldComplete:
    return ToldComplete(
        id=each.contract_id,
        contract=each.contract,
        customer=each.customer,
        covered_until=each.covered_until,
    )
