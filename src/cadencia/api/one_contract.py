"""One contract billed by hand, its documents, and existing sales in an installment's place."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import Field

from cadencia.api import contracts, filters, paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import clock, now, today
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.everyday import Removed, Waiting
from cadencia.api.forms import (
    LARGEST_ID,
    Amount,
    Code,
    Day,
    Form,
    Id,
    Short,
    Text,
    Told,
    ToldAmount,
    fit_the_form,
)
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import refused_field
from cadencia.api.runs import ToldRun
from cadencia.api.runs import told as told_run
from cadencia.billing import associating, contract_documents, existing_sales, issuing, paid_now
from cadencia.billing import one_contract as by_hand
from cadencia.billing.acts import Drafts
from cadencia.billing.associating_written import associate_written
from cadencia.billing.association_models import Association
from cadencia.billing.one_contract import Asked
from cadencia.billing.runs import Wish
from cadencia.core.drafts import Installment
from cadencia.parties.access import Permission
from cadencia.payments import services as payment_services
from cadencia.payments.services import Received

endpoints = Endpoints("One contract by hand")
AssociationId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PaymentId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class PaidNow(Form):
    """When and how the installments in advance were paid; else they are billed ahead (GE-4)."""

    on: Day | None = Field(None, description="Null: today.")
    method: Short = Field("", description="Empty: that of the document.")
    reference: Short = ""


class ByHand(Form):
    """How many installments to bill: all that are pending if nothing is said."""

    count: Annotated[int, Field(ge=1, le=by_hand.MOST_AT_ONCE)] | None = Field(
        None, description="The oldest pending first, the rest in advance."
    )
    together: bool = Field(default=False, description="One document for all, as far as it may be.")
    as_of: Day | None = None
    expect: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    issue: bool | None = Field(None, description="Null: as the company says.")
    approve: bool = False
    paid_now: PaidNow | None = Field(
        None, description="What is billed in advance is paid: it is issued, and the payment noted."
    )


class ExternalForm(Form):
    """What is printed on a sale that another program issued to the contract's customer."""

    number: Short
    issue_date: Day
    total: Amount
    kind: Literal["invoice", "delivery_note"] = "invoice"
    currency: Short = Field("", description="Empty: that of the contract.")
    description: Text = ""


class SaleForm(Form):
    """Which existing sale, and in the place of which installment: else of the oldest pending.

    One of `document`, `external_sale` (registered before) and `external` (registered by this,
    if it is associated).
    """

    document: Id | None = None
    external_sale: Id | None = None
    external: ExternalForm | None = None
    due_on: Day | None = None
    line: Code | None = None
    only_listed: bool = False
    accept_difference: bool = False
    drafts: Waiting = "refuse"


class ToldPending(Told):
    """What a contract owes, oldest first, and what comes next."""

    as_of: Day
    count: int
    installments: list[dict[str, Any]]
    following: dict[str, Any] | None


class ByHandDone(Told):
    """What was billed, and how much of it in advance."""

    pending: int
    ahead: int
    run: ToldRun
    payments: list[int] = []


class ToldDocumentOf(Told):
    """A document in the list of a contract."""

    relation: str
    standing: str
    kind: str
    number: str | None
    id: int | None
    on: Day
    total: ToldAmount
    currency: str
    installments: list[int | None]
    due_on: Day | None
    credit_days: int | None
    days_overdue: int
    paid: ToldAmount
    association: int | None


class ToldPayment(Told):
    """What a payment settles of a document: the due date of that position."""

    payment: int
    paid_on: Day
    document: int
    due_date: int
    amount: ToldAmount
    currency: str
    method: str
    reference: str


class ToldAssociation(Told):
    """An existing sale that stands in the place of an installment, or is only listed."""

    id: int
    contract: int
    installment: int | None
    document: int | None
    external_sale: int | None


class ToldExternalSale(Told):
    """A sale of another program, and the contracts whose installments it stands for."""

    id: int
    customer: str
    kind: str
    number: str
    issue_date: Day
    currency: str
    total: ToldAmount
    description: str
    contracts: list[str]


@endpoints.get("/contracts/{int:contract}/pending", ToldPending)
def pending_of_contract(
    request: ApiRequest,
    contract: RowId,
    as_of: Annotated[Day | None, Query(description="The day taken as today.")] = None,
) -> ToldPending:
    """List what a contract owes, oldest first, and the next one after."""
    company = request.auth.company
    day = as_of or today(company.time_zone)
    code = contracts.found(request, contract).code
    found = by_hand.pending_of(company.pk, code, as_of=day, by=request.auth.actor)
    return ToldPending(
        as_of=found.as_of,
        count=found.count,
        installments=[_installment(each) for each in found.installments],
        following=_installment(found.following) if found.following else None,
    )


@endpoints.post(
    "/contracts/{int:contract}/generate",
    {200: ByHandDone},
    needs=Permission.GENERATE,
    resumable=True,
)
def generate_contract(request: ApiRequest, contract: RowId, form: ByHand) -> HttpResponse:
    """Bill so many installments of one contract: pending ones first, then in advance."""
    company = request.auth.company
    asked = Asked(
        contract=contracts.found(request, contract).code,
        as_of=form.as_of or today(company.time_zone),
        count=form.count,
        together=form.together,
    )
    wish = Wish(
        issue=company.documents_are == "issued" if form.issue is None else form.issue,
        expect=form.expect or "",
        approve=form.approve,
    )
    if wish.issue or form.paid_now is not None:
        issuing.refuse_unless_open(by=request.auth.actor, clock=clock())
    by, paid = request.auth.actor, form.paid_now
    payments: tuple[int, ...] = ()
    if paid is None:
        done = by_hand.generate_one(company.pk, asked, wish, by=by, clock=clock())
    else:
        received = Received(
            on=paid.on or today(company.time_zone), method=paid.method, reference=paid.reference
        )
        with fit_the_form({"paid_on": "paid_now.on"}):
            both = paid_now.generate_paid(company.pk, asked, received, wish, by=by, clock=clock())
        done, payments = both.generated, both.payments
    told = ByHandDone(
        pending=done.pending,
        ahead=done.ahead,
        run=told_run(done.run, by=by),
        payments=list(payments),
    )
    return answer(200, told)


