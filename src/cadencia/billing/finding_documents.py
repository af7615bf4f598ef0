"""A document found by its printed number, as people read it to each other, or by its id."""

import re

from cadencia.documents.models import Document, Series
from cadencia.documents.numbering import printed_number
from cadencia.parties.access import Actor, Permission, require

_PLACE = re.compile(r"\\\{(series|year|number)(?::0\d+d)?\\\}")
_READ = {"year": r"(?P<year>\d{2,4})", "number": r"(?P<number>\d{1,9})"}
SHORT_YEAR = 2  # digits
CENTURIES = (1900, 2000, 2100)
LARGEST_ID = 2**63 - 1


class NoSuchDocument(Exception):
    """The company has no document of that number, nor of that id."""


class SeveralDocuments(Exception):
    """The printed number fits several documents; `ids` are theirs."""

    def __init__(self, written: str, ids: list[int]) -> None:
        super().__init__(written, *ids)
        self.written = written
        self.ids = tuple(ids)


def find_document(written: str, *, by: Actor) -> Document:
    """Return the document whose printed number is `written`, else the one of that id.

    Capitals and small letters are the same. A draft has an id only.

    :raises NotAllowed: without the permission to read.
    :raises NoSuchDocument: if there is none.
    :raises SeveralDocuments: if the patterns of the series print that number more than once.
    """
    require(by, Permission.READ)
    company_id = by.company_id
    wanted = written.strip()
    found = _by_number(company_id, wanted)
    if len(found) > 1:
        raise SeveralDocuments(wanted, [each.pk for each in found])
    if found:
        return found[0]
    if _is_id(wanted):
        by_id = Document.objects.filter(company_id=company_id, pk=int(wanted)).first()
        if by_id is not None:
            return by_id
    raise NoSuchDocument(wanted)


def _is_id(wanted: str) -> bool:
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= len(str(LARGEST_ID))):
        return False
    return int(wanted) <= LARGEST_ID


def _by_number(company_id: int, wanted: str) -> list[Document]:
    found: list[Document] = []
    for series in Series.objects.filter(company_id=company_id):
        read = _reader(series).fullmatch(wanted)
        if read is None:
            continue
        numbered = Document.objects.filter(
            company_id=company_id,
            series=series,
            number=int(read["number"]),
            fiscal_year__in=_years(read),
        )
        found += [each for each in numbered if _printed(each, series) == wanted.casefold()]
    return found


def _years(read: re.Match[str]) -> list[int]:
    """The years that may be meant: of two digits the three nearest centuries'."""
    year = int(read["year"])
    return [year] if len(read["year"]) > SHORT_YEAR else [each + year for each in CENTURIES]


def _printed(document: Document, series: Series) -> str:
    return printed_number(
        series.pattern,
        series=series.code,
        year=document.fiscal_year or 0,
        number=document.number or 0,
    ).casefold()


def _reader(series: Series) -> re.Pattern[str]:
    """What reads the numbers that the pattern prints; a place named twice is read once."""
    seen: set[str] = set()

    def read(place: re.Match[str]) -> str:
        name = place[1]
        if name == "series":
            return re.escape(series.code)
        if name in seen:
            return r"\d+"
        seen.add(name)
        return _READ[name]

    return re.compile(_PLACE.sub(read, re.escape(series.pattern)), re.IGNORECASE)
