"""Closing a drafted run: do the drafts add up to what was expected, and do they look sound?

Sound or approved, its documents are ranked over the whole run, not chunk by chunk: or every
date after the first chunk would be pushed to the day of issue.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from cadencia.billing import bounds, runs, telling
from cadencia.billing.chunks import unpacked
from cadencia.billing.gathering import Masters, masters_of
from cadencia.billing.models import BillingRun, Preview
from cadencia.billing.portions import portion
from cadencia.billing.runs import Clock, RunNotOpen
from cadencia.core import document_dates, fingerprint
from cadencia.core.dates import civil_date
from cadencia.core.numbering import IssuePolicy
from cadencia.parties.access import Actor, Permission, acting, permitted, require

CHANGES_NAMED = 50
BATCH = 2000  # documents numbered in one transaction; fewer where there are few: see `portions`

_SERIES_DATES = """
SELECT d.series_id, d.operation_date, max(c.last_date)
FROM documents_document d
LEFT JOIN documents_seriescounter c ON c.series_id = d.series_id
WHERE d.run_id = %s AND d.number IS NULL GROUP BY 1, 2
"""

_RANK = """
INSERT INTO billing_runissue (company_id, run_id, rank, documents)
SELECT company_id, run_id, min(rank), array_agg(id ORDER BY rank)
FROM (
    SELECT d.company_id, d.run_id, d.id,
           row_number() OVER (ORDER BY d.series_id, p.proposed, d.rank_customer COLLATE "C",
                                       d.rank_contract COLLATE "C", d.id) AS rank
    FROM documents_document d
    JOIN unnest(%s::bigint[], %s::date[], %s::date[]) AS p (series_id, operation_date, proposed)
      ON p.series_id = d.series_id AND p.operation_date = d.operation_date
    WHERE d.run_id = %s AND d.number IS NULL
) AS ranked
GROUP BY company_id, run_id, (rank - 1) / %s
"""


def close(run_id: int, *, by: Actor, clock: Clock) -> str:
    """Close the run if all its chunks are done; return the state it is in afterwards.

    `drafting` if chunks are still open, `drafted` if it is to be asked about or was only to
    be drafted, `issuing` if its documents are ranked. Closing twice is closing once.

    :raises NoSuchRun: if the company has none of that number.
    """
    runs.to_work_on(run_id, by=by)
    with acting(by):
        run = runs.locked(run_id, by.company_id)
        if run.state != "drafting" or _open_chunks(run_id):
            return run.state
        _add_up(run)
        masters = masters_of(run.company_id)
        run.stop_reason = _stop_reason(run, masters)
        if run.issue and (run.stop_reason is None or _is_approved(run)):
            _rank(run, masters, clock())
            run.state = "issuing"
        else:
            run.state = "drafted"
            run.finished_at = clock()
            ended = telling.run_stopped if run.issue else telling.run_finished
            ended(run.company_id, run.pk)
        run.save()
    return run.state


def approve(run_id: int, *, by: Actor, clock: Clock) -> None:
    """Let a drafted run be issued though it was stopped, or was only to be drafted.

    :raises NoSuchRun: if the company has none of that number.
    :raises RunNotOpen: if it is not drafted.
    """
    require(by, Permission.DOCUMENTS)
    go_ahead(run_id, by=by, clock=clock)


def go_ahead(run_id: int, *, by: Actor, clock: Clock) -> None:
    """Rank what is drafted: for what asked who it is already, else see `approve`.

    :raises NoSuchRun: if the company has none of that number.
    :raises RunNotOpen: if it is not drafted.
    """
    runs.to_work_on(run_id, by=by)
    with acting(by):
        run = runs.locked(run_id, by.company_id)
        if run.state != "drafted":
            raise RunNotOpen(run_id, run.state)
        run.options = {**run.options, "approve": True}
        run.stop_reason = _still(run.stop_reason)
        _rank(run, masters_of(by.company_id), clock())
        run.state, run.finished_at, run.issue = "issuing", None, True
        run.save()


def set_aside(run_id: int, *, by: Actor, clock: Clock) -> None:
    """Take a run that is being issued out of the way: others of the company can go on.

    What has a number keeps it; the rest stay drafts of a drafted run, which `approve` ranks
    anew and issues on another day. A batch that is being issued ends first.

    :raises NoSuchRun: if the company has none of that number.
    :raises RunNotOpen: if it is not being issued.
    """
    with permitted(by, Permission.DOCUMENTS):
        run = runs.locked(run_id, by.company_id)
        if run.state != "issuing":
            raise RunNotOpen(run_id, run.state)
        left = {"set_aside": {"rank": run.issued_rank}}
        run.stop_reason = {**(run.stop_reason or {}), **left}
        run.state, run.finished_at = "drafted", clock()
        run.save()
        forget_ranks(run_id)


def forget_ranks(run_id: int) -> None:
    """Drop the order in which a run's documents were to be numbered."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM billing_runissue WHERE run_id = %s", (run_id,))


