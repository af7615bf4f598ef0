"""Splits that give back the whole, to the last unit (R9).

A unit is the smallest amount of so many decimals: 0.01 with two.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from cadencia.core import money


class NoParts(Exception):
    """An amount cannot be split into less than one part."""


class FinerThanUnit(Exception):
    """The whole has more decimals than its parts may have."""


def next_part(rest: Decimal, left: int, decimals: int) -> Decimal:
    """Return the part that the next of `left` installments takes of what is not billed yet.

    It is rest / left cut towards zero. Taken again and again from what remains, this
    gives exactly the split of R9: the units left over go one each to the last parts.

    :raises NoParts: if `left` is less than 1.
    """
    if left < 1:
        raise NoParts(left)
    # Whole units first: cutting a quotient that was itself rounded could cut a unit too few.
    units = money.EXACT.divide_int(rest.scaleb(decimals, money.EXACT), Decimal(left))
    return money.cut(units.scaleb(-decimals, money.EXACT), decimals)


def split_evenly(whole: Decimal, parts: int, decimals: int) -> tuple[Decimal, ...]:
    """Return `parts` amounts that add up to `whole` and differ by one unit at most (R9).

    Each is whole / parts cut towards zero; the units left over go one each to the last:
    100.00 in 3 is 33.33, 33.33, 33.34.

    :raises NoParts: if `parts` is less than 1.
    :raises FinerThanUnit: if `whole` has more than `decimals` decimals.
    """
    small = next_part(whole, parts, decimals)
    with localcontext(money.EXACT):
        if whole != money.cut(whole, decimals):
            raise FinerThanUnit(whole, decimals)
        left_over = whole - small * parts
        unit = Decimal(1).scaleb(-decimals).copy_sign(left_over)
        larger = int(left_over / unit)
        return (small,) * (parts - larger) + (small + unit,) * larger


def split_in_proportion(
    whole: Decimal, weights: Sequence[Decimal], decimals: int
) -> tuple[Decimal, ...]:
    """Return one share of `whole` for each weight; together they are `whole` (R10).

    Each share is cut towards zero and what is left over goes to the largest weight, the
    first of equals. If the weights add up to zero, the first takes everything. If they add
    up to less, they are taken with the opposite sign, so that a credit is split like the
    invoice that it takes back.
    """
    if len(weights) <= 1:
        return (whole,) * len(weights)
    with localcontext(money.EXACT):
        total = sum(weights, Decimal(0))
        if not total:
            return (whole, *(money.cut(Decimal(0), decimals) for _ in weights[1:]))
        shares = [money.cut(whole * weight / total, decimals) for weight in weights]
        signed = [weight.copy_negate() if total < 0 else weight for weight in weights]
        shares[signed.index(max(signed))] += whole - sum(shares)
        return tuple(shares)
