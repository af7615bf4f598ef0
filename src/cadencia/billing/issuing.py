"""Issuing: numbers, dates, payment due dates, in one ordered pass (R5, R15).

One transaction for each batch, under the company's issuing lock. The clock is read after the
lock; what is numbered is what was locked and read, or read ahead and is still the same, so that
a draft that vanishes meanwhile leaves no gap. A crash leaves whole batches: resume from the rank.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from cadencia.billing import closing, issuing_locks, telling
from cadencia.billing import issuing_turns as turns
from cadencia.billing.copying import copy
from cadencia.billing.gathering import Masters, arrays, masters_of
from cadencia.billing.gathering.masters import payment_terms
from cadencia.billing.issuing_turns import Ahead, Drafts, Waiting
from cadencia.billing.meanwhile import meanwhile
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Clock, require_worker
from cadencia.core import numbering
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.dates import civil_date
from cadencia.core.document_dates import terms_count_from
from cadencia.core.numbering import IssuePolicy, Numbered, ToIssue
from cadencia.core.payment_terms import DueDate, due_dates
from cadencia.documents import kept_due_dates
from cadencia.documents.models import Document
from cadencia.documents.tasks import defer_rendering
from cadencia.parties.access import Actor, Permission, acting, require

PAYABLE = frozenset({"invoice"})
Counters = dict[tuple[int, int], tuple[int, date | None]]
"""By series and fiscal year: the last number, and its date."""
DUE_DATES = "company_id, document_id, position, due_on, amount, series_id, fiscal_year, number"


class ClockWentBack(Exception):
    """The clock shows an earlier moment than when the last document was issued."""


class IssuerUnknown(Exception):
    """The company has no printed data of its own: nothing can be issued in its name."""


class LostDocument(Exception):
    """Fewer documents were written than were read: one is gone, or another than it was."""


_NUMBER = """
UPDATE documents_document d
SET number = v.number, fiscal_year = v.fiscal_year, issue_date = v.issued_on,
    issued_at = %s, issuer_id = %s
FROM unnest(%s::bigint[], %s::int[], %s::smallint[], %s::date[], %s::xid[])
     AS v (id, number, fiscal_year, issued_on, written_by)
WHERE d.id = v.id AND d.xmin = v.written_by
"""

_COUNTERS = """
SELECT series_id, fiscal_year, last_number, last_date FROM documents_seriescounter
WHERE company_id = %s AND series_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""

_ADVANCE = """
INSERT INTO documents_seriescounter (company_id, series_id, fiscal_year, last_number, last_date)
SELECT %s, * FROM unnest(%s::bigint[], %s::smallint[], %s::int[], %s::date[])
ON CONFLICT (series_id, fiscal_year) DO UPDATE
SET last_number = excluded.last_number, last_date = excluded.last_date
"""


@dataclass(slots=True)
class Issuer:
    """A process that issues one run. It keeps the masters between batches."""

    run_id: int
    company_id: int
    masters: Masters
    policy: IssuePolicy
    clock: Clock
    ahead: Ahead | None = None  # what reads the next batch meanwhile, if anything does
    stale: list[int] = field(default_factory=list)  # drafts whose contract changed


def refuse_unless_open(*, by: Actor, clock: Clock) -> None:
    """Refuse before a run is drafted what would keep it from being issued today.

    :raises IssuerUnknown: if the company has no printed data.
    :raises DayNotOpen: if today lies in a closed period; its series is 0, none in particular.
    """
    require_worker(by)
    masters = masters_of(by.company_id)
    if masters.issuer_snapshot_id is None:
        raise IssuerUnknown(by.company_id)
    today = civil_date(clock(), masters.time_zone)
    if masters.closed_until is not None and today <= masters.closed_until:
        raise numbering.DayNotOpen(0, today)


