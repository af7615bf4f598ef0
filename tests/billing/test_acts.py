"""What a person does to a contract, with its waiting drafts and its dues."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts
from cadencia.billing.models import ContractDue, Installment, Refusal
from cadencia.contracts import services, states
from cadencia.documents.models import Document
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def draft(ana):
    return factories.a_draft_contract(ana, ("CUOTA <MENSUAL>", "45.00"))


@pytest.fixture
def posted(draft):
    return acts.post(draft.pk, draft.company_id)


def look_from(contract):
    return ContractDue.objects.get(contract=contract).look_from


def a_waiting_draft(contract, *, run_id=None):
    document = factories.a_draft_document(contract.customer, run_id=run_id)
    factories.a_link(factories.an_installment(contract), document)
    return document


class TestPosting:
    def test_a_posted_contract_is_looked_at_from_its_first_date(self, draft):
        contract = acts.post(draft.pk, draft.company_id)
        assert (contract.state, contract.is_active, contract.version) == ("posted", True, 2)
        assert look_from(contract) == date(2026, 1, 31)

    def test_lead_days_bring_the_look_forward(self, ana):
        contract = factories.a_draft_contract(ana, ("CUOTA", "45.00"), lead_days=10)
        acts.post(contract.pk, ana.company_id)
        assert look_from(contract) == date(2026, 1, 21)

    def test_all_problems_are_named_at_once_and_it_stays_a_draft(self, ana):
        contract = factories.a_draft_contract(
            ana, ("CUOTA <MENSUAJ>", "45.00"), ends_on=date(2026, 1, 1)
        )
        factories.a_line(contract, position=2, unit_price=Decimal(1), price_split="divided")
        with pytest.raises(services.PostingRefused) as refused:
            acts.post(contract.pk, ana.company_id)
        paths = {each.path for each in refused.value.problems}
        assert {"contract.lines.0.description", "contract.lines.1.price_split"} <= paths
        assert all(each.message for each in refused.value.problems)
        contract.refresh_from_db()
        assert (contract.state, contract.version) == ("draft", 1)

    def test_it_is_posted_once(self, posted):
        with pytest.raises(states.AlreadyPosted):
            acts.post(posted.pk, posted.company_id)

    def test_another_company_has_no_such_contract(self, draft):
        other = factories.a_company()
        with pytest.raises(services.NoSuchContract):
            acts.post(draft.pk, other.pk)


class TestStopping:
    @pytest.mark.parametrize(
        ("act", "state", "active"),
        [
            (acts.revert, "draft", True),
            (acts.deactivate, "posted", False),
            (acts.finish, "finished", True),
            (acts.void, "void", True),
        ],
    )
    def test_nothing_is_looked_at_any_more(self, posted, act, state, active):
        contract = act(posted.pk, posted.company_id)
        assert (contract.state, contract.is_active, contract.version) == (state, active, 3)
        assert look_from(contract) is None

    @pytest.mark.parametrize(
        ("stop", "again"),
        [(acts.deactivate, acts.activate), (acts.finish, acts.reopen), (acts.revert, acts.post)],
    )
    def test_it_goes_on_where_it_was(self, posted, stop, again):
        stop(posted.pk, posted.company_id)
        again(posted.pk, posted.company_id)
        assert look_from(posted) == date(2026, 1, 31)

    def test_its_refusal_is_forgotten(self, posted):
        Refusal.objects.create(
            contract=posted, company_id=posted.company_id, code="x", message="x",
            at=factories.A_MOMENT,
        )  # fmt: skip
        acts.revert(posted.pk, posted.company_id)
        assert not Refusal.objects.exists()


class TestDraftsThatWait:
    def test_reverting_asks_about_them(self, posted):
        document = a_waiting_draft(posted, run_id=7)
        with pytest.raises(acts.DraftsWait) as wait:
            acts.revert(posted.pk, posted.company_id)
        assert (wait.value.runs, wait.value.documents) == ((7,), (document.pk,))
        posted.refresh_from_db()
        assert posted.state == "posted"

    def test_deleting_them_gives_their_installments_back(self, posted):
        a_waiting_draft(posted)
        acts.revert(posted.pk, posted.company_id, waiting=acts.Drafts.DELETE)
        assert not Document.objects.exists()
        assert Installment.objects.get().state == "reopened"

    @pytest.mark.parametrize("act", [acts.finish, acts.void])
    def test_finishing_and_voiding_delete_them(self, posted, act):
        a_waiting_draft(posted)
        act(posted.pk, posted.company_id)
        assert not Document.objects.exists()

    def test_a_draft_shared_with_another_contract_gives_that_back_too(self, posted, ana):
        other = factories.a_draft_contract(ana, ("OTRA", "1.00"))
        acts.post(other.pk, ana.company_id)
        document = a_waiting_draft(posted)
        factories.a_link(factories.an_installment(other), document)
        ContractDue.objects.filter(contract=other).update(look_from=date(2026, 2, 28))
        acts.void(posted.pk, posted.company_id)
        assert look_from(other) == date(2026, 1, 31)

    def test_they_may_be_kept(self, posted):
        a_waiting_draft(posted)
        acts.revert(posted.pk, posted.company_id, waiting=acts.Drafts.KEEP)
        assert Document.objects.count() == 1

    def test_issued_documents_stay(self, posted):
        document = factories.a_draft_document(posted.customer)
        factories.a_link(factories.an_installment(posted), document)
        factories.issue(document, 1)
        acts.void(posted.pk, posted.company_id)
        assert Document.objects.get().number == 1
        assert Installment.objects.get().state == "billed"
