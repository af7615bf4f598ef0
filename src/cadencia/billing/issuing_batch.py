"""One batch of documents: what issuing settles of each, and how that is written (R5, R15).

Whose turn it is, others decide: the locks of `issuing`, or what `issuing_lanes` foretells.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from cadencia.billing.copying import copy
from cadencia.billing.gathering import Masters, arrays
from cadencia.billing.gathering.masters import payment_terms
from cadencia.billing.issuing_locks import Counters
from cadencia.billing.issuing_turns import Drafts, Waiting
from cadencia.billing.meanwhile import meanwhile
from cadencia.billing.runs import Clock
from cadencia.core import numbering
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.dates import civil_date
from cadencia.core.document_dates import terms_count_from
from cadencia.core.numbering import IssuePolicy, Numbered, ToIssue
from cadencia.core.payment_terms import DueDate, due_dates
from cadencia.documents import kept_due_dates
from cadencia.documents.tasks import defer_rendering

PAYABLE = frozenset({"invoice"})
DUE_DATES = "company_id, document_id, position, due_on, amount, series_id, fiscal_year, number"

_NUMBER = """
UPDATE documents_document d
SET number = v.number, fiscal_year = v.fiscal_year, issue_date = v.issued_on,
    issued_at = %s, issuer_id = %s
FROM unnest(%s::bigint[], %s::int[], %s::smallint[], %s::date[], %s::xid[])
     AS v (id, number, fiscal_year, issued_on, written_by)
WHERE d.id = v.id AND d.xmin = v.written_by
"""


class LostDocument(Exception):
    """Fewer documents were written than were read: one is gone, or another than it was."""


@dataclass(slots=True)
class Issuer:
    """A process that issues one run. It keeps the masters between batches."""

    run_id: int
    company_id: int
    masters: Masters
    policy: IssuePolicy
    clock: Clock
    stale: list[int] = field(default_factory=list)  # drafts whose contract changed


def current(documents: Sequence[int], read: Drafts) -> list[Waiting]:
    """Return the drafts that can be numbered, in the order given.

    Not those that are gone, nor those whose contract changed since.
    """
    return [read[each] for each in documents if each in read and read[each].is_current]


def stale(read: Drafts) -> list[int]:
    """Return those whose contract changed since they were drafted."""
    return [each.id for each in read.values() if not each.is_current]


def numbered(
    at: Issuer, ready: Sequence[Waiting], counters: Counters, now: datetime
) -> list[Numbered]:
    """Return number, year and issue date of each draft, after those of the counters.

    :raises DayNotOpen: if nothing may be issued today.
    """
    return numbering.assign(
        [ToIssue(each.id, each.series_id, each.theoretical_on) for each in ready],
        last_numbers={key: number for key, (number, _) in counters.items()},
        last_dates=_last_dates(counters),
        day_of_issue=civil_date(now, at.masters.time_zone),
        policy=at.policy,
    )


def write(at: Issuer, ready: Sequence[Waiting], settled: Sequence[Numbered], now: datetime) -> None:
    """Write the numbers, the due dates, and the jobs that make the files.

    :raises LostDocument: if a draft was changed since it was read.
    """
    rows_of_due_dates = meanwhile(lambda: _due_date_rows(at, ready, settled))
    _write_numbers(at, ready, settled, now)
    copy("documents_documentduedate", DUE_DATES, rows_of_due_dates.result())
    defer_rendering([each.document for each in settled], at.company_id)


def _last_dates(counters: Counters) -> dict[int, date]:
    found: dict[int, date] = {}
    for (series, _), (_, last) in counters.items():
        if last is not None:
            found[series] = max(last, found.get(series, last))
    return found


def _write_numbers(
    at: Issuer, ready: Sequence[Waiting], settled: Sequence[Numbered], now: datetime
) -> None:
    """Write the numbers; drafts are taken in order of id, as whoever locks several does."""
    if not settled:
        return
    written = sorted(
        (each.document, each.number, each.fiscal_year, each.issued_on, draft.written_by)
        for each, draft in zip(settled, ready, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBER,
            (
                now,
                at.masters.issuer_snapshot_id,
                *[arrays.written(column) for column in zip(*written, strict=True)],
            ),
        )
        if cursor.rowcount != len(settled):
            raise LostDocument(cursor.rowcount, len(settled))


def _due_date_rows(at: Issuer, ready: Sequence[Waiting], settled: Sequence[Numbered]) -> list[str]:
    rows = []
    for each, place in zip(ready, settled, strict=True):
        found = _due_dates(each, place.issued_on, at.masters.is_business_day)
        written = f"{place.series}\t{place.fiscal_year}\t{place.number}"
        rows += [
            f"{at.company_id}\t{each.id}\t{position}\t{due.on}\t{due.amount}\t{written}"
            for position, due in enumerate(found, 1)
        ]
    return rows


def _due_dates(each: Waiting, issued_on: date, is_business_day: IsBusinessDay) -> Sequence[DueDate]:
    if each.fixed_due_dates is not None:
        return kept_due_dates.settled(
            json.loads(each.fixed_due_dates),
            payment_terms(each.terms),
            issued_on=issued_on,
            decimals=each.decimals,
            is_business_day=is_business_day,
        )
    if each.kind not in PAYABLE:
        return ()
    return due_dates(
        payment_terms(each.terms),
        terms_count_from(issued_on=issued_on, theoretical_on=each.theoretical_on),
        each.payable,
        each.decimals,
        is_business_day,
    )
