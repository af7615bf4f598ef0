"""One installment of a contract that isn't settled yet, to be skipped or moved (R4, SC-4, SC-8)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cadencia.core.agreement import (
    InstallmentsAre,
    Key,
    Kind,
    LedgerRow,
    LedgerState,
    PriceSplit,
)
from cadencia.core.desk import Desk
from cadencia.core.objecting import Objection, objection
from cadencia.core.planning import upcoming
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot, slots

MOST_AHEAD = 120
"""How many installments without a row may lie before the one that is meant."""

SETTLED = {
    LedgerState.BILLED: "already_billed",
    LedgerState.LINKED: "already_linked",
    LedgerState.SKIPPED: "already_skipped",
}


class Single(NamedTuple):
    """The installment meant, and those of the sequence before it that have no row yet.

    `previous` and `following` are the due dates next to it in the sequence, if there are any.
    """

    slot: Slot
    before: tuple[Slot, ...]
    previous: date | None
    following: date | None


def single(at: Desk, rows: list[LedgerRow], due_on: date, line: Key | None = None) -> Single | None:
    """Return the installment due on a date that is still to be billed; None if there is none.

    `rows` are all that count in the ledger; `line` names a one-off line, when that is meant.
    """
    every = upcoming(at, until=due_on)
    found = [slot for slot in every if slot.due_on == due_on and _one_off_of(slot) == line]
    if not found:
        return None
    open_rows = {(row.due_on, row.kind) for row in at.agreement.history.open_rows}
    ordered = [slot for slot in every if slot.kind is not Kind.ONE_OFF and slot.due_on < due_on]
    known = {row.due_on for row in rows if row.kind is not Kind.ONE_OFF}
    earlier = [day for day in known | {slot.due_on for slot in ordered} if day < due_on]
    return Single(
        slot=found[0],
        before=tuple(slot for slot in ordered if (slot.due_on, slot.kind) not in open_rows),
        previous=max(earlier, default=None),
        following=_following(at, found[0], known),
    )


def missing(at: Desk, rows: list[LedgerRow], due_on: date, line: Key | None = None) -> Objection:
    """Return why there is nothing to be billed on the date: settled, or no date at all."""
    for row in rows:
        if row.due_on == due_on and row.line == line and row.state in SETTLED:
            return objection("due_on", SETTLED[row.state], number=row.number, date=due_on)
    every = [slot.due_on for slot in upcoming(at, until=due_on) if slot.kind is not Kind.ONE_OFF]
    return objection("due_on", "no_installment", date=due_on, before=max(every, default=None))


def objections_to_skip(at: Desk, one: Single) -> Iterator[Objection]:
    """Yield what speaks against leaving the installment out for good."""
    contract, slot = at.agreement.contract, one.slot
    if slot.skipped:
        yield objection("due_on", "skipped_by_pause", date=slot.due_on)
    if slot.kind is Kind.ONE_OFF:
        return
    if contract.installments_are is InstallmentsAre.DUE_DATES:
        yield objection("due_on", "part_of_sale", date=slot.due_on)
    if len(one.before) > MOST_AHEAD:
        yield objection("due_on", "too_far_ahead", count=len(one.before), most=MOST_AHEAD)
    divides = any(line.price_split is PriceSplit.DIVIDED for line in slot.lines)
    if divides and one.following is None:
        yield objection("due_on", "last_part_of_price", date=slot.due_on)


def objections_to_move(at: Desk, one: Single, to: date) -> Iterator[Objection]:
    """Yield what speaks against the theoretical date: it lies past a neighbor's (R4)."""
    if one.slot.skipped:
        yield objection("due_on", "skipped_by_pause", date=one.slot.due_on)
    previous = _theoretical(at, one.previous)
    following = _theoretical(at, one.following)
    if previous is not None and to < previous:
        yield objection("to", "before_previous", previous=previous)
    if following is not None and to > following:
        yield objection("to", "after_following", following=following)


def _theoretical(at: Desk, due_on: date | None) -> date | None:
    return None if due_on is None else at.moves.get(due_on, due_on)


def _one_off_of(slot: Slot) -> Key | None:
    return slot.lines[0].key if slot.kind is Kind.ONE_OFF else None


def _following(at: Desk, slot: Slot, known: set[date]) -> date | None:
    """The next due date after the installment: of a row, or of the sequence."""
    later = [day for day in known if day > slot.due_on]
    if at.course is not None:
        number = at.agreement.history.last_number if slot.number is None else slot.number
        after = max(slot.due_on, at.agreement.history.last_due_on or slot.due_on)
        number = max(number, at.agreement.history.last_number)
        for each in slots(at.course, after=after, number=number, until=LAST_DATE):
            later.append(each.due_on)
            break
    return min(later, default=None)
