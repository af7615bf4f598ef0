"""The acts of every day on a posted contract: pause, skip, move, withdraw, one-offs (R14)."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import contracts
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Code, Day, Form, Name, Told, ToldAmount, fit_the_form
from cadencia.billing import (
    moving,
    pausing,
    reopening,
    skipping,
    withdrawing,
)
from cadencia.billing.acts import Drafts
from cadencia.billing.missing import Missed
from cadencia.core import agreement
from cadencia.core.agreement import Closing, PauseMode
from cadencia.parties.access import Permission

endpoints = Endpoints("Acts of every day")
EVERYDAY = Permission.EVERYDAY
_FROM = {"start": "from"}

Waiting = Annotated[
    Literal["refuse", "delete", "keep"],
    Field(
        description="What becomes of drafts made from the contract: the act is refused,"
        " they are deleted, or kept as they are (then they can't be issued)."
    ),
]


class WithDrafts(Form):
    """What becomes of drafts that were made from the contract."""

    drafts: Waiting = "refuse"

    @property
    def waiting(self) -> Drafts:
        """Return the choice as the services take it."""
        return Drafts(self.drafts)


class PauseForm(WithDrafts):
    """A stretch without billing, both ends included; without `until` until it is resumed."""

    start: Day = Field(alias="from")
    until: Day | None = None
    mode: Literal["skip", "shift"] = "skip"
    instead_of: Day | None = Field(
        None, description="The first day of the pause that this one replaces."
    )


class PauseRemoval(WithDrafts):
    """The pause to take away, by its first day."""

    start: Day = Field(alias="from")


class ResumeForm(WithDrafts):
    """From which day on it goes on, and what becomes of the dates that passed."""

    on: Day | None = Field(None, description="Nothing said: today.")
    missed: Literal["skip", "due"] = "skip"


class InstallmentForm(WithDrafts):
    """An installment by its due date; `line` is the key of a one-off line, if that is meant."""

    due_on: Day
    line: Code | None = None


class SkipForm(InstallmentForm):
    """The installment to skip, and why."""

    reason: Name


class MoveForm(WithDrafts):
    """The installment to move, to which day, alone or with the schedule that follows."""

    due_on: Day
    to: Day
    and_anchor: bool = Field(
        default=False, description="Move the schedule too: reverts and posts, asks for that scope."
    )


class WithdrawForm(WithDrafts):
    """From when on nothing more is billed; the day itself is still in."""

    on: Day
    bill_day: bool = False
    reason: Code | None = Field(None, description="A code of the company's reasons.")


class ToldPause(Told):
    """A pause: dates to come that it skips, and those in it that were billed before."""

    start: Day = Field(serialization_alias="from")
    until: Day | None
    mode: str
    skipped: list[Day]
    billed: list[Day]


class ToldResumed(Told):
    """From when on it goes on, and what passed in the pause."""

    on: Day
    missed: list[Day]
    settled: str


class ToldInstallment(Told):
    """A row of the ledger."""

    id: int
    number: int | None
    due_on: Day
    kind: str
    state: str
    reason: str


class ToldMove(Told):
    """Where an installment is billed now, and the next due dates."""

    due_on: Day
    to: Day
    on: Day
    following: list[Day]


class ToldBeyond(Told):
    """A document that bills days beyond the end, and how much of it lies there."""

    document: int
    credit: ToldAmount
    whole: bool
    installments: list[int]


class ToldWithdrawal(Told):
    """A withdrawal, and what was billed beyond it."""

    on: Day
    bill_day: bool
    beyond: list[ToldBeyond]


class ToldTakenBack(Told):
    """A contract that goes on: what passed meanwhile, and days that nothing bills any more."""

    missed: list[Day]
    settled: str
    unbilled: list[dict[str, Day]]


class Removed(Told):
    """Whether it is gone."""

    removed: bool


@endpoints.post("/contracts/{int:contract}/pause", {200: ToldPause}, needs=EVERYDAY)
def pause_contract(request: ApiRequest, contract: RowId, form: PauseForm) -> HttpResponse:
    """Leave a stretch without billing: its dates are skipped, or shifted beyond it."""
    wanted = agreement.Pause(start=form.start, until=form.until, mode=PauseMode(form.mode))
    by, waiting = request.auth.actor, form.waiting
    with fit_the_form(_FROM):
        if form.instead_of is None:
            done = pausing.pause(contract, wanted, by=by, waiting=waiting)
        else:
            done = pausing.change_pause(contract, form.instead_of, wanted, by=by, waiting=waiting)
    told = ToldPause(
        start=done.start,
        until=done.until,
        mode=done.mode.value,
        skipped=list(done.skipped),
        billed=list(done.billed),
    )
    return answer(200, told)


@endpoints.post("/contracts/{int:contract}/remove-pause", {200: Removed}, needs=EVERYDAY)
def remove_pause(request: ApiRequest, contract: RowId, form: PauseRemoval) -> HttpResponse:
    """Take a pause away; what it skipped already stays skipped."""
    with fit_the_form(_FROM):
        pausing.remove_pause(contract, form.start, by=request.auth.actor, waiting=form.waiting)
    return answer(200, Removed(removed=True))


@endpoints.post("/contracts/{int:contract}/resume", {200: ToldResumed}, needs=EVERYDAY)
def resume_contract(request: ApiRequest, contract: RowId, form: ResumeForm) -> HttpResponse:
    """Go on with a paused contract: the pause ends the day before."""
    on = form.on or today(request.auth.company.time_zone)
    missed = Missed(form.missed)
    by = request.auth.actor
    done = pausing.resume(contract, on, by=by, missed=missed, waiting=form.waiting)
    told = ToldResumed(on=done.on, missed=list(done.missed), settled=done.settled.value)
    return answer(200, told)


@endpoints.post("/contracts/{int:contract}/skip", {200: ToldInstallment}, needs=EVERYDAY)
def skip_installment(request: ApiRequest, contract: RowId, form: SkipForm) -> HttpResponse:
    """Skip an installment; it keeps its number and counts."""
    row = skipping.skip(
        contract,
        form.due_on,
        reason=form.reason,
        line=form.line,
        by=request.auth.actor,
        waiting=form.waiting,
    )
    return answer(200, _row(row))


@endpoints.post("/contracts/{int:contract}/unskip", {200: ToldInstallment}, needs=EVERYDAY)
def unskip_installment(request: ApiRequest, contract: RowId, form: InstallmentForm) -> HttpResponse:
    """Owe a skipped installment again."""
    by = request.auth.actor
    row = skipping.unskip(contract, form.due_on, line=form.line, by=by, waiting=form.waiting)
    return answer(200, _row(row))


@endpoints.post(
    "/contracts/{int:contract}/reopen-installment", {200: ToldInstallment}, needs=EVERYDAY
)
def reopen_installment(request: ApiRequest, contract: RowId, form: InstallmentForm) -> HttpResponse:
    """Have an installment billed again, none of whose documents is in force."""
    row = reopening.reopen(contract, form.due_on, line=form.line, by=request.auth.actor)
    return answer(200, _row(row))


@endpoints.post("/contracts/{int:contract}/move", {200: ToldMove}, needs=EVERYDAY)
def move_installment(request: ApiRequest, contract: RowId, form: MoveForm) -> HttpResponse:
    """Bill an installment on another day, alone or with the schedule that follows."""
    by = request.auth.actor
    if form.and_anchor:
        done = moving.move_schedule(
            contract,
            form.due_on,
            form.to,
            on=today(request.auth.company.time_zone),
            by=by,
            waiting=form.waiting,
        )
    else:
        done = moving.move(contract, form.due_on, form.to, by=by, waiting=form.waiting)
    told = ToldMove(due_on=done.due_on, to=done.to, on=done.on, following=list(done.following))
    return answer(200, told)


@endpoints.post("/contracts/{int:contract}/withdraw", {200: ToldWithdrawal}, needs=EVERYDAY)
def withdraw_contract(request: ApiRequest, contract: RowId, form: WithdrawForm) -> HttpResponse:
    """End a contract on a day; what was billed beyond it is listed, to be credited."""
    done = withdrawing.withdraw(
        contract,
        form.on,
        bill_day=form.bill_day,
        reason=form.reason,
        by=request.auth.actor,
        waiting=form.waiting,
    )
    told = ToldWithdrawal(on=done.on, bill_day=done.bill_day, beyond=_beyond(done.beyond))
    return answer(200, told)


@endpoints.post(
    "/contracts/{int:contract}/take-back-withdrawal", {200: ToldTakenBack}, needs=EVERYDAY
)
def take_back_withdrawal(request: ApiRequest, contract: RowId, form: ResumeForm) -> HttpResponse:
    """Let a withdrawn contract go on."""
    done = withdrawing.take_back(
        contract,
        on=form.on or today(request.auth.company.time_zone),
        missed=Missed(form.missed),
        by=request.auth.actor,
        waiting=form.waiting,
    )
    told = ToldTakenBack(
        missed=list(done.missed),
        settled=done.settled.value,
        unbilled=[{"from": each.start, "until": each.until} for each in done.unbilled],
    )
    return answer(200, told)


@endpoints.get("/contracts/{int:contract}/billed-beyond", list[ToldBeyond])
def billed_beyond(
    request: ApiRequest,
    contract: RowId,
    closing: Annotated[
        Literal["full", "prorated"] | None, Query(description="How a period that is cut counts.")
    ] = None,
) -> list[ToldBeyond]:
    """List the documents that bill days beyond the contract's end, to be credited."""
    contracts.found(request, contract)
    how = Closing(closing) if closing else None
    return _beyond(withdrawing.billed_beyond(contract, closing=how, by=request.auth.actor))


def _row(row: Any) -> ToldInstallment:
    names = ("number", "due_on", "kind", "state", "reason")
    return ToldInstallment(id=row.pk, **{name: getattr(row, name) for name in names})


def _beyond(found: Iterable[withdrawing.Beyond]) -> list[ToldBeyond]:
    return [
        ToldBeyond(
            document=each.document.pk,
            credit=each.credit,
            whole=each.is_whole,
            installments=list(each.installments),
        )
        for each in found
    ]
