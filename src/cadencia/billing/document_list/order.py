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
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
    TupleLessThanOrEqual,
)

from cadencia.billing.gathering import arrays
from cadencia.billing.querying import rows
from cadencia.core.recurrence import ONE_DAY
from cadencia.documents.models import Document, DocumentDueDate

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


class Span(NamedTuple):
    """The documents of a series after one place, and up to another that is still in."""

    after: Place
    until: Place


class Reading(NamedTuple):
    """Which series are read; of some days alone, between which numbers each (`spans_of`).

    Of documents that wait to be paid, the due dates by which they do (`asking`) are read: they
    have the order of the numbers, and nothing that was paid lies between them.
    """

    series: list[int]
    spans: Mapping[int, Span] | None = None
    asking: QuerySet[DocumentDueDate, Any] | None = None


def page(
    found: QuerySet[Document], reading: Reading, after: Cursor, many: int
) -> tuple[list[int], Cursor | None]:
    """Return the ids of a page, in their order, and where it ends; None if nothing follows."""
    drafts: list[int] = []
    if not after.past_drafts and reading.asking is None:
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


# The last number up to each of some days, found by halving: dates never go back in a series.
_LAST_UP_TO = """
WITH RECURSIVE years (series_id, fiscal_year) AS (
    SELECT series, (SELECT max(d.fiscal_year) FROM documents_document d WHERE d.series_id = series)
    FROM unnest(%s::bigint[]) AS asked (series)
  UNION ALL
    SELECT y.series_id, (SELECT max(d.fiscal_year) FROM documents_document d
                         WHERE d.series_id = y.series_id AND d.fiscal_year < y.fiscal_year)
    FROM years y WHERE y.fiscal_year IS NOT NULL
), numbered AS (
    SELECT y.series_id, y.fiscal_year,
           (SELECT min(d.number) FROM documents_document d
            WHERE d.series_id = y.series_id AND d.fiscal_year = y.fiscal_year) AS first_number,
           (SELECT max(d.number) FROM documents_document d
            WHERE d.series_id = y.series_id AND d.fiscal_year = y.fiscal_year) AS last_number
    FROM years y WHERE y.fiscal_year IS NOT NULL
), halved (series_id, fiscal_year, first_number, low, high, day) AS (
    SELECT series_id, fiscal_year, first_number, first_number - 1, last_number + 1, day
    FROM numbered, unnest(%s::date[]) AS day
  UNION ALL
    SELECT h.series_id, h.fiscal_year, h.first_number,
           CASE WHEN found.issue_date <= day THEN middle ELSE low END,
           CASE WHEN found.issue_date <= day THEN high ELSE middle END, day
    FROM halved h
    CROSS JOIN LATERAL (SELECT (low + high) / 2 AS middle) half
    LEFT JOIN LATERAL (
        SELECT d.issue_date FROM documents_document d
        WHERE d.series_id = h.series_id AND d.fiscal_year = h.fiscal_year AND d.number >= middle
        ORDER BY d.number LIMIT 1
    ) found ON true
    WHERE high - low > 1
)
SELECT series_id, day, fiscal_year, low, first_number FROM halved
WHERE high - low <= 1 ORDER BY series_id, fiscal_year
"""


def spans_of(series: list[int], start: date | None, until: date | None) -> dict[int, Span]:
    """Return between which numbers the documents of some days lie, both days included.

    A series that has none of those days is left out.
    """
    first = start - ONE_DAY if start and start > date.min else date.min
    last = until or date.max
    found: dict[date, dict[int, Place]] = {first: {}, last: {}}
    asked = arrays.written(series), arrays.written([first, last])
    for number, day, year, low, first_number in rows(_LAST_UP_TO, *asked):
        if low >= first_number:  # the year has some up to that day; a later year says more
            found[day][number] = Place(year, low)
    before = Place(0, 0)
    return {
        number: Span(after=found[first].get(number, before), until=place)
        for number, place in found[last].items()
    }


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
    reads = [
        _of_series(found, each, after.series.get(each), reading).order_by(
            "-fiscal_year", "-number"
        )[:many]
        for each in reading.series
        if reading.spans is None or each in reading.spans
    ]
    if not reads:
        return iter(())
    rows = [_Row(*row) for row in (reads[0].union(*reads[1:], all=True) if reads[1:] else reads[0])]
    by_series: dict[int, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: (-row.year, -row.number)):
        by_series.setdefault(row.series, []).append(row)
    return merge(*by_series.values(), key=lambda row: row.turn)


def _of_series(
    found: QuerySet[Document], series: int, after: Place | None, reading: Reading
) -> QuerySet[Any, Any]:
    fields = ("pk", "series_id", "fiscal_year", "number", "issue_date")
    numbered: QuerySet[Any, Any] = found.filter(series_id=series, number__isnull=False)
    if reading.asking is not None:
        fields = ("document_id", *fields[1:-1], "document__issue_date")
        numbered = reading.asking.filter(series_id=series, document__in=found).distinct()
    place = Tuple("fiscal_year", "number")
    if reading.spans is not None:
        span = reading.spans[series]
        numbered = numbered.filter(
            TupleGreaterThan(place, tuple(span.after)),
            TupleLessThanOrEqual(place, tuple(span.until)),
        )
    if after is not None:
        numbered = numbered.filter(TupleLessThan(place, tuple(after)))
    return numbered.values_list(*fields)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(2**63))
