"""The dates that a contract missed while it stood still: skipped, or still owed (R4).

A contract that was reverted, inactive or finished goes on from the day it is let go on. What
was owed before it stopped stays owed; what came and went meanwhile is skipped, unless chosen
otherwise, and keeps its number either way.
"""

from datetime import date, timedelta
from enum import StrEnum

from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.core import assembling, drafts, planning
from cadencia.core.agreement import Kind, LedgerState
from cadencia.core.desk import Desk, desk

A_DAY = timedelta(days=1)
REASON = "stopped"
"""What the skipped rows give as their reason."""


class Missed(StrEnum):
    """What becomes of the dates that passed while the contract stood still."""

    SKIP = "skip"
    DUE = "due"


def missed(contract: Contract, *, on: date) -> list[drafts.Installment]:
    """Return the installments asked for after the contract stopped and before `on`.

    Both days are left out: what was asked for on the day it stopped is owed, and what is on
    the day it goes on hasn't been missed.
    """
    if contract.stopped_on is None:
        return []
    _before, meanwhile = _split(contract, contract.stopped_on, on)
    return meanwhile


def settle(contract: Contract, *, on: date, missed: Missed) -> None:
    """Write down what was missed as skipped, or leave it owed; call it with the lock."""
    if contract.stopped_on is None or missed is Missed.DUE:
        return
    before, meanwhile = _split(contract, contract.stopped_on, on)
    if not meanwhile:
        return
    # The sequence goes on after the last row: what was owed before needs rows of its own.
    Installment.objects.bulk_create(
        [
            *(_row(contract, each, LedgerState.DUE, "") for each in before),
            *(_row(contract, each, LedgerState.SKIPPED, REASON) for each in meanwhile),
        ]
    )


def _split(
    contract: Contract, stopped_on: date, on: date
) -> tuple[list[drafts.Installment], list[drafts.Installment]]:
    """Return what has no row yet: owed when the contract stopped, and asked for meanwhile."""
    masters = masters_of(contract.company_id)
    (gathered,) = gather([contract.pk], masters)
    lead = timedelta(days=contract.lead_days)
    before: list[drafts.Installment] = []
    meanwhile: list[drafts.Installment] = []
    for each in _without_row(gathered, masters, on):
        (before if each.theoretical_on - lead <= stopped_on else meanwhile).append(each)
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


def _row(
    contract: Contract, each: drafts.Installment, state: LedgerState, reason: str
) -> Installment:
    return Installment(
        company_id=contract.company_id,
        contract=contract,
        number=each.number,
        due_on=each.due_on,
        theoretical_on=each.theoretical_on,
        kind=str(each.kind),
        period_start=each.period.start,
        period_until=each.period.until,
        state=state.value if not each.skipped else LedgerState.SKIPPED.value,
        reason=reason,
    )
