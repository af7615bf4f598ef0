"""Quantities that are metered: what a line used, billed in the installment that covers it (LN-11).

A usage belongs to the first installment not billed yet whose period reaches its last day; one
recorded late to the next. What wasn't used isn't billed: the line is left out.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cadencia.core.agreement import Key, Line
from cadencia.core.money import EXACT


class QuantityMissing(Exception):
    """The formula of a quantity gives none."""

    def __init__(self, formula: str) -> None:
        super().__init__(formula)
        self.formula = formula


def refuse_unknown(line: Line) -> None:
    """Refuse a line whose formula gives no quantity.

    :raises QuantityMissing: if it gives none.
    """
    if line.quantity_formula is not None and not line.quantity_known:
        raise QuantityMissing(line.quantity_formula)


def metered(line: Line, until: date, taken: set[Key]) -> Line | None:
    """Return the line with the quantity used up to `until`, included; None if it is zero.

    What it takes is added to `taken`, which an earlier installment of the plan may have filled.
    """
    mine = tuple(each for each in line.usage or () if each.day <= until and each.key not in taken)
    taken.update(each.key for each in mine)
    quantity = Decimal(0)
    for each in mine:
        quantity = EXACT.add(quantity, each.quantity)
    return replace(line, quantity=quantity, usage=mine) if quantity else None


def explained(line: Line) -> tuple[str, ...]:
    """Return where the quantity is from, if it isn't the contract's."""
    if line.usage:
        last = max(each.day for each in line.usage)
        return (f"usage: {line.quantity} in {len(line.usage)} until {last.isoformat()}",)
    if line.quantity_formula is not None:
        return (f"quantity: formula {line.quantity_formula}",)
    return ()
