"""The lines and totals of a corrective document, by differences or by substitution.

By differences its amounts are what is taken back, below zero. By substitution they are what
remains, and the corrective stands in place of the document (RD 1619/2012 art. 15.4 and 15.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Literal, NamedTuple

from cadencia.core import money
from cadencia.core.credited import Billed, BilledLine, LineTaken, Taken, TaxTaken, What
from cadencia.core.crediting import untaxed
from cadencia.core.totals import TaxRate, TaxTotal, Totals

_ZERO = Decimal(0)
_ONE = Decimal(1)

Origin = Literal["line", "part", "expenses", "rounding"]
"""What a line comes from: a line of the original, a part of its whole, its expenses, cents."""


class Method(StrEnum):
    """How a document is corrected; the law's letters are I and S."""

    DIFFERENCES = "differences"  # por diferencias
    SUBSTITUTION = "substitution"  # por sustitución


class CorrectiveLine(NamedTuple):
    """A line of the corrective. `position` is the original's, if it comes from a line."""

    origin: Origin
    position: int | None
    quantity: Decimal
    unit_price: Decimal
    discounts: tuple[Decimal, ...]
    net: Decimal
    taxes: tuple[TaxRate, ...]
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrective:
    """What a corrective document prints. Its totals have no expenses but the remaining ones."""

    lines: tuple[CorrectiveLine, ...]
    totals: Totals


def corrective(billed: Billed, taken: Taken, method: Method) -> Corrective:
    """Return the corrective of a document that takes so much of it back.

    By substitution it is the first that corrects the document: nothing was taken back before.
    """
    with localcontext(money.EXACT):
        found = _CORRECTIVES[method](billed, taken)
        missing = _missing_cents(billed, found)
    if not missing:
        return found
    cents = CorrectiveLine("rounding", None, _ONE, missing, (), missing, (), withheld=False)
    return Corrective(lines=(*found.lines, cents), totals=found.totals)


def _missing_cents(billed: Billed, found: Corrective) -> Decimal:
    """Return what the lines lack to the net: they may be finer than the totals are."""
    if billed.prices_include_tax:
        return _ZERO
    lines = sum((each.net for each in found.lines), found.totals.expenses)
    if money.round_half_up(lines, billed.decimals) == found.totals.net:
        return _ZERO
    return found.totals.net - lines


# By differences


def _differences(billed: Billed, taken: Taken) -> Corrective:
    lines = tuple(_turned(each) for each in _taken_lines(billed, taken))
    return Corrective(lines=lines, totals=_foot(billed, _negative(taken), expenses=_ZERO))


def _taken_lines(billed: Billed, taken: Taken) -> Iterator[CorrectiveLine]:
    if not taken.lines:
        yield from _parts(billed, taken)
        return
    lines = {each.position: each for each in billed.lines}
    for each in taken.lines:
        yield _as_line(lines[each.position], each)
    if taken.expenses:
        yield CorrectiveLine(
            "expenses", None, _ONE, taken.expenses, (), taken.expenses, (), withheld=False
        )


def _as_line(line: BilledLine, taken: LineTaken) -> CorrectiveLine:
    """Return so much of a line: in units where they are known, else as one amount."""
    if taken.quantity is not None and (taken.quantity or taken.net == line.net):
        quantity, price, discounts = taken.quantity, line.unit_price, line.discounts
    else:
        quantity, price, discounts = _ONE, taken.net, ()
    return CorrectiveLine(
        "line", line.position, quantity, price, discounts, taken.net, line.taxes, line.withheld
    )


def _parts(billed: Billed, taken: Taken) -> Iterator[CorrectiveLine]:
    """Yield a line for each tax of an amount that no line tells."""
    for group, each in zip(billed.foot.taxes, taken.taxes, strict=True):
        if any(each):
            yield _part(billed, _rate(group), each)
    free = untaxed(taken)
    if free.base and all(len(each.taxes) <= 1 for each in billed.lines):
        yield _part(billed, None, free)


def _part(billed: Billed, rate: TaxRate | None, taken: TaxTaken) -> CorrectiveLine:
    net = taken.base + taken.amount if billed.prices_include_tax else taken.base
    taxes = () if rate is None else (_coded(billed, rate),)
    withheld = any(each.withheld for each in billed.lines if _same(each.taxes, taxes))
    return CorrectiveLine("part", None, _ONE, net, (), net, taxes, withheld)