@endpoints.get("/contracts/{int:contract}/payments", list[ToldPayment])
def payments_of_contract(request: ApiRequest, contract: RowId) -> list[ToldPayment]:
    """List what counts as paid of a contract's documents, oldest first."""
    by, day = request.auth.actor, today(request.auth.company.time_zone)
    documents = contract_documents.documents_of(contract, as_of=day, by=by)
    numbers = [each.id for each in documents if each.id is not None]
    return [
        ToldPayment(
            payment=each.payment_id,
            paid_on=each.payment.paid_on,
            document=each.document_id,
            due_date=each.position,
            amount=each.amount,
            currency=each.payment.currency,
            method=each.payment.method,
            reference=each.payment.reference,
        )
        for each in payment_services.payments_of(numbers, by=by)
    ]


@endpoints.delete("/payments/{int:payment}", {200: Removed}, needs=Permission.DOCUMENTS)
def undo_payment(request: ApiRequest, payment: PaymentId) -> HttpResponse:
    """Let a payment count no more: its due dates are open again."""
    payment_services.undo(payment, at=now(), by=request.auth.actor)
    return answer(200, Removed(removed=True))


@endpoints.get("/contracts/{int:contract}/documents", list[ToldDocumentOf])
def documents_of_contract(request: ApiRequest, contract: RowId) -> list[ToldDocumentOf]:
    """List the documents of a contract: generated, corrected, associated or only listed."""
    day = today(request.auth.company.time_zone)
    found = contract_documents.documents_of(contract, as_of=day, by=request.auth.actor)
    return [_document(each) for each in found]


@endpoints.post(
    "/contracts/{int:contract}/associate",
    {200: ToldAssociation},
    needs=Permission.ASSOCIATIONS,
)
def associate_sale(request: ApiRequest, contract: RowId, form: SaleForm) -> HttpResponse:
    """Put an existing sale in the place of an installment, or only list it."""
    asked = associating.Asked(
        contract_id=contract,
        document=form.document,
        external_sale=form.external_sale,
        due_on=form.due_on,
        line=form.line,
        only_listed=form.only_listed,
        accept_difference=form.accept_difference,
    )
    made = _associated(request, asked, form)
    told = ToldAssociation(
        id=made.pk,
        contract=contract,
        installment=made.installment_id,
        document=made.document_id,
        external_sale=made.external_sale_id,
    )
    return answer(200, told)


@endpoints.get("/external-sales", Page[ToldExternalSale])
def list_external_sales(
    request: ApiRequest,
    number: Annotated[
        str | None, Query(max_length=100, description="The one of this printed number.")
    ] = None,
    customer: Annotated[str | None, Query(max_length=100, description="Its code.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the sales of other programs that were registered to stand for installments."""
    filters.refuse_unless_theirs(request, customer=customer)
    found = existing_sales.registered(number=number, customer=customer, by=request.auth.actor)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _external)


@endpoints.delete("/associations/{int:association}", {200: Removed}, needs=Permission.ASSOCIATIONS)
def undo_association(request: ApiRequest, association: AssociationId) -> HttpResponse:
    """Take an association back: its installment is owed again."""
    associating.undo(association, at=now(), by=request.auth.actor)
    return answer(200, Removed(removed=True))


def _associated(request: ApiRequest, asked: associating.Asked, form: SaleForm) -> Association:
    """Associate a sale that there is, or one that is registered with it."""
    by, waiting = request.auth.actor, Drafts(form.drafts)
    if form.external is None:
        return associating.associate(asked, at=now(), by=by, waiting=waiting)
    if form.document is not None or form.external_sale is not None:
        raise refused_field("external", _("Name one sale: this one, or one that there is."))
    mine = contracts.found(request, asked.contract_id)
    said = {name: getattr(form.external, name) for name in ExternalForm.model_fields}
    said["currency"] = said["currency"] or mine.currency
    written = existing_sales.Written(customer=mine.customer.code, **said)
    with fit_the_form(_OF_EXTERNAL):
        return associate_written(written, asked, at=now(), by=by, waiting=waiting)


_OF_EXTERNAL = {
    "external_sale": "external",
    **{name: f"external.{name}" for name in ExternalForm.model_fields},
}


def _external(sale: Any) -> dict[str, Any]:
    names = ("kind", "number", "issue_date", "currency", "total", "description")
    return {
        "id": sale.pk,
        "customer": sale.customer.code,
        **{name: getattr(sale, name) for name in names},
        "contracts": [each.contract.code for each in sale.standing],
    }


def _installment(each: Installment) -> dict[str, Any]:
    return {
        "number": each.number,
        "kind": each.kind.value,
        "due_on": each.due_on.isoformat(),
        "theoretical_on": each.theoretical_on.isoformat(),
        "period": {"from": each.period.start.isoformat(), "until": each.period.until.isoformat()},
    }


def _document(each: contract_documents.ContractDocument) -> ToldDocumentOf:
    names = ("kind", "number", "id", "on", "total", "currency", "due_on", "credit_days")
    return ToldDocumentOf(
        **{name: getattr(each, name) for name in names},
        relation=each.relation.value,
        standing=each.standing.value,
        installments=list(each.installments),
        days_overdue=each.days_overdue,
        paid=each.paid,
        association=each.association,
    )
