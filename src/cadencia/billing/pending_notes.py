"""Reading the delivery notes that are not invoiced yet, as the core groups them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from cadencia.billing.corrected_documents import Catalog, as_total, billed_lines
from cadencia.core.following import Note, NoteKey
from cadencia.core.tax_groups import GroupUnclear
from cadencia.core.totals import TaxTotal
from cadencia.documents.following_models import PendingNote
from cadencia.documents.models import Document, DocumentLine, DocumentTax
from cadencia.documents.numbering import number_of

NOTE = "delivery_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesScope:
    """Which notes: of some customers by code, or of all; up to a date of operation, inclusive."""

    until: date
    customers: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()  # ids; empty: all
    one_each: bool = False  # an invoice for each note


class NoteUnclear(Exception):
    """A note whose lines don't say to which tax of its foot they belong: `number` names it."""

    def __init__(self, number: str, code: str) -> None:
        super().__init__(number, code)
        self.number = number
        self.code = code


def pending(company_id: int, scope: NotesScope) -> QuerySet[Document]:
    """Return the issued, billable delivery notes in force that no invoice in force has."""
    waiting = PendingNote.objects.filter(company_id=company_id)
    found = Document.objects.filter(
        company_id=company_id,
        operation_date__lte=scope.until,
        pk__in=waiting.values("document"),
    )
    if scope.customers:
        found = found.filter(bill_to__code__in=scope.customers)
    if scope.notes:
        found = found.filter(pk__in=scope.notes)
    return found


def first_of(company_id: int, scope: NotesScope, most: int) -> tuple[NotesScope, bool]:
    """Narrow a scope to its first customers, whose notes are `most` at most; say if it was.

    The notes of a customer stay together, as they may share an invoice: the first's are all in,
    unless each note has an invoice of its own.
    """
    found = pending(company_id, scope).order_by("bill_to_id", "pk")
    rows = list(found.values_list("pk", "bill_to_id")[: most + 1])
    if len(rows) <= most:
        return scope, False
    first, last = rows[0][1], rows[-1][1]
    if scope.one_each:
        rows = rows[:most]
    elif first == last:
        rows = list(found.filter(bill_to_id=first).values_list("pk", "bill_to_id"))
    else:
        rows = [row for row in rows if row[1] != last]
    return replace(scope, notes=tuple(pk for pk, _customer in rows)), True


def read(documents: Sequence[Document], catalog: Catalog, *, one_each: bool) -> list[Note]:
    """Return stored notes as the core groups them, with a constant number of queries.

    :raises NoteUnclear: if nobody can say to which tax a line of one belongs.
    """
    lines, taxes = lines_of(documents), _taxes_of(documents)
    return [_note(each, lines[each.pk], taxes[each.pk], catalog, one_each) for each in documents]


def lines_of(documents: Sequence[Document]) -> Mapping[int, list[DocumentLine]]:
    """Return the lines of each document, in their order."""
    found: dict[int, list[DocumentLine]] = defaultdict(list)
    for each in DocumentLine.objects.filter(document__in=documents).order_by("position"):
        found[each.document_id].append(each)
    return found


def _taxes_of(documents: Sequence[Document]) -> Mapping[int, list[TaxTotal]]:
    found: dict[int, list[TaxTotal]] = defaultdict(list)
    for each in DocumentTax.objects.filter(document__in=documents).order_by("position"):
        found[each.document_id].append(as_total(each))
    return found


def _note(
    document: Document,
    lines: Sequence[DocumentLine],
    taxes: Sequence[TaxTotal],
    catalog: Catalog,
    one_each: bool,  # noqa: FBT001 - handed on as it came
) -> Note:
    number = number_of(document) or ""
    try:
        billed = billed_lines(lines, taxes, catalog)
    except GroupUnclear as unclear:
        raise NoteUnclear(number, unclear.code) from None
    assert document.issue_date is not None  # noqa: S101 - only issued ones are pending
    return Note(
        id=document.pk,
        key=_key(document, one_each),
        number=number,
        on=document.operation_date,
        issued_on=document.issue_date,
        expenses=document.expenses,
        lines=billed,
    )


def _key(document: Document, one_each: bool) -> NoteKey:  # noqa: FBT001 - as above
    terms = document.payment_terms
    return NoteKey(
        customer=document.bill_to.code,
        bill_to=document.bill_to_id,
        currency=document.currency,
        decimals=document.decimals,
        tax_regime=document.tax_regime,
        prices_include_tax=document.prices_include_tax,
        withholding_rate=document.withholding_rate,
        payment_method=document.payment_method,
        mandate=document.mandate,
        terms="" if terms is None else json.dumps(terms, sort_keys=True),
        separate=document.pk if one_each else 0,
    )