def policy_of(run: BillingRun, masters: Masters) -> IssuePolicy:
    """Return the company's choices about issue dates, with the run's own date if it has one."""
    fixed = run.options.get("document_date")
    return IssuePolicy(
        max_backdating=masters.company.max_backdating,
        issue_date=masters.company.issue_date,
        closed_until=masters.closed_until,
        fixed=date.fromisoformat(fixed) if fixed else None,
    )


def _still(stop_reason: dict[str, Any] | None) -> dict[str, Any] | None:
    """Why the run had stopped, without having been set aside: it goes on now."""
    return {name: each for name, each in (stop_reason or {}).items() if name != "set_aside"} or None


def _open_chunks(run_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM billing_runchunk WHERE run_id = %s AND state = 'open')",
            (run_id,),
        )
        return bool(cursor.fetchone()[0])


def _add_up(run: BillingRun) -> None:
    """Add up what the chunks say: the order in which they were drafted does not matter."""
    totals: dict[str, Decimal] = {}
    digests = []
    run.contracts = run.documents = run.installments = run.refusals = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contracts, documents, installments, refusals, totals::text, digest"
            " FROM billing_runchunk WHERE run_id = %s",
            (run.pk,),
        )
        for contracts, documents, installments, refusals, amounts, digest in cursor:
            run.contracts += contracts
            run.documents += documents
            run.installments += installments
            run.refusals += refusals
            digests.append(int(digest or "0", 16))
            for currency, amount in json.loads(amounts).items():
                totals[currency] = totals.get(currency, Decimal(0)) + Decimal(amount)
    run.totals = {currency: str(amount) for currency, amount in totals.items()}
    run.fingerprint = fingerprint.written(fingerprint.added(digests))


def _stop_reason(run: BillingRun, masters: Masters) -> dict[str, Any] | None:
    """Why the run should not be issued without asking, None if it may (R16)."""
    found: dict[str, Any] = {}
    if run.expect and run.expect != run.fingerprint:
        found["expected"] = {"fingerprint": run.expect, "changed": _changed(run)}
    found.update(bounds.reasons(run, masters))
    return found or None


def _is_approved(run: BillingRun) -> bool:
    """Approval passes the safety bounds, never a preview that no longer holds."""
    return bool(run.options.get("approve")) and "expected" not in (run.stop_reason or {})


def _changed(run: BillingRun) -> list[dict[str, str]] | None:
    """Which contracts bill something else than the preview showed; None if it isn't kept."""
    shown = Preview.objects.filter(company_id=run.company_id, fingerprint=run.expect).first()
    if shown is None:
        return None
    before, now = unpacked(bytes(shown.digests)), dict[int, int]()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digests FROM billing_runchunk WHERE run_id = %s AND digests IS NOT NULL",
            (run.pk,),
        )
        for (digests,) in cursor:
            now.update(unpacked(bytes(digests)))
    different = [each for each in sorted({*before, *now}) if before.get(each) != now.get(each)]
    codes = _codes(different[:CHANGES_NAMED])
    return [
        {"contract": codes.get(each, str(each)), "how": _how(each in before, each in now)}
        for each in different[:CHANGES_NAMED]
    ]


def _how(was: bool, is_now: bool) -> str:  # noqa: FBT001 - two answers to one question
    if was and is_now:
        return "changed"
    return "new" if is_now else "missing"


def _codes(contract_ids: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code FROM contracts_contract WHERE id = ANY(%s)", (contract_ids,)
        )
        return dict(cursor.fetchall())


def _rank(run: BillingRun, masters: Masters, now: datetime) -> None:
    """Give every draft of the run its place: by series, proposed date, customer, contract."""
    policy = policy_of(run, masters)
    today = civil_date(now, masters.time_zone)
    series, dates, proposed = [], [], []
    with connection.cursor() as cursor:
        cursor.execute(_SERIES_DATES, (run.pk,))
        for series_id, theoretical_on, last in cursor.fetchall():
            series.append(series_id)
            dates.append(theoretical_on)
            proposed.append(
                document_dates.issue_date(
                    theoretical_on=theoretical_on,
                    day_of_issue=today,
                    last_issued_on=last,
                    closed_until=policy.closed_until,
                    max_backdating=policy.max_backdating,
                    policy="issue_day" if policy.issue_date == "issue_day" else "theoretical",
                    fixed=policy.fixed,
                )
            )
        forget_ranks(run.pk)
        batch = portion(run.documents, BATCH)
        cursor.execute(_RANK, (series, dates, proposed, run.pk, batch))
    run.issued_rank = 0
