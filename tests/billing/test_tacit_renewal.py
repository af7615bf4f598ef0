"""Automatic renewal: contracts that go on by themselves unless notice was given (R17, LC-5)."""

from datetime import date

import pytest

from cadencia.billing import acts, renewal_task, renewing, tacit_renewal
from cadencia.billing.models import ContractDue
from cadencia.billing.tacit_renewal import Terms
from cadencia.contracts.models import Prolongation, ScheduleChange
from cadencia.parties import access
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.cli.commands import it_is

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
YEAR = {
    "schedule_every": 1,
    "schedule_unit": "month",
    "schedule_first": NEW_YEAR,
    "ends_on": date(2026, 12, 31),
}
A_MONTH = Terms(notice_days=30)
IN_TIME, OVER = date(2026, 12, 1), date(2026, 12, 2)


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def by(ana):
    return access.administrator_of_machine(ana.company_id)


def a_contract(ana, by, terms=A_MONTH, **fields):
    draft = factories.a_draft_contract(ana, ("CUOTA", "45.00"), **{**YEAR, **fields})
    contract = acts.post(draft.pk, on=NEW_YEAR, by=by)
    return tacit_renewal.set_automatic(contract.pk, terms, by=by)


@pytest.fixture
def contract(ana, by):
    return a_contract(ana, by)


def problems(refused):
    return [each.path for each in refused.value.problems]


def end_of(contract):
    contract.refresh_from_db()
    return contract.ends_on


class TestRenewing:
    def test_the_day_after_the_last_one_for_notice(self, contract, by):
        assert tacit_renewal.renew_due(IN_TIME, by=by) == []
        tacit_renewal.renew_due(OVER, by=by)
        assert end_of(contract) == date(2027, 12, 31)

    def test_once_whatever_is_run_twice(self, contract, by):
        for _ in range(2):
            tacit_renewal.renew_due(OVER, by=by)
        row = Prolongation.objects.get()
        assert (row.previous_end, row.ends_on, row.periods, row.renewed_on) == (
            date(2026, 12, 31),
            date(2027, 12, 31),
            12,
            OVER,
        )

    def test_so_many_periods_at_a_time_and_what_was_missed(self, ana, by):
        contract = a_contract(ana, by, Terms(periods=3))
        tacit_renewal.renew_due(date(2027, 4, 1), by=by)
        assert end_of(contract) == date(2027, 6, 30)
        assert Prolongation.objects.count() == 2

    def test_as_long_as_at_first_also_the_second_time(self, contract, by):
        tacit_renewal.renew_due(date(2027, 12, 2), by=by)
        assert end_of(contract) == date(2028, 12, 31)

    def test_a_contract_that_had_ended_is_looked_at_again(self, ana, by):
        contract = a_contract(ana, by, Terms())
        for number in range(1, 13):
            factories.an_installment(contract, number, due_on=date(2026, number, 1))
        tacit_renewal.renew_due(date(2027, 1, 1), by=by)
        assert ContractDue.objects.get(contract=contract).look_from == date(2027, 1, 1)

    def test_drafts_that_wait_are_not_stale(self, contract, by):
        version = contract.version
        tacit_renewal.renew_due(OVER, by=by)
        contract.refresh_from_db()
        assert contract.version == version

    @pytest.mark.parametrize("act", [acts.deactivate, acts.finish])
    def test_none_that_stands_still(self, contract, by, act):
        act(contract.pk, on=NEW_YEAR, by=by)
        assert tacit_renewal.renew_due(OVER, by=by) == []

    def test_another_companys_is_left_alone(self, contract):
        other = access.administrator_of_machine(factories.a_company().pk)
        assert tacit_renewal.renew_due(OVER, by=other) == []

    def test_the_job_does_so_for_all_companies(self, contract, settings):
        settings.CLOCK = "tests.cli.commands.the_clock"
        it_is(IN_TIME)
        renewal_task.renew_contracts(0)
        assert end_of(contract) == date(2026, 12, 31)
        it_is(OVER)
        renewal_task.renew_contracts(0)
        assert end_of(contract) == date(2027, 12, 31)


