"""Issuing: numbers, dates, payment due dates, in one ordered pass (R5, R15).

One transaction for each batch, under the company's issuing lock. The clock is read after the
lock; what is numbered is what was locked and read, or read ahead and is still the same, so that
a draft that vanishes meanwhile leaves no gap. A crash leaves whole batches: resume from the rank.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction

from cadencia.billing import closing, issuing_batch, issuing_locks, telling
from cadencia.billing import issuing_turns as turns
from cadencia.billing.gathering import arrays, masters_of
from cadencia.billing.issuing_batch import Issuer, LostDocument
from cadencia.billing.issuing_locks import ClockWentBack, Counters
from cadencia.billing.issuing_turns import Ahead, Drafts
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Clock, require_worker
from cadencia.core import numbering
from cadencia.core.dates import civil_date
from cadencia.core.numbering import IssuePolicy
from cadencia.documents.models import Document
from cadencia.parties.access import Actor, Permission, acting, require

__all__ = [
    "ClockWentBack",
    "Issuer",
    "IssuerUnknown",
    "LostDocument",
    "issue_next",
    "issue_one",
    "issue_together",
    "issuer",
    "refuse_unless_open",
]


class IssuerUnknown(Exception):
    """The company has no printed data of its own: nothing can be issued in its name."""


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


def issue_next(at: Issuer, ahead: Ahead | None = None) -> int:
    """Issue the next batch of the run; return how many documents it had, 0 at the end.

    The one after it is read `ahead` meanwhile, where something does that.

    :raises ClockWentBack: if the clock shows less than when the last one was issued.
    :raises DayNotOpen: if today lies in a closed period or before the series' last document.
    """
    with transaction.atomic():
        first = issuing_locks.next_rank(at.run_id)
        if first is None:
            return 0
        documents = turns.batch(at.run_id, first)
        if documents:
            last = first + len(documents) - 1
            read = ahead.taken(documents) if ahead else None
            is_large = len(documents) >= closing.BATCH  # a small run isn't worth a connection
            if ahead and is_large:
                ahead.begin(at.run_id, last + 1)
            now = issuing_locks.lock_issuer(at.company_id, at.clock)
            at.stale += _issue(at, documents, now, read)
            issuing_locks.advance_rank(at.run_id, last)
            return len(documents)
        _finish(at, issuing_locks.lock_issuer(at.company_id, at.clock))
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
        now = issuing_locks.lock_issuer(company_id, clock)
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
        series = sorted({each.series_id for each in read.values()})
        counters = issuing_locks.lock_counters(at.company_id, series)
        with suppress(LostDocument), transaction.atomic():
            return _issue_read(at, documents, read, counters, now)
    counters = issuing_locks.lock_counters(at.company_id, _series(documents))
    return _issue_read(at, documents, turns.locked(documents), counters, now)


def _issue_read(
    at: Issuer, documents: Sequence[int], read: Drafts, counters: Counters, now: datetime
) -> list[int]:
    ready = issuing_batch.current(documents, read)
    settled = issuing_batch.numbered(at, ready, counters, now)
    issuing_batch.write(at, ready, settled, now)
    issuing_locks.advance_counters(at.company_id, settled)
    telling.issued(at.company_id, settled)
    return issuing_batch.stale(read)


def _series(documents: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT series_id FROM documents_document WHERE id = ANY(%s::bigint[])",
            (arrays.written(documents),),
        )
        return [row[0] for row in cursor.fetchall()]


def _finish(at: Issuer, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_billingrun SET state = 'issued', finished_at = %s WHERE id = %s",
            (now, at.run_id),
        )
        cursor.execute("DELETE FROM billing_runissue WHERE run_id = %s", (at.run_id,))
    telling.run_finished(at.company_id, at.run_id)
