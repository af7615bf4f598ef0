"""A template's schedule changed by date, for all who read it (AG-6, R4)."""

import re
from datetime import date

import pytest

from cadencia.billing import (
    acts,
    due,
    following,
    generation,
    one_contract,
    template_refresh,
    template_schedules,
    templates,
)
from cadencia.billing.models import ContractDue, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.billing.templates import FollowersHaveDrafts, NoSuchTemplate
from cadencia.contracts.models import ScheduleChange, Template, TemplateSchedule
from cadencia.parties import access
from cadencia.parties.access import NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
GYM = {
    "code": "GYM",
    "schedule": {"every": 1, "unit": "month", "first": "2026-01-01"},
    "lines": [{"key": "fee", "description": "CUOTA", "unit_price": "45.00", "taxes": ["IVA21"]}],
}
THE_15TH = {"every": 1, "unit": "month", "first": "2026-01-15"}


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def by(company):
    return access.administrator_of_machine(company.pk)


@pytest.fixture
def gym(by):
    return templates.create(GYM, by=by)


@pytest.fixture
def member(gym, company, by):
    def make(**form):
        customer = factories.a_customer(company)
        form = {"starts_on": "2026-01-01", **form}
        made = following.make_contract("GYM", customer.code, form, today=NEW_YEAR, by=by)
        return acts.post(made.pk, on=NEW_YEAR, by=by)

    return make


def run(company, as_of, *, issue=True):
    scope = Scope(as_of=date.fromisoformat(as_of))
    wish = Wish(issue=issue, approve=True)
    return generation.generate(
        scope,
        wish,
        by=factories.chief(company.pk),
        clock=lambda: factories.A_MOMENT.replace(year=2027),
    )


def ledger(contract):
    rows = Installment.objects.filter(contract=contract).order_by("due_on", "kind")
    return [
        f"{each.number} {each.due_on:%d/%m} {each.period_start:%d/%m}-{each.period_until:%d/%m}"
        for each in rows
    ]


@pytest.mark.parametrize(
    "case",
    [
        (
            {},
            [
                "1 01/01 01/01-31/01",
                "2 01/02 01/02-28/02",
                "3 01/03 01/03-31/03",
                "4 15/04 15/04-14/05",
            ],
        ),
        (
            {"opening": "prorated"},
            [
                "1 01/01 01/01-31/01",
                "2 01/02 01/02-28/02",
                "3 01/03 01/03-31/03",
                "0 01/04 01/04-14/04",
                "4 15/04 15/04-14/05",
            ],
        ),
        (
            {"timing": "arrears"},
            [
                "1 01/02 01/01-31/01",
                "2 01/03 01/02-28/02",
                "3 01/04 01/03-31/03",
            ],
        ),
        (  # its own schedule: the template's isn't its business
            {"schedule": {"every": 1, "unit": "quarter", "first": "2026-01-01"}},
            ["1 01/01 01/01-31/03", "2 01/04 01/04-30/06"],
        ),
    ],
)
def test_whoever_follows(gym, member, company, by, case):
    form, expected = case
    contract = member(**form)
    run(company, "2026-02-10")
    template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    run(company, "2026-05-10")
    assert ledger(contract) == expected


def test_who_was_billed_ahead_takes_it_from_the_first_day_not_covered(gym, member, company, by):
    ahead, other = member(), member()
    run(company, "2026-02-10")
    asked = one_contract.Asked(contract=ahead.code, as_of=date(2026, 2, 10), count=2)
    one_contract.generate_one(
        company.pk,
        asked,
        Wish(issue=True, approve=True),
        by=by,
        clock=lambda: factories.A_MOMENT.replace(year=2027),
    )
    template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    assert [each.contract_id for each in ScheduleChange.objects.all()] == [ahead.pk]
    run(company, "2026-05-20")
    assert ledger(ahead)[2:] == [
        "3 01/03 01/03-31/03",
        "4 01/04 01/04-30/04",
        "5 15/05 15/05-14/06",
    ]
    assert ledger(other)[2:] == [
        "3 01/03 01/03-31/03",
        "4 15/04 15/04-14/05",
        "5 15/05 15/05-14/06",
    ]


