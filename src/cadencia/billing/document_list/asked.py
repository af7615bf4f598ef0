"""Which documents are asked for, as a query (DO-2, MO-1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cadencia.billing.finding_documents import NoSuchDocument, SeveralDocuments, find_document
from cadencia.billing.models import Installment, InstallmentDocument
from cadencia.billing.querying import rows
from cadencia.contracts.models import Contract
from cadencia.documents.corrections import correctives_of
from cadencia.documents.following_models import InvoicedNote
from cadencia.documents.models import Document, DocumentDueDate, DocumentVoid, Series, SeriesCounter
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import Customer
from cadencia.payments.models import PaymentPart

MOST_CUSTOMERS = 200  # that a text may name
STATES = ("draft", "issued", "void")
PAYMENTS = ("paid", "unpaid", "overdue")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents; what is empty doesn't restrict. Codes are the user's, dates inclusive.

    A draft has no issue date: its date of operation counts. `text` is a number as printed, or
    words of the customer's code, name or tax id. `today` says what is overdue.
    """

    today: date
    kinds: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    state: str = ""
    payment: str = ""
    start: date | None = None
    until: date | None = None
    customers: tuple[str, ...] = ()
    contract: str = ""
    run: int | None = None
    text: str = ""


def documents(asked: DocumentFilter, *, by: Actor) -> QuerySet[Any]:
    """Return the documents of the company that are asked for, in no order."""
    require(by, Permission.READ)
    found = of_company(by=by)
    if asked.kinds:
        found = found.filter(kind__in=asked.kinds)
    if asked.series:
        found = found.filter(series__in=series_of(asked, by))
    if asked.run is not None:
        found = found.filter(run_id=asked.run)
    if asked.customers:
        mine = Customer.objects.filter(company_id=by.company_id, code__in=asked.customers)
        found = found.filter(bill_to__in=list(mine.values_list("pk", flat=True)))
    if asked.contract:
        found = found.filter(pk__in=of_contract(asked.contract, by.company_id))
    if asked.text.strip():
        found = found.filter(_of_text(asked.text.strip(), by))
    return _of_payment(_of_days(_of_state(found, asked), asked), asked)


def of_company(*, by: Actor) -> QuerySet[Any]:
    """Return the documents of the company, each saying if it `is_void`."""
    require(by, Permission.READ)
    return Document.objects.filter(company_id=by.company_id).annotate(
        is_void=Exists(DocumentVoid.objects.filter(document=OuterRef("pk")))
    )


def series_of(asked: DocumentFilter, by: Actor) -> list[int]:
    """Return the series that the documents asked for may be of."""
    require(by, Permission.READ)
    return list(_series(asked, by).values_list("pk", flat=True))


def numbered_series_of(asked: DocumentFilter, by: Actor) -> list[int]:
    """Return those of them that have given numbers."""
    require(by, Permission.READ)
    counted = SeriesCounter.objects.filter(series=OuterRef("pk"), last_number__gt=0)
    return list(_series(asked, by).filter(Exists(counted)).values_list("pk", flat=True))


def _series(asked: DocumentFilter, by: Actor) -> QuerySet[Any]:
    mine = Series.objects.filter(company_id=by.company_id)
    if asked.series:
        mine = mine.filter(code__in=asked.series)
    if asked.kinds:
        mine = mine.filter(kind__in=asked.kinds)
    return mine.order_by("code")


def of_contract(code: str, company_id: int) -> list[int]:
    """Return the documents that bill a contract, and those that follow them."""
    contract = Contract.objects.filter(company_id=company_id, code=code).first()
    if contract is None:
        return []
    rows = Installment.objects.filter(contract=contract)
    links = InstallmentDocument.objects.filter(installment__in=rows.values("pk"))
    found = set(links.values_list("document_id", flat=True))
    found |= correctives_of(found)
    notes = InvoicedNote.objects.filter(note__in=found)
    return sorted(found | set(notes.values_list("document_id", flat=True)))


def open_due_dates() -> QuerySet[Any]:
    """Return the due dates that ask for something yet, with what is `left` of each."""
    paid = (
        PaymentPart.objects.filter(
            document=OuterRef("document"), position=OuterRef("position"), payment__undone_at=None
        )
        .order_by()
        .values("document")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    nothing = Value(Decimal(0), output_field=DecimalField())
    return DocumentDueDate.objects.annotate(
        left=F("amount") - Coalesce(Subquery(paid), nothing, output_field=DecimalField())
    ).filter(left__gt=0)


def asks_for_payment(asked: DocumentFilter) -> bool:
    """Return whether documents are asked for that wait to be paid."""
    return asked.payment in ("unpaid", "overdue")


def asking(asked: DocumentFilter) -> QuerySet[Any]:
    """Return the due dates by which such documents wait to be paid, from their index."""
    found = DocumentDueDate.objects.filter(settled=False, amount__gt=0)
    return found.filter(due_on__lt=asked.today) if asked.payment == "overdue" else found


def _of_state(found: QuerySet[Any], asked: DocumentFilter) -> QuerySet[Any]:
    if asked.state == "draft":
        return found.filter(number=None)
    if asked.state:
        return found.filter(number__isnull=False, is_void=asked.state == "void")
    return found


def _of_days(found: QuerySet[Any], asked: DocumentFilter) -> QuerySet[Any]:
    if asked.start is not None:
        found = found.filter(
            Q(issue_date__gte=asked.start) | Q(number=None, operation_date__gte=asked.start)
        )
    if asked.until is not None:
        found = found.filter(
            Q(issue_date__lte=asked.until) | Q(number=None, operation_date__lte=asked.until)
        )
    return found


def _of_payment(found: QuerySet[Any], asked: DocumentFilter) -> QuerySet[Any]:
    """What is void, or taken back by corrections, doesn't ask to be paid any more."""
    if not asked.payment:
        return found
    if asks_for_payment(asked):
        return found.filter(Exists(asking(asked).filter(document=OuterRef("pk"))))
    waiting = open_due_dates().filter(document=OuterRef("pk"))
    found = found.filter(number__isnull=False, is_void=False)
    standing = PaymentPart.objects.filter(payment__undone_at=None)
    return found.filter(pk__in=standing.values("document")).exclude(Exists(waiting))


def _of_text(text: str, by: Actor) -> Q:
    words = sorted(text.split(), key=len, reverse=True)
    query = "SELECT parties_customers_like(%s, %s, %s)"
    numbers = [row[0] for row in rows(query, by.company_id, words, MOST_CUSTOMERS)]
    return Q(bill_to__in=numbers) | Q(pk__in=_of_number(text, by))


def _of_number(text: str, by: Actor) -> list[int]:
    """Return the documents of a printed number; `#41` is the one with the id 41, a draft too."""
    try:
        return [find_document(text.removeprefix("#"), by=by).pk]
    except SeveralDocuments as several:
        return list(several.ids)
    except NoSuchDocument:
        return []
