"""Installments that are given back, so that the next run bills them again."""

from datetime import date

import pytest

from cadencia.billing import acts, due, reopening
from cadencia.billing.models import ContractDue, Installment
from cadencia.documents.models import DocumentVoid
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 31)


@pytest.fixture
def contract():
    ana = factories.a_customer(factories.a_company())
    draft = factories.a_draft_contract(ana, ("CUOTA <MENSUAL>", "45.00"))
    return acts.post(draft.pk, on=date(2026, 1, 1), by=factories.chief(ana.company_id))


def billed(contract, number=1, due_on=JANUARY):
    row = factories.an_installment(contract, number, due_on=due_on, theoretical_on=due_on)
    document = factories.an_issued_document(contract.customer, number=number)
    factories.a_link(row, document)
    due.refresh([contract.pk], contract.company_id)
    return row, document


def voided(document):
    DocumentVoid.objects.create(
        company_id=document.company_id, document=document, voided_on=JANUARY, reason="Error",
        created_at=factories.A_MOMENT,
    )  # fmt: skip


def look_from(contract):
    return ContractDue.objects.get(contract=contract).look_from


class TestReopeningOne:
    def test_once_its_document_is_voided_it_is_owed_again(self, contract):
        row, document = billed(contract)
        assert look_from(contract) == date(2026, 2, 28)
        voided(document)
        reopening.reopen(contract.pk, JANUARY, by=factories.chief(contract.company_id))
        row.refresh_from_db()
        assert (row.state, row.number, look_from(contract)) == ("reopened", 1, JANUARY)

    def test_a_document_in_force_keeps_it(self, contract):
        row, _document = billed(contract)
        with pytest.raises(ValuesRefused) as refused:
            reopening.reopen(contract.pk, JANUARY, by=factories.chief(contract.company_id))
        assert [each.path for each in refused.value.problems] == ["due_on"]
        row.refresh_from_db()
        assert row.state == "billed"

    @pytest.mark.parametrize("state", ["due", "skipped", "reopened"])
    def test_what_is_not_billed_is_not_reopened(self, contract, state):
        factories.an_installment(contract, state=state)
        with pytest.raises(ValuesRefused):
            reopening.reopen(contract.pk, JANUARY, by=factories.chief(contract.company_id))

    def test_a_date_without_installment(self, contract):
        with pytest.raises(ValuesRefused):
            reopening.reopen(
                contract.pk, date(2026, 1, 30), by=factories.chief(contract.company_id)
            )

    def test_an_auditor_may_not(self, contract):
        auditor = Actor(company_id=contract.company_id, permissions=GRANTS[Role.AUDITOR])
        with pytest.raises(NotAllowed):
            reopening.reopen(contract.pk, JANUARY, by=auditor)


class TestReopeningMany:
    def test_their_contracts_are_looked_at_again(self, contract):
        first, january = billed(contract)
        second, february = billed(contract, 2, date(2026, 2, 28))
        voided(january)
        voided(february)
        by = factories.chief(contract.company_id)
        assert reopening.reopen_installments([second.pk, first.pk], by=by) == {contract.pk}
        assert set(Installment.objects.values_list("state", flat=True)) == {"reopened"}
        assert look_from(contract) == JANUARY

    def test_twice_is_once(self, contract):
        row, document = billed(contract)
        voided(document)
        by = factories.chief(contract.company_id)
        reopening.reopen_installments([row.pk], by=by)
        reopening.reopen_installments([row.pk], by=by)
        assert Installment.objects.get().state == "reopened"

    def test_those_of_another_company_are_unknown_and_none_is_reopened(self, contract):
        mine, _ = billed(contract)
        other = factories.a_posted_contract(
            factories.a_customer(factories.a_company()), ("CUOTA", "1.00")
        )
        theirs = factories.an_installment(other)
        with pytest.raises(reopening.NoSuchInstallment):
            reopening.reopen_installments(
                [mine.pk, theirs.pk], by=factories.chief(contract.company_id)
            )
        assert set(Installment.objects.values_list("state", flat=True)) == {"billed"}
