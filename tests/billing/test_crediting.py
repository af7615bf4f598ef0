"""Credit notes: what they take, what they print, what they do to the ledger (DO-3)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cadencia.billing import acts, credit_rows, crediting, doctor, due, reopening
from cadencia.billing.crediting import NoSuchDocument, NotADraft, Wish
from cadencia.billing.models import ContractDue, Installment
from cadencia.core.corrective import Method
from cadencia.core.credited import Pick
from cadencia.documents.following_models import Correction
from cadencia.documents.models import (
    Document,
    DocumentDueDate,
    DocumentLine,
    DocumentTax,
    DocumentVoid,
)
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def the_clock():
    return MARCH


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company(), "Ana")


@pytest.fixture
def invoice(ana):
    return factories.an_issued_document(ana, 41)


def credit(document, reason="Devolución", **wish):
    return crediting.credit(
        document.pk, Wish(reason=reason, **wish), by=chief(document.company_id), clock=the_clock
    )


def refusals(document, **wish):
    with pytest.raises(ValuesRefused) as refused:
        credit(document, **wish)
    return [each.path for each in refused.value.problems]


def lines_of(document):
    return [
        (each.description, str(each.quantity), str(each.net))
        for each in DocumentLine.objects.filter(document=document).order_by("position")
    ]


def foot(document):
    document.refresh_from_db()
    return [str(each) for each in (document.net, document.tax_total, document.total)]


class TestWhole:
    def test_it_takes_back_every_cent_in_a_series_of_its_own(self, invoice):
        note = credit(invoice)
        assert (note.kind, note.series.code, note.number, note.issue_date) == (
            "credit_note", "R", 1, date(2026, 3, 10),
        )  # fmt: skip
        assert foot(note) == ["-100.00", "-21.00", "-121.00"]
        assert lines_of(note) == [("CUOTA", "-1", "-100.00")]
        (tax,) = DocumentTax.objects.filter(document=note)
        assert (tax.tax, tax.rate, tax.base, tax.amount) == ("IVA", 21, -100, -21)

    def test_it_has_no_due_dates(self, invoice):
        assert not DocumentDueDate.objects.filter(document=credit(invoice)).exists()

    def test_it_says_what_it_corrects_and_why(self, invoice):
        correction = Correction.objects.get(document=credit(invoice, reason=" Baja "))
        assert (correction.original_id, correction.reason, correction.reason_code) == (
            invoice.pk, "Baja", "R1",
        )  # fmt: skip
        assert (correction.what, correction.method, correction.total) == (
            "whole", "differences", 121,
        )  # fmt: skip

    def test_once_is_once(self, invoice):
        credit(invoice)
        assert refusals(invoice) == ["what"]

    def test_what_is_left_after_a_part(self, invoice):
        credit(invoice, what="amount", amount=Decimal("50.00"))
        note = credit(invoice)
        assert foot(note) == ["-58.68", "-12.32", "-71.00"]
        assert lines_of(note) == [("Abono de F-2026-000041", "-1", "-58.68")]

    def test_the_lines_keep_contract_and_period_but_bill_no_installment(self, ana):
        document = factories.a_draft_document(ana)
        DocumentLine.objects.filter(document=document).update(
            contract_id=7, contract_line_id=8, installment_id=None,
            period_start=date(2026, 1, 1), period_until=date(2026, 1, 31),
        )  # fmt: skip
        factories.issue(document, 1)
        (line,) = credit(document).lines.all()
        assert (line.contract_id, line.contract_line_id, line.installment_id) == (7, 8, None)
        assert (line.period_start, line.part) == (date(2026, 1, 1), None)

    def test_who_receives_it_is_printed_as_known_today(self, invoice):
        customer = invoice.bill_to
        assert credit(invoice).recipient_id == customer.snapshot_id


class TestInPart:
    def test_by_amount_again_and_again_until_nothing_is_left(self, invoice):
        for amount in ("50.00", "50.00", "21.00"):
            credit(invoice, what="amount", amount=Decimal(amount))
        notes = Document.objects.filter(kind="credit_note").order_by("number")
        assert [str(each.total) for each in notes] == ["-50.00", "-50.00", "-21.00"]
        assert sum(each.tax_total for each in notes) == Decimal("-21.00")
        assert refusals(invoice, what="amount", amount=Decimal("0.01")) == ["amount"]

    def test_a_part_of_a_line(self, invoice):
        note = credit(invoice, what="lines", picks=(Pick(1, net=Decimal("30.00")),))
        assert foot(note) == ["-30.00", "-6.30", "-36.30"]
        assert refusals(invoice, what="lines", picks=(Pick(1, net=Decimal("70.01")),)) == ["lines"]
        assert foot(credit(invoice, what="lines", picks=(Pick(1),))) == [
            "-70.00", "-14.70", "-84.70",
        ]  # fmt: skip


class TestBySubstitution:
    def test_it_stands_in_place_of_the_invoice(self, invoice):
        note = credit(
            invoice,
            what="lines",
            picks=(Pick(1, net=Decimal("30.00")),),
            method=Method.SUBSTITUTION,
        )
        assert foot(note) == ["70.00", "14.70", "84.70"]
        assert Correction.objects.get(document=note).total == Decimal("36.30")

    def test_then_it_is_that_one_that_is_corrected(self, invoice):
        note = credit(invoice, what="data", method=Method.SUBSTITUTION)
        assert refusals(invoice) == ["document"]
        assert foot(credit(note)) == ["-100.00", "-21.00", "-121.00"]

    def test_data_are_set_right_with_the_reason_for_it(self, invoice):
        note = credit(invoice, what="data", method=Method.SUBSTITUTION)
        assert foot(note) == ["100.00", "21.00", "121.00"]
        assert Correction.objects.get(document=note).reason_code == "R4"
        assert refusals(factories.an_issued_document(invoice.bill_to, 42), what="data") == ["by"]

    def test_the_whole_leaves_zero(self, invoice):
        note = credit(invoice, method=Method.SUBSTITUTION)
        assert foot(note) == ["0.00", "0.00", "0.00"]

    def test_not_after_another_credit(self, invoice):
        credit(invoice, what="amount", amount=Decimal("1.00"))
        assert refusals(invoice, method=Method.SUBSTITUTION) == ["by"]


class TestWhatCannotBe:
    def test_all_of_it_is_said_at_once(self, invoice):
        assert refusals(
            invoice,
            reason=" ",
            reason_code="R5",
            series="F",
            on=date(2026, 3, 11),
            gives_back=True,
            issue=False,
            what="amount",
            amount=Decimal("121.01"),
        ) == ["reopen", "reason", "reason_code", "on", "series", "amount"]

    @pytest.mark.parametrize("kind", ["delivery_note", "work_order"])
    def test_only_invoices(self, ana, kind):
        assert refusals(factories.an_issued_document(ana, 1, kind=kind)) == ["document"]

    def test_a_draft_is_deleted_instead(self, ana):
        assert refusals(factories.a_draft_document(ana)) == ["document"]

    def test_a_voided_one_is_nothing(self, invoice):
        DocumentVoid.objects.create(
            company_id=invoice.company_id, document=invoice, voided_on=date(2026, 2, 1),
            reason="Error", created_at=MARCH,
        )  # fmt: skip
        assert refusals(invoice) == ["document"]

    def test_a_credit_note_is_no_invoice(self, invoice):
        assert refusals(credit(invoice)) == ["document"]

    @pytest.mark.parametrize(
        ("day", "fine"), [(date(2026, 1, 30), False), (date(2026, 1, 31), True)]
    )
    def test_not_before_it_was_issued(self, invoice, day, fine):
        if fine:
            assert credit(invoice, on=day).operation_date == day
        else:
            assert refusals(invoice, on=day) == ["on"]

    @pytest.mark.parametrize(("year_day", "fine"), [("2022-03-10", True), ("2022-03-09", False)])
    def test_four_years_in_spain(self, ana, year_day, fine):
        old = factories.an_issued_document(ana, 1, operation_date=date.fromisoformat(year_day))
        assert (credit(old).number if fine else refusals(old)) == (1 if fine else ["on"])

    def test_elsewhere_the_law_is_another(self):
        gt = factories.a_company(country="GT", currency="GTQ", time_zone="America/Guatemala")
        old = factories.an_issued_document(
            factories.a_customer(gt), 1, operation_date=date(2020, 1, 1)
        )
        assert Correction.objects.get(document=credit(old)).reason_code == ""
        other = factories.an_issued_document(factories.a_customer(gt), 2)
        assert refusals(other, reason_code="R1") == ["reason_code"]

    def test_another_company_has_no_such_document(self, invoice):
        other = chief(factories.a_company().pk)
        with pytest.raises(NoSuchDocument):
            crediting.credit(invoice.pk, Wish(reason="x"), by=other, clock=the_clock)

    def test_who_may_not(self, invoice):
        auditor = Actor(company_id=invoice.company_id, permissions=GRANTS[Role.AUDITOR])
        with pytest.raises(NotAllowed):
            crediting.credit(invoice.pk, Wish(reason="x"), by=auditor, clock=the_clock)
        with pytest.raises(NotAllowed):
            crediting.preview(invoice.pk, Wish(reason="x"), by=auditor, clock=the_clock)


def test_a_preview_is_the_credit_and_writes_nothing(invoice):
    wish = Wish(reason="x", what="amount", amount=Decimal("50.00"))
    by = chief(invoice.company_id)
    shown = crediting.preview(invoice.pk, wish, by=by, clock=the_clock)
    assert (str(shown.taken.total), str(shown.left)) == ("50.00", "71.00")
    assert not Document.objects.filter(kind="credit_note").exists()
    note = crediting.credit(invoice.pk, wish, by=by, clock=the_clock)
    assert note.total == shown.corrective.totals.total


class TestDrafts:
    def test_a_draft_counts_and_is_deleted_with_its_correction(self, invoice):
        draft = credit(invoice, issue=False)
        assert draft.number is None
        assert refusals(invoice) == ["what"]
        crediting.delete_draft(draft.pk, by=chief(invoice.company_id))
        assert not Correction.objects.exists()
        assert credit(invoice).number == 1

    def test_what_is_issued_is_not_deleted(self, invoice):
        note = credit(invoice)
        with pytest.raises(NotADraft):
            crediting.delete_draft(note.pk, by=chief(invoice.company_id))

    def test_drafts_of_runs_are_undone_instead(self, ana):
        draft = factories.a_draft_document(ana)
        with pytest.raises(NotADraft):
            crediting.delete_draft(draft.pk, by=chief(ana.company_id))


class TestTheLedger:
    @pytest.fixture
    def billed(self, ana):
        draft = factories.a_draft_contract(ana, ("CUOTA <MENSUAL>", "100.00"))
        contract = acts.post(draft.pk, on=date(2026, 1, 1), by=chief(ana.company_id))
        row = factories.an_installment(contract)
        document = factories.an_issued_document(ana, 41)
        factories.a_link(row, document)
        due.refresh([contract.pk], contract.company_id)
        return contract, row, document

    def look_from(self, contract):
        return ContractDue.objects.get(contract=contract).look_from

    def test_credited_wholly_it_stays_credited(self, billed):
        contract, row, document = billed
        credit(document)
        row.refresh_from_db()
        assert (row.state, self.look_from(contract)) == ("billed", date(2026, 2, 28))

    def test_or_it_is_billed_again(self, billed):
        contract, row, document = billed
        credit(document, gives_back=True)
        row.refresh_from_db()
        assert (row.state, self.look_from(contract)) == ("reopened", date(2026, 1, 31))
        # The factory numbers without moving counters; all else holds.
        found = {each.name for each in doctor.examine(at=MARCH)}
        assert found <= {"numbers_without_gap", "counters", "triggers"}

    def test_a_part_gives_nothing_back(self, billed):
        _, _, document = billed
        assert refusals(document, gives_back=True, what="amount", amount=Decimal("120.99")) == [
            "reopen"
        ]
        assert Installment.objects.get().state == "billed"

    def test_so_does_what_stands_in_its_place(self, billed):
        contract, row, document = billed
        instead = credit(document, what="data", method=Method.SUBSTITUTION)
        assert reopening.in_force(row) == [document]
        credit(instead, gives_back=True)
        row.refresh_from_db()
        assert (row.state, self.look_from(contract)) == ("reopened", date(2026, 1, 31))
        assert reopening.in_force(row) == []

    def test_the_rest_does(self, billed):
        _, row, document = billed
        credit(document, what="amount", amount=Decimal("20.00"))
        credit(document, gives_back=True)
        row.refresh_from_db()
        assert row.state == "reopened"


class TestTheDatabaseRefuses:
    def correction(self, invoice, total, **fields):
        draft = Document.objects.create(
            company_id=invoice.company_id, kind="credit_note", series=invoice.series,
            operation_date=date(2026, 3, 1), bill_to=invoice.bill_to,
            recipient=invoice.recipient, currency="EUR", decimals=2, net=0, tax_total=0,
            total=0, payable=0,
        )  # fmt: skip
        values = dict.fromkeys(("tax_total", "surcharge_total", "withholding", "expenses"), 0)
        values |= {"what": "amount", "reason": "x", "net": Decimal(total), "total": Decimal(total)}
        values |= fields
        return Correction.objects.create(
            company_id=invoice.company_id, document=draft, original=invoice, created_at=MARCH,
            **values,
        )  # fmt: skip

    def test_more_than_the_invoice(self, invoice):
        self.correction(invoice, "99.00")
        with pytest.raises(IntegrityError), transaction.atomic():
            self.correction(invoice, "1.01")
        assert self.correction(invoice, "1.00").pk

    def test_twice_wholly(self, invoice):
        self.correction(invoice, "1.00", what="whole")
        with pytest.raises(IntegrityError), transaction.atomic():
            self.correction(invoice, "1.00", what="whole")

    def test_a_change(self, invoice):
        note = credit(invoice)
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(document=note).update(total=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(document=note).delete()

    def test_a_negative_invoice(self, ana):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.a_draft_document(ana, "-100.00")

    def test_a_void_under_a_credit_note(self, invoice):
        credit(invoice)
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentVoid.objects.create(
                company_id=invoice.company_id, document=invoice, voided_on=date(2026, 2, 1),
                reason="Error", created_at=MARCH,
            )  # fmt: skip


def test_every_origin_of_a_line_has_its_words():
    assert set(credit_rows.DESCRIPTIONS) == {"part", "expenses", "rounding"}
