"""A document read whole: its lines and foot, traced to contracts, installments and others.

Both ways: what it bills, what it corrects and what corrects it, which notes are on it and which
invoice has it, what was paid of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from cadencia.billing import settled_installments
from cadencia.billing.document_list.listing import Listed, listed
from cadencia.billing.models import BillingRun, Installment, InstallmentDocument
from cadencia.contracts.models import Contract
from cadencia.documents.following_models import Correction, InvoicedNote
from cadencia.documents.models import (
    Document,
    DocumentDueDate,
    DocumentLine,
    DocumentTax,
    DocumentVoid,
)
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor, Permission, require
from cadencia.payments import services as payments
from cadencia.payments.models import PaymentPart


class NoSuchDocument(Exception):
    """The company has no such document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line, the contract that it bills and its installment; None where there is none."""

    line: DocumentLine
    contract: Contract | None
    installment: Installment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDueDate:
    """A due date, and what is paid of it."""

    due_on: date
    amount: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        """What it asks for yet."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another document that this one has to do with, and by how much."""

    document: Document
    number: str | None
    amount: Decimal | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document with all that belongs to it."""

    shown: Listed
    lines: Sequence[ReadLine]
    taxes: Sequence[DocumentTax]
    due_dates: Sequence[ReadDueDate]
    payments: Sequence[PaymentPart]
    installments: Sequence[Installment]
    void: DocumentVoid | None
    correction: Correction | None  # if it corrects another
    corrections: Sequence[Other]  # that correct it
    notes: Sequence[Other]  # delivery notes on it
    invoices: Sequence[Other]  # that have it, if it is a note
    run: BillingRun | None

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.shown.document


def find(document_id: int, *, by: Actor) -> Document:
    """Return a document of the company.

    :raises NoSuchDocument: if it has none of that id.
    """
    require(by, Permission.READ)
    rows = Document.objects.filter(company_id=by.company_id, pk=document_id)
    void = Exists(DocumentVoid.objects.filter(document=OuterRef("pk")))
    names = ("series", "bill_to", "recipient", "issuer", "company")
    found = rows.annotate(is_void=void).select_related(*names).first()
    if found is None:
        raise NoSuchDocument(document_id)
    return found


def read(document_id: int, *, today: date, by: Actor) -> ReadDocument:
    """Return a document of the company with all that belongs to it.

    :raises NoSuchDocument: if it has none of that id.
    """
    document = find(document_id, by=by)
    (shown,) = listed([document], today=today)
    mine = Correction.objects.select_related("original__series").filter(document=document)
    return ReadDocument(
        shown=shown,
        lines=_lines(document),
        taxes=list(DocumentTax.objects.filter(document=document).order_by("position")),
        due_dates=_due_dates(document),
        payments=payments.payments_of([document.pk], by=by),
        installments=_installments(document),
        void=DocumentVoid.objects.select_related("user").filter(document=document).first(),
        correction=mine.first(),
        corrections=_corrections(document),
        notes=_notes(document, "note", document=document),
        invoices=_notes(document, "document", note=document),
        run=BillingRun.objects.filter(company_id=by.company_id, pk=document.run_id or 0).first(),
    )


def settles(document_id: int, *, by: Actor) -> Sequence[settled_installments.Settled]:
    """Return the installments that would be owed again if the document gave them back."""
    return settled_installments.settled_by(document_id, by=by)


def _lines(document: Document) -> list[ReadLine]:
    rows = list(DocumentLine.objects.filter(document=document).order_by("position"))
    mine = {"company_id": document.company_id}
    contracts: Mapping[int, Contract] = Contract.objects.filter(**mine).in_bulk(
        {each.contract_id for each in rows if each.contract_id}
    )
    installments: Mapping[int, Installment] = Installment.objects.filter(**mine).in_bulk(
        {each.installment_id for each in rows if each.installment_id}
    )
    return [
        ReadLine(
            line=each,
            contract=contracts.get(each.contract_id or 0),
            installment=installments.get(each.installment_id or 0),
        )
        for each in rows
    ]


def _due_dates(document: Document) -> list[ReadDueDate]:
    paid: dict[int, Decimal] = {}
    parts = PaymentPart.objects.filter(document=document, payment__undone_at=None)
    for position, amount in parts.values_list("position", "amount"):
        paid[position] = paid.get(position, Decimal(0)) + amount
    return [
        ReadDueDate(
            due_on=each.due_on, amount=each.amount, paid=paid.get(each.position, Decimal(0))
        )
        for each in DocumentDueDate.objects.filter(document=document).order_by("position")
    ]


def _installments(document: Document) -> list[Installment]:
    links = InstallmentDocument.objects.filter(document=document)
    rows = Installment.objects.filter(pk__in=links.values("installment_id"))
    return list(rows.select_related("contract").order_by("due_on", "contract__code", "pk"))


def _corrections(document: Document) -> list[Other]:
    rows = Correction.objects.select_related("document__series").filter(original=document)
    return [
        Other(
            document=each.document,
            number=number_of(each.document),
            amount=each.total,
            stands=each.stands,
        )
        for each in rows.order_by("pk")
    ]


def _notes(this: Document, other: str, /, **which: Document) -> list[Other]:
    rows = InvoicedNote.objects.filter(company_id=this.company_id, **which)
    found = rows.select_related(f"{other}__series").order_by("pk")
    return [
        Other(
            document=getattr(each, other),
            number=number_of(getattr(each, other)),
            amount=getattr(each, other).total,
            stands=each.stands,
        )
        for each in found
    ]
