"""What follows documents: issuing, credit notes, voiding, delivery notes invoiced (DO-1, DO-3)."""

from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from cadencia.api import documents
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import clock, now, today
from cadencia.api.customers import RowId
from cadencia.api.documents import DocumentInList
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import (
    Amount,
    Code,
    Day,
    Form,
    Id,
    Name,
    Short,
    Told,
    ToldAmount,
    fit_the_form,
)
from cadencia.api.problems import Refused
from cadencia.billing import (
    crediting,
    crediting_beyond,
    invoicing_notes,
    issuing,
    notes_left_out,
    settled_installments,
    voiding,
)
from cadencia.billing.crediting import Wish
from cadencia.billing.invoicing_notes import NotesWish
from cadencia.billing.pending_notes import NotesScope
from cadencia.core.agreement import Closing
from cadencia.core.corrective import Method
from cadencia.core.credited import Pick
from cadencia.core.following import NotesInvoice
from cadencia.parties.access import Actor, Permission

endpoints = Endpoints("Documents that follow")
_OF_CREDIT = {"by": "method", "reopen": "gives_back"}


class PickForm(Form):
    """A line to credit, by its position: all that is left of it, an amount, or a quantity."""

    line: Annotated[int, Field(ge=1, le=32_767)]
    net: Amount | None = None
    quantity: Amount | None = None


class CreditForm(Form):
    """What to credit, why, and whether what it billed is to be billed again."""

    reason: Name
    what: Literal["whole", "lines", "amount", "data"] = Field(
        "whole", description="`data` sets printed data right, by `substitution`; no amount changes."
    )
    lines: Annotated[list[PickForm], Field(max_length=10_000)] = []
    amount: Amount | None = Field(None, description="Of the total, its taxes included.")
    method: Literal["differences", "substitution"] = "differences"
    reason_code: Short = ""
    series: Short = ""
    on: Day | None = None
    gives_back: bool = False
    issue: bool = True


class VoidForm(Form):
    """Why it is voided; `delivered`: the customer has it. What it billed may be billed again."""

    reason: Name
    on: Day | None = None
    delivered: bool
    gives_back: bool = True


class NotesForm(Form):
    """Which delivery notes to invoice: up to a day, of some customers or of all."""

    until: Day
    customers: Annotated[list[Code], Field(max_length=1000)] = []
    notes: Annotated[list[Id], Field(max_length=10_000)] = []
    one_each: bool = False
    series: Short = ""
    issue: bool = True


class BeyondForm(Form):
    """Why it is credited, and how a period that the end cuts: as the contract closes if unsaid."""

    reason: Name
    closing: Literal["full", "prorated"] | None = None


class ToldSettled(Told):
    """An installment that a document bills (`billed`), or stands for as an existing sale."""

    contract: str
    number: int | None
    due_on: Day
    state: Literal["billed", "linked"]


class ToldCredit(Told):
    """What a credit would come to, what it would leave, and which installments it settles.

    The installments are those that would be owed again if all of it were given back.
    """

    net: ToldAmount
    total: ToldAmount
    payable: ToldAmount
    left: ToldAmount
    installments: list[ToldSettled]


class ToldVoid(Told):
    """What voiding would give back: the installments that the document settles."""

    id: int
    installments: list[ToldSettled]


class Voided(Told):
    """A document that was voided, and the contracts whose installments were given back."""

    id: int
    contracts: list[int]


class PlannedInvoice(Told):
    """An invoice of delivery notes."""

    customer: str
    on: Day
    currency: str
    notes: list[int]
    net: ToldAmount
    total: ToldAmount


class NoteLeftOut(Told):
    """A delivery note that was named and isn't invoiced, and why."""

    note: int
    code: str
    sentence: str


class PlannedInvoices(Told):
    """The invoices that would be made, those below zero, which wait, and notes left out."""

    invoices: list[PlannedInvoice]
    negative: list[PlannedInvoice]
    left_out: list[NoteLeftOut]


class Beyond(Told):
    """The credit notes that were made, and the ids of documents that are no invoices."""

    notes: list[DocumentInList]
    others: list[int]


class MadeInvoices(Told):
    """The invoices that were made, and the notes that were named and left out."""

    documents: list[DocumentInList]
    left_out: list[NoteLeftOut]


@endpoints.post(
    "/documents/{int:document}/issue", {200: DocumentInList}, needs=Permission.DOCUMENTS
)
def issue_document(request: ApiRequest, document: RowId) -> HttpResponse:
    """Give a draft its number and dates."""
    found = documents.document_of(request, document)
    issuing.issue_one(found.pk, by=request.auth.actor, clock=clock())
    return _made(request, [found.pk])


@endpoints.post(
    "/documents/{int:document}/credit/preview", {200: ToldCredit}, needs=Permission.DOCUMENTS
)
def preview_credit(request: ApiRequest, document: RowId, form: CreditForm) -> HttpResponse:
    """Show what crediting a document would come to; nothing is written."""
    by = request.auth.actor
    with fit_the_form(_OF_CREDIT):
        found = crediting.preview(document, _wish(form), by=by, clock=clock())
    totals = found.corrective.totals
    told = ToldCredit(
        net=totals.net,
        total=totals.total,
        payable=totals.payable,
        left=found.left,
        installments=_settled(request, document),
    )
    return answer(200, told)


