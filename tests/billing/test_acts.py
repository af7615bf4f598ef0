"""What a person does to a contract, with its waiting drafts and its dues."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cadencia.billing import acts, missing, withdrawing
from cadencia.billing.models import ContractDue, Installment, Refusal
from cadencia.contracts import services, states, termination
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from cadencia.parties.access import GRANTS, Actor, CredentialsWanted, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def draft(ana):
    return factories.a_draft_contract(ana, ("CUOTA <MENSUAL>", "45.00"))


@pytest.fixture
def posted(draft):
    return acts.post(draft.pk, by=chief(draft.company_id), on=NEW_YEAR)


def void(contract_id, *, by, on):
    return acts.void(contract_id, by=by)  # for good: since when doesn't matter


def look_from(contract):
    return ContractDue.objects.get(contract=contract).look_from


def a_waiting_draft(contract, *, run_id=None):
    document = factories.a_draft_document(contract.customer, run_id=run_id)
    factories.a_link(factories.an_installment(contract), document)
    return document


class TestPosting:
    def test_a_posted_contract_is_looked_at_from_its_first_date(self, draft):
        contract = acts.post(draft.pk, by=chief(draft.company_id), on=NEW_YEAR)
        assert (contract.state, contract.is_active, contract.version) == ("posted", True, 2)
        assert look_from(contract) == date(2026, 1, 31)

    def test_lead_days_bring_the_look_forward(self, ana):
        contract = factories.a_draft_contract(ana, ("CUOTA", "45.00"), lead_days=10)
        acts.post(contract.pk, by=chief(ana.company_id), on=NEW_YEAR)
        assert look_from(contract) == date(2026, 1, 21)

    def test_all_problems_are_named_at_once_and_it_stays_a_draft(self, ana):
        contract = factories.a_draft_contract(
            ana, ("CUOTA <MENSUAJ>", "45.00"), ends_on=date(2026, 1, 1)
        )
        factories.a_line(contract, position=2, unit_price=Decimal(1), price_split="divided")
        with pytest.raises(services.PostingRefused) as refused:
            acts.post(contract.pk, by=chief(ana.company_id), on=NEW_YEAR)
        paths = {each.path for each in refused.value.problems}
        assert {"contract.lines.0.description", "contract.lines.1.price_split"} <= paths
        assert all(each.message for each in refused.value.problems)
        contract.refresh_from_db()
        assert (contract.state, contract.version) == ("draft", 1)

    def test_it_is_posted_once(self, posted):
        with pytest.raises(states.AlreadyPosted):
            acts.post(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)

    def test_another_company_has_no_such_contract(self, draft):
        other = factories.a_company()
        with pytest.raises(services.NoSuchContract):
            acts.post(draft.pk, by=chief(other.pk), on=NEW_YEAR)


class TestStopping:
    @pytest.mark.parametrize(
        ("act", "state", "active"),
        [
            (acts.revert, "draft", True),
            (acts.deactivate, "posted", False),
            (acts.finish, "finished", True),
            (void, "void", True),
        ],
    )
    def test_nothing_is_looked_at_any_more(self, posted, act, state, active):
        contract = act(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)
        assert (contract.state, contract.is_active, contract.version) == (state, active, 3)
        assert look_from(contract) is None

    @pytest.mark.parametrize(
        ("stop", "again"),
        [(acts.deactivate, acts.activate), (acts.finish, acts.reopen), (acts.revert, acts.post)],
    )
    def test_it_goes_on_where_it_was(self, posted, stop, again):
        stop(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)
        again(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)
        assert look_from(posted) == date(2026, 1, 31)

    def test_its_refusal_is_forgotten(self, posted):
        Refusal.objects.create(
            contract=posted, company_id=posted.company_id, code="x", message="x",
            at=factories.A_MOMENT,
        )  # fmt: skip
        acts.revert(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)
        assert not Refusal.objects.exists()


class TestDraftsThatWait:
    def test_reverting_asks_about_them(self, posted):
        document = a_waiting_draft(posted, run_id=7)
        with pytest.raises(acts.DraftsWait) as wait:
            acts.revert(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)
        assert (wait.value.runs, wait.value.documents) == ((7,), (document.pk,))
        posted.refresh_from_db()
        assert posted.state == "posted"

    def test_deleting_them_gives_their_installments_back(self, posted):
        a_waiting_draft(posted)
        acts.revert(posted.pk, by=chief(posted.company_id), on=NEW_YEAR, waiting=acts.Drafts.DELETE)
        assert not Document.objects.exists()
        assert Installment.objects.get().state == "reopened"

    @pytest.mark.parametrize("act", [acts.finish, void])
    def test_finishing_and_voiding_delete_them(self, posted, act):
        a_waiting_draft(posted)
        act(posted.pk, by=chief(posted.company_id), on=NEW_YEAR)
        assert not Document.objects.exists()

    def test_a_draft_shared_with_another_contract_gives_that_back_too(self, posted, ana):
        other = factories.a_draft_contract(ana, ("OTRA", "1.00"))
        acts.post(other.pk, by=chief(ana.company_id), on=NEW_YEAR)
        document = a_waiting_draft(posted)
        factories.a_link(factories.an_installment(other), document)
        ContractDue.objects.filter(contract=other).update(look_from=date(2026, 2, 28))
        acts.void(posted.pk, by=chief(posted.company_id))
        assert look_from(other) == date(2026, 1, 31)

    def test_they_may_be_kept(self, posted):
        a_waiting_draft(posted)
        acts.revert(posted.pk, by=chief(posted.company_id), on=NEW_YEAR, waiting=acts.Drafts.KEEP)
        assert Document.objects.count() == 1

    def test_issued_documents_stay(self, posted):
        document = factories.a_draft_document(posted.customer)
        factories.a_link(factories.an_installment(posted), document)
        factories.issue(document, 1)
        acts.void(posted.pk, by=chief(posted.company_id))
        assert Document.objects.get().number == 1
        assert Installment.objects.get().state == "billed"


class TestDatesMissedMeanwhile:
    """January was owed when it stopped in February; February to April came and went.

    31/1     10/2      28/2     31/3     30/4     31/5
    |--------|---------|--------|--------|--------|
    owed     stopped   missed   missed   missed   goes on
    """

    STOPPED = date(2026, 2, 10)
    GOES_ON = date(2026, 5, 31)

    def rows(self):
        found = Installment.objects.order_by("due_on")
        return [(each.number, f"{each.due_on:%d/%m}", each.state) for each in found]

    @pytest.fixture
    def stopped(self, posted):
        return acts.deactivate(posted.pk, by=chief(posted.company_id), on=self.STOPPED)

    def test_they_are_listed(self, stopped):
        listed = missing.missed(stopped, on=self.GOES_ON, by=chief(stopped.company_id))
        assert [each.number for each in listed] == [2, 3, 4]

    def test_they_are_skipped_and_what_was_owed_stays_owed(self, stopped):
        acts.activate(stopped.pk, by=chief(stopped.company_id), on=self.GOES_ON)
        assert self.rows() == [
            (1, "31/01", "due"),
            (2, "28/02", "skipped"),
            (3, "31/03", "skipped"),
            (4, "30/04", "skipped"),
        ]
        assert look_from(stopped) == date(2026, 1, 31)

    def test_or_stay_owed_if_so_chosen(self, stopped):
        acts.activate(
            stopped.pk, by=chief(stopped.company_id), on=self.GOES_ON, missed=missing.Missed.DUE
        )
        assert self.rows() == []
        assert look_from(stopped) == date(2026, 1, 31)

    @pytest.mark.parametrize(
        ("stopped_on", "goes_on", "skipped"),
        [
            (date(2026, 2, 27), date(2026, 3, 31), ["28/02"]),
            (date(2026, 2, 28), date(2026, 3, 31), []),
            (date(2026, 2, 28), date(2026, 4, 1), ["31/03"]),
            (date(2026, 3, 1), date(2026, 4, 30), ["31/03"]),
        ],
    )
    def test_neither_the_day_it_stops_nor_the_day_it_goes_on_is_missed(
        self, posted, stopped_on, goes_on, skipped
    ):
        acts.finish(posted.pk, by=chief(posted.company_id), on=stopped_on)
        acts.reopen(posted.pk, by=chief(posted.company_id), on=goes_on)
        assert [day for _number, day, state in self.rows() if state == "skipped"] == skipped

    def test_a_first_posting_misses_nothing(self, draft):
        acts.post(draft.pk, by=chief(draft.company_id), on=self.GOES_ON)
        assert self.rows() == []

    def test_the_first_stop_counts(self, stopped):
        acts.revert(stopped.pk, by=chief(stopped.company_id), on=date(2026, 4, 15))
        acts.post(stopped.pk, by=chief(stopped.company_id), on=self.GOES_ON)
        assert [number for number, _day, state in self.rows() if state == "skipped"] == [2, 3, 4]

    def test_once_settled_it_is_forgotten(self, stopped):
        contract = acts.activate(stopped.pk, by=chief(stopped.company_id), on=self.GOES_ON)
        assert contract.stopped_on is None
        assert missing.missed(contract, on=date(2026, 12, 31), by=chief(contract.company_id)) == []


class TestWhyItEnds:
    @pytest.fixture
    def moved(self, ana):
        return termination.save_reason("MUD", "Se muda", by=chief(ana.company_id))

    def test_the_reason_is_kept_with_finish(self, posted, moved):
        contract = acts.finish(posted.pk, by=chief(posted.company_id), on=NEW_YEAR, reason="mud")
        assert contract.termination_reason == moved

    def test_and_with_void(self, posted, moved):
        assert acts.void(posted.pk, by=chief(posted.company_id), reason="MUD").termination_reason

    def test_who_reopens_takes_it_back(self, posted, moved):
        by = chief(posted.company_id)
        acts.finish(posted.pk, by=by, on=NEW_YEAR, reason="MUD")
        assert acts.reopen(posted.pk, by=by, on=NEW_YEAR).termination_reason is None

    def test_an_unknown_one_is_refused_naming_those_that_there_are(self, posted, moved):
        with pytest.raises(ValuesRefused, match="MUD"), translation.override("es"):
            acts.finish(posted.pk, by=chief(posted.company_id), on=NEW_YEAR, reason="NADA")
        posted.refresh_from_db()
        assert posted.state == "posted"

    def test_another_companys_reason_is_unknown(self, posted):
        termination.save_reason("MUD", "Se muda", by=chief(factories.a_company().pk))
        with pytest.raises(ValuesRefused):
            acts.void(posted.pk, by=chief(posted.company_id), reason="MUD")

    def test_it_may_be_given_of_a_withdrawal_but_not_of_what_goes_on(self, posted, moved):
        by = chief(posted.company_id)
        with pytest.raises(ValuesRefused):
            acts.give_reason(posted.pk, "MUD", by=by)
        withdrawing.withdraw(posted.pk, date(2026, 6, 30), by=by)
        assert acts.give_reason(posted.pk, "MUD", by=by).termination_reason == moved


class TestWhoMay:
    """R14's table, as the acts ask for it; the credentials are given again in the last row."""

    DO = {
        "post": lambda contract, by: acts.post(contract.pk, on=NEW_YEAR, by=by),
        "finish": lambda contract, by: acts.finish(contract.pk, on=NEW_YEAR, by=by),
        "revert": lambda contract, by: acts.revert(contract.pk, on=NEW_YEAR, by=by),
        "activate": lambda contract, by: acts.activate(contract.pk, on=NEW_YEAR, by=by),
        "deactivate": lambda contract, by: acts.deactivate(contract.pk, on=NEW_YEAR, by=by),
        "reopen": lambda contract, by: acts.reopen(contract.pk, on=NEW_YEAR, by=by),
        "void": lambda contract, by: acts.void(contract.pk, by=by),
    }
    NOBODY, AGAIN, GOES = NotAllowed, CredentialsWanted, None
    TABLE = {
        "auditor": (NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY),
        "clerk": (GOES, GOES, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY),
        "accountant": (NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, AGAIN, AGAIN),
        "manager": (GOES, GOES, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
        "administrator": (GOES, GOES, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    }

    @pytest.mark.parametrize("role", Role)
    def test_each_act_by_each_role(self, ana, role):
        by = Actor(company_id=ana.company_id, permissions=GRANTS[role])
        for (name, act), refusal in zip(self.DO.items(), self.TABLE[role], strict=True):
            contract = self.ready(ana, name)
            if refusal is None:
                act(contract, by)
                continue
            before = Contract.objects.values().get(pk=contract.pk)
            with pytest.raises(refusal):
                act(contract, by)
            assert Contract.objects.values().get(pk=contract.pk) == before

    def test_with_credentials_given_again_the_manager_goes_on(self, ana):
        by = Actor(
            company_id=ana.company_id, permissions=GRANTS[Role.MANAGER], gave_credentials=True
        )
        for name, act in self.DO.items():
            contract = self.ready(ana, name)
            assert act(contract, by).version == contract.version + 1

    def ready(self, ana, act):
        """Return a contract whose state admits the act."""
        contract = factories.a_draft_contract(ana, ("CUOTA", "45.00"))
        by = chief(ana.company_id)
        if act != "post":
            acts.post(contract.pk, on=NEW_YEAR, by=by)
        if act == "reopen":
            acts.finish(contract.pk, on=NEW_YEAR, by=by)
        contract.refresh_from_db()
        return contract
