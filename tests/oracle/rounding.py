"""Rounding of fractions: half away from zero, or towards zero."""

from decimal import Decimal
from fractions import Fraction


def rounded(amount, decimals):
    """Return a fraction half up to so many decimals."""
    return _units(abs(Fraction(amount)) * 10**decimals + Fraction(1, 2), amount, decimals)


def cut(amount, decimals):
    """Return a fraction towards zero to so many decimals."""
    return _units(abs(Fraction(amount)) * 10**decimals, amount, decimals)


def _units(scaled, amount, decimals):
    whole = scaled.numerator // scaled.denominator
    return Decimal(whole if amount >= 0 else -whole).scaleb(-decimals) + 0
