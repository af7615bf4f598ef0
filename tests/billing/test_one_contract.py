"""Billing one contract by hand: the oldest pending, then in advance, once (GE-4)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import acts, doctor, one_contract, undoing
from cadencia.billing.models import ContractDue, Installment
from cadencia.billing.one_contract import Asked, NotGenerating, PlanChanged
from cadencia.billing.runs import Wish
from cadencia.contracts.services import NoSuchContract
from cadencia.documents.models import Document
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role, administrator_of_machine
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 15)  # 31 January and 28 February are pending


def at(day=MARCH):
    return lambda: datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


@pytest.fixture
def company():
    return factories.a_company(country="FR")  # where any months may share an invoice


@pytest.fixture
def contract(company):
    return a_contract(company)


@pytest.fixture
def by(company):
    return administrator_of_machine(company.pk)


def a_contract(company, *lines, **fields):
    lines = lines or (("CUOTA <MENSUAL>", "45.00"),)
    draft = factories.a_draft_contract(factories.a_customer(company), *lines, **fields)
    by = administrator_of_machine(company.pk)
    return acts.post(draft.pk, on=date(2026, 1, 1), by=by)


def generate(contract, count=None, *, by, wish=None, **asked):
    return one_contract.generate_one(
        contract.company_id,
        Asked(contract=contract.code, as_of=MARCH, count=count, **asked),
        wish or Wish(),
        by=by,
        clock=at(),
    )


def preview(contract, count=None, *, by, **asked):
    asked = Asked(contract=contract.code, as_of=MARCH, count=count, **asked)
    return one_contract.preview_one(contract.company_id, asked, by=by, clock=at())


def ledger(contract):
    rows = Installment.objects.filter(contract=contract, replaced=False).order_by("due_on")
    return " ".join(f"{each.number}:{each.due_on:%m-%d}:{each.state}" for each in rows)


def numbers(contract):
    found = Document.objects.filter(company=contract.company_id).order_by("number")
    return [each.number for each in found]


def look_from(contract):
    return ContractDue.objects.get(contract=contract).look_from


class TestWhatIsPending:
    def test_as_many_as_have_come_and_the_next(self, contract, by):
        found = one_contract.pending_of(contract.company_id, contract.code, as_of=MARCH, by=by)
        assert found.count == 2
        assert [each.due_on.isoformat() for each in found.installments] == [
            "2026-01-31",
            "2026-02-28",
        ]
        assert found.following.due_on == date(2026, 3, 31)

    def test_nothing_after_the_last(self, company, by):
        mine = a_contract(company, installments=2)
        found = one_contract.pending_of(company.pk, mine.code, as_of=MARCH, by=by)
        assert (found.count, found.following) == (2, None)

    def test_a_draft_generates_nothing(self, company, by):
        draft = factories.a_draft_contract(factories.a_customer(company), ("CUOTA", "1.00"))
        with pytest.raises(NotGenerating) as refused:
            one_contract.pending_of(company.pk, draft.code, as_of=MARCH, by=by)
        assert refused.value.state == "draft"

    def test_another_company_has_no_such_contract(self, contract):
        other = factories.a_company()
        with pytest.raises(NoSuchContract):
            one_contract.pending_of(
                other.pk, contract.code, as_of=MARCH, by=administrator_of_machine(other.pk)
            )


class TestGenerating:
    def test_fewer_than_pending_are_the_oldest(self, contract, by):
        done = generate(contract, 1, by=by)
        assert (done.run.state, done.pending, done.ahead) == ("issued", 2, 0)
        assert ledger(contract) == "1:01-31:billed"
        assert look_from(contract) == date(2026, 2, 28)

    def test_more_are_in_advance_with_notice(self, contract, by):
        done = generate(contract, 4, by=by)
        assert (done.pending, done.ahead) == (2, 2)
        assert ledger(contract) == "1:01-31:billed 2:02-28:billed 3:03-31:billed 4:04-30:billed"
        assert numbers(contract) == [1, 2, 3, 4]
        assert look_from(contract) == date(2026, 5, 31)

    def test_one_in_advance_where_none_is_pending(self, contract, by):
        generate(contract, by=by)
        done = generate(contract, 1, by=by)
        assert (done.pending, done.ahead) == (0, 1)
        document = Document.objects.get(number=3)
        assert document.issue_date == MARCH  # its date hasn't come: the day of issue
        assert document.operation_date == date(2026, 3, 31)
        assert document.due_dates.get().due_on == date(2026, 3, 31)

    def test_all_that_is_pending_unless_a_number_is_said(self, contract, by):
        done = generate(contract, by=by)
        assert (done.pending, done.ahead, done.run.documents) == (2, 0, 2)
        assert generate(contract, by=by).run.documents == 0

    def test_the_others_are_left_alone(self, company, contract, by):
        other = a_contract(company)
        generate(contract, 3, by=by)
        assert ledger(other) == ""

    def test_reopened_ones_go_first(self, contract, by):
        run = generate(contract, 2, by=by, wish=Wish(issue=False)).run
        undoing.undo(run.pk, by=factories.chief(contract.company_id), clock=at())
        generate(contract, 1, by=by)
        assert ledger(contract) == "1:01-31:billed 2:02-28:reopened"

    def test_a_contract_without_an_end_can_be_billed_years_ahead(self, company, by):
        mine = a_contract(company, schedule_every=12, schedule_unit="month",
                          schedule_first=date(2026, 1, 31))  # fmt: skip
        assert generate(mine, 5, by=by).ahead == 4
        assert look_from(mine) == date(2031, 1, 31)

    def test_doctor_finds_nothing(self, contract, by):
        generate(contract, 4, by=by)
        generate(contract, 2, by=by, together=True)
        assert not [each for each in doctor.examine(at=at()()) if each.name != "triggers"]


class TestTogether:
    def test_one_document_for_all(self, contract, by):
        generate(contract, 3, by=by, together=True)
        document = Document.objects.get()
        assert [each.description for each in document.lines.order_by("position")] == [
            "CUOTA Enero",
            "CUOTA Febrero",
            "CUOTA Marzo",
        ]
        assert document.net == Decimal("135.00")
        assert document.links.count() == 3

    def test_the_ones_in_advance_are_due_by_their_own_dates(self, contract, by):
        generate(contract, 4, by=by, together=True)
        document = Document.objects.get()
        assert (document.issue_date, document.operation_date) == (
            date(2026, 2, 28),
            date(2026, 2, 28),
        )
        due = [(each.due_on, each.amount) for each in document.due_dates.order_by("position")]
        assert due == [
            (date(2026, 2, 28), Decimal("108.90")),
            (date(2026, 3, 31), Decimal("54.45")),
            (date(2026, 4, 30), Decimal("54.45")),
        ]

    def test_in_spain_each_month_has_its_own(self, by):
        mine = a_contract(factories.a_company())
        done = generate(mine, 3, by=administrator_of_machine(mine.company_id), together=True)
        assert done.run.documents == 3


class TestExactlyThat:
    def test_the_preview_is_what_is_generated(self, contract, by):
        shown = preview(contract, 3, by=by)
        assert (shown.pending, shown.ahead, len(shown.plan.documents)) == (2, 1, 3)
        done = generate(contract, 3, by=by, wish=Wish(expect=shown.fingerprint))
        assert done.run.state == "issued"

    def test_one_that_no_longer_holds_leaves_nothing(self, contract, by):
        shown = preview(contract, 1, by=by)
        generate(contract, 1, by=by)
        with pytest.raises(PlanChanged):
            generate(contract, 1, by=by, wish=Wish(expect=shown.fingerprint))
        assert numbers(contract) == [1]
        assert Document.objects.count() == 1

    def test_the_preview_of_what_has_ended_is_empty(self, company, by):
        mine = a_contract(company, installments=1)
        generate(mine, by=by)
        assert not preview(mine, 2, by=by).plan.documents

    def test_a_safety_bound_leaves_drafts(self, company, by):
        type(company).objects.filter(pk=company.pk).update(max_installments_per_contract=3)
        done = generate(a_contract(company), 4, by=by)
        assert (done.run.state, list(done.run.stop_reason)) == (
            "drafted",
            ["installments_per_contract"],
        )


class TestWhoMay:
    def test_one_who_only_reads_generates_nothing(self, contract):
        auditor = Actor(company_id=contract.company_id, permissions=GRANTS[Role.AUDITOR])
        assert preview(contract, 1, by=auditor).pending == 2
        with pytest.raises(NotAllowed):
            generate(contract, 1, by=auditor)

    @pytest.mark.parametrize("count", [0, -1, 1001])
    def test_a_count_that_makes_no_sense(self, contract, by, count):
        with pytest.raises(ValuesRefused) as refused:
            generate(contract, count, by=by)
        assert [each.path for each in refused.value.problems] == ["count"]

    def test_the_run_says_who(self, contract, django_user_model):
        user = django_user_model.objects.create(username="ana")
        clerk = Actor(
            company_id=contract.company_id, permissions=GRANTS[Role.CLERK], user_id=user.pk
        )
        assert generate(contract, 1, by=clerk).run.user_id == user.pk
