"""Delivery notes invoiced later, grouped by customer and period (DO-1)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cadencia.billing import crediting, doctor, invoicing_notes, voiding
from cadencia.billing.contract_documents import documents_of
from cadencia.billing.invoicing_notes import NotesWish
from cadencia.billing.pending_notes import NotesScope
from cadencia.documents.following_models import InvoicedNote, PendingNote
from cadencia.documents.models import Document, DocumentDueDate, DocumentLine, DocumentTax, Series
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

APRIL = datetime(2026, 4, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def ana(company):
    return factories.a_customer(company, "Ana")


def a_note(customer, number, on, net="100.00", **fields):
    series = Series.objects.get(company=customer.company_id, kind="delivery_note")
    values = {"kind": "delivery_note", "series": series, **fields}
    document = factories.a_draft_document(
        customer, net, operation_date=date.fromisoformat(on), **values
    )
    factories.issue(document, number)
    return document


def invoiced(company, until="2026-04-30", *, issue=True, series="", **scope):
    wish = NotesWish(
        scope=NotesScope(until=date.fromisoformat(until), **scope), series=series, issue=issue
    )
    return invoicing_notes.invoice_notes(wish, by=chief(company.pk), clock=lambda: APRIL)


def told(documents):
    return [
        f"{each.series.code} {each.number} {each.bill_to.name} {each.operation_date} {each.total}"
        for each in documents
    ]


def test_the_notes_of_a_month_on_one_invoice(company, ana):
    bea = factories.a_customer(company, "Bea")
    a_note(ana, 1, "2026-03-02")
    a_note(bea, 2, "2026-03-05")
    a_note(ana, 3, "2026-03-20", "50.00")
    a_note(ana, 4, "2026-04-20", "10.00")
    assert told(invoiced(company)) == [
        "F 1 Bea 2026-03-05 121.00",
        "F 2 Ana 2026-03-20 181.50",
        "F 3 Ana 2026-04-20 12.10",
    ]


def test_the_lines_name_their_note(company, ana):
    a_note(ana, 7, "2026-03-02")
    (invoice,) = invoiced(company)
    (line,) = DocumentLine.objects.filter(document=invoice)
    assert line.reference == "Albarán A-2026-000007 de 02/03/2026"
    assert (line.installment_id, line.net) == (None, Decimal("100.00"))
    (due,) = DocumentDueDate.objects.filter(document=invoice)
    assert due.amount == Decimal("121.00")


def test_a_note_is_invoiced_once(company, ana):
    a_note(ana, 1, "2026-03-02")
    assert len(invoiced(company)) == 1
    assert invoiced(company) == []


def test_the_scope_says_which(company, ana):
    bea = factories.a_customer(company, "Bea")
    a_note(ana, 1, "2026-03-02")
    second = a_note(ana, 2, "2026-03-03")
    third = a_note(bea, 3, "2026-03-03")
    assert told(invoiced(company, until="2026-03-02")) == ["F 1 Ana 2026-03-02 121.00"]
    assert told(invoiced(company, customers=(bea.code,))) == ["F 2 Bea 2026-03-03 121.00"]
    assert invoiced(company, notes=(third.pk,)) == []
    assert told(invoiced(company, notes=(second.pk,))) == ["F 3 Ana 2026-03-03 121.00"]


def test_one_for_each_note(company, ana):
    a_note(ana, 1, "2026-03-02")
    a_note(ana, 2, "2026-03-03")
    assert len(invoiced(company, one_each=True)) == 2


@pytest.mark.parametrize("kind", ["non_billable_delivery_note", "work_order", "invoice"])
def test_what_is_never_invoiced(company, ana, kind):
    a_note(ana, 1, "2026-03-02", kind=kind)
    assert invoiced(company) == []


def test_neither_drafts_nor_voided_ones(company, ana):
    series = Series.objects.get(company=company, kind="delivery_note")
    factories.a_draft_document(ana, kind="delivery_note", series=series)
    wish = voiding.VoidWish(reason="x", on=date(2026, 4, 1), delivered=True, gives_back=False)
    voiding.void(a_note(ana, 1, "2026-03-02").pk, wish, by=chief(company.pk), at=APRIL)
    assert invoiced(company) == []


def test_the_tax_is_worked_out_once(company, ana):
    for number in (1, 2, 3):
        note = a_note(ana, number, "2026-03-02", "100.00")
        assert note.tax_total == 21
    (invoice,) = invoiced(company)
    (tax,) = DocumentTax.objects.filter(document=invoice)
    assert (tax.base, tax.amount) == (Decimal("300.00"), Decimal("63.00"))


def test_a_preview_is_the_same_and_writes_nothing(company, ana):
    a_note(ana, 1, "2026-03-02")
    wish = NotesWish(scope=NotesScope(until=date(2026, 4, 30)))
    shown = invoicing_notes.preview(wish, by=chief(company.pk))
    assert [each.totals.total for each in shown.invoices] == [Decimal("121.00")]
    assert not InvoicedNote.objects.exists()
    (made,) = invoiced(company)
    assert made.total == Decimal("121.00")


@pytest.mark.parametrize(
    ("most", "one_each", "shown"),
    [
        (1, False, "1 2 …"),  # the first customer's stay together
        (2, False, "1 2 …"),
        (3, False, "1 2 3"),
        (1, True, "1 …"),
        (2, True, "1 2 …"),
        (3, True, "1 2 3"),
    ],
)
def test_a_preview_of_the_first_customers(company, ana, most, one_each, shown):
    a_note(ana, 1, "2026-03-02")
    a_note(ana, 2, "2026-03-09")
    a_note(factories.a_customer(company, "Bea"), 3, "2026-03-03")
    wish = NotesWish(scope=NotesScope(until=date(2026, 4, 30), one_each=one_each))
    plan = invoicing_notes.preview(wish, by=chief(company.pk), most=most)
    numbers = sorted(note.number[-1] for each in plan.invoices for note in each.notes)
    assert " ".join(numbers) + " …" * plan.is_cut == shown


class TestDrafts:
    def test_a_draft_holds_its_notes_and_gives_them_back(self, company, ana):
        a_note(ana, 1, "2026-03-02")
        (draft,) = invoiced(company, issue=False)
        assert (draft.number, invoiced(company)) == (None, [])
        crediting.delete_draft(draft.pk, by=chief(company.pk))
        assert told(invoiced(company)) == ["F 1 Ana 2026-03-02 121.00"]


class TestUndone:
    def test_credited_wholly_its_notes_are_free_if_asked(self, company, ana):
        a_note(ana, 1, "2026-03-02")
        (invoice,) = invoiced(company)
        wish = crediting.Wish(reason="x", gives_back=True)
        crediting.credit(invoice.pk, wish, by=chief(company.pk), clock=lambda: APRIL)
        assert told(invoiced(company)) == ["F 2 Ana 2026-03-02 121.00"]
        found = {each.name for each in doctor.examine(at=APRIL)}
        assert found <= {"numbers_without_gap", "counters", "triggers"}

    def test_or_they_stay_invoiced(self, company, ana):
        a_note(ana, 1, "2026-03-02")
        (invoice,) = invoiced(company)
        wish = crediting.Wish(reason="x")
        crediting.credit(invoice.pk, wish, by=chief(company.pk), clock=lambda: APRIL)
        assert invoiced(company) == []

    def test_voided_too(self, company, ana):
        a_note(ana, 1, "2026-03-02")
        (invoice,) = invoiced(company)
        wish = voiding.VoidWish(reason="x", on=date(2026, 4, 30), delivered=False, gives_back=True)
        voiding.void(invoice.pk, wish, by=chief(company.pk), at=APRIL)
        assert told(invoiced(company)) == ["F 2 Ana 2026-03-02 121.00"]

    def test_a_note_on_an_invoice_is_not_voided(self, company, ana):
        note = a_note(ana, 1, "2026-03-02")
        invoiced(company)
        wish = voiding.VoidWish(reason="x", on=date(2026, 4, 30), delivered=False, gives_back=True)
        with pytest.raises(ValuesRefused):
            voiding.void(note.pk, wish, by=chief(company.pk), at=APRIL)


def test_the_database_refuses_a_note_twice_and_another_customers(company, ana):
    note = a_note(ana, 1, "2026-03-02")
    invoiced(company)
    for customer in (ana, factories.a_customer(company, "Bea")):
        draft = factories.a_draft_document(customer)
        with pytest.raises(IntegrityError), transaction.atomic():
            InvoicedNote.objects.create(company=company, document=draft, note=note)


def test_a_series_of_another_kind_is_refused(company, ana):
    a_note(ana, 1, "2026-03-02")
    with pytest.raises(ValuesRefused):
        invoiced(company, series="A")
    assert not Document.objects.filter(kind="invoice").exists()


def test_who_may_not(company):
    auditor = Actor(company_id=company.pk, permissions=GRANTS[Role.AUDITOR])
    wish = NotesWish(scope=NotesScope(until=date(2026, 4, 30)))
    with pytest.raises(NotAllowed):
        invoicing_notes.preview(wish, by=auditor)
    with pytest.raises(NotAllowed):
        invoicing_notes.invoice_notes(wish, by=auditor, clock=lambda: APRIL)


def test_another_companys_notes_are_not_seen(company, ana):
    a_note(ana, 1, "2026-03-02")
    assert invoiced(factories.a_company()) == []


def test_the_invoice_is_among_the_documents_of_the_contract_that_it_bills(company, ana):
    contract = factories.a_posted_contract(ana, ("CUOTA", "100.00"))
    note = a_note(ana, 1, "2026-03-02")
    factories.a_link(factories.an_installment(contract), note)
    a_note(ana, 2, "2026-03-05")  # of no contract
    (invoice,) = invoiced(company)
    wish = crediting.Wish(reason="Error")
    credit = crediting.credit(invoice.pk, wish, by=chief(company.pk), clock=lambda: APRIL)
    found = documents_of(contract.pk, as_of=APRIL.date(), by=chief(company.pk))
    assert {each.id: each.relation.value for each in found} == {
        note.pk: "generated",
        invoice.pk: "invoiced",
        credit.pk: "corrective",
    }


def waiting():
    return list(PendingNote.objects.order_by("document").values_list("document", flat=True))


def test_which_notes_wait_is_kept_and_doctor_tells_otherwise(company, ana):
    one, two = a_note(ana, 1, "2026-03-02"), a_note(ana, 2, "2026-03-03")
    assert waiting() == [one.pk, two.pk]
    (draft,) = invoiced(company, issue=False)
    assert waiting() == []
    crediting.delete_draft(draft.pk, by=chief(company.pk))
    assert waiting() == [one.pk, two.pk]
    wish = voiding.VoidWish(reason="x", on=date(2026, 4, 30), delivered=False, gives_back=False)
    voiding.void(two.pk, wish, by=chief(company.pk), at=APRIL)
    assert waiting() == [one.pk]
    assert "pending_notes" not in {each.name for each in doctor.examine(at=APRIL)}
    PendingNote.objects.all().delete()
    assert "pending_notes" in {each.name for each in doctor.examine(at=APRIL)}
