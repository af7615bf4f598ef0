"""The foot of a document: taxes, totals and what is to be paid (R10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from cadencia.core import money, splitting
from cadencia.core.values import value

Rounding = Literal["document", "line"]

_ZERO = Decimal(0)
_ONE = Decimal(1)
_HUNDREDTH = Decimal("0.01")


class TaxRate(NamedTuple):
    """A tax that a line bears. `rate` and `surcharge` (recargo) are percents.

    `tax` is the name shown, and with rate and regime the group of R10. What the law wants
    stated apart (`exemption`, `mention`) is a group of its own too.
    """

    code: str
    tax: str
    rate: Decimal
    surcharge: Decimal = _ZERO
    exemption: str | None = None
    mention: str | None = None
    regime: str = ""


MISSING = "missing"
"""The regime of a tax that is named somewhere and is nowhere to be found: it bills nothing."""


def missing_tax(code: str) -> TaxRate:
    """Return what stands for a tax that isn't there; a line that bears it is refused (R16)."""
    return TaxRate(code, code, _ZERO, regime=MISSING)


class TaxMissing(Exception):
    """A line, its item or the withholding names a tax that isn't there."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TotalLine(NamedTuple):
    """A line's net (with tax-included prices: its gross), its taxes, and if it is withheld."""

    net: Decimal
    taxes: tuple[TaxRate, ...] = ()
    withheld: bool = False


class TaxTotal(NamedTuple):
    """A tax of the foot: base, amount and surcharge in money, both rates in percent."""

    tax: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    surcharge_rate: Decimal
    surcharge: Decimal
    regime: str
    exemption: str | None
    mention: str | None


class SumsDoNotHold(Exception):
    """The totals contradict each other."""


@value
class Totals:
    """The amounts of the foot, each with exactly the decimals of the totals.

    `expenses` is inside `net` (with tax-included prices it is shown gross, as typed).

    :raises SumsDoNotHold: if total is not net + taxes + surcharges, or payable is not
        total - withholding.
    """

    net: Decimal
    expenses: Decimal
    taxes: tuple[TaxTotal, ...]
    withholding: Decimal
    total: Decimal
    payable: Decimal

    def __post_init__(self) -> None:
        """Refuse to exist if the sums do not hold."""
        add = money.EXACT.add
        total = self.net
        for each in self.taxes:
            total = add(add(total, each.amount), each.surcharge)
        if total != self.total or add(self.payable, self.withholding) != self.total:
            raise SumsDoNotHold(self.net, self.taxes, self.withholding, self.total, self.payable)


def document_totals(  # noqa: PLR0913 - each is a choice of R10, given by name
    lines: Sequence[TotalLine],
    *,
    decimals: int,
    expenses: Decimal = _ZERO,
    surcharge_applies: bool = False,
    withholding_rate: Decimal = _ZERO,
    rounding: Rounding = "document",
    prices_include_tax: bool = False,
) -> Totals:
    """Return the totals of a document (R10).

    `decimals` are those of the totals: the smaller of contract's and currency's. A line
    belongs to the group of each of its taxes; a group's base is rounded before its tax.
    Expenses are taxed as the lines in proportion. Taxes are ordered by tax, then rate
    descending. Three lines of 0.33 at 21 %: base 0.99, tax 0.21, total 1.20.
    """
    if not expenses and rounding == "document" and not prices_include_tax:
        usual = _usual_totals(lines, decimals, surcharge_applies, withholding_rate)
        if usual is not None:
            return usual
    with localcontext(money.EXACT):
        pieces = _pieces(lines, expenses, decimals, rounding, surcharge_applies)
        taxed = _taxed_inside if prices_include_tax else _taxed_on_top
        net, withheld, taxes = taxed(pieces, decimals, rounding)
        withholding = _percents([withheld], withholding_rate, decimals)
        total = net
        for each in taxes:
            total += each.amount + each.surcharge
        return Totals(
            net=net,
            expenses=money.round_half_up(expenses, decimals),
            taxes=taxes,
            withholding=withholding,
            total=total,
            payable=total - withholding,
        )


