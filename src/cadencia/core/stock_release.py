"""When stocked items leave, and what the installments bill in their place (R12)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from cadencia.core import splitting
from cadencia.core.agreement import Item, Kind, Line, StockRelease
from cadencia.core.course import Course, course
from cadencia.core.desk import Desk, Goods
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
    cost = EXACT.multiply(item.cost, terms.line.quantity)
    cost = round_half_up(cost, at.agreement.contract.totals_decimals)
    return _MODES[mode](_goods(at, terms, cost), slot, cost)


def move(line: Line) -> StockMove:
    """Return the stock move of a line's whole quantity."""
    return StockMove(line.item or "", line.quantity, line.location, line.lot, line.serial)


def _first(goods: Goods, slot: Slot, _: Decimal) -> Release:
    is_first = goods.first_on is None or slot.due_on <= goods.first_on
    return Release(moves=is_first, bills_service=not is_first)


def _first_deferring_cost(goods: Goods, slot: Slot, cost: Decimal) -> Release:
    found = _first(goods, slot, cost)
    return found._replace(
        cost_provisioned=cost if found.moves else NOTHING,
        cost_released=goods.released.get(slot.due_on, NOTHING),
    )


def _last(goods: Goods, slot: Slot, _: Decimal) -> Release:
    moves = slot.due_on == goods.last_on
    return Release(moves=moves, bills_service=not moves)


_MODES: dict[StockRelease, Callable[[Goods, Slot, Decimal], Release]] = {
    StockRelease.FIRST: _first,
    StockRelease.FIRST_DEFERRING_COST: _first_deferring_cost,
    StockRelease.LAST: _last,
}


# The installments in which a line counts


def _goods(at: Desk, terms: Terms, cost: Decimal) -> Goods:
    """Look up once for each line when its goods leave."""
    name = (terms.is_addition, terms.line.key, cost)
    found = at.goods.get(name)
    if found is None:
        found = at.goods[name] = _looked_up(at, terms, cost)
    return found


def _looked_up(at: Desk, terms: Terms, cost: Decimal) -> Goods:
    skipped = at.agreement.history.skipped
    of_now = (each for each in _counting(at.course, terms) if each.due_on not in skipped)
    first = next(of_now, None)
    first_on = None if first is None else first.due_on
    if at.agreement.contract.stock_release is StockRelease.FIRST:
        return Goods(first_on, None, {})
    every = _as_agreed(at, terms)
    numbered = [each for each in every if each.number] or every
    last_on = numbered[-1].due_on if numbered else None
    return Goods(first_on, last_on, _parts(at, every, cost))


def _parts(at: Desk, every: list[Slot], cost: Decimal) -> dict[date, Decimal]:
    """The part of the cost that goes to cost of sales with each installment (R9).

    One that the clerk skipped releases none: its part goes to those after it.
    """
    decimals = at.agreement.contract.totals_decimals
    found = {}
    for passed, each in enumerate(every):
        if each.due_on not in at.agreement.history.skipped:
            part = splitting.next_part(cost, len(every) - passed, decimals)
            found[each.due_on] = part
            cost = EXACT.subtract(cost, part)
    return found


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
