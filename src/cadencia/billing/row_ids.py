"""Ids for rows of documents and of the ledger, taken before it is known how many there are.

A thread beside the connection's can't ask the database for any. An id has no meaning and
may be left unused; numbers, which mayn't, are given when documents are issued.
"""

from collections.abc import Iterable
from typing import NamedTuple

from cadencia.billing.copying import next_ids
from cadencia.core.drafts import ContractPlan


class RowIds(NamedTuple):
    """Ids that nobody else has."""

    documents: list[int]
    installments: list[int]

    def are_enough_for(self, plans: Iterable[ContractPlan]) -> bool:
        """Say whether each row of these plans can have one."""
        documents, installments = needed(plans)
        return documents <= len(self.documents) and installments <= len(self.installments)


def reserve(documents: int, installments: int) -> RowIds:
    """Take so many ids from the sequences."""
    return RowIds(
        next_ids("documents_document_id_seq", documents),
        next_ids("billing_installment_id_seq", installments),
    )


def needed(plans: Iterable[ContractPlan]) -> tuple[int, int]:
    """Return how many rows of documents and of the ledger the plans make, grouping apart."""
    documents = installments = 0
    for plan in plans:
        documents += len(plan.documents)
        installments += len(plan.installments) + len(plan.passed_over)
    return documents, installments
