"""The order in which documents are listed, and where a page ends.

Drafts stand first, the latest before the others; then what is issued, the latest day first and
within it the highest number. No index has that order over all series, and none is needed: in a
series dates never go back (R15), so that each series is read along its numbers, from the end, and
the few that come next are merged. A page costs the same on the first and on the thousandth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from cadencia.documents.models import Document

_PARTS = 3


class Place(NamedTuple):
    """Where a series has been read to: fiscal year and number, the last of a page."""

    fiscal_year: int
    number: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: at a draft, or by series; nothing said is the beginning."""

    draft: int | None = None
    series: Mapping[int, Place] = field(default_factory=dict)
    past_drafts: bool = False

    def written(self) -> str:
        """Return it as an address carries it."""
        if not self.past_drafts:
            return f"d{self.draft}"
        return "n" + "_".join(
            f"{number}.{place.fiscal_year}.{place.number}" for number, place in self.series.items()
        )


def cursor_of(written: str) -> Cursor:
    """Return the cursor that an address carries; the beginning if it is none of ours."""
    if written[:1] == "d" and _is_number(written[1:]):
        return Cursor(draft=int(written[1:]))
    if written[:1] != "n":
        return Cursor()
    parts = [each.split(".") for each in written[1:].split("_") if each]
    if not all(len(each) == _PARTS and all(map(_is_number, each)) for each in parts):
        return Cursor()
    series = {int(a): Place(int(b), int(c)) for a, b, c in parts}
    return Cursor(series=series, past_drafts=True)


class Reading(NamedTuple):
    """Which series are read, and how: of some days alone, or from the end.

    Documents of some days lie together, but the index of numbers leads to them through all that
    came after: then it is better to sort what is found.
    """

    series: list[int]
    of_days: bool = False


def page(
    found: QuerySet[Document], reading: Reading, after: Cursor, many: int
) -> tuple[list[int], Cursor | None]:
    """Return the ids of a page, in their order, and where it ends; None if nothing follows."""
    drafts: list[int] = []
    if not after.past_drafts:
        waiting = found.filter(number=None)
        if after.draft is not None:
            waiting = waiting.filter(pk__lt=after.draft)
        drafts = list(waiting.order_by("-pk").values_list("pk", flat=True)[: many + 1])
        if len(drafts) > many:
            return drafts[:many], Cursor(draft=drafts[many - 1])
    rows = list(islice(_merged(found, reading, after, many + 1), many - len(drafts) + 1))
    more, rows = len(rows) > many - len(drafts), rows[: many - len(drafts)]
    places = {**after.series, **{row.series: Place(row.year, row.number) for row in rows}}
    ids = [*drafts, *(row.id for row in rows)]
    return ids, Cursor(series=places, past_drafts=True) if more else None


class _Row(NamedTuple):
    id: int
    series: int
    year: int
    number: int
    day: date

    @property
    def turn(self) -> tuple[int, int, int]:
        """The latest day first, then the highest number."""
        return -self.day.toordinal(), -self.number, self.series


def _merged(
    found: QuerySet[Document], reading: Reading, after: Cursor, many: int
) -> Iterator[_Row]:
    """Yield what is issued in order, reading each series no further than may be needed."""
    latest = ("-issue_date",) if reading.of_days else ()
    reads = [
        _of_series(found, each, after.series.get(each)).order_by(
            *latest, "-fiscal_year", "-number"
        )[:many]
        for each in reading.series
    ]
    if not reads:
        return iter(())
    rows = [_Row(*row) for row in (reads[0].union(*reads[1:], all=True) if reads[1:] else reads[0])]
    by_series: dict[int, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: (-row.year, -row.number)):
        by_series.setdefault(row.series, []).append(row)
    return merge(*by_series.values(), key=lambda row: row.turn)


def _of_series(
    found: QuerySet[Document], series: int, after: Place | None
) -> QuerySet[Document, Any]:
    numbered = found.filter(series=series, number__isnull=False)
    if after is not None:
        numbered = numbered.filter(TupleLessThan(Tuple("fiscal_year", "number"), tuple(after)))
    return numbered.values_list("pk", "series", "fiscal_year", "number", "issue_date")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(2**63))
