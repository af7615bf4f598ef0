"""When stocked items leave, and what the installments bill in their place (R12)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.core import splitting
from cadencia.core.agreement import Contract, Item, Line, StockRelease
from cadencia.core.drafts import StockMove
from cadencia.core.money import EXACT, round_half_up

NOTHING = Decimal(0)


class Release(NamedTuple):
    """What one installment does with a line's goods. Costs in currency units."""

    moves: bool = False
    bills_service: bool = False
    cost_provisioned: Decimal = NOTHING
    cost_released: Decimal = NOTHING


def release(
    contract: Contract, line: Line, item: Item, *, number: int | None, is_first: bool
) -> Release:
    """Return what the installment does with a stocked line's goods (R12).

    `is_first`: it is the first installment in which the line counts. At the end means with
    the last numbered one. A cost of 100.00 deferred over three is released as 33.33, 33.33
    and 33.34. One-off lines always move their goods with their own document.
    """
    mode = contract.stock_release
    if mode is None:
        return Release()
    if mode is StockRelease.EACH or line.one_off is not None:
        return Release(moves=True)
    if mode is StockRelease.LAST:
        moves = number is not None and number == contract.installments
        return Release(moves=moves, bills_service=not moves)
    if mode is StockRelease.FIRST:
        return Release(moves=is_first, bills_service=not is_first)
    cost = deferred_cost(contract, line, item)
    return Release(
        moves=is_first,
        bills_service=not is_first,
        cost_provisioned=cost if is_first else NOTHING,
        cost_released=_share(contract, cost, number),
    )


def deferred_cost(contract: Contract, line: Line, item: Item) -> Decimal:
    """Return the cost of a line's goods, rounded to the decimals of the totals."""
    return round_half_up(EXACT.multiply(item.cost, line.quantity), contract.totals_decimals)


def move(line: Line) -> StockMove:
    """Return the stock move of a line's whole quantity."""
    return StockMove(line.item or "", line.quantity, line.location, line.lot, line.serial)


def _share(contract: Contract, cost: Decimal, number: int | None) -> Decimal:
    """The part of the cost that goes to cost of sales with installment `number` (R9)."""
    if not number or not contract.installments or number > contract.installments:
        return NOTHING
    parts = splitting.split_evenly(cost, contract.installments, contract.totals_decimals)
    return parts[number - 1]


def counts_first_on(due_on: date, first_due_on: date | None) -> bool:
    """Say whether the installment due on `due_on` is the first in which the line counts."""
    return first_due_on is None or due_on <= first_due_on
