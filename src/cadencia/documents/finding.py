"""Finding a document by what people call it: its printed number, or `#` and its id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cadencia.documents.models import Document, Series
from cadencia.documents.numbering import SHORT_YEAR
from cadencia.parties.access import Actor, Permission, require

_PLACE = re.compile(r"\{(series|year|number)(?::0(\d)d)?\}")
_CENTURY = 2000


def find_document(text: str, *, by: Actor) -> Document | None:
    """Return the company's document of a printed number, in any case and with or without zeros.

    `#41` is the document with the id 41, drafts included; so is `41` unless it is a number.

    :raises NotAllowed: without the permission to read.
    """
    require(by, Permission.READ)
    wanted = text.strip()
    for series, year, number in _readings(by.company_id, wanted):
        found = Document.objects.filter(
            company_id=by.company_id, series=series, fiscal_year=year, number=number
        ).first()
        if found is not None:
            return found
    digits = wanted.removeprefix("#")
    if not re.fullmatch(r"[0-9]{1,18}", digits):
        return None
    return Document.objects.filter(company_id=by.company_id, pk=int(digits)).first()


def _readings(company_id: int, text: str) -> Iterator[tuple[Series, int, int]]:
    """Yield each series, fiscal year and number that could be printed so."""
    for series in Series.objects.filter(company_id=company_id).order_by("code"):
        read = _reader(series.pattern, series.code).fullmatch(text)
        if read is None or not {"year", "number"} <= read.groupdict().keys():
            continue
        year = int(read["year"])
        whole = len(read["year"]) > SHORT_YEAR
        yield series, year if whole else _CENTURY + year, int(read["number"])


@lru_cache(maxsize=256)
def _reader(pattern: str, code: str) -> re.Pattern[str]:
    """Return the expression that reads what `numbering.printed_number` writes."""
    seen: set[str] = set()

    def as_expression(place: re.Match[str]) -> str:
        name = place[1]
        if name == "series":
            return re.escape(code)
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        if name == "number":
            return "(?P<number>[0-9]{1,9})"
        return "(?P<year>[0-9]{2})" if place[2] == str(SHORT_YEAR) else "(?P<year>[0-9]{4})"

    # What lies between the places is literal; split keeps it at every third position.
    literals = _PLACE.split(pattern)[::3]
    places = [as_expression(each) for each in _PLACE.finditer(pattern)]
    pieces = [re.escape(literals[0])]
    for place, literal in zip(places, literals[1:], strict=True):
        pieces += [place, re.escape(literal)]
    return re.compile("".join(pieces), re.IGNORECASE)
