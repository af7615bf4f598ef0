"""What runs came to and what waits: read for whoever looks, changed by nobody here (GE-10)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max, QuerySet

from cadencia.billing.models import BillingRun
from cadencia.billing.scopes import EVERYTHING, Filter, Scope, as_of, earliest, month
from cadencia.contracts.models import Contract
from cadencia.core.planning import Window
from cadencia.documents.models import Document
from cadencia.documents.numbering import printed_number
from cadencia.parties.access import Actor, Permission, require, require_in

_NUMBERS = """
SELECT s.code, s.pattern, d.kind, d.fiscal_year, min(d.number), max(d.number), count(*)
FROM documents_document d JOIN documents_series s ON s.id = d.series_id
WHERE d.company_id = %s AND d.run_id = %s AND d.number IS NOT NULL
GROUP BY s.code, s.pattern, d.kind, d.fiscal_year ORDER BY s.code, d.fiscal_year, d.kind
"""

_DATED_OTHERWISE = """
SELECT issue_date, count(*) FROM documents_document
WHERE company_id = %s AND run_id = %s AND issue_date <> %s
GROUP BY issue_date ORDER BY issue_date
"""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """The numbers that a run gave in a series and fiscal year, as printed."""

    series: str
    kind: str
    fiscal_year: int
    first: str
    last: str
    documents: int


def numbers_of(run: BillingRun, *, by: Actor) -> list[NumberRange]:
    """Return the numbers that a run gave, by series and fiscal year."""
    require_in(by, run.company_id, Permission.READ)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, (run.company_id, run.pk))
        found = cursor.fetchall()
    return [
        NumberRange(
            series=code,
            kind=kind,
            fiscal_year=year,
            first=printed_number(pattern, series=code, year=year, number=first),
            last=printed_number(pattern, series=code, year=year, number=last),
            documents=documents,
        )
        for code, pattern, kind, year, first, last, documents in found
    ]


def dated_otherwise(run: BillingRun, *, by: Actor) -> list[tuple[date, int]]:
    """Return the dates that stand on a run's documents instead of the one wished for them all.

    Each with how many documents bear it; nothing if no date was wished. A date gives way where
    the series has a later document already, or its period has been closed since (R5).
    """
    require_in(by, run.company_id, Permission.READ)
    wished = run.options.get("document_date")
    if wished is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_DATED_OTHERWISE, (run.company_id, run.pk, wished))
        return list(cursor.fetchall())


def left_as_drafts(run: BillingRun, *, by: Actor) -> int:
    """Return how many documents of a run have no number."""
    require_in(by, run.company_id, Permission.READ)
    return Document.objects.filter(
        company_id=run.company_id, run_id=run.pk, number__isnull=True
    ).count()


def waiting(*, by: Actor) -> QuerySet[BillingRun]:
    """Return the runs whose drafts wait to be issued or undone, oldest first."""
    require(by, Permission.READ)
    return BillingRun.objects.filter(
        company_id=by.company_id, state="drafted", documents__gt=0
    ).order_by("pk")


def excluded(run: BillingRun, *, by: Actor) -> list[tuple[str, date]]:
    """Return what was deselected in a run: contract and due date."""
    require_in(by, run.company_id, Permission.READ)
    found = list(run.exclusions.order_by("due_on").values_list("contract_id", "due_on"))
    codes = dict(
        Contract.objects.filter(pk__in=[each for each, _ in found]).values_list("pk", "code")
    )
    return [(codes.get(contract, str(contract)), due_on) for contract, due_on in found]


def next_date(scope: Scope, *, by: Actor) -> date | None:
    """Return when the contracts of a scope next ask for something after it; None if never."""
    require(by, Permission.READ)
    return _earliest(by.company_id, scope.only, as_of(scope) + ONE_DAY, date.max)


def pending_before(scope: Scope, *, by: Actor) -> date | None:
    """Return since when something waits that a window is too late for; None if nothing does."""
    require(by, Permission.READ)
    if scope.window is None:
        return None
    return _earliest(by.company_id, scope.only, date.min, scope.window.start - ONE_DAY)


def first_month(*, by: Actor, since: date = date.min) -> Window | None:
    """Return the month in which a company's contracts first ask for something; None if never."""
    require(by, Permission.READ)
    found = _earliest(by.company_id, EVERYTHING, since, date.max)
    return month(found.year, found.month) if found else None


def billed_until(*, by: Actor) -> date | None:
    """Return the last day that any run of a company has billed up to; None if none has."""
    require(by, Permission.READ)
    runs = BillingRun.objects.filter(company_id=by.company_id, state__in=("issued", "drafted"))
    last: date | None = runs.aggregate(last=Max("as_of"))["last"]
    return last


def _earliest(company_id: int, only: Filter, first: date, last: date) -> date | None:
    query, parameters = earliest(only, company_id, first, last)
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: date | None = cursor.fetchone()[0]
    return found
