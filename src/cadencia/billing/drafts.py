"""Documents that wait without a number: which ones rest on a contract, and deleting them.

Deleting a draft always gives its installments back (R4): their rows of the ledger are kept
and reopened, so that the next run bills them again.
"""

from collections.abc import Iterable, Sequence

from cadencia.billing.models import Installment, InstallmentDocument
from cadencia.core.agreement import LedgerState
from cadencia.documents.models import Document, DocumentLine, DocumentTax


class IssuedMeanwhile(Exception):
    """Some of the drafts got their number before they could be deleted: look again."""


def waiting(contract_id: int, company_id: int) -> list[Document]:
    """Return the drafts that bill an installment of the contract, oldest first."""
    return list(
        Document.objects.filter(
            company_id=company_id,
            number=None,
            pk__in=InstallmentDocument.objects.filter(installment__contract_id=contract_id).values(
                "document_id"
            ),
        ).order_by("pk")
    )


def contracts_of(documents: Iterable[Document]) -> frozenset[int]:
    """Return the contracts whose installments the documents bill."""
    links = InstallmentDocument.objects.filter(document__in=[each.pk for each in documents])
    return frozenset(links.values_list("installment__contract_id", flat=True))


def delete(documents: Sequence[Document]) -> None:
    """Delete drafts and reopen their installments; call it with their contracts locked.

    :raises IssuedMeanwhile: if any of them has a number by now; none is deleted.
    """
    ids = [each.pk for each in documents]
    still = Document.objects.select_for_update().filter(pk__in=ids, number=None).order_by("pk")
    if len(still) != len(ids):
        raise IssuedMeanwhile(len(ids) - len(still))
    links = InstallmentDocument.objects.filter(document__in=ids)
    rows = list(links.values_list("installment_id", flat=True))
    links.delete()
    DocumentLine.objects.filter(document__in=ids).delete()
    DocumentTax.objects.filter(document__in=ids).delete()
    Installment.objects.filter(pk__in=rows, state=LedgerState.BILLED.value, replaced=False).update(
        state=LedgerState.REOPENED.value
    )
    Document.objects.filter(pk__in=ids, number=None).delete()
