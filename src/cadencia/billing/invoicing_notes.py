"""Invoicing delivery notes, grouped by customer and period (DO-1).

A note is on one invoice in force at most: the database holds it, whatever is done at once. Its
installments stay billed by the note; the invoice only says what is to be paid.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from cadencia.billing import issuing, pending_notes
from cadencia.billing.credit_rows import amounts_of, tax_rows
from cadencia.billing.gathering import Masters, masters_of
from cadencia.billing.pending_notes import NotesScope
from cadencia.core.following import ONE_MONTH_ONLY, Note, NotesInvoice, invoices
from cadencia.core.mentions import mentions
from cadencia.core.totals import Rounding, TaxRate
from cadencia.documents.following_models import InvoicedNote
from cadencia.documents.models import Document, DocumentLine, DocumentTax, Series
from cadencia.documents.printing import printed_language
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.access import Actor, Permission, acting, require
from cadencia.parties.models import Customer
from cadencia.parties.problems import Problem, refuse_if_any

Clock = Callable[[], datetime]
INVOICE = "invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesWish:
    """Which notes are to be invoiced, in which series, as drafts or issued."""

    scope: NotesScope
    series: str = ""  # its code; empty: the default one of invoices
    issue: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPlan:
    """The invoices of the pending notes, and those whose sum is below zero, which wait.

    `is_cut`: they are of the first customers alone.
    """

    invoices: tuple[NotesInvoice, ...]
    negative: tuple[NotesInvoice, ...]
    is_cut: bool = False


def preview(wish: NotesWish, *, by: Actor, most: int | None = None) -> NotesPlan:
    """Return the invoices that would be made; nothing is written.

    Of the first customers alone, where there are more than `most` notes.

    :raises ValuesRefused: if the series isn't one of invoices.
    :raises NoteUnclear: if a note doesn't say which tax its lines bear.
    """
    require(by, Permission.DOCUMENTS)
    masters = masters_of(by.company_id)
    _series(by.company_id, wish.series)
    scope, is_cut = wish.scope, False
    if most is not None:
        scope, is_cut = pending_notes.first_of(by.company_id, scope, most)
    return replace(_plan(_pending(by.company_id, scope), wish, masters), is_cut=is_cut)


def invoice_notes(wish: NotesWish, *, by: Actor, clock: Clock) -> list[Document]:
    """Invoice the pending notes of the scope; return the invoices in the order of their numbers.

    Asked for twice, or by two at once, each note is invoiced once: the second finds what the
    first left.

    :raises ValuesRefused: if the series isn't one of invoices.
    :raises NoteUnclear: if a note doesn't say which tax its lines bear.
    :raises IssuerUnknown: if the company has no printed data yet.
    :raises DayNotOpen: if today lies in a closed period or before the series' last document.
    """
    require(by, Permission.DOCUMENTS)
    masters = masters_of(by.company_id)
    with acting(by):
        series = _series(by.company_id, wish.series)
        notes = {each.pk: each for each in _locked(by.company_id, wish.scope)}
        plan = _plan(list(notes.values()), wish, masters)
        writing = _Writing(masters, series, notes, pending_notes.lines_of(list(notes.values())))
        made = [writing.write(each) for each in plan.invoices]
        if wish.issue and made:
            issuing.issue_together(by.company_id, made, clock=clock)
    found = Document.objects.select_related("series", "bill_to").in_bulk(made)
    return [found[each] for each in made]


def _pending(company_id: int, scope: NotesScope, *more: str) -> list[Document]:
    found = pending_notes.pending(company_id, scope)
    return list(found.select_related("series", "bill_to", *more).order_by("pk"))


def _locked(company_id: int, scope: NotesScope) -> list[Document]:
    """Lock the pending notes in order of id, then look again: some may be invoiced by now."""
    wanted = pending_notes.pending(company_id, scope).order_by("pk")
    ids = [each.pk for each in wanted.select_for_update(no_key=True, of=("self",)).only("pk")]
    if not ids:
        return []
    return _pending(company_id, replace(scope, notes=tuple(ids)), "bill_to__snapshot")


def _plan(notes: Sequence[Document], wish: NotesWish, masters: Masters) -> NotesPlan:
    company = masters.company
    rounding: Rounding = "line" if company.tax_rounding == "line" else "document"
    read = pending_notes.read(notes, masters.taxes, one_each=wish.scope.one_each)
    found = invoices(read, by_month=company.country in ONE_MONTH_ONLY, rounding=rounding)
    return NotesPlan(
        invoices=tuple(each for each in found if each.totals.total >= 0),
        negative=tuple(each for each in found if each.totals.total < 0),
    )


def _series(company_id: int, code: str) -> Series:
    mine = Series.objects.filter(company_id=company_id, kind=INVOICE)
    found = mine.filter(code=code).first() if code else mine.filter(is_default=True).first()
    if found is None:
        sentence = _("There is no series %(series)s of invoices.") % {"series": code}
        missing = _("There is no default series of invoices: make one.")
        refuse_if_any([Problem("series", sentence if code else missing)])
    assert found is not None  # noqa: S101 - else it was refused
    return found


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes invoices of notes as drafts."""

    masters: Masters
    series: Series
    notes: Mapping[int, Document]
    lines: Mapping[int, list[DocumentLine]]

    def write(self, invoice: NotesInvoice) -> int:
        """Write one, with the references to its notes, and return its id."""
        draft = self._header(invoice)
        DocumentLine.objects.bulk_create(self._lines(draft, invoice))
        DocumentTax.objects.bulk_create(tax_rows(draft, invoice.totals.taxes))
        InvoicedNote.objects.bulk_create(
            InvoicedNote(company_id=draft.company_id, document=draft, note_id=each.id)
            for each in invoice.notes
        )
        return draft.pk

    def _header(self, invoice: NotesInvoice) -> Document:
        key, first = invoice.key, self.notes[invoice.notes[0].id]
        customer: Customer = first.bill_to
        rates = tuple(dict.fromkeys(_rates(invoice)))
        return Document.objects.create(
            company_id=first.company_id,
            kind=INVOICE,
            series=self.series,
            operation_date=invoice.on,
            bill_to=customer,
            recipient=customer.snapshot,
            language=customer.language,
            currency=key.currency,
            decimals=key.decimals,
            tax_regime=key.tax_regime,
            prices_include_tax=key.prices_include_tax,
            mandate=key.mandate,
            payment_method=key.payment_method,
            payment_terms=json.loads(key.terms) if key.terms else None,
            withholding_rate=key.withholding_rate,
            mentions=list(mentions(key.tax_regime, rates, self.masters.company.country)),
            rank_customer=key.customer,
            **amounts_of(invoice.totals),
        )

    def _lines(self, draft: Document, invoice: NotesInvoice) -> list[DocumentLine]:
        found = []
        with override(printed_language(draft.language)[:2]):
            for note in invoice.notes:
                named = _named(note, draft.language)
                found += [self._line(draft, each, named) for each in self.lines[note.id]]
        for position, each in enumerate(found, 1):
            each.position = position
        return found

    def _line(self, draft: Document, kept: DocumentLine, named: str) -> DocumentLine:
        """Return a line of a note as the invoice has it: it bills no installment, the note did."""
        reference = " · ".join(filter(None, (named, kept.reference)))
        return DocumentLine(
            company_id=draft.company_id,
            document=draft,
            contract_id=kept.contract_id,
            contract_line_id=kept.contract_line_id,
            item_id=kept.item_id,
            description=kept.description,
            extra_text=kept.extra_text,
            reference=reference,
            quantity=kept.quantity,
            unit_price=kept.unit_price,
            discounts=kept.discounts,
            net=kept.net,
            period_start=kept.period_start,
            period_until=kept.period_until,
            taxes=kept.taxes,
            tax_rates=kept.tax_rates,
            withheld=kept.withheld,
            account=kept.account,
            agent=kept.agent,
            commission=kept.commission,
            explanation=kept.explanation,
        )


def _rates(invoice: NotesInvoice) -> Iterator[TaxRate]:
    for note in invoice.notes:
        for line in note.lines:
            yield from line.taxes


def _named(note: Note, language: str) -> str:
    day = figures_in(printed_language(language)).day(note.issued_on)
    return _("Delivery note %(number)s of %(date)s") % {"number": note.number, "date": day}
