"""Another day of the month for many contracts, by date (LC-5, R4)."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadencia.billing import acts, bulk, due, generation, renewing
from cadencia.billing.bulk_day import DayWish
from cadencia.billing.choosing import Choice
from cadencia.billing.models import ContractDue, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Filter, Scope
from cadencia.contracts.models import BulkAct, Contract, InstallmentMove, ScheduleChange
from cadencia.core.agreement import Opening
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)
ALL = Choice()
THE_10TH = DayWish(since=date(2026, 4, 1), day=10)
FROM_THE_5TH = {"schedule_every": 1, "schedule_unit": "month", "schedule_first": date(2026, 1, 5)}


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return replace(factories.chief(company.pk), name="Marta")


@pytest.fixture
def posted(company, boss):
    def make(**fields):
        customer = factories.a_customer(company)
        draft = factories.a_draft_contract(customer, ("CUOTA", "45.00"), **FROM_THE_5TH | fields)
        return acts.post(draft.pk, on=date(2026, 1, 1), by=boss)

    return make


@pytest.fixture
def world(company, posted, boss):
    return company, posted, boss


def run(company, as_of, *, issue=True):
    scope = Scope(as_of=date.fromisoformat(as_of))
    wish = Wish(issue=issue, approve=True)
    moment = factories.A_MOMENT.replace(year=2028)
    return generation.generate(scope, wish, by=factories.chief(company.pk), clock=lambda: moment)


def ledger(contract):
    rows = Installment.objects.filter(contract=contract).order_by("due_on", "kind")
    return [
        f"{r.number} {r.due_on:%d/%m} {r.period_start:%d/%m}-{r.period_until:%d/%m}" for r in rows
    ]


def do(wish, boss, choice=ALL, **named):
    return bulk.execute(choice, wish, today=TODAY, at=factories.A_MOMENT, by=boss, **named)


def seen(wish, boss, choice=ALL):
    return bulk.preview(choice, wish, today=TODAY, by=boss)


def reasons(proposal):
    return {each.code for each in proposal.left_out}


class TestSeenBefore:
    @pytest.mark.parametrize(
        ("wish", "expected"),
        [
            (THE_10TH, "2026-04-10: 5 Apr 2026 to 9 Apr 2026 (5 days): not billed"),
            (
                replace(THE_10TH, opening=Opening.PRORATED),
                "2026-04-05: 5 Apr 2026 to 9 Apr 2026 (5 days): billed by days",
            ),
            (  # an earlier day: nearly a period lies between
                replace(THE_10TH, day=1, opening=Opening.FULL),
                "2026-04-05: 5 Apr 2026 to 30 Apr 2026 (26 days): billed as a whole period",
            ),
        ],
    )
    def test_the_days_between_and_what_is_billed_of_them(self, company, posted, wish, expected):
        posted()
        run(company, "2026-03-20")
        with translation.override("en"):
            (found,) = seen(wish, factories.chief(company.pk)).touched
        assert (str(found.acts_from), found.before, found.after) == (
            *("2026-04-05", "5", str(wish.day)),
        )
        assert f"{found.due_on}: {found.calculation[0]}" == expected
        assert not ScheduleChange.objects.exists()

    def test_who_is_left_out_and_why(self, posted, boss, company):
        posted(schedule_unit="week")
        posted(schedule_first=date(2026, 1, 10))
        posted(ends_on=date(2026, 3, 31))
        sale = posted()
        InstallmentMove.objects.create(
            company=company, contract=sale, due_on=date(2026, 6, 5), to=date(2026, 6, 8)
        )
        posted(ends_on=date(2026, 12, 4), renew_automatically=True)
        found = seen(THE_10TH, boss)
        assert not found.touched
        assert reasons(found) == {
            "no_day_of_month",
            "nothing_to_change",
            "not_billed",
            "moved_beyond",
            "end_not_aligned",
        }
        assert all(each.sentence for each in found.left_out)

    def test_the_wish_itself(self, boss):
        with pytest.raises(ValuesRefused):
            seen(DayWish(since=date(2026, 4, 1), day=32), boss)


class TestDone:
    def test_it_bills_what_was_shown(self, company, posted, boss):
        contract = posted()
        run(company, "2026-03-20")
        shown = seen(THE_10TH, boss)
        do(THE_10TH, boss, expect=shown.fingerprint)
        assert ContractDue.objects.get(contract=contract).look_from == date(2026, 4, 10)
        run(company, "2026-05-20")
        assert ledger(contract) == [
            "1 05/01 05/01-04/02",
            "2 05/02 05/02-04/03",
            "3 05/03 05/03-04/04",
            "4 10/04 10/04-09/05",
            "5 10/05 10/05-09/06",
        ]

    def test_what_was_billed_beyond_the_day_stays(self, company, posted, boss):
        contract = posted(lead_days=40)
        run(company, "2026-03-20")  # up to 5 April, which covers up to 4 May
        do(replace(THE_10TH, since=date(2026, 3, 1)), boss)
        run(company, "2026-05-20")
        assert ledger(contract)[3:5] == ["4 05/04 05/04-04/05", "5 10/05 10/05-09/06"]

    def test_the_lines_and_the_schedule_of_the_contract_stay(self, posted, boss):
        contract = posted()
        do(THE_10TH, boss)
        now = Contract.objects.get(pk=contract.pk)
        assert (now.schedule_first, now.version) == (date(2026, 1, 5), contract.version + 1)

    def test_months_of_the_year_keep_theirs(self, company, posted, boss):
        mask = {"schedule_every": None, "schedule_unit": "", "schedule_first": None}
        contract = posted(
            **mask, schedule_months=[3, 9], schedule_day=5, starts_on=date(2026, 1, 1)
        )
        do(replace(THE_10TH, since=date(2026, 3, 1)), boss)
        run(company, "2026-10-01")
        assert ledger(contract) == ["1 10/03 10/03-09/09", "2 10/09 10/09-09/03"]

    def test_a_clone_has_it_too(self, posted, boss):
        contract = posted()
        do(THE_10TH, boss)
        made = renewing.clone(contract.pk, renewing.Copy(today=TODAY), by=boss)
        assert ScheduleChange.objects.filter(contract=made).count() == 1

    def test_by_a_clerk_or_of_another_company(self, company, posted, boss):
        contract = posted()
        with pytest.raises(NotAllowed):
            do(THE_10TH, Actor(company_id=company.pk, permissions=GRANTS[Role.CLERK]))
        other = factories.chief(factories.a_company().pk)
        only = Choice(only=Filter(contracts=(contract.code,)))
        with pytest.raises(bulk.NothingToDo):
            do(THE_10TH, other, only)


class TestUndone:
    def test_while_nothing_was_billed_by_it(self, company, posted, boss):
        contract = posted()
        run(company, "2026-03-20")
        done = do(THE_10TH, boss)
        assert bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss) == 1
        assert ContractDue.objects.get(contract=contract).look_from == date(2026, 4, 5)
        run(company, "2026-04-20")
        assert ledger(contract)[-1] == "4 05/04 05/04-04/05"
        assert BulkAct.objects.get().state == "undone"

    @pytest.mark.parametrize(("as_of", "allowed"), [("2026-04-09", True), ("2026-04-10", False)])
    def test_once_something_was_it_is_refused(self, company, posted, boss, as_of, allowed):
        contract = posted()
        done = do(THE_10TH, boss)
        run(company, as_of, issue=False)
        if allowed:
            assert bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss) == 1
            return
        with pytest.raises(bulk.BilledSince) as refused:
            bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss)
        assert refused.value.contracts == (contract.code,)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wish=st.builds(
        DayWish,
        day=st.integers(1, 31),
        since=st.dates(date(2026, 1, 1), date(2026, 8, 31)),
        opening=st.sampled_from([None, *Opening]),
    ),
    timing=st.sampled_from(["advance", "arrears"]),
    billed=st.none() | st.dates(date(2026, 1, 1), date(2026, 7, 31)),
)
def test_done_and_undone_is_as_before(world, wish, timing, billed):
    """Ledger, next due date and what is billed later: all but the versions."""
    company, posted, boss = world
    contract, other = posted(timing=timing), posted(timing=timing)
    if billed is not None:
        run(company, billed.isoformat())
    before = ledger(contract), ContractDue.objects.get(contract=contract).look_from
    only = Choice(only=Filter(contracts=(contract.code,)))
    try:
        done = do(wish, boss, only)
    except bulk.NothingToDo:
        return
    assert due.expected([contract.pk], company.pk)[contract.pk] == (
        ContractDue.objects.get(contract=contract).look_from
    )
    bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss)
    assert before == (ledger(contract), ContractDue.objects.get(contract=contract).look_from)
    run(company, "2026-12-31")
    assert ledger(contract) == ledger(other)


def test_what_another_program_billed_is_not_among_the_next(posted, boss):
    posted(schedule_first=date(2025, 7, 5), billed_until=date(2026, 3, 31))
    (found,) = seen(THE_10TH, boss).touched
    assert found.calculation[-1].endswith(": 10/04/2026, 10/05/2026, 10/06/2026")
    assert found.due_on == date(2026, 4, 10)