class TestNotice:
    @pytest.mark.parametrize(
        ("given", "end"), [(IN_TIME, date(2026, 12, 31)), (OVER, date(2027, 12, 31))]
    )
    def test_in_time_it_ends_and_late_a_term_later(self, contract, by, given, end):
        tacit_renewal.give_notice(contract.pk, given, by=by)
        tacit_renewal.renew_due(date(2030, 1, 1), by=by)
        assert end_of(contract) == end

    def test_taken_back(self, contract, by):
        tacit_renewal.give_notice(contract.pk, IN_TIME, by=by)
        tacit_renewal.give_notice(contract.pk, None, by=by)
        tacit_renewal.renew_due(OVER, by=by)
        assert end_of(contract) == date(2027, 12, 31)

    def test_only_of_one_that_renews_itself(self, ana, by):
        draft = factories.a_draft_contract(ana, ("CUOTA", "45.00"))
        with pytest.raises(ValuesRefused) as refused:
            tacit_renewal.give_notice(draft.pk, IN_TIME, by=by)
        assert problems(refused) == ["contract"]


class TestRefused:
    @pytest.mark.parametrize(
        ("fields", "terms", "paths"),
        [
            ({"ends_on": None}, A_MONTH, ["ends_on"]),
            ({"ends_on": date(2026, 12, 15)}, A_MONTH, ["ends_on"]),
            ({"installments": 12}, A_MONTH, ["installments"]),
            ({}, Terms(periods=0, notice_days=-1), ["renewal_periods", "notice_days"]),
        ],
    )
    def test_what_cant_go_on(self, ana, by, fields, terms, paths):
        with pytest.raises(ValuesRefused) as refused:
            a_contract(ana, by, terms, **fields)
        assert problems(refused) == paths

    def test_lines_that_end_with_it(self, ana, by):
        draft = factories.a_draft_contract(ana, **YEAR)
        factories.a_line(draft, unit_price=1, valid_until=date(2026, 12, 31))
        with pytest.raises(ValuesRefused) as refused:
            tacit_renewal.set_automatic(draft.pk, A_MONTH, by=by)
        assert problems(refused) == ["lines"]

    def test_the_nearest_ends_are_named(self, ana, by):
        with pytest.raises(ValuesRefused) as refused:
            a_contract(ana, by, ends_on=date(2026, 12, 15))
        message = refused.value.problems[0].message
        assert "2026-11-30" in message
        assert "2026-12-31" in message


class TestComing:
    def test_what_renews_next(self, ana, by, contract):
        noticed = a_contract(ana, by, ends_on=date(2026, 6, 30))
        tacit_renewal.give_notice(noticed.pk, NEW_YEAR, by=by)
        ending = a_contract(ana, by, ends_on=date(2026, 9, 30))
        tacit_renewal.set_manual(ending.pk, by=by)
        idle = a_contract(ana, by, ends_on=date(2026, 10, 31))
        acts.deactivate(idle.pk, on=NEW_YEAR, by=by)
        found = tacit_renewal.coming(date(2026, 12, 31), NEW_YEAR, by=by)
        assert [(each.ends_on, each.new_end, each.outcome) for each in found] == [
            (date(2026, 6, 30), None, "notice"),
            (date(2026, 9, 30), None, "ends"),
            (date(2026, 10, 31), date(2027, 8, 31), "stands"),
            (date(2026, 12, 31), date(2027, 12, 31), "renews"),
        ]
        assert found[-1].notice_until == IN_TIME

    def test_what_another_contract_goes_on_with_does_not(self, ana, by, contract):
        how = renewing.Copy(today=NEW_YEAR)
        heir = renewing.renew(contract.pk, date(2027, 1, 1), how, by=by)
        acts.post(heir.pk, on=NEW_YEAR, by=by)
        found = tacit_renewal.coming(date(2026, 12, 31), NEW_YEAR, by=by)
        assert contract.code not in {each.contract for each in found}

    def test_what_ended_long_ago_does_not(self, ana, by, contract):
        tacit_renewal.set_manual(contract.pk, by=by)
        assert tacit_renewal.coming(date(2028, 1, 1), date(2027, 1, 1), by=by) == []


def test_it_goes_on_with_the_schedule_in_force_at_its_end(ana, by):
    """Monthly for half a year, quarterly since July: the second year is four quarters."""
    contract = a_contract(ana, by)
    ScheduleChange.objects.create(
        company_id=ana.company_id,
        contract=contract,
        valid_from=date(2026, 7, 1),
        schedule_every=3,
        schedule_unit="month",
        schedule_first=date(2026, 7, 1),
    )
    (seen,) = tacit_renewal.coming(date(2026, 12, 31), NEW_YEAR, by=by)
    assert (seen.outcome, seen.new_end) == ("renews", date(2027, 12, 31))
    tacit_renewal.set_automatic(contract.pk, Terms(periods=2, notice_days=30), by=by)
    tacit_renewal.renew_due(OVER, by=by)
    assert end_of(contract) == date(2027, 6, 30)