def _usual_totals(
    lines: Sequence[TotalLine],
    decimals: int,
    surcharge_applies: bool,  # noqa: FBT001 - handed on as it came
    withholding_rate: Decimal,
) -> Totals | None:
    """The same for what nearly every document is: one tax for all its lines; else None.

    A run spends here a quarter of its drafting otherwise.
    """
    if not lines or len(lines[0].taxes) != 1:
        return None
    taxes = lines[0].taxes
    add, net, withheld = money.EXACT.add, _ZERO, _ZERO
    for line_net, line_taxes, is_withheld in lines:
        if line_taxes is not taxes:
            return None
        net = add(net, line_net)
        if is_withheld and withholding_rate:
            withheld = add(withheld, line_net)
    tax, base = taxes[0], money.round_half_up(net, decimals)
    surcharge_rate = tax.surcharge if surcharge_applies else _ZERO
    amount, surcharge = (_percent_of(base, rate, decimals) for rate in (tax.rate, surcharge_rate))
    withholding = _percent_of(withheld, withholding_rate, decimals)
    total = add(add(base, amount), surcharge)
    foot = TaxTotal(
        tax.tax, tax.rate, base, amount, surcharge_rate, surcharge, tax.regime, tax.exemption,
        tax.mention,
    )  # fmt: skip
    return Totals(
        net=base,
        expenses=money.zero(decimals),
        taxes=(foot,),
        withholding=withholding,
        total=total,
        payable=money.EXACT.subtract(total, withholding),
    )


def _percent_of(amount: Decimal, rate: Decimal, decimals: int) -> Decimal:
    if not rate:
        return money.zero(decimals)
    product = money.EXACT.multiply(amount, rate).scaleb(-2, money.EXACT)
    return money.round_half_up(product, decimals)


class _Group(NamedTuple):
    """What the tax is worked out for at once; the rates in percent."""

    tax: str
    rate: Decimal
    regime: str
    exemption: str | None
    mention: str | None
    surcharge: Decimal


class _Piece(NamedTuple):
    """An amount that bears the same taxes: a set of lines, a line, or a share of expenses."""

    groups: tuple[_Group, ...]
    amount: Decimal
    withheld: Decimal  # what of the amount is subject to withholding


_Taxed = tuple[Decimal, Decimal, tuple[TaxTotal, ...]]  # net, withheld net, taxes


def _pieces(
    lines: Sequence[TotalLine],
    expenses: Decimal,
    decimals: int,
    rounding: Rounding,
    surcharge_applies: bool,  # noqa: FBT001 - handed on as it came
) -> list[_Piece]:
    """Return the amounts to tax: one for each set of taxes, or one for each line."""
    sets = _sets(lines, surcharge_applies)
    pieces = sets if rounding == "document" else _one_by_one(lines, surcharge_applies)
    if not expenses:
        return pieces
    if not sets:
        return [_Piece((), expenses, _ZERO)]
    shares = splitting.split_in_proportion(expenses, [each.amount for each in sets], decimals)
    shared = zip(sets, shares, strict=True)
    if rounding == "line":
        return pieces + [_Piece(each.groups, share, _ZERO) for each, share in shared]
    return [each._replace(amount=each.amount + share) for each, share in shared]


def _sets(lines: Iterable[TotalLine], surcharge_applies: bool) -> list[_Piece]:  # noqa: FBT001
    """Return one piece for each set of taxes, in order of first appearance."""
    sums: dict[tuple[_Group, ...], list[Decimal]] = {}
    taxes: tuple[TaxRate, ...] | None = None
    so_far: list[Decimal] = []
    for net, line_taxes, withheld in lines:
        if line_taxes is not taxes:  # nearly always the same as the line before
            taxes = line_taxes
            so_far = sums.setdefault(_groups(taxes, surcharge_applies), [_ZERO, _ZERO])
        so_far[0] += net
        if withheld:
            so_far[1] += net
    return [_Piece(groups, amount, withheld) for groups, (amount, withheld) in sums.items()]


