"""Deleting one draft, whatever made it: what it billed is due again, with its numbers (R4)."""

from cadencia.billing import crediting, drafts, due
from cadencia.contracts.models import Contract
from cadencia.documents.following_models import Correction, InvoicedNote
from cadencia.documents.models import Document
from cadencia.parties.access import Actor, Permission, acting, require


def delete_draft(document_id: int, *, by: Actor) -> frozenset[int]:
    """Delete a draft; return the contracts whose installments are due again.

    A credit note corrects nothing any more, delivery notes on an invoice are free again.

    :raises NoSuchDocument: if the company has none of that id.
    :raises NotADraft: if it is issued.
    :raises IssuedMeanwhile: if it got its number a moment ago.
    """
    require(by, Permission.DOCUMENTS)
    draft = Document.objects.filter(company_id=by.company_id, pk=document_id).first()
    if draft is None:
        raise crediting.NoSuchDocument(document_id)
    if draft.number is not None:
        raise crediting.NotADraft(document_id)
    if follows_others(draft):
        crediting.delete_draft(document_id, by=by)
        return frozenset()
    with acting(by):
        contracts = drafts.contracts_of([draft])
        mine = Contract.objects.filter(company_id=by.company_id, pk__in=contracts)
        list(mine.order_by("pk").select_for_update(no_key=True))
        drafts.delete([draft])
        due.refresh(sorted(contracts), by.company_id)
    return contracts


def follows_others(draft: Document) -> bool:
    """Say whether a draft corrects another document, or invoices delivery notes."""
    return (
        Correction.objects.filter(document=draft).exists()
        or InvoicedNote.objects.filter(document=draft).exists()
    )
