"""What the database refuses of the ledger of installments, whoever writes it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cadencia.billing.models import BillingRun, Installment, InstallmentDocument
from cadencia.contracts.models import ScheduledModification
from cadencia.documents.models import DocumentLine, DocumentVoid
from tests import factories

pytestmark = pytest.mark.django_db

FEBRUARY = {"due_on": date(2026, 2, 28), "theoretical_on": date(2026, 2, 28)}


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def contract(ana):
    return factories.a_posted_contract(ana, ("CUOTA", "45.00"))


def refused(by: str):
    return pytest.raises(IntegrityError, match=by)


class TestOnce:
    def test_a_date_is_billed_once(self, contract):
        factories.an_installment(contract, number=1)
        with refused("billing_installment_once"):
            factories.an_installment(contract, number=2)

    def test_a_number_is_given_once(self, contract):
        factories.an_installment(contract, number=1)
        with refused("billing_installment_number"):
            factories.an_installment(contract, number=1, **FEBRUARY)

    def test_a_closing_shares_the_numbers(self, contract):
        factories.an_installment(contract, number=1)
        with refused("billing_installment_number"):
            factories.an_installment(contract, number=1, kind="closing", **FEBRUARY)

    def test_a_replaced_row_makes_room(self, contract):
        factories.an_installment(contract, number=1, state="reopened", replaced=True)
        factories.an_installment(contract, number=1)

    def test_a_reopened_row_does_not(self, contract):
        factories.an_installment(contract, number=1, state="reopened")
        with refused("billing_installment_once"):
            factories.an_installment(contract, number=1)

    def test_a_date_of_lines_alone_stands_beside_a_regular_one(self, contract):
        factories.an_installment(contract, number=1)
        factories.an_installment(contract, number=None, kind="line_only")

    def test_a_one_off_line_is_billed_once(self, contract):
        line = factories.a_line(contract, position=2, one_off_with_next=True)
        factories.an_installment(contract, None, kind="one_off", contract_line=line)
        with refused("billing_installment_one_off"):
            factories.an_installment(contract, None, kind="one_off", contract_line=line, **FEBRUARY)

    def test_two_one_offs_of_a_day_are_two(self, contract):
        for position in (2, 3):
            line = factories.a_line(contract, position=position, one_off_with_next=True)
            factories.an_installment(contract, None, kind="one_off", contract_line=line)


class TestARowIsWhole:
    @pytest.mark.parametrize(
        ("number", "fields"),
        [
            (None, {}),
            (0, {}),
            (1, {"kind": "opening"}),
            (1, {"kind": "line_only"}),
            (None, {"kind": "one_off"}),
            (1, {"state": "issued"}),
            (1, {"kind": "other"}),
            (1, {"period_start": date(2026, 2, 2), "period_until": date(2026, 2, 1)}),
        ],
    )
    def test_what_it_cannot_say(self, contract, number, fields):
        with refused("violates check constraint"):
            factories.an_installment(contract, number, **fields)

    def test_an_opening_is_number_zero(self, contract):
        factories.an_installment(contract, 0, kind="opening")


class TestLinks:
    def test_those_of_a_draft_may_go(self, ana, contract):
        link = factories.a_link(factories.an_installment(contract), factories.a_draft_document(ana))
        InstallmentDocument.objects.filter(document=link.document).delete()

    def test_those_of_an_issued_document_stay(self, ana, contract):
        document = factories.a_draft_document(ana)
        installment = factories.an_installment(contract)
        factories.a_link(installment, document)
        factories.issue(document, 1)
        with refused("is issued"), transaction.atomic():
            InstallmentDocument.objects.filter(document=document).delete()
        with refused("violates foreign key"), transaction.atomic():
            Installment.objects.filter(pk=installment.pk)._raw_delete("default")

    def test_both_ends_are_of_one_company(self, contract):
        other = factories.a_customer(factories.a_company())
        with refused("wall"):
            factories.a_link(factories.an_installment(contract), factories.a_draft_document(other))


class TestRuns:
    def start(self, company, state):
        return BillingRun.objects.create(
            company=company, scope_key="all", as_of=date(2026, 1, 31), state=state,
            started_at=factories.A_MOMENT,
        )  # fmt: skip

    @pytest.mark.parametrize("state", ["drafting", "issuing", "undoing"])
    def test_a_company_has_one_open_run(self, ana, state):
        self.start(ana.company, "drafting")
        with refused("billing_run_one_open"):
            self.start(ana.company, state)

    @pytest.mark.parametrize("state", ["drafted", "approved", "issued", "undone"])
    def test_beside_those_that_wait_or_are_over(self, ana, state):
        self.start(ana.company, state)
        self.start(ana.company, "drafting")

    def test_another_company_has_its_own(self, ana):
        self.start(ana.company, "drafting")
        self.start(factories.a_company(), "drafting")


class TestWhatIsBilledStaysBilled:
    @pytest.fixture
    def billed(self, contract):
        document = factories.an_issued_document(contract.customer, 1)
        row = factories.an_installment(contract)
        factories.a_link(row, document)
        return row, document

    @pytest.mark.parametrize("state", ["due", "reopened", "skipped"])
    def test_an_installment_is_not_freed_under_its_document(self, billed, state):
        row, _document = billed
        Installment.objects.filter(pk=row.pk).update(state=state)
        with refused(f"installment {row.pk} is billed by a document in force"):
            now()
        Installment.objects.filter(pk=row.pk).update(state="billed")

    @pytest.mark.parametrize(
        "said", [{"number": 9}, {"due_on": date(2026, 2, 1)}, {"period_until": date(2026, 3, 1)}]
    )
    def test_it_says_what_it_said(self, billed, said):
        row, _document = billed
        with refused(f"installment {row.pk} is billed: what it says is settled"):
            Installment.objects.filter(pk=row.pk).update(**said)

    def test_it_is_free_with_a_void_one(self, billed):
        row, document = billed
        Installment.objects.filter(pk=row.pk).update(state="reopened")
        DocumentVoid.objects.create(
            company_id=document.company_id, document=document, reason="x",
            voided_on=date(2026, 2, 1), created_at=factories.A_MOMENT,
        )  # fmt: skip
        now()

    def test_a_modification_that_billed_only_ends(self, contract):
        line = contract.lines.get()
        change = ScheduledModification.objects.create(
            company_id=contract.company_id, contract=contract, line=line, position=1,
            valid_from=date(2026, 1, 1), unit_price=Decimal("54.00"),
        )  # fmt: skip
        mine = ScheduledModification.objects.filter(pk=change.pk)
        mine.update(unit_price=Decimal("55.00"))
        draft = factories.a_draft_document(contract.customer)
        row = factories.an_installment(contract)
        DocumentLine.objects.filter(document=draft).update(
            contract_id=contract.pk,
            contract_line_id=line.pk,
            modification_id=change.pk,
            installment_id=row.pk,
        )
        mine.update(valid_until=date(2026, 12, 31))
        with refused("only its end may change"):
            mine.update(unit_price=Decimal("56.00"))


def now():
    """Ask at once what is asked when a transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