@endpoints.post(
    "/documents/{int:document}/credit", {200: DocumentInList}, needs=Permission.DOCUMENTS
)
def credit_document(request: ApiRequest, document: RowId, form: CreditForm) -> HttpResponse:
    """Credit an issued document, wholly, by line or by amount; the answer is the credit note."""
    with fit_the_form(_OF_CREDIT):
        made = crediting.credit(document, _wish(form), by=request.auth.actor, clock=clock())
    return _made(request, [made.pk])


@endpoints.get("/documents/{int:document}/void/preview", ToldVoid)
def preview_void(request: ApiRequest, document: RowId) -> ToldVoid:
    """Show which installments would be owed again if the document were voided."""
    number = documents.document_of(request, document).pk
    return ToldVoid(id=number, installments=_settled(request, number))


@endpoints.post("/documents/{int:document}/void", {200: Voided}, needs=Permission.VOID)
def void_document(request: ApiRequest, document: RowId, form: VoidForm) -> HttpResponse:
    """Void an issued document, where the law and the company admit it; its number stays."""
    wish = voiding.VoidWish(
        reason=form.reason,
        on=form.on or today(request.auth.company.time_zone),
        delivered=form.delivered,
        gives_back=form.gives_back,
    )
    touched = voiding.void(document, wish, by=request.auth.actor, at=now())
    return answer(200, Voided(id=document, contracts=sorted(touched)))


@endpoints.post("/documents/{int:document}/delete", {204: None}, needs=Permission.DOCUMENTS)
def delete_document(request: ApiRequest, document: RowId) -> HttpResponse:
    """Delete a draft of a credit note or of an invoice of delivery notes."""
    try:
        crediting.delete_draft(document, by=request.auth.actor)
    except crediting.NotADraft:
        detail = _("Only such a draft is deleted; what a run made is undone with the run.")
        raise Refused("conflict", detail) from None
    return answer(204)


@endpoints.post(
    "/contracts/{int:contract}/credit-beyond", {200: Beyond}, needs=Permission.DOCUMENTS
)
def credit_beyond(request: ApiRequest, contract: RowId, form: BeyondForm) -> HttpResponse:
    """Credit what the invoices of a withdrawn contract bill beyond its end: all or none."""
    closing = Closing(form.closing) if form.closing else None
    by = request.auth.actor
    made = crediting_beyond.credit_beyond(
        contract, form.reason, closing=closing, by=by, clock=clock()
    )
    notes = [documents.short(documents.document_of(request, each.pk)) for each in made.notes]
    told = Beyond(
        notes=[DocumentInList(**each) for each in notes], others=[each.pk for each in made.others]
    )
    return answer(200, told)


@endpoints.post("/delivery-notes/preview", {200: PlannedInvoices}, needs=Permission.DOCUMENTS)
def preview_notes(request: ApiRequest, form: NotesForm) -> HttpResponse:
    """Show the invoices that the pending delivery notes would make; nothing is written."""
    wish, by = _notes(form), request.auth.actor
    plan = invoicing_notes.preview(wish, by=by)
    invoiced = [note.id for each in plan.invoices for note in each.notes]
    told = PlannedInvoices(
        invoices=[_planned(each) for each in plan.invoices],
        negative=[_planned(each) for each in plan.negative],
        left_out=_left_out(wish, invoiced, by),
    )
    return answer(200, told)


@endpoints.post("/delivery-notes/invoice", {200: MadeInvoices}, needs=Permission.DOCUMENTS)
def invoice_notes(request: ApiRequest, form: NotesForm) -> HttpResponse:
    """Invoice the pending delivery notes, grouped by customer and period."""
    wish, by = _notes(form), request.auth.actor
    made = invoicing_notes.invoice_notes(wish, by=by, clock=clock())
    short = [documents.short(documents.document_of(request, each.pk)) for each in made]
    told = MadeInvoices(
        documents=[DocumentInList(**each) for each in short],
        left_out=_left_out(wish, notes_left_out.on([each.pk for each in made], by=by), by),
    )
    return answer(200, told)


def _made(request: ApiRequest, numbers: list[int]) -> HttpResponse:
    (number,) = numbers
    return answer(200, DocumentInList(**documents.short(documents.document_of(request, number))))


def _settled(request: ApiRequest, document: int) -> list[ToldSettled]:
    return [
        ToldSettled(
            contract=each.contract,
            number=each.number,
            due_on=each.due_on,
            state="linked" if each.is_linked else "billed",
        )
        for each in settled_installments.settled_by(document, by=request.auth.actor)
    ]


def _wish(form: CreditForm) -> Wish:
    return Wish(
        reason=form.reason,
        what=form.what,
        picks=tuple(Pick(each.line, each.net, each.quantity) for each in form.lines),
        amount=form.amount,
        method=Method(form.method),
        reason_code=form.reason_code,
        series=form.series,
        on=form.on,
        gives_back=form.gives_back,
        issue=form.issue,
    )


def _notes(form: NotesForm) -> NotesWish:
    scope = NotesScope(
        until=form.until,
        customers=tuple(form.customers),
        notes=tuple(form.notes),
        one_each=form.one_each,
    )
    return NotesWish(scope=scope, series=form.series, issue=form.issue)


def _left_out(wish: NotesWish, invoiced: list[int], by: Actor) -> list[NoteLeftOut]:
    found = notes_left_out.left_out(wish.scope, invoiced, by=by)
    return [NoteLeftOut(note=each.note, code=each.code, sentence=each.sentence) for each in found]


def _planned(each: NotesInvoice) -> PlannedInvoice:
    return PlannedInvoice(
        customer=each.key.customer,
        on=each.on,
        currency=each.key.currency,
        notes=[note.id for note in each.notes],
        net=each.totals.net,
        total=each.totals.total,
    )
