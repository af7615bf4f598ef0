"""Another template for many contracts, by date, or none any more (LC-5, AG-6)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, bulk, closing, due, following, generation, templates
from cadencia.billing.bulk_template import TemplateWish
from cadencia.billing.choosing import Choice
from cadencia.billing.models import ContractDue
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Filter, Scope
from cadencia.billing.templates import LineChange
from cadencia.contracts.models import (
    Contract,
    ContractLine,
    PastTemplate,
    ScheduledModification,
)
from cadencia.documents.models import Document, DocumentLine
from cadencia.parties import access
from cadencia.parties.access import Actor, CredentialsWanted, NotAllowed, Permission
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
TODAY = date(2026, 3, 10)
MONTHLY = {"every": 1, "unit": "month", "first": "2026-01-01"}


def a_template(code, price, by, **more):
    line = {"key": "fee", "description": f"CUOTA {code}", "unit_price": price, "taxes": ["IVA21"]}
    return templates.create({"code": code, "schedule": MONTHLY, "lines": [line], **more}, by=by)


@pytest.fixture
def company():
    return factories.a_company(max_price_change=Decimal(1000), max_growth=Decimal(1000))


@pytest.fixture
def by(company):
    return access.administrator_of_machine(company.pk)


@pytest.fixture
def gym(by):
    return a_template("GYM", "45.00", by)


@pytest.fixture
def pool(by):
    first = {"every": 1, "unit": "month", "first": "2026-01-15"}
    return a_template("POOL", "60.00", by, schedule=first)


@pytest.fixture
def member(gym, company, by):
    def make(**form):
        customer = factories.a_customer(company)
        form = {"starts_on": "2026-01-01", **form}
        made = following.make_contract("GYM", customer.code, form, today=NEW_YEAR, by=by)
        return acts.post(made.pk, on=NEW_YEAR, by=by)

    return make


def to(code, since="2026-04-01"):
    day = date.fromisoformat(since) if code else None
    return TemplateWish(template=code, since=day)


def do(wish, by, choice=None):
    return bulk.execute(choice or Choice(), wish, today=TODAY, at=factories.A_MOMENT, by=by)


def undo(done, by):
    return bulk.undo(done.act_id, at=factories.A_MOMENT, by=by)


def run(company, as_of):
    scope = Scope(as_of=date.fromisoformat(as_of))
    moment = factories.A_MOMENT.replace(year=2027)
    return generation.generate(
        scope, Wish(issue=True, approve=True), by=factories.chief(company.pk), clock=lambda: moment
    )


def billed(contract):
    lines = DocumentLine.objects.filter(contract_id=contract.pk).order_by("period_start", "pk")
    return [
        f"{each.period_start:%d/%m}-{each.period_until:%d/%m} {each.description} {each.unit_price}"
        for each in lines
    ]


def doubt(contract, company):
    """The day to look from is what it would be if it were worked out anew."""
    kept = ContractDue.objects.get(contract=contract).look_from
    assert due.expected([contract.pk], company.pk) == {contract.pk: kept}
    return kept


class TestMoved:
    def test_each_days_lines_and_dates(self, member, pool, company, by):
        contract = member()
        run(company, "2026-02-10")
        done = do(to("POOL"), by)
        (touched,) = done.proposal.touched
        assert (touched.before, touched.after) == ("GYM", "POOL")
        assert (str(touched.acts_from), str(touched.due_on)) == ("2026-04-01", "2026-04-15")
        doubt(contract, company)
        run(company, "2026-05-01")
        assert billed(contract) == [
            "01/01-31/01 CUOTA GYM 45.00",
            "01/02-28/02 CUOTA GYM 45.00",
            "01/03-31/03 CUOTA GYM 45.00",
            "15/04-14/05 CUOTA POOL 60.00",
        ]

    def test_what_the_new_one_changes_later_reaches_it(self, member, pool, company, by):
        contract = member()
        do(to("POOL"), by)
        change = LineChange(line="fee", on=date(2026, 5, 1), unit_price=Decimal("65.00"))
        templates.change_line(pool.pk, change, by=by)
        run(company, "2026-06-01")
        assert billed(contract)[-2:] == [
            "15/04-14/05 CUOTA POOL 60.00",
            "15/05-14/06 CUOTA POOL 65.00",
        ]

    def test_drafts_of_days_before_are_stale_when_the_old_one_changes(
        self, member, gym, pool, company, by
    ):
        member()
        do(to("POOL"), by)
        day = date(2026, 2, 28)
        made = generation.generate(
            Scope(as_of=day), Wish(issue=False), by=by, clock=lambda: factories.A_MOMENT
        )
        change = LineChange(line="fee", on=date(2026, 2, 1), unit_price=Decimal("46.00"))
        with pytest.raises(templates.FollowersHaveDrafts):
            templates.change_line(gym.pk, change, by=by)
        templates.change_line(gym.pk, change, by=by, keep_drafts=True)
        closing.approve(made.pk, by=by, clock=lambda: factories.A_MOMENT)
        generation.carry_on(made.pk, by=by, clock=lambda: factories.A_MOMENT)
        assert Document.objects.filter(number__isnull=False).count() == 0
        assert Document.objects.count() == 2

    def test_one_with_a_schedule_of_its_own_keeps_it(self, member, pool, company, by):
        contract = member(schedule={"every": 2, "unit": "month", "first": "2026-01-01"})
        do(to("POOL"), by)
        run(company, "2026-05-01")
        assert billed(contract) == [
            "01/01-28/02 CUOTA GYM 45.00",
            "01/03-30/04 CUOTA GYM 45.00",
            "01/05-30/06 CUOTA POOL 60.00",
        ]

    def test_one_that_followed_none_ends_its_own_lines(self, pool, company, by):
        customer = factories.a_customer(company)
        first = {"schedule_every": 1, "schedule_unit": "month", "schedule_first": NEW_YEAR}
        draft = factories.a_draft_contract(customer, ("PROPIA", "9.00"), **first)
        contract = acts.post(draft.pk, on=NEW_YEAR, by=by)
        do(to("POOL", "2026-03-01"), by)
        run(company, "2026-03-31")
        assert [each.split(" ", 1)[1] for each in billed(contract)] == [
            *("PROPIA 9.00", "PROPIA 9.00", "CUOTA POOL 60.00"),
        ]
        assert str(ContractLine.objects.get(contract=contract).valid_until) == "None"

    def test_what_was_billed_beyond_the_day_stays(self, member, pool, company, by):
        contract = member(lead_days=40)
        run(company, "2026-03-10")
        do(to("POOL", "2026-02-15"), by)
        assert PastTemplate.objects.get().until == date(2026, 4, 30)
        run(company, "2026-05-01")
        assert billed(contract)[3:] == [
            "01/04-30/04 CUOTA GYM 45.00",
            "15/05-14/06 CUOTA POOL 60.00",
        ]


class TestDetached:
    def test_it_bills_as_before_and_changes_reach_it_no_more(self, member, gym, company, by):
        contract = member()
        coming = LineChange(line="fee", on=date(2026, 3, 1), unit_price=Decimal("50.00"))
        templates.change_line(gym.pk, coming, by=by)
        do(to(""), by)
        later = LineChange(line="fee", on=date(2026, 2, 1), unit_price=Decimal("99.00"))
        templates.change_line(gym.pk, later, by=by)
        run(company, "2026-03-31")
        assert [each[-5:] for each in billed(contract)] == ["45.00", "45.00", "50.00"]
        now = Contract.objects.get(pk=contract.pk)
        assert (now.state, now.follows_template, now.schedule_first) == ("posted", False, NEW_YEAR)

    def test_undone_it_follows_as_before(self, member, gym, company, by):
        contract, own = member(), member(schedule={**MONTHLY, "every": 2})
        coming = LineChange(line="fee", on=date(2026, 3, 1), unit_price=Decimal("50.00"))
        templates.change_line(gym.pk, coming, by=by)
        undo(do(to(""), by), by)
        assert not ContractLine.objects.exists()
        assert not ScheduledModification.objects.exists()
        found = [Contract.objects.get(pk=each.pk) for each in (contract, own)]
        assert [(each.follows_template, each.schedule_every) for each in found] == [
            (True, None),
            (True, 2),
        ]
        run(company, "2026-03-31")
        assert [each[-5:] for each in billed(contract)] == ["45.00", "45.00", "50.00"]


class TestUndone:
    def test_done_and_undone_is_as_before(self, member, pool, company, by):
        contract, other = member(), member()
        run(company, "2026-02-10")
        before = doubt(contract, company)
        only = Choice(only=Filter(contracts=(contract.code,)))
        assert undo(do(to("POOL"), by, only), by) == 1
        assert doubt(contract, company) == before
        now = Contract.objects.get(pk=contract.pk)
        assert (now.template.code, now.follows_template) == ("GYM", True)
        assert not PastTemplate.objects.exists()
        run(company, "2026-06-10")
        assert billed(contract) == billed(other)

    @pytest.mark.parametrize("code", ["POOL", ""])
    def test_once_billed_it_is_refused(self, member, pool, company, by, code):
        contract = member()
        done = do(to(code), by)
        run(company, "2026-04-20")
        with pytest.raises(bulk.BilledSince) as refused:
            undo(done, by)
        assert refused.value.contracts == (contract.code,)

    def test_only_the_latest(self, member, pool, company, by):
        a_template("SPA", "80.00", by)
        member()
        first = do(to("POOL"), by)
        second = do(to("SPA", "2026-06-01"), by)
        with pytest.raises(bulk.BilledSince):
            undo(first, by)
        undo(second, by)
        undo(first, by)


class TestRefused:
    def test_who_is_left_out_and_why(self, member, gym, company, by):
        a_template("NONE", "1.00", by, schedule=None)
        member()
        for code, reason in (("GYM", "nothing_to_change"), ("NONE", "template_without_schedule")):
            found = bulk.preview(Choice(), to(code), today=TODAY, by=by)
            assert [each.code for each in found.left_out] == [reason]
            assert all(each.sentence for each in found.left_out)

    def test_an_unknown_template(self, member, by):
        with pytest.raises(ValuesRefused):
            do(to("NADA"), by)

    def test_without_leave_to_revert(self, member, pool, company, by):
        member()
        manager = Actor(
            company_id=company.pk, permissions=frozenset({Permission.PRICES, Permission.READ})
        )
        with pytest.raises((NotAllowed, CredentialsWanted)):
            do(to("POOL"), manager)