def _one_by_one(lines: Iterable[TotalLine], surcharge_applies: bool) -> list[_Piece]:  # noqa: FBT001
    return [
        _Piece(_groups(taxes, surcharge_applies), net, net if withheld else _ZERO)
        for net, taxes, withheld in lines
    ]


def _groups(taxes: tuple[TaxRate, ...], surcharge_applies: bool) -> tuple[_Group, ...]:  # noqa: FBT001
    """Return the groups of those taxes, each once, in the order of the foot."""
    found = [
        _Group(tax, rate, regime, exemption, mention, surcharge if surcharge_applies else _ZERO)
        for _, tax, rate, surcharge, exemption, mention, regime in taxes
    ]
    return tuple(found) if len(found) <= 1 else tuple(sorted(set(found), key=_order))


def _order(group: _Group) -> tuple[str, Decimal, str, str, str, Decimal]:
    return (
        group.tax,
        -group.rate,
        group.regime,
        group.exemption or "",
        group.mention or "",
        -group.surcharge,
    )


def _taxed_on_top(pieces: list[_Piece], decimals: int, rounding: Rounding) -> _Taxed:
    """Tax amounts that come without it."""
    net = withheld = _ZERO
    found: dict[_Group, list[Decimal]] = {}
    for groups, amount, held in pieces:
        net += amount
        withheld += held
        for group in groups:
            found.setdefault(group, []).append(amount)
    taxes = []
    for group in sorted(found, key=_order) if len(found) > 1 else found:
        amounts = found[group]
        base = money.round_half_up(sum(amounts, _ZERO), decimals)
        taxed = [base]
        if rounding == "line":
            taxed = [money.round_half_up(each, decimals) for each in amounts]
        amount = _percents(taxed, group.rate, decimals)
        taxes.append(_tax_total(group, base, amount, taxed, decimals))
    return money.round_half_up(net, decimals), withheld, tuple(taxes)


def _taxed_inside(pieces: list[_Piece], decimals: int, rounding: Rounding) -> _Taxed:
    """Take the tax out of amounts that include it: the surcharge alone comes on top."""
    net = withheld = money.zero(decimals)
    found: dict[_Group, list[tuple[Decimal, Decimal]]] = {}
    for groups, amount, held in pieces:
        divisor = _ONE + sum((each.rate for each in groups), _ZERO) * _HUNDREDTH
        gross = money.round_half_up(amount, decimals)
        base = money.round_half_up(gross / divisor, decimals)
        net += base
        withheld += money.round_half_up(held / divisor, decimals)
        inside = _inside(groups, base, gross, decimals)
        for group, tax in zip(groups, inside, strict=True):
            found.setdefault(group, []).append((base, tax))
    taxes = []
    for group in sorted(found, key=_order):
        bases = [base for base, _ in found[group]]
        base = sum(bases, _ZERO)
        tax = sum((tax for _, tax in found[group]), _ZERO)
        taxed = bases if rounding == "line" else [base]
        taxes.append(_tax_total(group, base, tax, taxed, decimals))
    return net, withheld, tuple(taxes)


def _inside(
    groups: tuple[_Group, ...], base: Decimal, gross: Decimal, decimals: int
) -> list[Decimal]:
    """Return the tax of each group inside `gross`; the last takes the rest."""
    if not groups:
        return []
    amounts = [_percents([base], each.rate, decimals) for each in groups[:-1]]
    return [*amounts, gross - base - sum(amounts, _ZERO)]


def _tax_total(
    group: _Group, base: Decimal, amount: Decimal, taxed: list[Decimal], decimals: int
) -> TaxTotal:
    tax, rate, regime, exemption, mention, surcharge_rate = group
    surcharge = _percents(taxed, surcharge_rate, decimals)
    # By position: with names it takes twice as long, and this is made for every document.
    return TaxTotal(tax, rate, base, amount, surcharge_rate, surcharge, regime, exemption, mention)


def _percents(amounts: Iterable[Decimal], rate: Decimal, decimals: int) -> Decimal:
    """Return `rate` percent of each amount, each rounded, added up."""
    found = money.zero(decimals)
    if not rate:
        return found
    for amount in amounts:
        found += money.round_half_up(amount * rate * _HUNDREDTH, decimals)
    return found
