"""Installments in advance that are paid at once (GE-4)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from cadencia.billing import contract_documents, doctor, paid_now, voiding
from cadencia.billing.one_contract import Asked, PlanChanged
from cadencia.billing.runs import Wish
from cadencia.billing.voiding import VoidWish
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties.access import NotAllowed
from cadencia.parties.problems import ValuesRefused
from cadencia.payments import services as payments
from cadencia.payments.models import Payment, PaymentPart
from cadencia.payments.services import NoSuchPayment, Received
from tests import factories
from tests.billing.everyday_world import a_member, chief, codes, day, ledger, someone
from tests.billing.test_doctor import unguarded

pytestmark = pytest.mark.django_db

FEBRUARY = datetime(2026, 2, 10, 10, tzinfo=UTC)  # the installment of 31 January is pending


def clock():
    return FEBRUARY


@pytest.fixture
def member():
    return a_member(payment_terms={"days": 30}, payment_method="transfer")


def pay(contract, count=3, *, on="2026-02-10", wish=None, by=None, **how):
    asked = Asked(contract=contract.code, as_of=FEBRUARY.date(), count=count)
    received = Received(on=day(on), **how)
    by = by or chief(contract)
    return paid_now.generate_paid(
        contract.company_id, asked, received, wish or Wish(), by=by, clock=clock
    )


def documents():
    found = Document.objects.order_by("fiscal_year", "number")
    return [f"{each.number} {each.issue_date} {each.operation_date}" for each in found]


def listed(contract, as_of="2026-12-31"):
    found = contract_documents.documents_of(contract.pk, as_of=day(as_of), by=chief(contract))
    return {each.installments[0]: (f"{each.paid:.2f}", each.days_overdue > 0) for each in found}


def is_healthy():
    return [each.name for each in doctor.examine(at=FEBRUARY)] == []


class TestPaid:
    def test_what_is_in_advance_is_issued_and_paid(self, member):
        done = pay(member, reference="REC-7")
        assert (done.generated.pending, done.generated.ahead) == (1, 2)
        assert done.generated.run.state == "issued"
        (payment,) = Payment.objects.all()
        assert done.payments == (payment.pk,)
        assert (payment.amount, payment.method, payment.reference) == (
            Decimal("108.90"), "transfer", "REC-7",
        )  # fmt: skip
        assert payment.paid_on == day("2026-02-10")
        assert listed(member) == {1: ("0.00", True), 2: ("54.45", False), 3: ("54.45", False)}
        assert is_healthy()

    def test_the_day_of_payment_is_the_operation_date(self, member):
        pay(member, on="2026-02-09")
        assert documents() == [
            "1 2026-01-31 2026-01-31",
            "2 2026-02-09 2026-02-09",
            "3 2026-02-09 2026-02-09",
        ]

    def test_the_ledger_keeps_the_due_dates(self, member):
        pay(member)
        assert ledger(member) == [
            "1:2026-01-31 billed", "2:2026-02-28 billed", "3:2026-03-31 billed",
        ]  # fmt: skip

    def test_nothing_is_paid_if_nothing_is_in_advance(self, member):
        done = pay(member, 1)
        assert (done.payments, done.generated.run.state) == ((), "issued")
        assert not Payment.objects.exists()

    def test_another_method_than_the_documents(self, member):
        pay(member, method="cash")
        assert Payment.objects.get().method == "cash"

    def test_a_contract_that_leaves_drafts_issues_too(self, member):
        done = pay(member, wish=Wish(issue=False))
        assert done.generated.run.state == "issued"


class TestRefused:
    def test_a_day_to_come(self, member):
        with pytest.raises(ValuesRefused) as refused:
            pay(member, on="2026-02-11")
        assert codes(refused) == ["paid_on"]
        assert not Document.objects.exists()

    def test_what_no_longer_holds(self, member):
        with pytest.raises(PlanChanged):
            pay(member, wish=Wish(expect="0" * 64))
        assert not Document.objects.exists()

    def test_who_may_not_generate(self, member):
        with pytest.raises(NotAllowed):
            pay(member, by=someone(member, "auditor"))

    def test_a_paid_document_is_not_voided(self, member):
        pay(member, 2)
        paid = Document.objects.get(number=2)
        wish = VoidWish(reason="x", on=day("2026-02-10"), delivered=False, gives_back=True)
        with pytest.raises(ValuesRefused) as refused:
            voiding.void(paid.pk, wish, by=chief(member), at=FEBRUARY)
        assert codes(refused) == ["document"]


class TestUndone:
    def test_it_is_owed_again(self, member):
        (number,) = pay(member, 2).payments
        payments.undo(number, at=FEBRUARY, by=chief(member))
        assert listed(member)[2] == ("0.00", True)
        assert is_healthy()

    def test_and_may_be_paid_again(self, member):
        (number,) = pay(member, 2).payments
        payments.undo(number, at=FEBRUARY, by=chief(member))
        paid = [Document.objects.get(number=2).pk]
        received = Received(on=day("2026-02-10"))
        assert len(payments.record(paid, received, at=FEBRUARY, by=chief(member))) == 1
        assert payments.record(paid, received, at=FEBRUARY, by=chief(member)) == []

    def test_once(self, member):
        (number,) = pay(member, 2).payments
        payments.undo(number, at=FEBRUARY, by=chief(member))
        with pytest.raises(NoSuchPayment):
            payments.undo(number, at=FEBRUARY, by=chief(member))

    def test_another_companys_payment_is_an_unknown_one(self, member):
        (number,) = pay(member, 2).payments
        with pytest.raises(NoSuchPayment):
            payments.undo(number, at=FEBRUARY, by=factories.chief(factories.a_company().pk))


class TestTheDatabaseRefuses:
    def refused(self, act):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    @pytest.fixture
    def part(self, member):
        pay(member, 2)
        return PaymentPart.objects.get()

    def test_more_than_is_owed(self, part):
        payment = Payment.objects.create(
            company_id=part.company_id, customer=part.payment.customer, amount=1, currency="EUR",
            paid_on=day("2026-02-10"), created_at=FEBRUARY,
        )  # fmt: skip
        self.refused(
            lambda: PaymentPart.objects.create(
                company_id=part.company_id, payment=payment, document=part.document,
                position=part.position, amount=Decimal("0.01"),
            )
        )  # fmt: skip

    def test_more_than_the_payment(self, part):
        first = Document.objects.get(number=1)
        self.refused(
            lambda: PaymentPart.objects.create(
                company_id=part.company_id, payment=part.payment, document=first, position=1,
                amount=Decimal("0.01"),
            )
        )  # fmt: skip

    def test_a_change_of_what_was_received(self, part):
        self.refused(lambda: Payment.objects.update(amount=1))
        self.refused(lambda: PaymentPart.objects.update(amount=1))
        self.refused(lambda: PaymentPart.objects.all().delete())
        self.refused(lambda: Payment.objects.all()._raw_delete("default"))


class TestDoctor:
    """What the triggers refuse is found where a restored or tampered database holds it."""

    def names(self):
        return {each.name: each.how_many for each in doctor.examine(at=FEBRUARY)}

    def test_more_paid_of_a_due_date_than_it_asks_for(self, member):
        pay(member, count=2)
        unguarded("UPDATE payments_payment SET amount = amount + 0.01")
        unguarded("UPDATE payments_paymentpart SET amount = amount + 0.01")
        assert self.names()["paid_within"] == 1

    def test_what_is_paid_exactly_is_sound(self, member):
        pay(member, count=2)
        assert self.names() == {}

    def test_a_void_document_that_counts_as_paid(self, member):
        done = pay(member, count=2)
        part = PaymentPart.objects.get(payment__in=done.payments)
        DocumentVoid.objects.create(
            company_id=member.company_id, document_id=part.document_id, reason="x",
            voided_on=FEBRUARY.date(), created_at=FEBRUARY,
        )  # fmt: skip
        assert self.names()["payments_of_void"] == 1

    def test_a_payment_that_was_undone_counts_as_none(self, member):
        done = pay(member, count=2)
        part = PaymentPart.objects.get(payment__in=done.payments)
        payments.undo(done.payments[0], at=FEBRUARY, by=chief(member))
        DocumentVoid.objects.create(
            company_id=member.company_id, document_id=part.document_id, reason="x",
            voided_on=FEBRUARY.date(), created_at=FEBRUARY,
        )  # fmt: skip
        assert "payments_of_void" not in self.names()
