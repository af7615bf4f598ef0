"""What a document has to do with others: what it corrects, what corrects it, its notes."""

from typing import Any

from cadencia.api.forms import Day, Told, ToldAmount
from cadencia.billing.document_list.reading import Other, ReadDocument
from cadencia.documents.following_models import Correction
from cadencia.documents.models import DocumentVoid
from cadencia.documents.numbering import number_of


class ToldCorrection(Told):
    """The document that this one corrects: how, why, and how much it takes off its total."""

    document: int
    number: str | None
    what: str
    method: str
    reason: str
    reason_code: str
    amount: ToldAmount
    stands: bool


class ToldOther(Told):
    """Another document, and how much of it counts here; one that was voided stands no more."""

    document: int
    number: str | None
    amount: ToldAmount
    stands: bool


class ToldVoiding(Told):
    """When a document was voided, why, and by whom."""

    on: Day
    reason: str
    user: str | None


class ToldLinks(Told):
    """What a document has to do with others, and what is to be paid of it yet.

    `credited` is what corrections that stand take off it, `left` what it asks for after them and
    what was paid. A delivery note is on `invoices`, an invoice has `notes`.
    """

    paid: ToldAmount
    credited: ToldAmount
    left: ToldAmount
    overdue: bool
    corrects: ToldCorrection | None
    corrected_by: list[ToldOther]
    notes: list[ToldOther]
    invoices: list[ToldOther]
    voided: ToldVoiding | None


def links(found: ReadDocument) -> dict[str, Any]:
    """Return what a document has to do with others, by the names of the form."""
    shown = found.shown
    return {
        "paid": shown.paid,
        "credited": shown.credited,
        "left": shown.left,
        "overdue": shown.is_overdue,
        "corrects": _corrects(found.correction),
        "corrected_by": [_other(each) for each in found.corrections],
        "notes": [_other(each) for each in found.notes],
        "invoices": [_other(each) for each in found.invoices],
        "voided": _voided(found.void),
    }


def _corrects(row: Correction | None) -> dict[str, Any] | None:
    if row is None:
        return None
    names = ("what", "method", "reason", "reason_code", "stands")
    return {
        "document": row.original_id,
        "number": number_of(row.original),
        **{name: getattr(row, name) for name in names},
        "amount": row.total,
    }


def _other(each: Other) -> dict[str, Any]:
    return {
        "document": each.document.pk,
        "number": each.number,
        "amount": each.amount,
        "stands": each.stands,
    }


def _voided(row: DocumentVoid | None) -> dict[str, Any] | None:
    if row is None:
        return None
    user = row.user.get_username() if row.user else None
    return {"on": row.voided_on, "reason": row.reason, "user": user}
