"""Proration: days covered over the days of the whole step, as an exact fraction (R3)."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cadencia.core.agreement import Proration
from cadencia.core.dates import actual_days, thirty_days

WHOLE = Fraction(1)


class Piece(NamedTuple):
    """A stretch covered within one whole step; all ends are included."""

    start: date
    until: date
    step_start: date
    step_until: date


def days(start: date, until: date, basis: Proration) -> int:
    """Return the days from `start` to `until`, both included, by calendar or 30/360 (R3)."""
    if until < start:
        return 0
    if basis is Proration.THIRTY:
        return thirty_days(start, until)
    return actual_days(start, until)


def factor(pieces: tuple[Piece, ...], basis: Proration) -> Fraction:
    """Return the part of a whole price that the pieces ask for; whole steps count 1 each."""
    total = Fraction(0)
    for piece in pieces:
        if piece.start == piece.step_start and piece.until == piece.step_until:
            total += 1
        else:
            whole = days(piece.step_start, piece.step_until, basis)
            total += Fraction(days(piece.start, piece.until, basis), whole)
    return total


def within(pieces: tuple[Piece, ...], start: date, until: date) -> tuple[Piece, ...]:
    """Return what of the pieces lies from `start` to `until`, both included."""
    cut = (
        piece._replace(start=max(piece.start, start), until=min(piece.until, until))
        for piece in pieces
    )
    return tuple(piece for piece in cut if piece.start <= piece.until)
