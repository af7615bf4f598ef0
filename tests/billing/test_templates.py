"""Contracts that follow a template: what they bill, and what its changes do (AG-6)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cadencia.billing import (
    acts,
    closing,
    due,
    followers,
    following,
    generation,
    importing,
    preview,
    template_refresh,
    template_schedules,
    templates,
)
from cadencia.billing.exporting import records
from cadencia.billing.models import ContractDue, DueRefresh
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.billing.templates import FollowersHaveDrafts, LineChange
from cadencia.contracts.models import Contract, ContractLine, Template, TemplateLine
from cadencia.documents.models import Document, DocumentLine
from cadencia.interchange.tables import json_reading
from cadencia.interchange.tables.records import Bundle
from cadencia.parties import access
from cadencia.parties.access import CredentialsWanted, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
GYM = {
    "code": "GYM",
    "name": "Gimnasio",
    "schedule": {"every": 1, "unit": "month", "first": "2026-01-01"},
    "lines": [
        {"key": "fee", "description": "CUOTA <MENSUAL>", "unit_price": "45.00", "taxes": ["IVA21"]},
        {"key": "locker", "description": "TAQUILLA", "unit_price": "5.00", "taxes": ["IVA21"]},
    ],
}


@pytest.fixture
def company():
    return factories.a_company(max_price_change=Decimal(1000), max_growth=Decimal(1000))


@pytest.fixture
def by(company):
    return access.administrator_of_machine(company.pk)


@pytest.fixture
def ana(company):
    return factories.a_customer(company)


@pytest.fixture
def gym(by):
    return templates.create(GYM, by=by)


@pytest.fixture
def member(gym, ana, by):
    return a_member(ana, by)


def a_member(customer, by, **form):
    made = following.make_contract("GYM", customer.code, form, today=NEW_YEAR, by=by)
    return acts.post(made.pk, on=NEW_YEAR, by=by)


def run(company, as_of, **wish):
    scope = Scope(as_of=date.fromisoformat(as_of))
    return generation.generate(
        scope,
        Wish(**wish),
        by=chief(company.pk),
        clock=lambda: factories.A_MOMENT.replace(year=2027),
    )


def billed(contract):
    lines = DocumentLine.objects.filter(contract_id=contract.pk).order_by("document_id", "position")
    return [(each.period_start.isoformat(), str(each.unit_price)) for each in lines]


def problems(refused):
    return [each.path for each in refused.value.problems]


def price(on, amount, line="fee"):
    return LineChange(line=line, on=date.fromisoformat(on), unit_price=Decimal(amount))


class TestMaking:
    def test_what_was_typed_is_kept(self, gym):
        lines = TemplateLine.objects.filter(template=gym).order_by("position")
        assert (gym.name, gym.schedule_every, gym.schedule_unit) == ("Gimnasio", 1, "month")
        assert [(each.key, str(each.unit_price)) for each in lines] == [
            ("fee", "45.00"),
            ("locker", "5.00"),
        ]

    def test_all_problems_at_once(self, by):
        form = {
            "name": "x",
            "starts_on": "2026-01-01",
            "lines": [
                {"key": "a", "description": "A", "unit_price": "1", "one_off_on": "2026-01-01"},
                {"key": "b", "description": "B", "unit_price": "1", "price_split": "divided"},
                {"key": "c", "description": "C", "unit_price": "1", "quantity_source": "usage"},
            ],
        }
        with pytest.raises(ValuesRefused) as refused:
            templates.create(form, by=by)
        assert problems(refused) == [
            "starts_on",
            "code",
            "lines.0.one_off_on",
            "lines.1.price_split",
            "lines.2.quantity_source",
        ]

    def test_not_the_same_code_twice(self, gym, by):
        with pytest.raises(ValuesRefused) as refused:
            templates.create(GYM, by=by)
        assert problems(refused) == ["code"]

    def test_a_clerk_may_not(self, company):
        clerk = access.Actor(company_id=company.pk, permissions=access.GRANTS[Role.CLERK])
        with pytest.raises(NotAllowed):
            templates.create(GYM, by=clerk)


class TestFollowing:
    def test_a_follower_has_no_lines_and_bills_those_of_the_template(self, member, company):
        run(company, "2026-02-01")
        assert ContractLine.objects.count() == 0
        assert billed(member) == [
            ("2026-01-01", "45.00"),
            ("2026-01-01", "5.00"),
            ("2026-02-01", "45.00"),
            ("2026-02-01", "5.00"),
        ]

    def test_its_own_lines_come_after(self, gym, ana, by, company):
        own = [{"key": "towel", "description": "TOALLA", "unit_price": "2", "taxes": ["IVA21"]}]
        member = a_member(ana, by, lines=own)
        run(company, "2026-01-01")
        assert [each for _day, each in billed(member)] == ["45.00", "5.00", "2"]

    def test_it_may_have_a_schedule_and_a_beginning_of_its_own(self, gym, ana, by, company):
        member = a_member(ana, by, schedule={"every": 1, "unit": "month", "first": "2026-01-15"})
        joined = a_member(ana, by, starts_on="2026-02-10")
        run(company, "2026-03-01")
        assert billed(member)[0] == ("2026-01-15", "45.00")
        assert billed(joined)[0] == ("2026-03-01", "45.00")

    def test_what_the_template_says_of_delivery_is_taken_over(self, ana, by):
        templates.create({**GYM, "lead_days": 5, "payment_method": "SEPA"}, by=by)
        made = following.make_contract(
            "GYM", ana.code, {"code": "X", "lead_days": 3}, today=NEW_YEAR, by=by
        )
        assert (made.lead_days, made.payment_method, made.code) == (3, "SEPA", "X")
        assert (made.schedule_every, made.follows_template) == (None, True)

    def test_all_problems_at_once(self, gym, by):
        with pytest.raises(ValuesRefused) as refused:
            following.make_contract("NO", "NOBODY", {}, today=NEW_YEAR, by=by)
        assert problems(refused) == ["template", "customer"]

    def test_a_draft_begins_to_follow(self, gym, ana, by):
        draft = factories.a_draft_contract(ana, ("PROPIA", "1.00"))
        contract = following.follow(draft.pk, "GYM", by=by, drop_lines=True)
        assert (contract.follows_template, contract.lines.count()) == (True, 0)

    def test_a_posted_one_does_not(self, gym, member, by):
        with pytest.raises(ValuesRefused) as refused:
            following.follow(member.pk, "GYM", by=by)
        assert problems(refused) == ["contract"]

    def test_two_lines_of_one_key_are_refused(self, gym, ana, by):
        draft = factories.a_draft_contract(ana)
        factories.a_line(draft, key="fee", unit_price=Decimal(1))
        with pytest.raises(ValuesRefused) as refused:
            following.follow(draft.pk, "GYM", by=by)
        assert problems(refused) == ["lines"]

    def test_the_database_lets_no_posted_contract_change_what_it_follows(self, member):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contract.objects.filter(pk=member.pk).update(follows_template=False)


class TestAChangeOfPrice:
    def test_it_reaches_followers_from_its_day_on_by_one_row(self, gym, member, by, company):
        run(company, "2026-02-01")
        templates.change_line(gym.pk, price("2026-03-01", "49.00"), by=by)
        run(company, "2026-03-01")
        assert billed(member)[-2:] == [("2026-03-01", "49.00"), ("2026-03-01", "5.00")]

    def test_what_is_caught_up_has_the_price_of_its_own_day(self, gym, member, by, company):
        templates.change_line(gym.pk, price("2026-02-02", "49.00"), by=by)
        run(company, "2026-03-01")
        assert [each for _day, each in billed(member)][::2] == ["45.00", "45.00", "49.00"]

    def test_the_line_stays_the_same_one(self, gym, member, by, company):
        templates.change_line(gym.pk, price("2026-02-01", "49.00"), by=by)
        run(company, "2026-02-01")
        lines = DocumentLine.objects.filter(contract_id=member.pk, unit_price__gt=10)
        assert len(set(lines.values_list("contract_line_id", flat=True))) == 1

    def test_drafts_made_before_keep_it_waiting(self, gym, member, by, company):
        run(company, "2026-01-01", issue=False)
        with pytest.raises(FollowersHaveDrafts):
            templates.change_line(gym.pk, price("2026-01-01", "49.00"), by=by)

    def test_or_are_stale_and_not_issued(self, gym, member, by, company):
        made = run(company, "2026-01-01", issue=False)
        templates.change_line(gym.pk, price("2026-01-01", "49.00"), by=by, keep_drafts=True)
        closing.approve(made.pk, by=chief(company.pk), clock=lambda: factories.A_MOMENT)
        generation.issue(made.pk, by=chief(company.pk), clock=lambda: factories.A_MOMENT)
        assert Document.objects.get().number is None

    def test_one_of_the_same_day_is_replaced(self, gym, by):
        templates.change_line(gym.pk, price("2026-03-01", "49.00"), by=by)
        templates.change_line(gym.pk, price("2026-03-01", "48.00"), by=by)
        assert str(gym.changes.get().unit_price) == "48.00"

    def test_unless_it_has_billed(self, gym, member, by, company):
        templates.change_line(gym.pk, price("2026-01-01", "49.00"), by=by)
        run(company, "2026-01-01")
        for act in (
            lambda: templates.change_line(gym.pk, price("2026-01-01", "48.00"), by=by),
            lambda: templates.withdraw_change(gym.pk, "fee", NEW_YEAR, by=by),
        ):
            with pytest.raises(ValuesRefused) as refused:
                act()
            assert problems(refused) == ["on"]

    def test_it_can_be_taken_back_before(self, gym, member, by, company):
        templates.change_line(gym.pk, price("2026-01-01", "49.00"), by=by)
        templates.withdraw_change(gym.pk, "fee", NEW_YEAR, by=by)
        run(company, "2026-01-01")
        assert billed(member)[0] == ("2026-01-01", "45.00")

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            (LineChange(line="none", on=NEW_YEAR, unit_price=Decimal(1)), "line"),
            (LineChange(line="fee", on=NEW_YEAR), "unit_price"),
            (LineChange(line="fee", on=NEW_YEAR, unit_price=Decimal("NaN")), "unit_price"),
            (LineChange(line="fee", on=NEW_YEAR, unit_price=Decimal("1e-9")), "unit_price"),
            (LineChange(line="fee", on=NEW_YEAR, quantity=Decimal(-1)), "quantity"),
            (LineChange(line="fee", on=NEW_YEAR, discounts=(Decimal(101),)), "discounts.0"),
        ],
    )
    def test_what_wont_do(self, gym, by, change, path):
        with pytest.raises(ValuesRefused) as refused:
            templates.change_line(gym.pk, change, by=by)
        assert problems(refused) == [path]

    def test_a_posted_followers_line_says_the_same_whoever_writes(self, gym, member):
        with pytest.raises(IntegrityError), transaction.atomic():
            TemplateLine.objects.filter(template=gym).update(unit_price=Decimal(1))
        with pytest.raises(IntegrityError), transaction.atomic():
            TemplateLine.objects.filter(template=gym).delete()


class TestSeenBefore:
    def test_who_is_touched_when_and_by_how_much(self, gym, member, ana, by, company):
        a_member(ana, by, starts_on="2026-05-10")
        run(company, "2026-02-01")
        found = followers.touched(gym.pk, price("2026-02-15", "55.00"), by=by)
        assert (found.followers, found.billing) == (2, 2)
        assert [(each.due_on, str(each.before), str(each.after)) for each in found.shown] == [
            (date(2026, 3, 1), "60.50", "72.60"),
            (date(2026, 6, 1), "60.50", "72.60"),
        ]
        assert not gym.changes.exists()

    def test_only_as_many_as_are_wanted(self, gym, member, ana, by):
        a_member(ana, by)
        found = followers.touched(gym.pk, price("2026-02-15", "55.00"), by=by, most=1)
        assert (found.billing, len(found.shown)) == (2, 1)


class TestDates:
    def test_another_schedule_asks_for_a_refresh_by_one_row(self, gym, member, by):
        weekly = {"every": 1, "unit": "week", "first": "2025-12-29"}
        template_schedules.change(gym.pk, weekly, since=NEW_YEAR, by=by)
        assert ContractDue.objects.get(contract=member).look_from == NEW_YEAR
        assert DueRefresh.objects.get().template_id == gym.pk

    def test_a_run_and_a_preview_settle_it_first(self, gym, member, by, company):
        fortnightly = {"every": 2, "unit": "week", "first": "2026-01-05"}
        template_schedules.change(gym.pk, fortnightly, since=date(2026, 2, 1), by=by)
        run(company, "2026-02-01")
        scope = Scope(as_of=date(2026, 2, 20))
        found = preview.summarize(scope, by=chief(company.pk), clock=lambda: factories.A_MOMENT)
        assert found.documents == 2
        assert not DueRefresh.objects.exists()
        run(company, "2026-02-20")
        assert [each[0] for each in billed(member)][::2] == [
            "2026-01-01",
            "2026-02-02",
            "2026-02-16",
        ]

    def test_a_change_that_comes_meanwhile_keeps_its_row(self, gym, member, company, monkeypatch):
        template_refresh.ask(company.pk, gym.pk)
        refresh = due.refresh

        def and_another_change(*given):
            refresh(*given)
            template_refresh.ask(company.pk, gym.pk)

        monkeypatch.setattr(due, "refresh", and_another_change)
        template_refresh.settle(company.pk)
        assert DueRefresh.objects.get().asked == 2

    def test_a_line_is_added_from_a_day_on(self, gym, member, by, company):
        line = {"key": "pool", "description": "PISCINA", "unit_price": "9", "taxes": ["IVA21"]}
        with pytest.raises(ValuesRefused) as refused:
            templates.add_line(gym.pk, line, by=by)
        assert problems(refused) == ["lines.0.valid_from"]
        templates.add_line(gym.pk, {**line, "valid_from": "2026-02-01"}, by=by)
        run(company, "2026-02-01")
        assert [each for _day, each in billed(member)] == ["45.00", "5.00", "45.00", "5.00", "9"]

    def test_and_ended_on_one(self, gym, member, by, company):
        templates.end_line(gym.pk, "locker", date(2026, 1, 31), by=by)
        run(company, "2026-02-01")
        assert [each for _day, each in billed(member)] == ["45.00", "5.00", "45.00"]


class TestDetaching:
    def test_it_bills_the_same_with_lines_of_its_own(self, gym, member, by, company):
        templates.change_line(gym.pk, price("2026-02-01", "49.00"), by=by)
        detached = following.detach(member.pk, by=by)
        templates.change_line(gym.pk, price("2026-03-01", "99.00"), by=by)
        run(company, "2026-03-01")
        assert (detached.state, detached.follows_template) == ("posted", False)
        assert [each for _day, each in billed(member)][::2] == ["45.00", "49.00", "49.00"]

    def test_a_posted_one_asks_for_the_permission_to_revert(self, member, company):
        manager = access.Actor(company_id=company.pk, permissions=access.GRANTS[Role.MANAGER])
        with pytest.raises(CredentialsWanted):
            following.detach(member.pk, by=manager)

    def test_only_a_follower(self, ana, by):
        draft = factories.a_draft_contract(ana, ("PROPIA", "1.00"))
        with pytest.raises(ValuesRefused) as refused:
            following.detach(draft.pk, by=by)
        assert problems(refused) == ["template"]

    def test_drafts_made_before_are_stale(self, gym, member, by, company):
        run(company, "2026-01-01", issue=False)
        with pytest.raises(acts.DraftsWait):
            following.detach(member.pk, by=by)


def test_another_companys_template_is_unknown(gym):
    other = access.administrator_of_machine(factories.a_company().pk)
    with pytest.raises(templates.NoSuchTemplate):
        templates.find("GYM", by=other)
    with pytest.raises(templates.NoSuchTemplate):
        templates.change_line(gym.pk, price("2026-01-01", "1"), by=other)
    assert Template.objects.get().version == 1


class TestFiles:
    def test_a_follower_goes_out_with_its_template_and_comes_back_unchanged(
        self, gym, member, by, company
    ):
        templates.change_line(gym.pk, price("2026-02-01", "49.00"), by=by)
        told = records.exported(company, ("customers", "contracts"), by=chief(company.pk)).records
        contract = told["contracts"][0]["contract"]
        assert (contract["template"], contract["own_header"]) == ("GYM", True)
        assert not {"lines", "schedule", "modifications"} & set(contract)
        assert imported(told, company).unchanged["contracts"] == 1

    def test_elsewhere_its_template_is_unknown(self, gym, member, company):
        told = records.exported(company, ("customers", "contracts"), by=chief(company.pk)).records
        (problem,) = imported(told, factories.a_company()).problems
        assert (problem.code, problem.place.value) == ("template_unknown", "GYM")
        assert problem.problem == 'There is no template "GYM".'

    def test_whole_it_goes_anywhere(self, gym, member, by, company):
        templates.change_line(gym.pk, price("2026-02-01", "49.00"), by=by)
        told = records.exported(
            company, ("customers", "contracts"), by=chief(company.pk), whole=True
        ).records
        contract = told["contracts"][0]["contract"]
        assert [each["key"] for each in contract["lines"]] == ["fee", "locker"]
        assert contract["schedule"] == {"every": 1, "unit": "month", "first": "2026-01-01"}
        assert contract["modifications"] == [
            {"line": "fee", "from": "2026-02-01", "unit_price": "49.00"}
        ]
        assert imported(told, company).unchanged["contracts"] == 1
        elsewhere = imported(told, factories.a_company())
        assert (elsewhere.created["contracts"], list(elsewhere.problems)) == (1, [])


def imported(told, company):
    found, problems = json_reading.records(json.dumps(told).encode(), file="f.json", language="en")
    by_kind = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each)
    manner = importing.Manner(at=factories.A_MOMENT, language="en")
    return importing.import_records(Bundle(by_kind, problems), company, manner)
