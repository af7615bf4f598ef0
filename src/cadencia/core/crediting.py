"""What a credit note takes back of an issued document (DO-3): all, some lines, or an amount.

No credit takes more than what the earlier ones left, of a line or of a tax, and whoever takes the
last of a base takes the last cent of its tax: the credits of a document that is credited wholly
bring each of its taxes exactly to zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext

from cadencia.core import money, splitting
from cadencia.core.credited import (
    Billed,
    BilledLine,
    CreditRefused,
    LineTaken,
    Objection,
    Pick,
    Taken,
    TaxTaken,
)
from cadencia.core.totals import TaxRate, TaxTotal, TotalLine, document_totals

_ZERO = Decimal(0)
_HUNDREDTH = Decimal("0.01")
_QUANTITY_DECIMALS = 6  # R8


def nothing(billed: Billed) -> Taken:
    """Return what is taken back where only what was printed is set right."""
    zero = money.zero(billed.decimals)
    taxes = tuple(TaxTaken(zero, zero, zero) for _ in billed.foot.taxes)
    return Taken(what="data", net=zero, expenses=zero, taxes=taxes, withholding=zero)


def left(billed: Billed, earlier: Iterable[Taken]) -> Taken:
    """Return what the earlier credits leave of a document; its lines only if they are known.

    Once an amount of the whole was credited, nobody can say of which lines: `lines` is empty.
    """
    before = tuple(earlier)
    foot = billed.foot
    with localcontext(money.EXACT):
        return Taken(
            what="whole",
            net=foot.net - sum((each.net for each in before), _ZERO),
            expenses=foot.expenses - sum((each.expenses for each in before), _ZERO),
            taxes=tuple(
                _tax_left(tax, [each.taxes[place] for each in before])
                for place, tax in enumerate(foot.taxes)
            ),
            withholding=foot.withholding - sum((each.withholding for each in before), _ZERO),
            lines=() if any(each.what == "amount" for each in before) else _lines(billed, before),
        )


def whole(billed: Billed, earlier: Iterable[Taken] = ()) -> Taken:
    """Return all that is left of a document.

    :raises CreditRefused: if nothing is left.
    """
    rest = left(billed, earlier)
    if not _is_anything(rest):
        raise CreditRefused([Objection("nothing_left")])
    return rest


def by_lines(billed: Billed, earlier: Iterable[Taken], picks: Sequence[Pick]) -> Taken:
    """Return what is taken back with some lines, each whole or in part, with their taxes (R10).

    :raises CreditRefused: if a line isn't there, or more is asked than is left of it, of a tax
        or of the document; all of it is named.
    """
    before = tuple(earlier)
    rest = left(billed, before)
    taken, objections = _picked(billed, before, picks)
    if objections:
        raise CreditRefused(objections)
    return _settled(billed, rest, taken)


def by_amount(billed: Billed, earlier: Iterable[Taken], amount: Decimal) -> Taken:
    """Return an amount of the total, taxes included, taken of every tax in proportion.

    50.00 of a document of 100.00 + 21.00 is 41.32 + 8.68.

    :raises CreditRefused: if it isn't above zero, is finer than the document's decimals, more
        than what is left, or if a line bears several taxes at once: its lines must be named.
    """
    rest = left(billed, earlier)
    objections = list(_about_amount(billed, rest, amount))
    if objections:
        raise CreditRefused(objections)
    if amount == rest.total:
        # It takes all there is, cent by cent: no proportion is asked.
        return Taken(
            what="amount",
            net=rest.net,
            expenses=rest.expenses,
            taxes=rest.taxes,
            withholding=rest.withholding,
        )
    with localcontext(money.EXACT):
        return _in_proportion(billed, rest, amount)


# What is left


def _tax_left(tax: TaxTotal, before: Iterable[TaxTaken]) -> TaxTaken:
    base, amount, surcharge = tax.base, tax.amount, tax.surcharge
    for each in before:
        base -= each.base
        amount -= each.amount
        surcharge -= each.surcharge
    return TaxTaken(base, amount, surcharge)


def _lines(billed: Billed, before: Iterable[Taken]) -> tuple[LineTaken, ...]:
    """Return what is left of each line; those of which nothing is left are not named.

    A quantity is left only where every credit of the line named one.
    """
    taken: dict[int, list[LineTaken]] = {}
    for credit in before:
        for each in credit.lines:
            taken.setdefault(each.position, []).append(each)
    found = []
    for line in billed.lines:
        mine = taken.get(line.position, [])
        net = line.net - sum((each.net for each in mine), _ZERO)
        if mine and not net:
            continue
        quantities = [each.quantity for each in mine if each.quantity is not None]
        known = len(quantities) == len(mine)
        quantity = line.quantity - sum(quantities, _ZERO) if known else None
        found.append(LineTaken(line.position, net, quantity))
    return tuple(found)


def _is_anything(rest: Taken) -> bool:
    return bool(rest.net or any(any(each) for each in rest.taxes))


# By lines


def _picked(
    billed: Billed, before: Sequence[Taken], picks: Sequence[Pick]
) -> tuple[list[LineTaken], list[Objection]]:
    lines = {each.position: each for each in billed.lines}
    rests = {each.position: each for each in _lines(billed, before)}
    taken: list[LineTaken] = []
    objections: list[Objection] = []
    for pick in picks:
        position = pick.position
        if position not in lines:
            objections.append(Objection("no_such_line", position))
        elif any(each.position == position for each in taken):
            objections.append(Objection("line_twice", position))
        elif position not in rests:
            objections.append(Objection("line_settled", position))
        else:
            one = _one_line(lines[position], rests[position], pick)
            if isinstance(one, Objection):
                objections.append(one)
            else:
                taken.append(one)
    if not picks:
        objections.append(Objection("nothing_taken"))
    return taken, objections


def _one_line(line: BilledLine, rest: LineTaken, pick: Pick) -> LineTaken | Objection:
    if pick.quantity is not None:
        return _quantity(line, rest, pick.quantity)
    if pick.net is None or pick.net == rest.net:
        return rest
    if _places(pick.net) > _places(line.net):
        return Objection("too_fine", line.position, asked=pick.net)
    if not pick.net or not _within(pick.net, rest.net):
        return Objection("line_too_much", line.position, asked=pick.net, left=rest.net)
    return LineTaken(line.position, pick.net)


def _quantity(line: BilledLine, rest: LineTaken, quantity: Decimal) -> LineTaken | Objection:
    """Return the part of the net that falls on a quantity: 2 of 3 for 10.00 are 6.67."""
    if rest.quantity is None:
        return Objection("quantity_unknown", line.position, asked=quantity, left=rest.net)
    if not quantity or not _within(quantity, rest.quantity):
        return Objection("quantity_too_much", line.position, asked=quantity, left=rest.quantity)
    if _places(quantity) > _QUANTITY_DECIMALS:
        return Objection("too_fine", line.position, asked=quantity)
    if quantity == rest.quantity:
        return rest
    with localcontext(money.EXACT):
        net = money.round_half_up(line.net * quantity / line.quantity, _places(line.net))
    if not _within(net, rest.net):
        net = rest.net
    return LineTaken(line.position, net, quantity)


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _within(part: Decimal, bound: Decimal) -> bool:
    """Say whether a part lies between nothing and the bound, whichever its sign."""
    return min(bound, _ZERO) <= part <= max(bound, _ZERO)


def _settled(billed: Billed, rest: Taken, taken: Sequence[LineTaken]) -> Taken:
    """Return the lines with their taxes, never more than what is left of each tax."""
    lines = {each.position: each for each in billed.lines}
    picked = [TotalLine(each.net, *_borne(lines[each.position])) for each in taken]
    foot = document_totals(
        picked,
        decimals=billed.decimals,
        surcharge_applies=True,  # a group without surcharge has a rate of zero
        withholding_rate=billed.withholding_rate,
        rounding=billed.rounding,
        prices_include_tax=billed.prices_include_tax,
    )
    objections: list[Objection] = []
    asked = {_group(each): each for each in foot.taxes}
    zero = money.zero(billed.decimals)
    taxes = []
    for group, bound in zip(billed.foot.taxes, rest.taxes, strict=True):
        mine = asked.get(_group(group))
        taxes.append(TaxTaken(zero, zero, zero) if mine is None else _bounded(mine, bound))
        if mine is not None and not _within(mine.base, bound.base):
            objections.append(
                Objection("tax_too_much", tax=group.tax, asked=mine.base, left=bound.base)
            )
    if not objections and not _within(foot.net, rest.net):
        objections.append(Objection("document_too_much", asked=foot.net, left=rest.net))
    if objections:
        raise CreditRefused(objections)
    held = rest.withholding
    if foot.net != rest.net:
        held = _clamped(foot.withholding, rest.withholding)
    return Taken(
        what="lines",
        net=foot.net,
        expenses=zero,
        taxes=tuple(taxes),
        withholding=held,
        lines=tuple(taken),
    )


def _borne(line: BilledLine) -> tuple[tuple[TaxRate, ...], bool]:
    return line.taxes, line.withheld


def _group(tax: TaxTotal) -> tuple[object, ...]:
    """Return what tells the groups of a foot apart (R10)."""
    rates = tax.rate.normalize(), tax.surcharge_rate.normalize()
    return tax.tax, *rates, tax.regime, tax.exemption or "", tax.mention or ""


def _bounded(asked: TaxTotal, bound: TaxTaken) -> TaxTaken:
    """Return what is taken of a tax: with the last of its base goes the last of its cents."""
    if asked.base == bound.base:
        return bound
    return TaxTaken(
        asked.base,
        _clamped(asked.amount, bound.amount),
        _clamped(asked.surcharge, bound.surcharge),
    )


def _clamped(part: Decimal, bound: Decimal) -> Decimal:
    """Return the part, or what is nearest to it between nothing and the bound."""
    return min(max(part, min(bound, _ZERO)), max(bound, _ZERO))


# By amount


def _about_amount(billed: Billed, rest: Taken, amount: Decimal) -> Iterator[Objection]:
    if amount <= 0:
        yield Objection("amount_not_positive", asked=amount)
    elif amount > rest.total:
        yield Objection("amount_too_much", asked=amount, left=rest.total)
    elif amount != money.cut(amount, billed.decimals):
        yield Objection("too_fine", asked=amount)
    elif amount < rest.total and any(len(each.taxes) > 1 for each in billed.lines):
        yield Objection("several_taxes")


def _in_proportion(billed: Billed, rest: Taken, amount: Decimal) -> Taken:
    """Divide the amount among the taxes, and what bears none, by what is left of each."""
    pieces = [*rest.taxes, untaxed(rest)]
    zero = money.zero(billed.decimals)
    weights = [each.base + each.amount + each.surcharge for each in pieces]
    shares = _shares(amount, weights, billed.decimals)
    rates = [(each.rate, each.surcharge_rate) for each in billed.foot.taxes]
    taken = [
        _inside(share, piece, rate, billed.decimals)
        for share, piece, rate in zip(shares, pieces, [*rates, (_ZERO, _ZERO)], strict=True)
    ]
    net = sum((each.base for each in taken), zero)
    held = zero
    if rest.net:
        part = rest.withholding * net / rest.net
        held = _clamped(money.round_half_up(part, billed.decimals), rest.withholding)
    return Taken(what="amount", net=net, expenses=zero, taxes=tuple(taken[:-1]), withholding=held)


def untaxed(taken: Taken) -> TaxTaken:
    """Return what of the net bears no tax, as a tax of nothing; with one tax at most per line."""
    with localcontext(money.EXACT):
        base = taken.net - sum((each.base for each in taken.taxes), _ZERO)
        return TaxTaken(base, base - base, base - base)


def _shares(amount: Decimal, weights: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """Split in proportion, and pass on what is more than a weight itself to those with room."""
    shares = list(splitting.split_in_proportion(amount, weights, decimals))
    bounded = [_clamped(share, weight) for share, weight in zip(shares, weights, strict=True)]
    over = sum(shares, _ZERO) - sum(bounded, _ZERO)
    for place, weight in enumerate(weights):
        room = _clamped(bounded[place] + over, weight) - bounded[place]
        bounded[place] += room
        over -= room
    return bounded


def _inside(
    gross: Decimal, bound: TaxTaken, rates: tuple[Decimal, Decimal], decimals: int
) -> TaxTaken:
    """Return base, tax and surcharge inside a gross amount, none above what is left of it."""
    if gross == bound.base + bound.amount + bound.surcharge:
        return bound
    rate, surcharge_rate = rates
    base = money.round_half_up(gross / (1 + (rate + surcharge_rate) * _HUNDREDTH), decimals)
    surcharge = _clamped(
        money.round_half_up(base * surcharge_rate * _HUNDREDTH, decimals), bound.surcharge
    )
    amount = _clamped(gross - base - surcharge, bound.amount) if rate else gross - gross
    base = _clamped(gross - amount - surcharge, bound.base)
    amount = _clamped(gross - base - surcharge, bound.amount)
    return TaxTaken(base, amount, gross - base - amount)
