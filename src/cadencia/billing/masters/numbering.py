"""The numbers of a series by year: where it is, and where it began if another program began it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cadencia.billing.masters.kinds import KINDS, locked
from cadencia.billing.querying import rows
from cadencia.documents.models import Document, Series, SeriesCounter
from cadencia.documents.numbering import printed_number
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, refuse_if_any

LARGEST = 2_000_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfSeries:
    """A year of a series: its first number, its last (None: none yet), the next as printed."""

    year: int
    first: int
    last: int | None
    last_on: date | None
    following: str


def years(series: Series, *, by: Actor) -> Sequence[YearOfSeries]:
    """Return the years of a series that has numbers, the latest first."""
    require(by, Permission.READ)
    mine = SeriesCounter.objects.filter(company_id=by.company_id, series=series)
    return [
        YearOfSeries(
            year=each.fiscal_year,
            first=each.first_number,
            last=each.last_number if each.last_number >= each.first_number else None,
            last_on=each.last_date,
            following=printed_number(
                series.pattern,
                series=series.code,
                year=each.fiscal_year,
                number=each.last_number + 1,
            ),
        )
        for each in mine.order_by("-fiscal_year")
    ]


def begin_at(series_id: int, year: int, number: int, *, by: Actor) -> None:
    """Have a year of a series begin at a number: another program gave those before.

    :raises NoSuchMaster: if the company has no series of that number.
    :raises ValuesRefused: if year or number can't be, or the year has numbers already.
    """
    with permitted(by, Permission.SETTINGS):
        rows(
            "SELECT 1 FROM documents_issuer WHERE company_id = %s FOR NO KEY UPDATE", by.company_id
        )
        series = locked(KINDS["series"], series_id, by.company_id)
        problems = []
        if not FIRST_YEAR <= year <= LAST_YEAR:
            problems.append(Problem("year", _("Write a year, such as 2026.")))
        if not 1 <= number <= LARGEST:
            problems.append(Problem("number", _("Write a whole number from 1.")))
        numbered = Document.objects.filter(
            company_id=by.company_id, series=series, fiscal_year=year, number__isnull=False
        )
        if not problems and numbered.exists():
            sentence = _("This year has numbers already: they go on from the last one.")
            problems.append(Problem("number", sentence))
        refuse_if_any(problems)
        SeriesCounter.objects.update_or_create(
            company_id=by.company_id,
            series=series,
            fiscal_year=year,
            defaults={"first_number": number, "last_number": number - 1},
        )
