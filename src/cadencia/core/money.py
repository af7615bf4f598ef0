"""Rounding of amounts, in one place: half up, away from zero at exactly half."""

from __future__ import annotations

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

EXACT = Context(prec=80, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Where amounts are multiplied and added: the usual 28 digits of `Decimal` would round the
largest quantity times the largest price in silence, before we round it ourselves."""

_MOST_DECIMALS = 30
# Built once: making the quantum costs more than the rounding.
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(_MOST_DECIMALS + 1))
_ZEROS = tuple(Decimal(0).scaleb(-places) for places in range(_MOST_DECIMALS + 1))

_USUAL_DECIMALS = 2
# ISO 4217, the minor units that are not 2.
_DECIMALS_OF = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_OTHER_DECIMALS = {
    code: decimals for decimals, codes in _DECIMALS_OF.items() for code in codes.split()
}


def zero(decimals: int) -> Decimal:
    """Return nothing, with exactly `decimals` places: 0.00 with two."""
    return _ZEROS[decimals]


def round_half_up(amount: Decimal, decimals: int) -> Decimal:
    """Return `amount` with exactly `decimals` places, half away from zero; never -0.

    0.105 is 0.11 and -0.105 is -0.11 with two.
    """
    return amount.quantize(_QUANTA[decimals], ROUND_HALF_UP, EXACT) or _ZEROS[decimals]


def cut(amount: Decimal, decimals: int) -> Decimal:
    """Return `amount` cut towards zero to exactly `decimals` places; never -0."""
    return amount.quantize(_QUANTA[decimals], ROUND_DOWN, EXACT) or _ZEROS[decimals]


def currency_decimals(code: str) -> int:
    """Return the decimals of a currency by its ISO 4217 code; 2 for one not known."""
    return _OTHER_DECIMALS.get(code.upper(), _USUAL_DECIMALS)
