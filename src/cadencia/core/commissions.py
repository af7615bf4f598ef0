"""What a sales representative earns by the lines of documents (AG-4)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from cadencia.core.money import EXACT, round_half_up

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Base(StrEnum):
    """What a percent is taken of: what is billed, what is left after its cost, or nothing."""

    NET = "net"
    MARGIN = "margin"
    NONE = "none"


class Terms(NamedTuple):
    """What a contract says of commission, for lines that say nothing of their own.

    `agent` is the code of its representative, `rate` the percent that the contract says (None:
    it says none), `usual` the representative's own percent.
    """

    agent: str = ""
    rate: Decimal | None = None
    usual: Decimal | None = None


SILENT = Terms()
"""A contract without representative and without a percent: its lines speak for themselves."""


def terms(agent: str, rate: Decimal | None, base: str, usual: Decimal | None) -> Terms:
    """Return the terms of a contract; with the base `none` the percent is zero."""
    if base == Base.NONE:
        rate = ZERO
    return Terms(agent, rate, usual) if agent or rate is not None else SILENT


def owed(agent: str, rate: Decimal | None, by: Terms) -> tuple[str, Decimal | None]:
    """Return who earns by a line and what percent: the line's own, else the contract's (AG-4).

    A percent that neither says is the representative's own, if it is the contract's one; for
    another one it is None, which is to say that of its own card.
    """
    who = agent or by.agent
    if rate is None and who:
        rate = by.rate
        if rate is None and who == by.agent:
            rate = by.usual
    return who, rate


class Billed(NamedTuple):
    """A line of a document, as printed: a credit note's `net` is negative.

    `discounts` and `tax_rates` are percents; `includes_tax` says whether price and net do,
    `gives_units_back` of a credit note whether units are credited or just an amount.
    """

    quantity: Decimal
    unit_price: Decimal
    discounts: tuple[Decimal, ...]
    net: Decimal
    tax_rates: tuple[Decimal, ...]
    includes_tax: bool
    decimals: int
    gives_units_back: bool = True


def net_of(line: Billed) -> Decimal:
    """Return what a line bills without taxes, in the document's decimals."""
    if not line.includes_tax:
        return line.net
    taxed = EXACT.divide(sum(line.tax_rates, HUNDRED), HUNDRED)
    return round_half_up(EXACT.divide(line.net, taxed), line.decimals)


def margin_of(line: Billed, unit_cost: Decimal) -> Decimal:
    """Return what is left of a line after its cost, in the document's decimals.

    A line that bills a part of its price (some days, a part of a divided price) bears that part
    of the cost. What is credited as an amount, with no unit given back, gives no cost back.
    """
    net = net_of(line)
    if not line.gives_units_back:
        return net
    cost = EXACT.multiply(EXACT.multiply(unit_cost, line.quantity), _part_of(line))
    return round_half_up(net - cost, line.decimals)


def commission(counted: Decimal, rate: Decimal, decimals: int) -> Decimal:
    """Return `rate` percent of what counts, rounded half up: of 10.10 at 2.5 it is 0.25."""
    return round_half_up(EXACT.divide(EXACT.multiply(counted, rate), HUNDRED), decimals)


def _part_of(line: Billed) -> Decimal:
    whole = EXACT.multiply(line.quantity, line.unit_price)
    for percent in line.discounts:
        whole = EXACT.multiply(whole, EXACT.divide(HUNDRED - percent, HUNDRED))
    whole = round_half_up(whole, line.decimals)
    return EXACT.divide(line.net, whole) if whole and whole != line.net else ONE
