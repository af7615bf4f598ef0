"""What a credit note prints of the document that it corrects (RD 1619/2012 art. 15)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cadencia.core.corrective import Method
from cadencia.documents.following_models import Correction
from cadencia.documents.models import Document
from cadencia.documents.numbering import number_of
from cadencia.documents.rendering.printable import Rectification, Rectified

CREDIT_NOTE = "credit_note"
ZERO = Decimal(0)


def corrections_of(documents: Iterable[Document]) -> dict[int, Correction]:
    """Return the correction that each credit note is, by its id; no query if there is none."""
    notes = [each.pk for each in documents if each.kind == CREDIT_NOTE]
    if not notes:
        return {}
    found = Correction.objects.filter(document__in=notes).select_related("original__series")
    return {each.document_id: each for each in found}


def printed_correction(correction: Correction | None) -> dict[str, Any]:
    """Return what the page says of a correction: of what, how, by how much and why."""
    if correction is None:
        return {}
    original = correction.original
    assert original.issue_date is not None  # noqa: S101 - only issued documents are corrected
    return {
        "rectifies": (Rectified(number=number_of(original) or "", issued_on=original.issue_date),),
        "rectification": Rectification(
            by_substitution=correction.method == Method.SUBSTITUTION.value,
            base=ZERO - correction.net,
            tax=ZERO - correction.tax_total - correction.surcharge_total,
        ),
        "rectification_reason": correction.reason,
    }


def contract_of(document: Document, correction: Correction | None) -> str:
    """Return the code of the contract that a document is of: a credit note's is its original's."""
    return document.rank_contract if correction is None else correction.original.rank_contract
