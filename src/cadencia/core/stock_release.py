"""When stocked items leave, and what the installments bill in their place (R12)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from cadencia.core import splitting
from cadencia.core.agreement import Item, Kind, Line, StockRelease
from cadencia.core.course import Course, course
from cadencia.core.desk import Desk
from cadencia.core.drafts import StockMove
from cadencia.core.modifications import Terms
from cadencia.core.money import EXACT, round_half_up
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot, slots

NOTHING = Decimal(0)
MOST_INSTALLMENTS = 5000
"""How many are looked at where the goods wait for the last of a sequence without one."""


class Release(NamedTuple):
    """What one installment does with a line's goods. Costs in currency units."""

    moves: bool = False
    bills_service: bool = False
    cost_provisioned: Decimal = NOTHING
    cost_released: Decimal = NOTHING


def release(at: Desk, terms: Terms, slot: Slot, item: Item) -> Release:
    """Return what the installment does with a stocked line's goods (R12).

    First and last are those of the installments in which the line counts. A cost of 100.00
    deferred over three is released as 33.33, 33.33 and 33.34. One-off lines always move
    their goods with their own document.
    """
    mode = at.agreement.contract.stock_release
    if mode is None:
        return Release()
    if mode is StockRelease.EACH or slot.kind is Kind.ONE_OFF:
        return Release(moves=True)
    return _MODES[mode](at, terms, slot, item)


def move(line: Line) -> StockMove:
    """Return the stock move of a line's whole quantity."""
    return StockMove(line.item or "", line.quantity, line.location, line.lot, line.serial)


def _first(at: Desk, terms: Terms, slot: Slot, _: Item) -> Release:
    is_first = _is_first(at, terms, slot)
    return Release(moves=is_first, bills_service=not is_first)


def _first_deferring_cost(at: Desk, terms: Terms, slot: Slot, item: Item) -> Release:
    is_first = _is_first(at, terms, slot)
    cost = EXACT.multiply(item.cost, terms.line.quantity)
    cost = round_half_up(cost, at.agreement.contract.totals_decimals)
    return Release(
        moves=is_first,
        bills_service=not is_first,
        cost_provisioned=cost if is_first else NOTHING,
        cost_released=_part(at, terms, slot, cost),
    )


def _last(at: Desk, terms: Terms, slot: Slot, _: Item) -> Release:
    every = _as_agreed(at, terms)
    numbered = [each for each in every if each.number] or every
    moves = bool(numbered) and numbered[-1].due_on == slot.due_on
    return Release(moves=moves, bills_service=not moves)


_MODES: dict[StockRelease, Callable[[Desk, Terms, Slot, Item], Release]] = {
    StockRelease.FIRST: _first,
    StockRelease.FIRST_DEFERRING_COST: _first_deferring_cost,
    StockRelease.LAST: _last,
}


def _part(at: Desk, terms: Terms, slot: Slot, cost: Decimal) -> Decimal:
    """The part of the cost that goes to cost of sales with the installment (R9).

    One that the clerk skipped releases none: its part goes to those after it.
    """
    every = _as_agreed(at, terms)
    decimals = at.agreement.contract.totals_decimals
    for passed, each in enumerate(every):
        if each.due_on in at.agreement.history.skipped:
            continue
        part = splitting.next_part(cost, len(every) - passed, decimals)
        if each.due_on == slot.due_on:
            return part
        cost = EXACT.subtract(cost, part)
    return NOTHING


# The installments in which a line counts


def _is_first(at: Desk, terms: Terms, slot: Slot) -> bool:
    skipped = at.agreement.history.skipped
    counting = (each for each in _counting(at.course, terms) if each.due_on not in skipped)
    first = next(counting, None)
    return first is None or slot.due_on <= first.due_on


def _as_agreed(at: Desk, terms: Terms) -> list[Slot]:
    """The installments after the opening that the line was agreed for.

    A withdrawal asks what becomes of the goods (R12): it doesn't make another one the last,
    nor the parts larger.
    """
    contract = at.agreement.contract
    agreed = at.course
    if contract.withdrawn_on is not None:
        agreed = course(replace(contract, withdrawn_on=None))
    every = (each for each in _counting(agreed, terms) if each.kind is not Kind.OPENING)
    return list(islice(every, MOST_INSTALLMENTS))


def _counting(of: Course | None, terms: Terms) -> Iterator[Slot]:
    if of is None:
        return
    for slot in slots(of, after=None, number=0, until=LAST_DATE):
        found = slot.additions if terms.is_addition else slot.lines
        if not slot.skipped and any(each.key == terms.line.key for each in found):
            yield slot