def issuer(run: BillingRun, *, clock: Clock) -> Issuer:
    """Return what issues the run.

    :raises IssuerUnknown: if the company has no printed data.
    """
    masters = masters_of(run.company_id)
    if masters.issuer_snapshot_id is None:
        raise IssuerUnknown(run.company_id)
    return Issuer(run.pk, run.company_id, masters, closing.policy_of(run, masters), clock)


def issue_next(at: Issuer) -> int:
    """Issue the next batch of the run; return how many documents it had, 0 at the end.

    :raises ClockWentBack: if the clock shows less than when the last one was issued.
    :raises DayNotOpen: if today lies in a closed period or before the series' last document.
    """
    with transaction.atomic():
        first = _next_rank(at.run_id)
        if first is None:
            return 0
        documents = turns.batch(at.run_id, first)
        if documents:
            last = first + len(documents) - 1
            read = at.ahead.taken(documents) if at.ahead else None
            is_large = len(documents) >= closing.BATCH  # a small run isn't worth a connection
            if at.ahead and is_large:
                at.ahead.begin(at.run_id, last + 1)
            now = _lock_issuer(at)
            at.stale += _issue(at, documents, now, read)
            _advance(at.run_id, last)
            return len(documents)
        _finish(at, _lock_issuer(at))
    return 0


def issue_one(document_id: int, *, by: Actor, clock: Clock) -> None:
    """Issue a single draft, interactively: it waits for one batch of a run at most.

    :raises LostDocument: if the draft is gone, issued, or its contract changed since.
    """
    require(by, Permission.DOCUMENTS)
    if not Document.objects.filter(company_id=by.company_id, pk=document_id).exists():
        raise LostDocument(document_id)
    with acting(by):
        issue_together(by.company_id, [document_id], clock=clock)


def issue_together(company_id: int, documents: Sequence[int], *, clock: Clock) -> None:
    """Issue some drafts, interactively, in the order given: all of them or none.

    :raises LostDocument: if one is gone, issued, or its contract changed since.
    """
    masters = masters_of(company_id)
    if masters.issuer_snapshot_id is None:
        raise IssuerUnknown(company_id)
    policy = IssuePolicy(
        max_backdating=masters.company.max_backdating,
        issue_date=masters.company.issue_date,
        closed_until=masters.closed_until,
    )
    at = Issuer(0, company_id, masters, policy, clock)
    with transaction.atomic():
        if not issuing_locks.share_runs(documents):
            raise LostDocument(*documents)
        issuing_locks.lock_contracts(documents)
        now = _lock_issuer(at)
        left = _issue(at, documents, now)
        if left or not issuing_locks.are_issued(documents):
            raise LostDocument(*documents)


# One batch


def _issue(
    at: Issuer, documents: Sequence[int], now: datetime, read: Drafts | None = None
) -> list[int]:
    """Number the documents in the order given; return those whose contract changed since.

    As they were `read` ahead; where one has changed meanwhile, as they are now.
    """
    if read is not None:
        counters = _counters(at, sorted({each.series_id for each in read.values()}))
        with suppress(LostDocument), transaction.atomic():
            return _issue_read(at, documents, read, counters, now)
    counters = _counters(at, _series(documents))
    return _issue_read(at, documents, turns.locked(documents), counters, now)


def _issue_read(
    at: Issuer, documents: Sequence[int], read: Drafts, counters: Counters, now: datetime
) -> list[int]:
    today = civil_date(now, at.masters.time_zone)
    ready = [read[each] for each in documents if each in read and read[each].is_current]
    numbers = {key: number for key, (number, _) in counters.items()}
    numbered = numbering.assign(
        [ToIssue(each.id, each.series_id, each.theoretical_on) for each in ready],
        last_numbers=numbers,
        last_dates=_last_dates(counters),
        day_of_issue=today,
        policy=at.policy,
    )
    rows_of_due_dates = meanwhile(lambda: _due_date_rows(at, ready, numbered))
    _write_numbers(at, ready, numbered, now)
    copy("documents_documentduedate", DUE_DATES, rows_of_due_dates.result())
    _advance_counters(at, numbered)
    telling.issued(at.company_id, numbered)
    defer_rendering([each.document for each in numbered], at.company_id)
    return [each.id for each in read.values() if not each.is_current]