def test_one_row_and_the_dates_are_found_before_the_next_run(gym, member, company, by):
    contract = member()
    run(company, "2026-03-01")
    template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    assert TemplateSchedule.objects.count() == 1
    assert ContractDue.objects.get(contract=contract).look_from == date(2026, 4, 1)
    assert template_refresh.settle(company.pk) == 1
    assert ContractDue.objects.get(contract=contract).look_from == date(2026, 4, 15)
    assert due.expected([contract.pk], company.pk) == {contract.pk: date(2026, 4, 15)}


def test_one_made_later_has_the_new_schedule_from_the_beginning(gym, member, company, by):
    member()
    template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    later = member(starts_on="2026-04-01")
    run(company, "2026-05-20")
    assert ledger(later) == ["1 15/04 15/04-14/05", "2 15/05 15/05-14/06"]


def test_while_nobody_follows_it_is_simply_the_templates(gym, by):
    template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    gym.refresh_from_db()
    assert (gym.schedule_first, TemplateSchedule.objects.count()) == (date(2026, 1, 15), 0)


def test_it_is_seen_before(gym, member, company, by):
    member(opening="prorated")
    member(ends_on="2026-03-31")
    found = template_schedules.reach(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    assert (found.followers, found.billing) == (2, 2)
    first, second = found.shown
    assert first.then is not None
    assert (str(first.then.begins), str(first.then.opening)) == ("2026-04-01", "prorated")
    assert str(first.then.stretch.until) == "2026-04-14"
    assert second.then is None
    assert not TemplateSchedule.objects.exists()


def test_withdrawn_while_nothing_was_billed_by_it(gym, member, company, by):
    contract = member()
    run(company, "2026-03-01")
    template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
    template_schedules.withdraw(gym.pk, date(2026, 3, 10), by=by)
    run(company, "2026-04-20")
    assert ledger(contract)[-1] == "4 01/04 01/04-30/04"


class TestRefused:
    def test_withdrawing_once_billed(self, gym, member, company, by):
        member()
        template_schedules.change(gym.pk, THE_15TH, since=date(2026, 1, 10), by=by)
        run(company, "2026-02-20")
        with pytest.raises(ValuesRefused, match=r"."):
            template_schedules.withdraw(gym.pk, date(2026, 1, 10), by=by)
        assert TemplateSchedule.objects.count() == 1

    @pytest.mark.parametrize(
        "case",
        [
            (THE_15TH, "2026-03-10", "since"),  # not after the latest
            ({"every": 0, "unit": "month", "first": "2026-01-15"}, "2026-05-10", "schedule.every"),
            (None, "2026-05-10", "schedule"),
            ({"every": 1, "unit": "week", "first": "2026-01-05"}, "2026-05-10", "schedule"),
        ],
    )
    def test_what_can_not_be(self, gym, member, by, case):
        schedule, since, path = case
        member(proration="thirty")
        template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
        with pytest.raises(ValuesRefused) as refused:
            template_schedules.change(gym.pk, schedule, since=date.fromisoformat(since), by=by)
        assert path in [re.sub(r"^contract\.", "", each.path) for each in refused.value.problems]

    def test_while_drafts_wait(self, gym, member, company, by):
        member()
        run(company, "2026-02-10", issue=False)
        with pytest.raises(FollowersHaveDrafts):
            template_schedules.change(gym.pk, THE_15TH, since=date(2026, 3, 10), by=by)
        assert Template.objects.get(pk=gym.pk).version == gym.version

    def test_by_a_clerk_or_of_another_company(self, gym, by):
        clerk = access.Actor(company_id=by.company_id, permissions=access.GRANTS[Role.CLERK])
        with pytest.raises(NotAllowed):
            template_schedules.change(gym.pk, THE_15TH, since=NEW_YEAR, by=clerk)
        other = access.administrator_of_machine(factories.a_company().pk)
        with pytest.raises(NoSuchTemplate):
            template_schedules.change(gym.pk, THE_15TH, since=NEW_YEAR, by=other)
