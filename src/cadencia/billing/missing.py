"""The dates that a contract missed while it stood still: skipped, or still owed (R4).

A contract that was reverted, inactive or finished goes on from the day it is let go on. What
was owed before it stopped stays owed; what came and went meanwhile is skipped, unless chosen
otherwise, and keeps its number either way.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from types import EllipsisType

from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.ledger_rows import row
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.core import assembling, drafts, planning
from cadencia.core.agreement import Kind, LedgerState
from cadencia.core.desk import Desk, desk
from cadencia.parties.access import Actor, Permission, require_any_in

A_DAY = timedelta(days=1)
REASON = "stopped"
"""What the skipped rows give as their reason."""
_ASKED_ABOUT_IT = (
    Permission.READ,
    Permission.CONTRACTS,  # post
    Permission.ACTIVITY,  # activate
    Permission.VOID,  # reopen
)


class Missed(StrEnum):
    """What becomes of the dates that passed while the contract stood still."""

    SKIP = "skip"
    DUE = "due"


def missed(stopped: Contract, *, on: date, by: Actor) -> list[drafts.Installment]:
    """Return the installments asked for after the contract stopped and before `on`.

    Both days are left out: what was asked for on the day it stopped is owed, and what is on
    the day it goes on hasn't been missed.

    :raises NotAllowed: to who may neither read nor let a contract of its company go on.
    """
    require_any_in(by, stopped.company_id, _ASKED_ABOUT_IT)
    if stopped.stopped_on is None:
        return []
    return missed_since(stopped, since=stopped.stopped_on, on=on)


def missed_since(
    contract: Contract, *, since: date, on: date, ends_on: date | EllipsisType | None = ...
) -> list[drafts.Installment]:
    """Return the installments asked for after `since` and before `on`, without a row yet.

    `ends_on` asks what they would be with another end than the contract has.
    """
    (gathered,) = gather([contract.pk], masters_of(contract.company_id))
    if not isinstance(ends_on, EllipsisType):
        agreed = replace(gathered.agreement.contract, ends_on=ends_on)
        gathered = replace(gathered, agreement=replace(gathered.agreement, contract=agreed))
    _before, meanwhile = _split(contract, gathered, since, on)
    return meanwhile


def settle(contract: Contract, *, on: date, missed: Missed) -> None:
    """Write down what was missed as skipped, or leave it owed; call it with the lock."""
    if contract.stopped_on is not None:
        settle_since(contract, since=contract.stopped_on, on=on, missed=missed)


def settle_since(contract: Contract, *, since: date, on: date, missed: Missed) -> None:
    """Do the same for a contract that stood still after `since`, for whatever reason."""
    if missed is Missed.DUE:
        return
    (gathered,) = gather([contract.pk], masters_of(contract.company_id))
    before, meanwhile = _split(contract, gathered, since, on)
    if not meanwhile:
        return
    # The sequence goes on after the last row: what was owed before needs rows of its own.
    Installment.objects.bulk_create(
        [
            *(row(contract, each, LedgerState.DUE) for each in before),
            *(row(contract, each, LedgerState.SKIPPED, REASON) for each in meanwhile),
        ]
    )


def _split(
    contract: Contract, gathered: Gathered, since: date, on: date
) -> tuple[list[drafts.Installment], list[drafts.Installment]]:
    """Return what has no row yet: owed by `since`, and asked for after it."""
    masters = masters_of(contract.company_id)
    lead = timedelta(days=contract.lead_days)
    before: list[drafts.Installment] = []
    meanwhile: list[drafts.Installment] = []
    for each in _without_row(gathered, masters, on):
        (before if each.theoretical_on - lead <= since else meanwhile).append(each)
    return before, meanwhile


def _without_row(gathered: Gathered, masters: Masters, on: date) -> list[drafts.Installment]:
    """Return what is owed by the day before `on`, except one-offs, which wait by themselves."""
    at: Desk = desk(gathered.agreement, masters.is_business_day)
    return [
        assembling.installment(at, slot)
        for slot in planning.pending(at, as_of=on - A_DAY)
        if slot.kind is not Kind.ONE_OFF
        and (slot.due_on, str(slot.kind), None) not in gathered.open_rows
    ]
