"""The locks of issuing, in this order: runs, contracts, the company's issuer, its counters.

The documents come last (`issuing_turns`, `issuing_batch`).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from cadencia.billing.runs import Clock
from cadencia.core.numbering import Numbered

Counters = dict[tuple[int, int], tuple[int, date | None]]
"""By series and fiscal year: the last number, and its date."""

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


class ClockWentBack(Exception):
    """The clock shows an earlier moment than when the last document was issued."""


def next_rank(run_id: int) -> int | None:
    """Lock the run and return the rank that is next; None if it isn't being issued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT issued_rank + 1 FROM billing_billingrun"
            " WHERE id = %s AND state = 'issuing' FOR NO KEY UPDATE",
            (run_id,),
        )
        found: tuple[int] | None = cursor.fetchone()
    return None if found is None else found[0]


def advance_rank(run_id: int, rank: int) -> None:
    """Write down that all up to a rank are issued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_billingrun SET issued_rank = %s WHERE id = %s", (rank, run_id)
        )


def share_runs(documents: Sequence[int]) -> bool:
    """Share the rows of the runs that made the drafts; say whether none of them is being undone.

    Until the transaction ends nobody begins to undo them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.state FROM billing_billingrun r JOIN documents_document d"
            " ON d.run_id = r.id WHERE d.id = ANY(%s::bigint[]) ORDER BY r.id FOR SHARE OF r",
            (list(documents),),
        )
        return all(state != "undoing" for (state,) in cursor.fetchall())


def lock_contracts(documents: Sequence[int]) -> None:
    """Lock the contracts whose installments the drafts bill, in order of id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM contracts_contract c WHERE c.id IN ("
            " SELECT i.contract_id FROM billing_installmentdocument d"
            " JOIN billing_installment i ON i.id = d.installment_id"
            " WHERE d.document_id = ANY(%s::bigint[]))"
            " ORDER BY c.id FOR NO KEY UPDATE",
            (list(documents),),
        )


def lock_issuer(company_id: int, clock: Clock) -> datetime:
    """Take the company's issuing lock, and only then read the clock; return what it shows.

    :raises ClockWentBack: if it shows less than when the last one was issued.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_issuer (company_id, chain_seq, chain_hash) VALUES (%s, 0, '')"
            " ON CONFLICT DO NOTHING",
            (company_id,),
        )
        cursor.execute(
            "SELECT chain_at FROM documents_issuer WHERE company_id = %s FOR NO KEY UPDATE",
            (company_id,),
        )
        last = cursor.fetchone()[0]
        now = clock()
        if last is not None and now < last:
            raise ClockWentBack(now, last)
        cursor.execute(
            "UPDATE documents_issuer SET chain_at = %s WHERE company_id = %s", (now, company_id)
        )
    return now


def lock_counters(company_id: int, series: Sequence[int]) -> Counters:
    """Lock the counters of some series and return them, before their documents are locked."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS, (company_id, list(series)))
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def advance_counters(company_id: int, numbered: Sequence[Numbered]) -> None:
    """Write down the last number and date of each counter, after these."""
    last = {(each.series, each.fiscal_year): each for each in numbered}
    if not last:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADVANCE,
            (
                company_id,
                [each.series for each in last.values()],
                [each.fiscal_year for each in last.values()],
                [each.number for each in last.values()],
                [each.issued_on for each in last.values()],
            ),
        )


def are_issued(documents: Sequence[int]) -> bool:
    """Say whether each of them has a number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM documents_document"
            " WHERE id = ANY(%s::bigint[]) AND number IS NOT NULL",
            (list(documents),),
        )
        return bool(cursor.fetchone()[0] == len(documents))