def _rate(tax: TaxTotal) -> TaxRate:
    return TaxRate(
        tax.tax, tax.tax, tax.rate, tax.surcharge_rate, tax.exemption, tax.mention, tax.regime
    )


def _coded(billed: Billed, rate: TaxRate) -> TaxRate:
    """Return the tax with the code that the lines call it by."""
    for line in billed.lines:
        for each in line.taxes:
            if each[1:] == rate[1:]:
                return each
    return rate


def _same(taxes: tuple[TaxRate, ...], others: tuple[TaxRate, ...]) -> bool:
    return [each[1:] for each in taxes] == [each[1:] for each in others]


def _turned(line: CorrectiveLine) -> CorrectiveLine:
    return line._replace(quantity=_ZERO - line.quantity, net=_ZERO - line.net)


# By substitution


def _substitution(billed: Billed, taken: Taken) -> Corrective:
    rest = _remaining(billed, taken)
    lines = _REMAINING[taken.what](billed, taken)
    return Corrective(
        lines=lines, totals=_foot(billed, rest, expenses=billed.foot.expenses - taken.expenses)
    )


def _remaining(billed: Billed, taken: Taken) -> Taken:
    foot = billed.foot
    return Taken(
        what=taken.what,
        net=foot.net - taken.net,
        expenses=foot.expenses - taken.expenses,
        taxes=tuple(
            TaxTaken(tax.base - each.base, tax.amount - each.amount, tax.surcharge - each.surcharge)
            for tax, each in zip(foot.taxes, taken.taxes, strict=True)
        ),
        withholding=foot.withholding - taken.withholding,
    )


def _untouched(billed: Billed) -> tuple[CorrectiveLine, ...]:
    return tuple(_as_line(each, _all_of(each)) for each in billed.lines)


def _all_of(line: BilledLine) -> LineTaken:
    return LineTaken(line.position, line.net, line.quantity)


def _at_zero(billed: Billed, taken: Taken) -> tuple[CorrectiveLine, ...]:
    """Keep the lines, so that it is seen of what there is nothing left."""
    return tuple(
        each._replace(quantity=_ZERO, net=each.net - each.net) for each in _untouched(billed)
    )


def _less_lines(billed: Billed, taken: Taken) -> tuple[CorrectiveLine, ...]:
    mine: Mapping[int, LineTaken] = {each.position: each for each in taken.lines}
    found = []
    for line in billed.lines:
        gone = mine.get(line.position)
        if gone is None:
            found.append(_as_line(line, _all_of(line)))
        elif gone.net != line.net:
            quantity = None if gone.quantity is None else line.quantity - gone.quantity
            rest = LineTaken(line.position, line.net - gone.net, quantity)
            found.append(_as_line(line, rest))
    return tuple(found) or _at_zero(billed, taken)


def _less_parts(billed: Billed, taken: Taken) -> tuple[CorrectiveLine, ...]:
    return (*_untouched(billed), *(_turned(each) for each in _parts(billed, taken)))


def _all_lines(billed: Billed, taken: Taken) -> tuple[CorrectiveLine, ...]:
    return _untouched(billed)


_REMAINING: Mapping[What, Callable[[Billed, Taken], tuple[CorrectiveLine, ...]]] = {
    "whole": _at_zero,
    "lines": _less_lines,
    "amount": _less_parts,
    "data": _all_lines,
}

_CORRECTIVES = {Method.DIFFERENCES: _differences, Method.SUBSTITUTION: _substitution}


# The foot


def _negative(taken: Taken) -> Taken:
    return Taken(
        what=taken.what,
        net=_ZERO - taken.net,
        expenses=_ZERO - taken.expenses,
        taxes=tuple(
            TaxTaken(_ZERO - each.base, _ZERO - each.amount, _ZERO - each.surcharge)
            for each in taken.taxes
        ),
        withholding=_ZERO - taken.withholding,
    )


def _foot(billed: Billed, amounts: Taken, *, expenses: Decimal) -> Totals:
    """Return the totals; a tax that nothing is said of is left out, unless all of them are."""
    taxes = tuple(
        tax._replace(base=each.base, amount=each.amount, surcharge=each.surcharge)
        for tax, each in zip(billed.foot.taxes, amounts.taxes, strict=True)
    )
    said = tuple(each for each in taxes if each.base or each.amount or each.surcharge)
    return Totals(
        net=amounts.net,
        expenses=expenses,
        taxes=said or taxes,
        withholding=amounts.withholding,
        total=amounts.total,
        payable=amounts.payable,
    )
