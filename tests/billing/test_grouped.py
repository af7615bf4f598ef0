"""Contracts of a customer on one document: run, preview, staleness, undoing (GE-9)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from cadencia.billing import acts, closing, doctor, generation, preview, runs, undoing
from cadencia.billing.models import BillingRun, Installment, Refusal, RunChunk
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope, scope_of
from cadencia.contracts.models import Contract, ContractLine
from cadencia.documents.models import Document
from cadencia.parties.access import administrator_of_machine
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 31)


def clock():
    return datetime(2026, 1, 31, 10, tzinfo=UTC)


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def ana(company):
    return factories.a_customer(company, group_contracts=True)


def a_contract(customer, price="0.12", **fields):
    draft = factories.a_draft_contract(customer, (f"CUOTA {price}", price), **fields)
    return acts.post(
        draft.pk, on=date(2026, 1, 1), by=administrator_of_machine(customer.company_id)
    )


def generate(company, *, group=False, issue=True, expect=""):
    scope = Scope(as_of=DAY, group=group)
    return generation.generate(
        scope, Wish(issue=issue, expect=expect), by=chief(company.pk), clock=clock
    )


def summary(company, *, group=False):
    return preview.summarize(Scope(as_of=DAY, group=group), by=chief(company.pk), clock=clock)


def is_healthy():
    return [each.name for each in doctor.examine(at=clock()) if each.name != "triggers"] == []


class TestOneDocument:
    def test_where_the_customer_prefers_it(self, company, ana):
        mine = [a_contract(ana) for _ in range(4)]
        run = generate(company)
        document = Document.objects.get()
        # 21 % of 0.48, rounded once: four alone would come to 0.60.
        assert (document.net, document.total) == (Decimal("0.48"), Decimal("0.58"))
        assert (run.documents, run.installments, run.totals) == (1, 4, {"EUR": "0.58"})
        assert [each.contract_id for each in document.lines.order_by("position")] == [
            each.pk for each in mine
        ]
        assert document.links.count() == 4
        assert is_healthy()

    def test_not_where_it_does_not(self, company):
        luis = factories.a_customer(company, "Luis")
        a_contract(luis), a_contract(luis)
        assert generate(company).documents == 2

    def test_for_all_if_the_run_asks(self, company):
        luis = factories.a_customer(company, "Luis")
        a_contract(luis), a_contract(luis)
        assert generate(company, group=True).documents == 1

    def test_the_preference_is_that_of_who_pays(self, company, ana):
        luis = factories.a_customer(company, "Luis")
        a_contract(ana)
        a_contract(luis, bill_to=ana)
        generate(company)
        assert Document.objects.get().bill_to == ana

    def test_other_customers_have_their_own(self, company, ana):
        berta = factories.a_customer(company, "Berta", group_contracts=True)
        for customer in (ana, berta, ana, berta):
            a_contract(customer)
        assert generate(company).documents == 2

    def test_a_reference_that_is_not_that_of_all_is_left_out(self, company, ana):
        a_contract(ana, reference="PO-1")
        a_contract(ana, reference="PO-2")
        generate(company)
        assert Document.objects.get().contract_reference == ""

    def test_one_that_is_refused_does_not_hold_the_others(self, company, ana):
        a_contract(ana)
        a_contract(ana, series="NONE")
        a_contract(ana)
        run = generate(company)
        assert (run.documents, run.installments, run.refusals) == (1, 2, 1)


class TestThePreview:
    @pytest.mark.parametrize("group", [False, True])
    def test_it_is_what_the_run_makes(self, company, ana, group):
        luis = factories.a_customer(company, "Luis")
        for customer in (ana, luis, ana, luis, ana, ana):
            a_contract(customer)
        shown = summary(company, group=group)
        run = generate(company, group=group, expect=shown.fingerprint)
        assert (run.state, run.fingerprint) == ("issued", shown.fingerprint)
        assert (run.documents, run.totals) == (
            shown.documents,
            {"EUR": str(shown.totals["EUR"])},
        )
        (total,) = shown.groups.values()
        assert (total.documents, total.total) == (shown.documents, shown.totals["EUR"])

    def test_a_preference_that_changed_meanwhile_is_noticed(self, company, ana):
        a_contract(ana), a_contract(ana)
        shown = summary(company)
        type(ana).objects.update(group_contracts=False)
        assert generate(company, expect=shown.fingerprint).state == "drafted"

    def test_a_scope_keeps_what_it_was_asked(self):
        scope = Scope(as_of=DAY, group=True)
        assert scope_of(scope.form(), as_of=DAY) == scope
        assert scope.key() != Scope(as_of=DAY).key()


class TestDrafts:
    @pytest.mark.parametrize("changed", [0, 1])
    def test_one_of_them_that_changed_keeps_it_from_being_issued(self, company, ana, changed):
        mine = [a_contract(ana), a_contract(ana)]
        run = generate(company, issue=False)
        Contract.objects.filter(pk=mine[changed].pk).update(version=9)
        closing.approve(run.pk, by=chief(company.pk), clock=clock)
        generation.carry_on(run.pk, by=chief(company.pk), clock=clock)
        assert Document.objects.get().number is None

    def test_nothing_changed_and_it_is_issued(self, company, ana):
        a_contract(ana), a_contract(ana)
        run = generate(company, issue=False)
        closing.approve(run.pk, by=chief(company.pk), clock=clock)
        generation.carry_on(run.pk, by=chief(company.pk), clock=clock)
        assert Document.objects.get().number == 1

    def test_undone_all_are_billed_again(self, company, ana):
        a_contract(ana), a_contract(ana)
        run = generate(company, issue=False)
        assert undoing.undo(run.pk, by=chief(company.pk), clock=clock) == 1
        assert set(Installment.objects.values_list("state", flat=True)) == {"reopened"}
        assert generate(company).documents == 1
        assert is_healthy()

    def test_reverting_one_gives_back_the_installments_of_all(self, company, ana):
        mine = [a_contract(ana), a_contract(ana)]
        generate(company, issue=False)
        acts.revert(
            mine[0].pk, on=DAY, by=administrator_of_machine(company.pk), waiting=acts.Drafts.DELETE
        )
        assert not Document.objects.exists()
        assert generate(company).documents == 1


def test_a_customer_who_groups_is_never_split(company, ana, monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 2)
    luis = factories.a_customer(company, "Luis")
    for customer in (ana, luis) * 5:
        a_contract(customer)
    run = generate(company)
    assert run.documents == 1 + 5
    chunks = RunChunk.objects.filter(run=run).values_list("contracts", flat=True)
    assert sorted(chunks) == [1, 1, 1, 1, 1, 5]
    assert BillingRun.objects.get().installments == 10


class TestOneThatTheDatabaseRefuses:
    """What only the database notices: a total that no column of documents takes."""

    def poison(self, contract):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
            ContractLine.objects.filter(contract=contract).update(
                quantity=999_999_999_999, unit_price=999_999_999_999
            )
            cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")

    @pytest.mark.parametrize("group", [False, True])
    def test_the_others_of_its_customer_still_share_one(self, company, ana, group):
        luis = factories.a_customer(company, "Luis")
        theirs = [a_contract(each) for each in (ana, luis, ana, ana, luis, ana, luis)]
        self.poison(theirs[3])
        run = generate(company, group=group)
        # Ana's three together; Luis's three together only if the run asks so.
        assert (run.documents, run.installments, run.refusals) == (2 if group else 4, 6, 1)
        assert {each.contract_id for each in Refusal.objects.all()} == {theirs[3].pk}
        shared = Document.objects.get(bill_to=ana)
        mine = [theirs[0].pk, theirs[2].pk, theirs[5].pk]
        assert sorted(each.contract_id for each in shared.lines.all()) == mine

    def test_none_is_refused_alone_and_all_are_parked(self, company, ana):
        """Each fits a column; their sum doesn't."""
        mine = [a_contract(ana, price="90000000000.00") for _ in range(2)]
        luis = a_contract(factories.a_customer(company, "Luis"))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE documents_document ADD CONSTRAINT small CHECK (net < 1e11)")
        run = generate(company)
        assert (run.documents, run.refusals) == (1, 2)
        assert Document.objects.get().bill_to == luis.customer
        assert {each.contract_id for each in Refusal.objects.all()} == {each.pk for each in mine}
