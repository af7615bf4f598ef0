"""Drafts whose turn has come: read and locked, or read before it comes.

What was read without a lock holds only as long as a draft is as it was then: each is read with the
transaction that wrote it last, and numbered if that is still the one.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.db import Error, connection

from cadencia.billing.gathering import arrays
from cadencia.billing.gathering.versions import version_of
from cadencia.billing.querying import rows


class Waiting(NamedTuple):
    """A draft whose turn has come, as it was read."""

    id: int
    kind: str
    series_id: int
    theoretical_on: date
    payable: Decimal
    decimals: int
    terms: str
    fixed_due_dates: str | None
    is_current: bool  # its contract, and what that follows, is as when it was drafted
    written_by: str  # the transaction that wrote the row last


# The customer's terms are looked up for each that has none of its own: a join is at times done
# by reading all customers.
_DOCUMENTS = f"""
SELECT d.id, d.kind, d.series_id, d.operation_date, d.payable, d.decimals,
       coalesce(d.payment_terms,
                (SELECT u.payment_terms FROM parties_customer u WHERE u.id = d.bill_to_id))::text,
       d.fixed_due_dates::text,
       CASE WHEN d.contracts_version < 0 THEN (  -- of several contracts: the sum of theirs
           SELECT -sum({version_of("m", "mt")}) = d.contracts_version
           FROM contracts_contract m
           LEFT JOIN contracts_template mt ON mt.id = m.template_id AND m.follows_template
           WHERE m.id IN (SELECT i.contract_id FROM billing_installmentdocument l
                          JOIN billing_installment i ON i.id = l.installment_id
                          WHERE l.document_id = d.id))
       ELSE coalesce({version_of("c", "t")} = d.contracts_version, true) END,
       d.xmin::text
FROM documents_document d
LEFT JOIN contracts_contract c ON c.company_id = d.company_id AND c.code = d.rank_contract
LEFT JOIN contracts_template t ON t.id = c.template_id AND c.follows_template
WHERE d.id = ANY(%s::bigint[]) AND d.number IS NULL
"""  # noqa: S608 - no value in it

_LOCKED = f"{_DOCUMENTS} ORDER BY d.id FOR NO KEY UPDATE OF d"

Drafts = dict[int, Waiting]
"""Drafts by id; those that are gone or numbered are missing."""


def locked(documents: Sequence[int]) -> Drafts:
    """Lock these drafts, in order of id, and return them."""
    return _found(_LOCKED, documents)


def unlocked(documents: Sequence[int]) -> Drafts:
    """Return these drafts as they are now."""
    return _found(_DOCUMENTS, documents)


def batch(run_id: int, first: int) -> list[int]:
    """Return the documents of the batch that begins with a rank, in order; none at the end."""
    found = rows(
        "SELECT documents FROM billing_runissue WHERE run_id = %s AND rank = %s", run_id, first
    )
    return list(found[0][0]) if found else []


@dataclass(slots=True)
class Ahead:
    """Reads the batch that comes next, on a connection of its own."""

    pool: ThreadPoolExecutor
    begun: "Future[Drafts] | None" = field(default=None)

    def begin(self, run_id: int, first: int) -> None:
        """Begin to read the batch that begins with a rank."""
        self.begun = self.pool.submit(partial(_ahead, run_id, first))

    def taken(self, documents: Sequence[int]) -> Drafts | None:
        """Return these drafts if they, all of them and no others, were read ahead; else None.

        Where the reading failed it is as if nobody had begun it: they are read again.
        """
        begun, self.begun = self.begun, None
        if begun is None:
            return None
        try:
            found = begun.result()
        except Error:
            return None
        return found if found.keys() == set(documents) else None


@contextmanager
def reading_ahead() -> Iterator[Ahead]:
    """Give what reads ahead; its connection is closed in the end."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="turns") as pool:
        try:
            yield Ahead(pool)
        finally:
            pool.submit(_close)


def _ahead(run_id: int, first: int) -> Drafts:
    try:
        return unlocked(batch(run_id, first))
    except Error:
        connection.close()  # the next batch is tried on a new one
        raise


def _close() -> None:
    """Close the connection of this thread."""
    connection.close()


def _found(query: str, documents: Sequence[int]) -> Drafts:
    with connection.cursor() as cursor:
        cursor.execute(query, (arrays.written(documents),))
        return {row[0]: Waiting(*row) for row in cursor.fetchall()}
