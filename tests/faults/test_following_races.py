"""Several at one document: credits, voidings, invoices of notes, a run and its undoing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.db.models import Sum

from cadencia.billing import crediting, doctor, generation, invoicing_notes, runs, undoing, voiding
from cadencia.billing.crediting import Wish
from cadencia.billing.invoicing_notes import NotesWish
from cadencia.billing.models import Installment
from cadencia.billing.pending_notes import NotesScope
from cadencia.billing.runs import RunNotOpen
from cadencia.billing.scopes import Scope
from cadencia.billing.undoing import SomethingIssued
from cadencia.billing.voiding import VoidWish
from cadencia.documents.following_models import Correction, InvoicedNote
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.billing.everyday_world import a_member, chief, day, generate

pytestmark = pytest.mark.django_db(transaction=True)

FEBRUARY = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
HOW_MANY = 6


def clock() -> datetime:
    return FEBRUARY


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Do them at the same moment, each with a connection of its own; say what became of each."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> str:
        try:
            ready.wait(timeout=30)
            act()
        except (ValuesRefused, SomethingIssued, RunNotOpen) as refused:
            return type(refused).__name__
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


@pytest.fixture
def invoice() -> Document:
    contract = a_member()
    generate(contract, "2026-01-31")
    return Document.objects.get()


def crediting_it(document: Document, **wish: Any) -> Callable[[], Any]:
    asked = Wish(reason="x", **wish)
    by = factories.chief(document.company_id)
    return lambda: crediting.credit(document.pk, asked, by=by, clock=clock)


def voiding_it(document: Document, *, gives_back: bool = False) -> Callable[[], Any]:
    wish = VoidWish(reason="x", on=date(2026, 2, 1), delivered=False, gives_back=gives_back)
    by = factories.chief(document.company_id)
    return lambda: voiding.void(document.pk, wish, by=by, at=FEBRUARY)


def is_healthy() -> None:
    # What is watched is known to doctor by its own list, which others keep.
    assert {each.name for each in doctor.examine(at=FEBRUARY)} <= {"triggers"}


def test_credited_wholly_by_several_it_is_credited_once(invoice: Document) -> None:
    said = at_once(*[crediting_it(invoice)] * HOW_MANY)
    assert said == ["ValuesRefused"] * (HOW_MANY - 1) + ["done"]
    assert Correction.objects.get().total == invoice.total
    is_healthy()


def test_parts_at_once_never_add_up_to_more(invoice: Document) -> None:
    """54.45 in parts of 20.00: two are taken, and the third is more than is left."""
    said = at_once(*[crediting_it(invoice, what="amount", amount=Decimal("20.00"))] * HOW_MANY)
    assert said.count("done") == 2
    assert Correction.objects.aggregate(all=Sum("total"))["all"] == Decimal("40.00")
    assert [each.number for each in _credit_notes()] == [1, 2]
    is_healthy()


def test_it_is_credited_or_voided(invoice: Document) -> None:
    assert at_once(crediting_it(invoice), voiding_it(invoice)) == ["ValuesRefused", "done"]
    assert Correction.objects.count() + DocumentVoid.objects.count() == 1
    is_healthy()


def test_given_back_while_a_run_generates_it_is_billed_once_more(invoice: Document) -> None:
    company = invoice.company_id
    at_once(
        crediting_it(invoice, gives_back=True),
        lambda: generation.generate(
            Scope(as_of=date(2026, 1, 31)), runs.Wish(), by=factories.chief(company), clock=clock
        ),
    )
    contract = Installment.objects.get(replaced=False).contract
    generate(contract, "2026-02-01")
    standing = Document.objects.filter(kind="invoice").exclude(pk=invoice.pk)
    assert [each.total for each in standing] == [invoice.total]
    assert Installment.objects.get(replaced=False).state == "billed"
    is_healthy()


def test_what_is_issued_and_credited_is_not_undone() -> None:
    contract = a_member()
    run = generate(contract, "2026-01-31")
    invoice = Document.objects.get()
    said = at_once(
        crediting_it(invoice),
        lambda: undoing.undo(run.pk, by=chief(contract), clock=clock),
    )
    assert "done" in said
    assert Document.objects.filter(pk=invoice.pk, number__isnull=False).exists()
    is_healthy()


def test_notes_invoiced_by_several_are_invoiced_once() -> None:
    contract = a_member(document_type="delivery_note")
    for month_end in ("2026-01-31", "2026-02-28"):
        generate(contract, month_end)
    wish = NotesWish(scope=NotesScope(until=day("2026-12-31")))
    march = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    by = chief(contract)
    said = at_once(
        *[lambda: invoicing_notes.invoice_notes(wish, by=by, clock=lambda: march)] * HOW_MANY
    )
    assert said == ["done"] * HOW_MANY
    assert InvoicedNote.objects.count() == 2
    invoices = Document.objects.filter(kind="invoice").order_by("number")
    assert [each.number for each in invoices] == [1, 2]
    is_healthy()


def test_a_note_is_invoiced_or_voided() -> None:
    contract = a_member(document_type="delivery_note")
    generate(contract, "2026-01-31")
    note = Document.objects.get()
    wish = NotesWish(scope=NotesScope(until=day("2026-12-31")))
    by = chief(contract)
    at_once(
        lambda: invoicing_notes.invoice_notes(wish, by=by, clock=clock),
        voiding_it(note, gives_back=True),
    )
    assert InvoicedNote.objects.count() + DocumentVoid.objects.count() == 1
    is_healthy()


def _credit_notes() -> list[Document]:
    return list(Document.objects.filter(kind="credit_note").order_by("number"))
