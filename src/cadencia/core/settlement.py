"""What the ledger, or another program, has done with the installments of a day (R4)."""

from collections.abc import Iterator, Sequence
from datetime import date

from cadencia.core.absence import neighbors
from cadencia.core.agreement import (
    Contract,
    InstallmentsAre,
    Key,
    Kind,
    LedgerRow,
    LedgerState,
    Line,
)
from cadencia.core.course import schedule_on
from cadencia.core.dates import clipped
from cadencia.core.desk import Desk
from cadencia.core.reasons import Books, Reason, because
from cadencia.core.recurrence import generation_day
from cadencia.core.sale import NOT_PART
from cadencia.core.sequence import Slot

OPEN_STATES = (LedgerState.DUE, LedgerState.REOPENED)

Mark = tuple[date, Kind, Key | None]
"""What tells one installment of a contract from another: due date, kind, line of a one-off."""


def mark(slot: Slot) -> Mark:
    """Return the mark of a slot."""
    return (slot.due_on, slot.kind, slot.lines[0].key if slot.kind is Kind.ONE_OFF else None)


def own_day(contract: Contract, line: Line) -> date | None:
    """Return the day of a one-off line; None if it waits for the next ordinary installment."""
    when = line.one_off
    if when is None or when.with_next:
        return None
    if when.on is not None or when.month is None:
        return when.on
    schedule = schedule_on(contract, date(*when.month, 1))
    return clipped(*when.month, generation_day(schedule))


def is_part_of_sale(at: Desk, slot: Slot) -> bool:
    """Say whether the installment is only a due date of the one invoice of a sale (ST-4)."""
    is_sale = at.agreement.contract.installments_are is InstallmentsAre.DUE_DATES
    return is_sale and slot.kind not in NOT_PART


def settled_on(at: Desk, on: date, owed: Sequence[Slot], books: Books) -> Iterator[Reason]:
    """Yield what is settled on the day, and its open rows that the schedule has no date for.

    `owed` are the slots of the day that are still to be billed.
    """
    marks = {mark(slot) for slot in owed}
    for row in books.rows:
        found = _row(row, marks)
        if found is not None:
            yield found
    marks |= {(row.due_on, row.kind, row.line) for row in books.rows}
    for slot in neighbors(at, on).here:
        if mark(slot) not in marks:
            yield from _without_row(at, slot)
    yield from _one_offs(at, on, {key for _, kind, key in marks if kind is Kind.ONE_OFF})


def _row(row: LedgerRow, owed: set[Mark]) -> Reason | None:
    if row.state not in OPEN_STATES:
        code, kind = str(row.state), str(row.kind)
        return because(code, row.line, number=row.number, kind=kind, due_on=row.due_on)
    if (row.due_on, row.kind, row.line) in owed:
        return None
    return because("row_off_schedule", row.line, number=row.number, due_on=row.due_on)


def _without_row(at: Desk, slot: Slot) -> Iterator[Reason]:
    """A date of the sequence that nothing will ask for any more, though it has no row."""
    history, contract = at.agreement.history, at.agreement.contract
    last, billed_until = history.last_due_on, contract.billed_until
    if is_part_of_sale(at, slot) and history.last_number:
        yield because("sold", number=slot.number)
    elif billed_until is not None and slot.due_on <= billed_until:
        yield because("billed_elsewhere", number=slot.number, until=billed_until)
    elif last is not None and slot.due_on <= last:
        yield because("never_asked", last=last)


def _one_offs(at: Desk, on: date, seen: set[Key | None]) -> Iterator[Reason]:
    """One-off lines of the day without a row: billed (a file has none), or by another program."""
    contract, billed = at.agreement.contract, at.agreement.history.one_offs_billed
    of_another = contract.billed_until is not None and on <= contract.billed_until
    for line in contract.lines:
        if line.key in seen or own_day(contract, line) != on:
            continue
        if line.key in billed:
            yield because("billed", line.key, kind=str(Kind.ONE_OFF), due_on=on)
        elif of_another:
            yield because("billed_elsewhere", line.key, until=contract.billed_until)
