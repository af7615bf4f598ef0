"""The installments that a document settles, and giving them back when it is out of force.

A document settles what it bills, and what it stands for as an existing sale (GE-8). Whoever
voids or credits it wholly says whether all that is owed again (R4): then the installments are
reopened, and the associations undone. If not, both stay as they are: settled, by a document
that is seen to be void or credited.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from cadencia.billing import corrected_documents, reopening
from cadencia.billing.models import Installment
from cadencia.core.agreement import LedgerState
from cadencia.documents.models import Document
from cadencia.parties.access import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An installment that a document bills, or that it stands for (`is_linked`)."""

    contract: str
    number: int | None
    due_on: date
    is_linked: bool


def settled_by(document_id: int, *, by: Actor) -> tuple[Settled, ...]:
    """Return what would be owed again if the document went out of force and gave it back.

    Oldest first; nothing of a document that the company doesn't have.
    """
    require(by, Permission.READ)
    found = Document.objects.filter(pk=document_id, company_id=by.company_id).first()
    if found is None:
        return ()
    return tuple(_settled(corrected_documents.first_of(found)))


def give_back(document: Document, *, at: datetime, by: Actor) -> frozenset[int]:
    """Reopen all that a document settles, and undo its associations.

    Returns the contracts. Call it in the transaction of the act that takes the document out of
    force, with the contracts and the document locked (`crediting.locked`).
    """
    rows = corrected_documents.installments_of(document)
    linked = corrected_documents.associations_of(document)
    numbers = [each.installment_id for each in linked if each.installment_id is not None]
    linked.update(undone_at=at, undone_by=by.user_id)
    return reopening.reopen_installments([*rows, *numbers], by=by)


def _settled(document: Document) -> Iterator[Settled]:
    for row in _in_order(links__document=document, state=LedgerState.BILLED.value):
        yield _as_settled(row, is_linked=False)
    associations = corrected_documents.associations_of(document)
    for row in _in_order(associations__in=associations):
        yield _as_settled(row, is_linked=True)


def _in_order(**only: object) -> QuerySet[Installment]:
    rows = Installment.objects.filter(replaced=False, **only).select_related("contract")
    return rows.order_by("due_on", "contract__code", "pk")


def _as_settled(row: Installment, *, is_linked: bool) -> Settled:
    return Settled(
        contract=row.contract.code, number=row.number, due_on=row.due_on, is_linked=is_linked
    )
