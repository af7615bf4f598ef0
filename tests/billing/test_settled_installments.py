"""What becomes of an installment when the sale that stands for it goes out of force (GE-8)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import (
    acts,
    associating,
    crediting,
    doctor,
    generation,
    invoicing_notes,
    settled_installments,
    voiding,
)
from cadencia.billing.associating import Asked
from cadencia.billing.association_models import Association
from cadencia.billing.crediting import Wish
from cadencia.billing.invoicing_notes import NotesWish
from cadencia.billing.models import ContractDue, Installment
from cadencia.billing.pending_notes import NotesScope
from cadencia.billing.runs import Wish as RunWish
from cadencia.billing.scopes import Scope
from cadencia.billing.voiding import VoidWish
from cadencia.core.corrective import Method
from cadencia.documents.models import Document
from cadencia.parties.access import administrator_of_machine
from tests import factories

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 15, 10, tzinfo=UTC)  # 31 January and 28 February are pending


def clock():
    return MARCH


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def by(company):
    return administrator_of_machine(company.pk)


@pytest.fixture
def contract(company, by):
    ana = factories.a_customer(company)
    draft = factories.a_draft_contract(ana, ("CUOTA", "100.00"))
    return acts.post(draft.pk, on=date(2026, 1, 1), by=by)


@pytest.fixture
def sale(contract, by):
    """An invoice of 121.00, of a delivery note, stands for the installment of 31 January."""
    acts.deactivate(contract.pk, on=date(2026, 1, 1), by=by)
    other = factories.a_draft_contract(
        contract.customer, ("PORTE", "100.00"), installments=1, document_type="delivery_note"
    )
    acts.post(other.pk, on=date(2026, 1, 1), by=by)
    generate(contract.company_id)
    notes = NotesWish(scope=NotesScope(until=MARCH.date()))
    (document,) = invoicing_notes.invoice_notes(notes, by=by, clock=clock)
    acts.activate(contract.pk, on=date(2026, 1, 1), by=by)
    associating.associate(Asked(contract_id=contract.pk, document=document.pk), at=MARCH, by=by)
    return document


def generate(company_id):
    return generation.generate(
        Scope(as_of=MARCH.date()), RunWish(), by=factories.chief(company_id), clock=clock
    )


def void(sale, *, by, gives_back):
    wish = VoidWish(reason="x", on=MARCH.date(), delivered=False, gives_back=gives_back)
    return voiding.void(sale.pk, wish, by=by, at=MARCH)


def credit(sale, *, by, **wish):
    return crediting.credit(sale.pk, Wish(reason="x", **wish), by=by, clock=clock)


def ledger(contract):
    rows = Installment.objects.filter(contract=contract, replaced=False).order_by("due_on")
    return " ".join(f"{each.number}:{each.due_on:%m-%d}:{each.state}" for each in rows)


def associations():
    return Association.objects.filter(undone_at=None).count()


def is_healthy():
    return [each.name for each in doctor.examine(at=MARCH) if each.name != "triggers"] == []


class TestVoided:
    def test_given_back_it_is_owed_again_and_billed(self, contract, sale, by):
        assert void(sale, by=by, gives_back=True) == {contract.pk}
        assert ledger(contract) == "1:01-31:reopened"
        assert associations() == 0
        assert Association.objects.get().undone_at == MARCH
        assert ContractDue.objects.get(contract=contract).look_from == date(2026, 1, 31)
        assert generate(contract.company_id).documents == 2
        assert ledger(contract) == "1:01-31:billed 2:02-28:billed"
        assert is_healthy()

    def test_not_given_back_it_stays_settled_by_a_void_sale(self, contract, sale, by):
        assert void(sale, by=by, gives_back=False) == frozenset()
        assert (ledger(contract), associations()) == ("1:01-31:linked", 1)
        assert generate(contract.company_id).documents == 1
        assert is_healthy()

    def test_afterwards_the_association_may_still_be_undone(self, contract, sale, by):
        void(sale, by=by, gives_back=False)
        associating.undo(Association.objects.get().pk, at=MARCH, by=by)
        assert ledger(contract) == "1:01-31:reopened"

    def test_one_that_is_only_listed_stays_listed(self, contract, sale, by):
        associating.undo(Association.objects.get().pk, at=MARCH, by=by)
        asked = Asked(contract_id=contract.pk, document=sale.pk, only_listed=True)
        associating.associate(asked, at=MARCH, by=by)
        assert void(sale, by=by, gives_back=True) == frozenset()
        assert (ledger(contract), associations()) == ("1:01-31:reopened", 1)


class TestCredited:
    def test_wholly_and_given_back(self, contract, sale, by):
        credit(sale, by=by, gives_back=True)
        assert (ledger(contract), associations()) == ("1:01-31:reopened", 0)
        assert generate(contract.company_id).documents == 2
        assert is_healthy()

    def test_wholly_and_not_given_back(self, contract, sale, by):
        credit(sale, by=by)
        assert (ledger(contract), associations()) == ("1:01-31:linked", 1)
        assert is_healthy()

    def test_a_part_changes_nothing(self, contract, sale, by):
        credit(sale, by=by, what="amount", amount=Decimal("21.00"))
        assert (ledger(contract), associations()) == ("1:01-31:linked", 1)

    def test_what_stands_in_its_place_gives_back_what_it_settled(self, contract, sale, by):
        amount = {"what": "amount", "amount": Decimal("21.00")}
        note = credit(sale, by=by, method=Method.SUBSTITUTION, **amount)
        assert settled(note, by) == [("1", "2026-01-31", True)]
        credit(note, by=by, gives_back=True)
        assert (ledger(contract), associations()) == ("1:01-31:reopened", 0)
        assert is_healthy()


def settled(document, by):
    found = settled_installments.settled_by(document.pk, by=by)
    return [(str(each.number), each.due_on.isoformat(), each.is_linked) for each in found]


class TestSaidBefore:
    def test_what_it_stands_for(self, contract, sale, by):
        assert settled(sale, by) == [("1", "2026-01-31", True)]

    def test_what_it_bills(self, contract, by):
        generate(contract.company_id)
        first = Document.objects.get(operation_date=date(2026, 1, 31))
        assert settled(first, by) == [("1", "2026-01-31", False)]

    def test_nothing_any_more_once_it_is_given_back(self, contract, sale, by):
        void(sale, by=by, gives_back=True)
        assert settled(sale, by) == []

    def test_another_companys_document_is_an_unknown_one(self, contract, sale):
        other = administrator_of_machine(factories.a_company().pk)
        assert settled(sale, other) == []
