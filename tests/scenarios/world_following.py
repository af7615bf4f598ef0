"""Further words of the stories: what becomes of documents after they are issued."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import translation

from cadencia.billing import crediting, crediting_beyond, invoicing_notes, voiding, withdrawing
from cadencia.billing.crediting import Wish
from cadencia.billing.invoicing_notes import NotesWish
from cadencia.billing.pending_notes import NotesScope
from cadencia.contracts.models import Contract
from cadencia.core.corrective import Method
from cadencia.core.credited import Pick
from cadencia.documents.finding import find_document
from cadencia.documents.models import Document
from cadencia.documents.printed_corrections import corrections_of, printed_correction
from cadencia.parties.models import Company
from cadencia.parties.problems import ValuesRefused
from tests.factories import chief
from tests.scenarios import rows

__all__ = [
    "credit",
    "credit_beyond",
    "invoice_notes",
    "pending_notes",
    "printed_on",
    "void_document",
    "withdraw",
]

Day = str


def credit(company: Company, number: str, *, on: Day, reason: str, **how: Any) -> None:
    """Credit a document: all that is left, an amount, or lines as {position: net or None}."""
    wish = {"what": "whole"}
    if "amount" in how:
        wish = {"what": "amount", "amount": Decimal(how.pop("amount"))}
    if "lines" in how:
        picks = how.pop("lines").items()
        asked = tuple(Pick(place, net and Decimal(net)) for place, net in picks)
        wish = {"what": "lines", "picks": asked}
    if how.pop("data", False):
        wish = {"what": "data"}
    method = Method(how.pop("by", "differences"))
    asked_for = Wish(reason=reason, method=method, gives_back=how.pop("reopen", False), **wish)
    with translation.override("en"):
        try:
            note = crediting.credit(
                _found(company, number).pk, asked_for, by=chief(company.pk), clock=_clock(on)
            )
        except ValuesRefused as refused:
            rows.show(f"{each.path}: {each.message}" for each in refused.problems)
        else:
            rows.show(rows.of_document(note))


def printed_on(company: Company, number: str) -> None:
    """Print what a credit note says of the document that it corrects."""
    note = _found(company, number)
    said = printed_correction(corrections_of([note])[note.pk])
    (rectified,) = said["rectifies"]
    how = said["rectification"]
    print(f"{rectified.number} of {rectified.issued_on}: {said['rectification_reason']}")
    if how.by_substitution:
        print(f"by substitution: {rows.amount(how.base)} and {rows.amount(how.tax)}")


def void_document(company: Company, number: str, *, on: Day, reason: str, **how: bool) -> None:
    """Void an issued document."""
    wish = voiding.VoidWish(
        reason=reason,
        on=_day(on),
        delivered=how.get("delivered", False),
        gives_back=how.get("reopen", False),
    )
    with translation.override("en"):
        try:
            document = _found(company, number)
            voiding.void(document.pk, wish, by=chief(company.pk), at=_clock(on)())
        except ValuesRefused as refused:
            rows.show(f"{each.path}: {each.message}" for each in refused.problems)


def pending_notes(company: Company, *, until: Day) -> None:
    """Print which delivery notes would share an invoice, and what it would come to."""
    wish = NotesWish(scope=NotesScope(until=_day(until)))
    for each in invoicing_notes.preview(wish, by=chief(company.pk)).invoices:
        numbers = ", ".join(note.number for note in each.notes)
        print(f"{each.key.customer}  {each.on}  {numbers}  {rows.amount(each.totals.total)}")


def invoice_notes(company: Company, *, until: Day, on: Day) -> None:
    """Invoice the pending delivery notes, and print the invoices with what they refer to."""
    wish = NotesWish(scope=NotesScope(until=_day(until)))
    for each in invoicing_notes.invoice_notes(wish, by=chief(company.pk), clock=_clock(on)):
        rows.show(rows.of_document(each))
        rows.show(f"    {line.reference}" for line in each.lines.order_by("position"))


def withdraw(contract: Contract, *, on: Day) -> None:
    """End a contract on a day."""
    withdrawing.withdraw(contract.pk, _day(on), by=chief(contract.company_id))


def credit_beyond(contract: Contract, *, on: Day, reason: str) -> None:
    """Credit what was billed beyond the end of a contract, and print the credit notes."""
    made = crediting_beyond.credit_beyond(
        contract.pk, reason, by=chief(contract.company_id), clock=_clock(on)
    )
    for each in made.notes:
        rows.show(rows.of_document(each))


def _found(company: Company, number: str) -> Document:
    document = find_document(number, by=chief(company.pk))
    assert document is not None, f"no document {number}"
    return document


def _day(day: Day) -> date:
    return date.fromisoformat(day)


def _clock(on: Day) -> crediting.Clock:
    moment = datetime.combine(_day(on), time(10), tzinfo=UTC)
    return lambda: moment
