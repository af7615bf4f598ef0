"""Voiding an issued document, with a reason, where the law and the company admit it (DO-3).

Its number stays and is never used again, and what it billed may be billed again: whoever voids it
says so. What reached the customer is corrected by a credit note instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cadencia.billing import settled_installments, telling
from cadencia.billing.crediting import NoSuchDocument, free_notes, locked
from cadencia.core import voiding
from cadencia.core.voiding import Voidable
from cadencia.documents.following_models import Correction, InvoicedNote
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties.access import Actor, Permission, acting, require
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, refuse_if_any
from cadencia.payments import services as payments

_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "draft": ("document", gettext_noop("It is a draft: delete it, it has no number yet.")),
        "void_already": ("document", gettext_noop("It was voided before.")),
        "corrected": ("document", gettext_noop("A credit note corrects it: credit the rest.")),
        "invoiced": ("document", gettext_noop("An invoice has it: void or credit that first.")),
        "gave_back": (
            "document",
            gettext_noop("It gave back what it credited, which may be billed again by now."),
        ),
        "period_closed": (
            "document",
            gettext_noop("It lies in a closed period: correct it by a credit note."),
        ),
        "never": (
            "document",
            gettext_noop("The company voids no invoices: correct it by a credit note."),
        ),
        "delivered": (
            "delivered",
            gettext_noop(
                "Only an invoice that nobody has received may be voided: correct it by a credit"
                " note."
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidWish:
    """Why and on what day a document is voided; `delivered` says that the customer has it.

    `gives_back` lets what it billed be billed again, and what it stood for as an existing sale
    be billed (R4, GE-8).
    """

    reason: str
    on: date
    delivered: bool
    gives_back: bool


def void(document_id: int, wish: VoidWish, *, by: Actor, at: datetime) -> frozenset[int]:
    """Void an issued document, and return the contracts whose installments are given back.

    :raises NoSuchDocument: if the company has none of that id.
    :raises ValuesRefused: if it may not be voided; all reasons are named.
    """
    require(by, Permission.VOID)
    with acting(by):
        document = locked(document_id, by.company_id)
        if document is None:
            raise NoSuchDocument(document_id)
        refuse_if_any(problems(document, wish))
        DocumentVoid.objects.create(
            company_id=by.company_id,
            document=document,
            voided_on=wish.on,
            reason=wish.reason.strip(),
            user_id=by.user_id,
            created_at=at,
        )
        Correction.objects.filter(document=document, stands=True).update(stands=False)
        telling.voided(by.company_id, document.pk)
        if not wish.gives_back:
            return frozenset()
        free_notes(document)
        return settled_installments.give_back(document, at=at, by=by)


def problems(document: Document, wish: VoidWish) -> list[Problem]:
    """Return all that keeps a document from being voided, as sentences."""
    company: Company = document.company
    asked = voiding.objections(
        _voidable(document),
        voiding.policy(company.voiding, company.country),
        delivered=wish.delivered,
        closed_until=company.closed_until,
    )
    found = [Problem(_SENTENCES[code][0], _(_SENTENCES[code][1])) for code in asked]
    if not wish.reason.strip():
        found.append(Problem("reason", _("Say why it is voided.")))
    if payments.paid_of([document.pk]):
        found.append(Problem("document", _("It is paid: undo the payment first.")))
    if document.issue_date is not None and wish.on < document.issue_date:
        found.append(Problem("on", _("It can't be voided before it was issued.")))
    return found


def _voidable(document: Document) -> Voidable:
    corrections = Correction.objects.filter(stands=True)
    return Voidable(
        kind=document.kind,
        issued_on=document.issue_date,
        is_void=DocumentVoid.objects.filter(document=document).exists(),
        is_corrected=corrections.filter(original=document).exists(),
        is_invoiced=InvoicedNote.objects.filter(note=document, stands=True).exists(),
        gave_back=corrections.filter(document=document, gave_back=True).exists(),
    )
