"""Recording that documents are paid, and taking that back.

The smallest true part of a ledger of receivables: a payment of a day, and the due dates that it
settles. The database refuses that more is paid of a due date than it asks for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from cadencia.documents.models import Document, DocumentDueDate
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.payments.models import Payment, PaymentPart


class NoSuchPayment(Exception):
    """The company has no payment of that number that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """When and how something was paid. Without a method it is the document's own."""

    on: date
    method: str = ""
    reference: str = ""


def record(documents: Sequence[int], received: Received, *, at: datetime, by: Actor) -> list[int]:
    """Record that issued documents are paid in full: one payment for each customer and currency.

    Returns the payments' numbers. What is settled already isn't paid again; what asks for nothing
    needs no payment. Call it in the transaction that issues them, or after.
    """
    with permitted(by, Permission.GENERATE):
        found = _locked(documents, by.company_id)
        open_dates = list(_open_of(list(found)))
        groups: dict[tuple[int, str, str], list[tuple[DocumentDueDate, Decimal]]] = {}
        for due, left in open_dates:
            document = found[due.document_id]
            method = received.method or document.payment_method
            groups.setdefault((document.bill_to_id, document.currency, method), []).append(
                (due, left)
            )
        return [_written(key, parts, received, at, by) for key, parts in groups.items()]


def undo(payment_id: int, *, at: datetime, by: Actor) -> Payment:
    """Let a payment count no more: its due dates are open again.

    :raises NoSuchPayment: if the company has none of that number that counts.
    """
    with permitted(by, Permission.DOCUMENTS):
        standing = Payment.objects.select_for_update().filter(
            pk=payment_id, company_id=by.company_id, undone_at=None
        )
        payment = standing.first()
        if payment is None:
            raise NoSuchPayment(payment_id)
        payment.undone_at, payment.undone_by_id = at, by.user_id
        payment.save(update_fields=["undone_at", "undone_by"])
    return payment


def payments_of(document_ids: Iterable[int], *, by: Actor) -> list[PaymentPart]:
    """Return what counts as paid of documents, oldest first."""
    require(by, Permission.READ)
    parts = PaymentPart.objects.filter(
        company_id=by.company_id, document__in=list(document_ids), payment__undone_at=None
    )
    return list(parts.select_related("payment").order_by("payment__paid_on", "pk"))


def paid_of(document_ids: Iterable[int]) -> dict[int, Decimal]:
    """Return what counts as paid of each document; one of which nothing is isn't there."""
    parts = PaymentPart.objects.filter(document__in=list(document_ids), payment__undone_at=None)
    return dict(parts.values_list("document").annotate(paid=Sum("amount")).order_by("document"))


def settled_of(document_ids: Iterable[int]) -> frozenset[tuple[int, int]]:
    """Return the due dates that payments settle wholly, as (document, position)."""
    numbers = list(document_ids)
    asked = DocumentDueDate.objects.filter(document__in=numbers)
    open_dates = {(due.document_id, due.position) for due, _left in _open_of(numbers)}
    return frozenset(set(asked.values_list("document", "position")) - open_dates)


def _locked(documents: Sequence[int], company_id: int) -> dict[int, Document]:
    rows = Document.objects.select_for_update(no_key=True).filter(
        company_id=company_id, pk__in=list(documents), number__isnull=False
    )
    return {each.pk: each for each in rows.order_by("pk")}


def _open_of(numbers: Sequence[int]) -> Iterator[tuple[DocumentDueDate, Decimal]]:
    """Yield the due dates of documents that ask for something yet, and how much."""
    standing = PaymentPart.objects.filter(document__in=numbers, payment__undone_at=None)
    sums = standing.values_list("document", "position").annotate(paid=Sum("amount"))
    paid = {(document, position): amount for document, position, amount in sums.order_by()}
    dates = DocumentDueDate.objects.filter(document__in=numbers)
    for each in dates.order_by("document", "position"):
        left = each.amount - paid.get((each.document_id, each.position), Decimal(0))
        if left > 0:
            yield each, left


def _written(
    key: tuple[int, str, str],
    parts: Sequence[tuple[DocumentDueDate, Decimal]],
    received: Received,
    at: datetime,
    by: Actor,
) -> int:
    customer, currency, method = key
    payment = Payment.objects.create(
        company_id=by.company_id,
        customer_id=customer,
        paid_on=received.on,
        amount=sum((left for _due, left in parts), Decimal(0)),
        currency=currency,
        method=method,
        reference=received.reference,
        user_id=by.user_id,
        created_at=at,
    )
    PaymentPart.objects.bulk_create(
        PaymentPart(
            company_id=by.company_id,
            payment=payment,
            document_id=due.document_id,
            position=due.position,
            amount=left,
        )
        for due, left in parts
    )
    return payment.pk
