"""Undoing a run, as long as none of its documents is issued (GE-10)."""

from django.db import connection

from cadencia.billing import due, runs, telling
from cadencia.billing.closing import forget_ranks
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Clock, RunNotOpen
from cadencia.parties.access import Actor, Permission, acting, require

UNDOABLE = ("drafting", "drafted", "issuing", "undoing")


class SomethingIssued(Exception):
    """A document of the run is issued: it is corrected by a credit note, not undone."""


def undo(run_id: int, *, by: Actor, clock: Clock) -> int:
    """Delete the run's drafts and give their installments back; return how many documents.

    The installments stay in the ledger as reopened, with their numbers: the next run bills
    them again. Each chunk is undone whole; a killed undo goes on where it was.

    One whose issuing has begun can be undone as long as nothing has got a number, as where
    the day turned out to be closed.

    :raises NoSuchRun: if the company has none of that number.
    :raises RunNotOpen: if it is issued or undone.
    :raises SomethingIssued: if any of its documents has a number.
    """
    require(by, Permission.GENERATE)
    _begin(run_id, by)
    deleted = 0
    while (done := _undo_next_chunk(run_id, by)) is not None:
        deleted += done
    with acting(by):
        BillingRun.objects.filter(pk=run_id, state="undoing").update(
            state="undone", finished_at=clock()
        )
        telling.run_undone(by.company_id, run_id)
    return deleted


def _begin(run_id: int, by: Actor) -> None:
    with acting(by):
        run = runs.locked(run_id, by.company_id)
        if run.state not in UNDOABLE:
            raise RunNotOpen(run_id, run.state)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM documents_document d"
                " JOIN billing_installmentdocument l ON l.document_id = d.id"
                " JOIN billing_installment i ON i.id = l.installment_id"
                " WHERE i.run_id = %s AND i.contract_id = ANY("
                "   SELECT unnest(contract_ids) FROM billing_runchunk WHERE run_id = %s)"
                " AND d.run_id = %s AND d.number IS NOT NULL)",
                (run_id, run_id, run_id),
            )
            if cursor.fetchone()[0]:
                raise SomethingIssued(run_id)
        run.state = "undoing"
        run.save(update_fields=["state"])
        forget_ranks(run_id)


def _undo_next_chunk(run_id: int, by: Actor) -> int | None:
    """Undo one chunk in one transaction, contracts locked; None when there is none left."""
    with acting(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, contract_ids FROM billing_runchunk WHERE run_id = %s"
            " AND state IN ('open', 'done') ORDER BY n LIMIT 1 FOR UPDATE",
            (run_id,),
        )
        found = cursor.fetchone()
        if found is None:
            return None
        chunk_id, contract_ids = found
        cursor.execute(
            "SELECT id FROM contracts_contract WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            (contract_ids,),
        )
        deleted = _delete_drafts(run_id, contract_ids)
        due.refresh(contract_ids, by.company_id)
        cursor.execute("UPDATE billing_runchunk SET state = 'undone' WHERE id = %s", (chunk_id,))
    return deleted


def _delete_drafts(run_id: int, contract_ids: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_installment SET state = 'reopened'"
            " WHERE run_id = %s AND contract_id = ANY(%s) AND state = 'billed' AND NOT replaced"
            " RETURNING id",
            (run_id, contract_ids),
        )
        reopened = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT DISTINCT document_id FROM billing_installmentdocument"
            " WHERE installment_id = ANY(%s)",
            (reopened,),
        )
        documents = [row[0] for row in cursor.fetchall()]
        for table in (
            "billing_installmentdocument",
            "documents_documenttax",
            "documents_documentline",
        ):
            cursor.execute(f"DELETE FROM {table} WHERE document_id = ANY(%s)", (documents,))  # noqa: S608
        cursor.execute(
            "DELETE FROM documents_document WHERE id = ANY(%s) AND number IS NULL", (documents,)
        )
        if cursor.rowcount != len(documents):
            raise SomethingIssued(run_id)
    return len(documents)
