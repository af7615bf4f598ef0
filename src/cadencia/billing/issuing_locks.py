"""What issuing by hand locks before the company's issuing lock: the drafts' runs and contracts."""

from collections.abc import Sequence

from django.db import connection


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


def are_issued(documents: Sequence[int]) -> bool:
    """Say whether each of them has a number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM documents_document"
            " WHERE id = ANY(%s::bigint[]) AND number IS NOT NULL",
            (list(documents),),
        )
        return bool(cursor.fetchone()[0] == len(documents))
