"""The rows that a printed document is made of, read for many documents at once.

A draft, which is settled by nothing yet, has its issue date and due dates proposed (R5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from cadencia.core import document_dates, payment_terms
from cadencia.documents import kept_due_dates
from cadencia.documents.following_models import Correction
from cadencia.documents.models import (
    Document,
    DocumentDueDate,
    DocumentLine,
    DocumentTax,
    DocumentVoid,
)
from cadencia.documents.printed_corrections import corrections_of
from cadencia.documents.rendering.printable import DueDate
from cadencia.parties.calendars import business_days
from cadencia.parties.models import Address, Company, PartySnapshot
from cadencia.parties.terms import payment_terms as kept_terms

_Row = TypeVar("_Row", DocumentLine, DocumentTax, DocumentDueDate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The rows of one document. `issued_on` is provisional in a draft."""

    document: Document
    issuer: PartySnapshot | None
    lines: Sequence[DocumentLine]
    taxes: Sequence[DocumentTax]
    due_dates: Sequence[DueDate]
    delivery: Address | None
    is_void: bool
    issued_on: date
    correction: Correction | None = None


def gather(company: Company, document_ids: Sequence[int], *, day: date) -> list[Source]:
    """Return the rows of the company's documents, in the order asked for; unknown ids are left out.

    The number of queries doesn't depend on how many documents there are. `day` is today's civil
    date: what a draft's provisional dates are counted from.
    """
    wanted = list(document_ids)
    found = Document.objects.filter(company=company, pk__in=wanted).select_related(
        "series", "recipient", "issuer", "bill_to"
    )
    documents = {each.pk: each for each in found}
    rows = _rows_of(company, documents)
    return [rows.source(documents[each], day) for each in wanted if each in documents]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    company: Company
    lines: dict[int, list[DocumentLine]]
    taxes: dict[int, list[DocumentTax]]
    due_dates: dict[int, list[DocumentDueDate]]
    void: frozenset[int]
    places: dict[tuple[int, str], Address]
    corrections: dict[int, Correction]

    def source(self, document: Document, day: date) -> Source:
        issued_on = document.issue_date or _provisional_date(document, self.company, day)
        return Source(
            document=document,
            # a draft is issued in the name that the company has by then
            issuer=self.company.issuer_snapshot if document.number is None else document.issuer,
            lines=self.lines.get(document.pk, ()),
            taxes=self.taxes.get(document.pk, ()),
            due_dates=self._due_dates(document, issued_on),
            delivery=self.places.get((document.bill_to_id, document.delivery_address)),
            is_void=document.pk in self.void,
            issued_on=issued_on,
            correction=self.corrections.get(document.pk),
        )

    def _due_dates(self, document: Document, issued_on: date) -> Sequence[DueDate]:
        if document.number is None:
            return _provisional_due_dates(document, self.company, issued_on)
        rows = self.due_dates.get(document.pk, ())
        return tuple(DueDate(due_on=each.due_on, amount=each.amount) for each in rows)


def _rows_of(company: Company, documents: dict[int, Document]) -> _Rows:
    ids = list(documents)
    void = DocumentVoid.objects.filter(document__in=ids).values_list("document", flat=True)
    return _Rows(
        company=company,
        lines=_grouped(DocumentLine.objects.filter(document__in=ids).order_by("position")),
        taxes=_grouped(DocumentTax.objects.filter(document__in=ids).order_by("position")),
        due_dates=_grouped(DocumentDueDate.objects.filter(document__in=ids).order_by("position")),
        void=frozenset(void),
        places=_delivery_places(company, documents.values()),
        corrections=corrections_of(documents.values()),
    )


def _grouped(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    groups: dict[int, list[_Row]] = {}
    for each in rows:
        groups.setdefault(each.document_id, []).append(each)
    return groups


def _delivery_places(
    company: Company, documents: Iterable[Document]
) -> dict[tuple[int, str], Address]:
    wanted = {each.bill_to_id for each in documents if each.delivery_address}
    if not wanted:
        return {}
    addresses = Address.objects.filter(company=company, customer__in=wanted)
    return {(each.customer_id, each.label): each for each in addresses}


def _provisional_date(document: Document, company: Company, day: date) -> date:
    return document_dates.issue_date(
        theoretical_on=document.operation_date,
        day_of_issue=day,
        closed_until=company.closed_until,
        max_backdating=company.max_backdating,
        policy="issue_day" if company.issue_date_policy == "issue_day" else "theoretical",
    )


def _provisional_due_dates(
    document: Document, company: Company, issued_on: date
) -> tuple[DueDate, ...]:
    terms = document.payment_terms
    if terms is None:
        terms = document.bill_to.payment_terms
    is_business_day = business_days(company.holidays or None)
    if document.fixed_due_dates is not None:
        found = kept_due_dates.settled(
            document.fixed_due_dates,
            kept_terms(terms),
            issued_on=issued_on,
            decimals=document.decimals,
            is_business_day=is_business_day,
        )
    else:
        found = payment_terms.due_dates(
            kept_terms(terms),
            document_dates.terms_count_from(
                issued_on=issued_on, theoretical_on=document.operation_date
            ),
            document.payable,
            document.decimals,
            is_business_day,
        )
    return tuple(DueDate(due_on=each.on, amount=each.amount) for each in found)
