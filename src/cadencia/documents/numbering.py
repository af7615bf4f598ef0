"""How a number is printed: the pattern of its series filled in (DO-2).

Patterns are the user's, so they are not given to `str.format`, which would run along
attributes; only {series}, {year}, {year:02d} and {number}, {number:06d} are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from cadencia.documents.models import Document

_PLACE = re.compile(r"\{(series|year|number)(?::0(\d)d)?\}")
_CENTURY = 100
SHORT_YEAR = 2


class PatternRefused(Exception):
    """The pattern can't tell one number of the series from another."""


def printed_number(pattern: str, *, series: str, year: int, number: int) -> str:
    """Return a number as documents print it.

    >>> printed_number("{series}-{year}-{number:06d}", series="F", year=2026, number=41)
    'F-2026-000041'
    >>> printed_number("{series}{year:02d}/{number}", series="A", year=2026, number=41)
    'A26/41'
    """

    def filled(place: re.Match[str]) -> str:
        name, width = place[1], int(place[2] or 0)
        if name == "series":
            return series
        if name == "year":
            return f"{year % _CENTURY:02d}" if width == SHORT_YEAR else str(year)
        return str(number).zfill(width)

    return _PLACE.sub(filled, pattern)


def number_of(document: Document) -> str | None:
    """Return the document's number as printed; None while it is a draft."""
    if document.number is None or document.fiscal_year is None:
        return None
    series = document.series
    return printed_number(
        series.pattern, series=series.code, year=document.fiscal_year, number=document.number
    )


def pattern_problems(pattern: str) -> Iterator[str]:
    """Yield what is wrong with a pattern, in words."""
    names = {place[1] for place in _PLACE.finditer(pattern)}
    if set("{}") & set(_PLACE.sub("", pattern)):
        yield _("Write only {series}, {year} and {number}, as in {series}-{year}-{number:06d}.")
    if "number" not in names:
        yield _("Without {number} all documents would have the same number.")
    if "year" not in names:
        yield _("Without {year} the numbers would repeat each year.")