def _series(documents: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT series_id FROM documents_document WHERE id = ANY(%s::bigint[])",
            (arrays.written(documents),),
        )
        return [row[0] for row in cursor.fetchall()]


def _counters(at: Issuer, series: list[int]) -> Counters:
    """Lock the counters of the batch's series, before the documents."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS, (at.company_id, series))
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def _last_dates(counters: Counters) -> dict[int, date]:
    found: dict[int, date] = {}
    for (series, _), (_, last) in counters.items():
        if last is not None:
            found[series] = max(last, found.get(series, last))
    return found


def _write_numbers(
    at: Issuer, ready: Sequence[Waiting], numbered: Sequence[Numbered], now: datetime
) -> None:
    """Write the numbers; drafts are taken in order of id, as whoever locks several does.

    :raises LostDocument: if a draft was changed since it was read.
    """
    if not numbered:
        return
    written = sorted(
        (each.document, each.number, each.fiscal_year, each.issued_on, draft.written_by)
        for each, draft in zip(numbered, ready, strict=True)
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
        if cursor.rowcount != len(numbered):
            raise LostDocument(cursor.rowcount, len(numbered))


def _due_date_rows(at: Issuer, ready: Sequence[Waiting], numbered: Sequence[Numbered]) -> list[str]:
    rows = []
    for each, settled in zip(ready, numbered, strict=True):
        found = _due_dates(each, settled.issued_on, at.masters.is_business_day)
        place = f"{settled.series}\t{settled.fiscal_year}\t{settled.number}"
        rows += [
            f"{at.company_id}\t{each.id}\t{position}\t{due.on}\t{due.amount}\t{place}"
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


def _advance_counters(at: Issuer, numbered: Sequence[Numbered]) -> None:
    last = {(each.series, each.fiscal_year): each for each in numbered}
    if not last:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADVANCE,
            (
                at.company_id,
                [each.series for each in last.values()],
                [each.fiscal_year for each in last.values()],
                [each.number for each in last.values()],
                [each.issued_on for each in last.values()],
            ),
        )


# Locks, in the order run, contracts, issuer, counters, documents


def _next_rank(run_id: int) -> int | None:
    """The rank that is next; None if the run isn't being issued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT issued_rank + 1 FROM billing_billingrun"
            " WHERE id = %s AND state = 'issuing' FOR NO KEY UPDATE",
            (run_id,),
        )
        found: tuple[int] | None = cursor.fetchone()
    return None if found is None else found[0]


def _lock_issuer(at: Issuer) -> datetime:
    """Take the company's issuing lock, and only then read the clock.

    :raises ClockWentBack: if it shows less than when the last one was issued.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_issuer (company_id, chain_seq, chain_hash) VALUES (%s, 0, '')"
            " ON CONFLICT DO NOTHING",
            (at.company_id,),
        )
        cursor.execute(
            "SELECT chain_at FROM documents_issuer WHERE company_id = %s FOR NO KEY UPDATE",
            (at.company_id,),
        )
        last = cursor.fetchone()[0]
        now = at.clock()
        if last is not None and now < last:
            raise ClockWentBack(now, last)
        cursor.execute(
            "UPDATE documents_issuer SET chain_at = %s WHERE company_id = %s",
            (now, at.company_id),
        )
    return now


def _advance(run_id: int, rank: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_billingrun SET issued_rank = %s WHERE id = %s", (rank, run_id)
        )


def _finish(at: Issuer, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_billingrun SET state = 'issued', finished_at = %s WHERE id = %s",
            (now, at.run_id),
        )
        cursor.execute("DELETE FROM billing_runissue WHERE run_id = %s", (at.run_id,))
    telling.run_finished(at.company_id, at.run_id)
