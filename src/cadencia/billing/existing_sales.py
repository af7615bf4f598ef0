"""Sales that exist already: which may stand for an installment of a contract, and which not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from cadencia.billing.association_models import Association
from cadencia.billing.models import InstallmentDocument
from cadencia.contracts.models import Contract
from cadencia.documents.external_models import ExternalSale
from cadencia.documents.following_models import Correction
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties import identification
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company, Customer
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

SALES = frozenset({"invoice", "delivery_note"})
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale, whichever program made it; one of both ids."""

    customer_id: int
    currency: str
    kind: str
    total: Decimal
    is_draft: bool = False
    is_void: bool = False
    is_credited: bool = False
    document_id: int | None = None
    external_sale_id: int | None = None

    @property
    def path(self) -> str:
        """Return the field that names it: problems are told there."""
        return field_of(self.external_sale_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written of a sale that another program made."""

    customer: str  # code
    number: str
    issue_date: date
    total: Decimal
    kind: str = "invoice"
    currency: str = ""  # empty: the company's
    description: str = ""


def register(written: Written, *, at: datetime, by: Actor) -> ExternalSale:
    """Register a sale that another program issued, so that it can be associated.

    :raises ValuesRefused: with all that is wrong with it.
    """
    with permitted(by, Permission.ASSOCIATIONS):
        company = Company.objects.defer("logo").get(pk=by.company_id)
        customer = Customer.objects.filter(company=company, code=written.customer).first()
        refuse_if_any(list(_wrong(written, company, customer, at.date())))
        assert customer is not None  # noqa: S101 - else there was a problem
        return ExternalSale.objects.create(
            company=company,
            customer=customer,
            kind=written.kind,
            number=written.number.strip(),
            issue_date=written.issue_date,
            currency=written.currency or company.currency,
            total=written.total,
            description=written.description,
            user_id=by.user_id,
            created_at=at,
        )


def registered(
    *, number: str | None = None, customer: str | None = None, by: Actor
) -> QuerySet[ExternalSale]:
    """Return the sales of other programs that were registered, with what they stand for."""
    require(by, Permission.READ)
    standing = Association.objects.filter(undone_at=None).select_related("contract")
    found = (
        ExternalSale.objects.filter(company_id=by.company_id)
        .select_related("customer")
        .prefetch_related(Prefetch("associations", standing.order_by("pk"), to_attr="standing"))
    )
    if number is not None:
        found = found.filter(number=number.strip())
    return found if customer is None else found.filter(customer__code=customer)


def find(
    company_id: int, document: int | None, external_sale: int | None
) -> tuple[Sale | None, list[Problem]]:
    """Return the company's sale, locked if it is a document, or what is wrong with naming it."""
    if (document is None) == (external_sale is None):
        return None, [Problem("document", _("Name one sale: a document or an external one."))]
    if document is not None:
        found = (
            Document.objects.select_for_update(no_key=True, of=("self",))
            .filter(company_id=company_id, pk=document)
            .first()
        )
        if found is not None:
            return _of_document(found), []
    elif external_sale is not None:
        sale = ExternalSale.objects.filter(company_id=company_id, pk=external_sale).first()
        if sale is not None:
            return _of_external(sale), []
    return None, [Problem(field_of(external_sale), _("The company has no such document."))]


def field_of(external_sale: int | None) -> str:
    """Return the field that names a sale: one of another program, if that has an id."""
    return "document" if external_sale is None else "external_sale"


def problems(contract: Contract, sale: Sale, *, only_listed: bool) -> list[Problem]:
    """Return all that keeps the sale from being one of the contract's."""
    sentences = [*_of_sale(contract, sale), *_of_use(contract, sale, only_listed=only_listed)]
    return [Problem(sale.path, each) for each in sentences]


def refuse_if_taken(error: IntegrityError, path: str) -> None:
    """Turn what the database refuses of two clerks at once into what the second one is told.

    :raises ValuesRefused: if the sale was associated meanwhile.
    """
    if "billing_association" in str(error):
        raise ValuesRefused([Problem(path, _taken())]) from error


def _of_document(found: Document) -> Sale:
    return Sale(
        customer_id=found.bill_to_id,
        currency=found.currency,
        kind=found.kind,
        total=found.total,
        is_draft=found.number is None,
        is_void=DocumentVoid.objects.filter(document=found).exists(),
        is_credited=Correction.objects.filter(original=found, what="whole", stands=True).exists(),
        document_id=found.pk,
    )


def _of_external(sale: ExternalSale) -> Sale:
    return Sale(
        customer_id=sale.customer_id,
        currency=sale.currency,
        kind=sale.kind,
        total=sale.total,
        external_sale_id=sale.pk,
    )


def _of_sale(contract: Contract, sale: Sale) -> Iterator[str]:
    payers = {contract.customer_id, contract.bill_to_id, contract.customer.bill_to_id}
    if sale.customer_id not in payers:
        yield _("It is of another customer: choose one of the contract's customer.")
    if sale.is_draft:
        yield _("It is a draft: issue it first.")
    if sale.is_void:
        yield _("It is void: choose one that is in force.")
    if sale.is_credited:
        yield _("It is credited wholly: choose one that is in force.")
    currency = contract.currency.strip() or contract.company.currency
    if sale.currency != currency:
        sentence = _("It is in %(theirs)s and the contract in %(ours)s: choose one in %(ours)s.")
        yield sentence % {"theirs": sale.currency, "ours": currency}
    if sale.kind not in SALES and sale.kind != contract.document_type:
        yield _("It is no sale: choose an invoice or a delivery note.")


def _of_use(contract: Contract, sale: Sale, *, only_listed: bool) -> Iterator[str]:
    standing = Association.objects.filter(
        company_id=contract.company_id,
        document=sale.document_id,
        external_sale=sale.external_sale_id,
        undone_at=None,
    )
    billed = InstallmentDocument.objects.filter(
        company_id=contract.company_id, document=sale.document_id, document__isnull=False
    )
    if only_listed:
        standing = standing.filter(contract=contract)
        billed = billed.filter(installment__contract=contract)
    else:
        standing = standing.filter(Q(installment__isnull=False) | Q(contract=contract))
    if standing.exists():
        yield _taken()
    first = billed.select_related("installment__contract").first()
    if first is not None:
        sentence = _("It bills an installment of contract %(contract)s already.")
        yield sentence % {"contract": first.installment.contract.code}


def _taken() -> str:
    return str(_("It is associated already: undo that first."))


def _wrong(
    written: Written, company: Company, customer: Customer | None, today: date
) -> Iterator[Problem]:
    if customer is None:
        yield Problem("customer", _("The company has no customer of that code."))
    yield from _wrong_number(written, company)
    if written.kind not in SALES:
        yield Problem("kind", _("Write invoice or delivery_note."))
    if written.currency and not identification.CURRENCY.fullmatch(written.currency):
        yield Problem("currency", _("Write the currency's three letters, such as EUR."))
    if not _is_amount(written.total):
        yield Problem("total", _("Write an amount of up to six decimals."))
    if written.issue_date > today:
        yield Problem("issue_date", _("It is in the future: write the date that it bears."))


def _wrong_number(written: Written, company: Company) -> Iterator[Problem]:
    number = written.number.strip()
    same = ExternalSale.objects.filter(company=company, kind=written.kind, number=number)
    if not number:
        yield Problem("number", _("Write the number that is printed on it."))
    elif same.exists():
        yield Problem("number", _("A sale of that number is registered already."))


def _is_amount(value: Any) -> bool:
    fits = isinstance(value, Decimal) and value.is_finite() and abs(value) < LARGEST
    return fits and value == value.quantize(Decimal("0.000001"))
