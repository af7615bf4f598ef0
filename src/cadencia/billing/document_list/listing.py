"""A page of documents, and what the documents of a filter come to (DO-2, MO-1).

A page costs the same number of queries however many documents there are. Sums are worked out
over a bounded number of documents, unless whoever asks is ready to wait.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from cadencia.billing.document_list import order
from cadencia.billing.document_list.asked import (
    DocumentFilter,
    asking,
    asks_for_payment,
    documents,
    numbered_series_of,
    of_company,
    open_due_dates,
)
from cadencia.billing.models import InstallmentDocument
from cadencia.documents.corrections import taken_back
from cadencia.documents.models import Document
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor
from cadencia.payments import services as payments

ADDED_UP_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document of the list. `left` is what it asks for yet; `due_on` the first open due date.

    `contracts` are the codes of those that it bills; `credited` is what corrections that stand
    take off what is to be paid of it.
    """

    document: Document
    number: str | None
    state: str
    contracts: tuple[str, ...]
    paid: Decimal
    left: Decimal
    due_on: date | None
    is_overdue: bool
    credited: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What documents of a currency and state come to; void ones count, and add nothing."""

    currency: str
    state: str
    documents: int
    net: Decimal
    total: Decimal


def page(
    asked: DocumentFilter, *, after: str = "", many: int, by: Actor
) -> tuple[list[Listed], str | None]:
    """Return a page of documents, and what asks for the one after it; None at the end."""
    reading = order.Reading(series := numbered_series_of(asked, by))
    if asked.start or asked.until:
        reading = reading._replace(spans=order.spans_of(series, asked.start, asked.until))
    if asks_for_payment(asked):
        reading = reading._replace(asking=asking(asked))
    found = documents(replace(asked, payment="") if reading.asking is not None else asked, by=by)
    ids, end = order.page(found, reading, order.cursor_of(after), many)
    rows = of_company(by=by).select_related("series", "bill_to", "recipient").in_bulk(ids)
    shown = listed([rows[each] for each in ids if each in rows], today=asked.today)
    return shown, end.written() if end else None


def listed(found: Sequence[Document], *, today: date) -> list[Listed]:
    """Return documents as the list shows them, with a constant number of queries."""
    numbers = [each.pk for each in found]
    paid = payments.paid_of(numbers)
    waiting: Mapping[int, list[tuple[date, Decimal]]] = defaultdict(list)
    dates = open_due_dates().filter(document__in=numbers).order_by("due_on")
    for document, due_on, left in dates.values_list("document", "due_on", "left"):
        waiting[document].append((due_on, left))
    credited = taken_back(numbers)
    contracts = _contracts(numbers)
    return [
        _listed(
            each,
            contracts=tuple(contracts[each.pk]),
            paid=paid.get(each.pk, Decimal(0)),
            waiting=waiting.get(each.pk, []),
            credited=credited.get(each.pk, Decimal(0)),
            today=today,
        )
        for each in found
    ]


def totals(asked: DocumentFilter, *, by: Actor, most: int | None) -> list[Total] | None:
    """Return what the documents of a filter come to; None if there are more than `most`."""
    found = documents(asked, by=by)
    if most is not None and found.order_by()[most : most + 1].exists():
        return None
    groups = (
        found.order_by()
        .values_list("currency", "is_void")
        .annotate(
            drafts=Count("pk", filter=Q(number=None)),
            all=Count("pk"),
            drafts_net=Sum("net", filter=Q(number=None), default=Decimal(0)),
            net=Sum("net", default=Decimal(0)),
            drafts_total=Sum("total", filter=Q(number=None), default=Decimal(0)),
            total=Sum("total", default=Decimal(0)),
        )
    )
    return [total for group in sorted(groups) for total in _of_group(*group)]


def _of_group(currency: str, is_void: bool, *sums: Decimal) -> list[Total]:  # noqa: FBT001
    drafts, count, drafts_net, net, drafts_total, total = sums
    if is_void:
        return [
            Total(currency=currency, state="void", documents=int(count), net=Decimal(0),
                  total=Decimal(0)),
        ]  # fmt: skip
    issued = Total(
        currency=currency, state="issued", documents=int(count - drafts), net=net - drafts_net,
        total=total - drafts_total,
    )  # fmt: skip
    waiting = Total(
        currency=currency, state="draft", documents=int(drafts), net=drafts_net, total=drafts_total
    )
    return [each for each in (issued, waiting) if each.documents]


def _listed(  # noqa: PLR0913 - what the page has read of it
    document: Document,
    *,
    contracts: tuple[str, ...],
    paid: Decimal,
    waiting: Sequence[tuple[date, Decimal]],
    credited: Decimal,
    today: date,
) -> Listed:
    state = state_of(document)
    left = sum((amount for _, amount in waiting), Decimal(0)) - credited
    is_open = state == "issued" and left > 0
    due_on = waiting[0][0] if waiting and is_open else None
    return Listed(
        document=document,
        number=number_of(document),
        state=state,
        contracts=contracts,
        paid=paid,
        left=left if is_open else Decimal(0),
        due_on=due_on,
        is_overdue=due_on is not None and due_on < today,
        credited=credited,
    )


def state_of(document: Document) -> str:
    """Return draft, issued or void; the document says itself that it `is_void`."""
    if document.number is None:
        return "draft"
    return "void" if getattr(document, "is_void", False) else "issued"


def _contracts(numbers: Sequence[int]) -> Mapping[int, list[str]]:
    links = InstallmentDocument.objects.filter(document__in=numbers)
    found: dict[int, list[str]] = defaultdict(list)
    pairs = links.order_by("document_id", "installment__contract__code").distinct()
    for document, code in pairs.values_list("document_id", "installment__contract__code"):
        found[document].append(code)
    return found
