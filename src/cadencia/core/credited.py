"""A document as it is credited, and what a credit takes of it (DO-3).

Amounts taken back have the sign that they have in the document: 100.00 taken of a line of 100.00
takes it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from cadencia.core import money
from cadencia.core.totals import Rounding, TaxRate, Totals

_ZERO = Decimal(0)

What = Literal["whole", "lines", "amount", "data"]
"""What is credited. `data` takes nothing back: it only sets right what was printed."""

_ZERO = Decimal(0)
_HUNDREDTH = Decimal("0.01")


class BilledLine(NamedTuple):
    """A line of an issued document; `taxes` are of its foot's groups, `net` as it was printed."""

    position: int
    quantity: Decimal
    unit_price: Decimal
    discounts: tuple[Decimal, ...]
    net: Decimal
    taxes: tuple[TaxRate, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """An issued document: its lines, its foot, and how its taxes were rounded."""

    lines: tuple[BilledLine, ...]
    foot: Totals
    decimals: int  # of the totals
    withholding_rate: Decimal = _ZERO
    rounding: Rounding = "document"
    prices_include_tax: bool = False


class TaxTaken(NamedTuple):
    """What is taken back of a tax of the foot: base, amount and surcharge."""

    base: Decimal
    amount: Decimal
    surcharge: Decimal


class LineTaken(NamedTuple):
    """What is taken back of a line; the quantity, if it is goods that come back."""

    position: int
    net: Decimal
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one credit takes back; `taxes` stand as in the foot. `expenses` are inside `net`.

    `lines` are none where an amount was taken of the whole, which is no line's.
    """

    what: What
    net: Decimal
    expenses: Decimal
    taxes: tuple[TaxTaken, ...]
    withholding: Decimal
    lines: tuple[LineTaken, ...] = ()

    @property
    def total(self) -> Decimal:
        """Return what is taken back with its taxes."""
        with localcontext(money.EXACT):
            return self.net + sum((each.amount + each.surcharge for each in self.taxes), _ZERO)

    @property
    def payable(self) -> Decimal:
        """Return what is taken back of what was to be paid: less what was withheld."""
        return money.EXACT.subtract(self.total, self.withholding)


class Pick(NamedTuple):
    """A line to credit by its position: all that is left of it, a net amount, or a quantity."""

    position: int
    net: Decimal | None = None
    quantity: Decimal | None = None


class Objection(NamedTuple):
    """Why a credit can't be: a code, and what its sentence names."""

    code: str
    line: int | None = None
    tax: str = ""
    asked: Decimal | None = None
    left: Decimal | None = None


class CreditRefused(Exception):
    """The credit would take what isn't there; `objections` are all of them."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__(*objections)
        self.objections = tuple(objections)
