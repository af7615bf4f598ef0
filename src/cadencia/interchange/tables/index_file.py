"""Reading an index series from a CSV file of two columns: month and value, as the INE gives it.

A heading is passed over. A month may be written 2026-01, 2026M01, 01/2026 or enero 2026; a value
as the locale writes numbers. A value that isn't published yet (blank, `..`) is passed over too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cadencia.interchange.tables import csv_reading, locales, words
from cadencia.interchange.tables.cells import folded
from cadencia.interchange.tables.locales import Locale
from cadencia.interchange.tables.records import Raw

NOT_PUBLISHED = frozenset({"", ".", "..", "...", "-", "n.d."})
MOST_DECIMALS = 8
MOST_DIGITS = 12  # before the point
MONTHS_IN_YEAR = 12
LAST_TEXT = 40  # characters of a cell that a problem shows

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/M]([0-9]{1,2})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{4})")
_BY_NAME = re.compile(r"([^\W\d]+)\.?\s+(?:de\s+)?([0-9]{4})")

Row = tuple[int, tuple[Raw, ...]]


class RowProblem(NamedTuple):
    """A row that can't be used; `code` says why, `cell` is what is written there."""

    row: int
    code: str  # month, value, decimals, repeated, nothing
    cell: str


@dataclass(slots=True)
class IndexFile:
    """The values of a file by month, and the rows that can't be used."""

    values: dict[str, Decimal] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    not_published: list[str] = field(default_factory=list)


def read(content: bytes, locale: Locale) -> IndexFile:
    """Return the values of a file and all that is wrong with it.

    :raises Refused: if it isn't text, or its quotes don't match.
    """
    found = IndexFile()
    for place, (number, cells) in enumerate(_written(content)):
        month = month_of(str(cells[0]))
        if month is None:
            if place > 0 or _has_digit(str(cells[0])):  # the first may be a heading
                found.problems.append(_problem(number, "month", cells[0]))
            continue
        _add(found, number, month, (str(cells[1]) if len(cells) > 1 else "", locale))
    if not found.values and not found.problems:
        found.problems.append(RowProblem(1, "nothing", ""))
    return found


def month_of(text: str) -> str | None:
    """Return a month as 2026-01, None if the text is none.

    >>> [month_of(each) for each in ("2026M01", "1/2026", "Enero 2026", "2026-13", "Total")]
    ['2026-01', '2026-01', '2026-01', None, None]
    """
    bare = text.strip()
    if read := _YEAR_FIRST.fullmatch(bare):
        year, number = read[1], int(read[2])
    elif read := _MONTH_FIRST.fullmatch(bare):
        year, number = read[2], int(read[1])
    elif read := _BY_NAME.fullmatch(bare):
        year, number = read[2], _NAMES.get(folded(read[1]), 0)
    else:
        return None
    return f"{year}-{number:02d}" if 1 <= number <= MONTHS_IN_YEAR else None


def _written(content: bytes) -> Iterator[Row]:
    """Yield the rows that hold anything."""
    for number, cells in csv_reading.rows(content):
        if any(str(each).strip() for each in cells):
            yield number, cells


def _add(found: IndexFile, row: int, month: str, written: tuple[str, Locale]) -> None:
    text, locale = written
    if text.strip().casefold() in NOT_PUBLISHED:
        found.not_published.append(month)
        return
    value = locales.number(text, locale)
    if value is None or value <= 0 or value >= 10**MOST_DIGITS:
        found.problems.append(_problem(row, "value", text))
    elif -int(value.as_tuple().exponent) > MOST_DECIMALS:
        found.problems.append(_problem(row, "decimals", text))
    elif found.values.get(month, value) != value:
        found.problems.append(_problem(row, "repeated", month))
    else:
        found.values[month] = value


def _problem(row: int, code: str, cell: Raw) -> RowProblem:
    return RowProblem(row, code, str(cell)[:LAST_TEXT])


def _has_digit(text: str) -> bool:
    return any(each.isdigit() for each in text)


_NAMES = {
    folded(spelling): int(number)
    for number, spellings in words.MONTHS.items()
    for each in spellings.values()
    for spelling in each
}
