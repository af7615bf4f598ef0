"""Moving an installment together with the schedule that follows it (SC-4, R1, R4).

The schedule is counted anew from the day that the installment is moved to. What is billed
stays as it is; the days between what it covers and the new first period aren't billed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cadencia.core.agreement import (
    Contract,
    Every,
    Kind,
    LedgerRow,
    Period,
    PriceSplit,
    Schedule,
    Timing,
)
from cadencia.core.course import schedule_on
from cadencia.core.objecting import Objection, objection
from cadencia.core.recurrence import ONE_DAY, date_at, index_from
from cadencia.core.singling import Single


def anchored(schedule: Schedule, to: date) -> Schedule:
    """Return the schedule counted from `to`: its first date, and the day of those after it.

    >>> from cadencia.core.agreement import Every, Unit
    >>> from datetime import date
    >>> monthly = Every(interval=1, unit=Unit.MONTH, first=date(2026, 1, 31))
    >>> moved = anchored(monthly, date(2026, 4, 10))
    >>> [date_at(moved, k).isoformat() for k in range(2)]
    ['2026-04-10', '2026-05-10']
    """
    if isinstance(schedule, Every):
        return replace(schedule, first=to, anchor_day=None)
    return replace(schedule, day=to.day, since=to)


def objections(
    contract: Contract, one: Single, rows: list[LedgerRow], to: date
) -> Iterator[Objection]:
    """Yield what speaks against the schedule being counted from `to`.

    `rows` are all rows that count in the ledger. Only the next installment of the schedule
    moves it, and no day is billed twice.
    """
    schedule = schedule_on(contract, one.slot.due_on)
    if schedule is None or one.slot.kind is not Kind.REGULAR:
        yield objection("due_on", "anchor_of_no_schedule")
        return
    if any(row.kind is not Kind.ONE_OFF and row.due_on >= one.slot.due_on for row in rows):
        yield objection("due_on", "anchor_of_no_schedule")
    if one.before:
        yield objection("due_on", "not_the_next", oldest=one.before[0].due_on)
    if not isinstance(schedule, Every) and to.month not in schedule.months:
        yield objection("to", "month_not_in_schedule", date=to)
    if any(line.price_split is PriceSplit.DIVIDED for line in contract.lines) or any(
        each.price_split is PriceSplit.DIVIDED for each in contract.modifications
    ):
        yield objection("due_on", "price_divided_by_schedule")
    covered = _covered_until(contract, schedule, one, rows)
    if covered is not None and first_period(contract, anchored(schedule, to), to).start <= covered:
        yield objection("to", "covered_already", last=covered)


def first_period(contract: Contract, schedule: Schedule, due_on: date) -> Period:
    """Return what the installment due on a date of the schedule covers (R2)."""
    index = index_from(schedule, due_on)
    if contract.timing is Timing.ARREARS:
        return Period(start=date_at(schedule, index - 1), until=due_on - ONE_DAY)
    return Period(start=due_on, until=date_at(schedule, index + 1) - ONE_DAY)


def _covered_until(
    contract: Contract, schedule: Schedule, one: Single, rows: list[LedgerRow]
) -> date | None:
    """The last day that an installment before this one covers; None if there was none."""
    if not any(row.kind is not Kind.ONE_OFF for row in rows):
        return None
    return first_period(contract, schedule, one.slot.due_on).start - ONE_DAY
