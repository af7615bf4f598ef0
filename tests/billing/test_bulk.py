"""Acts on many contracts at once: seen, executed, undone (LN-12, R8)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, bulk, generation, reviewing
from cadencia.billing.bulk_payment import PaymentWish
from cadencia.billing.bulk_prices import ItemWish, PriceWish
from cadencia.billing.choosing import Choice
from cadencia.billing.reviewing import ReviewWish
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Filter, Scope
from cadencia.catalog import services as catalog
from cadencia.contracts.models import (
    BulkAct,
    BulkActMember,
    Contract,
    PriceReview,
    ScheduledModification,
)
from cadencia.documents.models import DocumentLine
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)
ALL = Choice()
RISE = PriceWish(since=date(2026, 7, 1), percent=Decimal(3))
IPC = ReviewWish(since=date(2027, 1, 1), index="IPC", every_months=12)


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return replace(factories.chief(company.pk), name="Marta")


@pytest.fixture
def posted(company, boss):
    def make(name="Ana", price="45.00", *, lines=(), **fields):
        fields = {"allow_price_updates": True, **fields}
        draft = factories.a_draft_contract(
            factories.a_customer(company, name), ("CUOTA <MENSUAL>", price), **fields
        )
        for place, line in enumerate(lines, start=2):
            factories.a_line(draft, position=place, **line)
        return acts.post(draft.pk, on=date(2026, 1, 1), by=boss)

    return make


def billed(company, until, *, issue=True):
    moment = factories.A_MOMENT.replace(year=until.year, month=until.month, day=until.day)
    wish = Wish(issue=issue)
    return generation.generate(
        Scope(as_of=until), wish, by=factories.chief(company.pk), clock=lambda: moment
    )


def shown(proposal):
    return [
        f"{each.contract} {each.line} {each.due_on} {each.before} -> {each.after}"
        for each in proposal.touched
    ]


def reasons(proposal):
    return [f"{each.contract} {each.line} {each.code}" for each in proposal.left_out]


def do(wish, boss, choice=ALL, **named):
    return bulk.execute(choice, wish, today=TODAY, at=factories.A_MOMENT, by=boss, **named)


def seen(wish, boss, choice=ALL):
    return bulk.preview(choice, wish, today=TODAY, by=boss)


def last_price():
    return DocumentLine.objects.order_by("-id")[0].unit_price


class TestReviews:
    def test_the_new_prices_are_listed_before_they_act(self, posted, boss):
        ana = posted(price="45.00")
        wish = ReviewWish(since=date(2026, 6, 15), percent=Decimal("3.1"))
        found = reviewing.preview(ALL, wish, today=TODAY, by=boss)
        assert shown(found) == [f"{ana.code} l1 2026-06-30 45.00 -> 46.395"]
        assert found.touched[0].calculation == ("price: contract", "review: 2026-06-15 3.1 %")
        assert not PriceReview.objects.exists()

    def test_applied_it_bills_what_was_listed(self, company, posted, boss):
        posted(price="45.00")
        wish = ReviewWish(since=date(2026, 3, 1), percent=Decimal("3.1"))
        done = reviewing.apply(ALL, wish, today=TODAY, at=factories.A_MOMENT, by=boss)
        billed(company, date(2026, 3, 31))
        prices = DocumentLine.objects.order_by("id").values_list("unit_price", flat=True)
        assert list(prices) == [Decimal("45.00"), Decimal("45.00"), Decimal("46.395")]
        act = BulkAct.objects.get(pk=done.act_id)
        assert (act.kind, act.contracts, act.lines, act.name) == ("review", 1, 1, "Marta")

    def test_by_an_index_on_each_anniversary(self, company, posted, boss):
        catalog.save_index(
            company,
            "IPC",
            {"2026-03": Decimal(120), "2027-03": Decimal(123), "2027-01": Decimal(1)},
            by=boss,
        )
        ana = posted("Ana", "100.00", starts_on=date(2024, 3, 10))
        luis = posted("Luis", "100.00", starts_on=date(2025, 9, 1))
        wish = ReviewWish(since=date(2027, 1, 1), on_anniversary=True, index="IPC")
        found = reviewing.preview(ALL, wish, today=TODAY, by=boss)
        assert shown(found) == [
            f"{ana.code} l1 2027-03-31 100.00 -> 102.50",
            f"{luis.code} l1 2027-09-30 100.00 -> None",
        ]
        assert "2027-09" in found.touched[1].told_missing
        reviewing.apply(ALL, wish, today=TODAY, at=factories.A_MOMENT, by=boss)
        bases = PriceReview.objects.order_by("contract__code").values_list("valid_from", "base")
        assert sorted(bases) == [
            (date(2027, 3, 10), "2026-03"),
            (date(2027, 9, 1), "2026-09"),
        ]

    def test_whom_it_leaves_out(self, company, posted, boss):
        fixed = posted("Fija", allow_price_updates=False)
        draft = factories.a_draft_contract(factories.a_customer(company), ("CUOTA", "1.00"))
        reviewed = posted("Ya")
        PriceReview.objects.create(
            company_id=company.pk, contract=reviewed, position=0,
            valid_from=date(2026, 9, 1), every_months=12, percent=Decimal(1),
        )  # fmt: skip
        ended = posted("Fin", ends_on=date(2026, 12, 1))
        given = posted("Dada")
        ScheduledModification.objects.create(
            company_id=company.pk, contract=given, position=0, line=given.lines.get(),
            valid_from=date(2026, 2, 1), unit_price=Decimal(50),
        )  # fmt: skip
        wish = ReviewWish(since=date(2027, 1, 1), percent=Decimal(3))
        found = seen(wish, boss)
        assert reasons(found) == [
            f"{fixed.code}  prices_agreed",
            f"{draft.code}  draft",
            f"{reviewed.code}  already_reviewed",
            f"{ended.code}  not_billed",
            f"{given.code} l1 price_given",
        ]
        assert all(each.sentence for each in found.left_out)
        with pytest.raises(bulk.NothingToDo):
            do(wish, boss)

    def test_of_some_items_names_their_lines(self, company, posted, boss):
        item = factories.an_item(company, "MANT")
        posted(lines=[{"item": item, "unit_price": Decimal("90.00")}])
        wish = ReviewWish(since=date(2026, 6, 1), percent=Decimal(10))
        found = do(wish, boss, Choice(items=("MANT",)))
        assert [each.line for each in found.proposal.touched] == ["l2"]
        assert PriceReview.objects.get().line_keys == ["l2"]

    def test_what_is_wrong_with_it(self, posted, boss):
        posted()
        with pytest.raises(ValuesRefused) as refused:
            seen(ReviewWish(since=TODAY, index="IPC", every_months=0), boss)
        assert {each.path for each in refused.value.problems} == {"index", "every_months"}
        with pytest.raises(ValuesRefused):
            seen(ReviewWish(since=TODAY), boss)


class TestPrices:
    def test_by_a_percent_as_a_dated_modification(self, company, posted, boss):
        ana, luis = posted("Ana", "45.00"), posted("Luis", "29.99")
        found = do(RISE, boss).proposal
        assert shown(found) == [
            f"{ana.code} l1 2026-07-31 45.00 -> 46.35",
            f"{luis.code} l1 2026-07-31 29.99 -> 30.89",
        ]
        assert [each.lines.get().unit_price for each in (ana, luis)] == [
            Decimal("45.00"),
            Decimal("29.99"),
        ]
        billed(company, date(2026, 7, 31))
        assert sorted(
            DocumentLine.objects.filter(period_start__gte=date(2026, 7, 1)).values_list(
                "unit_price", flat=True
            )
        ) == [Decimal("30.89"), Decimal("46.35")]

    def test_once_more_goes_on_from_the_price_that_was_given(self, posted, boss):
        posted("Ana", "100.00")
        do(RISE, boss)
        found = do(replace(RISE, since=date(2027, 7, 1)), boss).proposal
        assert [(each.before, each.after) for each in found.touched] == [
            (Decimal("103.00"), Decimal("106.09"))
        ]

    def test_by_an_amount_and_to_the_items_price(self, company, posted, boss):
        item = factories.an_item(company, "CUOTA", price=Decimal("48.00"))
        posted(lines=[{"item": item, "unit_price": Decimal("40.00")}])
        more = seen(PriceWish(since=TODAY, amount=Decimal("-1.50")), boss)
        assert [each.after for each in more.touched] == [Decimal("43.50"), Decimal("38.50")]
        items = seen(PriceWish(since=TODAY, to_item=True), boss)
        assert [(each.line, each.after) for each in items.touched] == [("l2", Decimal("48.00"))]
        assert reasons(items)[0].endswith("l1 no_item")

    @pytest.mark.parametrize(
        ("wish", "why"),
        [
            ({"amount": Decimal(-500)}, "price_turns"),
            ({"amount": Decimal("-45.00")}, None),  # free from then on
            ({"amount": Decimal(10) ** 12}, "price_too_large"),
        ],
    )
    def test_a_price_that_nobody_can_have_meant_is_left_out(self, posted, boss, wish, why):
        posted()
        found = seen(PriceWish(since=RISE.since, **wish), boss)
        assert [each.code for each in found.left_out] == ([why] if why else [])

    def test_prices_that_come_from_elsewhere_are_left_out(self, company, posted, boss):
        item = factories.an_item(company, "X")
        ana = posted(
            installments=12,
            lines=[
                {"item": item, "price_source": "catalog"},
                {"unit_price": Decimal(120), "price_split": "divided"},
                {"unit_price": Decimal(5), "one_off_on": date(2026, 8, 1)},
            ],
        )
        luis = posted("Luis")
        ScheduledModification.objects.create(
            company_id=company.pk, contract=luis, position=0, line=luis.lines.get(),
            valid_from=date(2026, 6, 1), valid_until=date(2026, 8, 31), unit_price=Decimal(30),
        )  # fmt: skip
        found = seen(RISE, boss)
        assert [each.line for each in found.touched] == ["l1"]
        assert reasons(found) == [
            f"{ana.code} l2 price_sourced",
            f"{ana.code} l3 price_divided",
            f"{luis.code} l1 temporary_price",
        ]

    def test_a_reviewed_price_is_left_out(self, posted, boss):
        ana = posted()
        do(ReviewWish(since=date(2027, 1, 1), percent=Decimal(2), every_months=12), boss)
        assert reasons(seen(RISE, boss)) == [f"{ana.code} l1 price_reviewed"]

    def test_a_filter(self, posted, boss):
        posted("Ana", project="norte")
        luis = posted("Luis", project="sur")
        found = seen(RISE, boss, Choice(only=Filter(projects=("sur",))))
        assert [each.contract for each in found.touched] == [luis.code]


class TestItemAndPayment:
    def test_an_item_takes_the_place_of_another(self, company, posted, boss):
        old = factories.an_item(company, "OLD")
        factories.an_item(company, "NEW", name="Nuevo plan", price=Decimal("60.00"))
        posted(lines=[{"item": old, "unit_price": Decimal("50.00")}])
        wish = ItemWish(since=date(2026, 2, 1), item="OLD", new_item="NEW", with_price=True)
        assert [
            (each.line, each.before, each.after) for each in do(wish, boss).proposal.touched
        ] == [("l2", "OLD", "NEW")]
        billed(company, date(2026, 2, 28))
        line = DocumentLine.objects.order_by("-id")[0]
        assert (line.description, line.unit_price) == ("Nuevo plan", Decimal("60.00"))

    def test_what_is_wrong_with_the_items(self, posted, boss):
        posted()
        with pytest.raises(ValuesRefused) as refused:
            seen(ItemWish(since=TODAY, item="A", new_item="A"), boss)
        assert {each.path for each in refused.value.problems} == {"item", "new_item"}

    def test_another_payment_method_and_back(self, posted, boss):
        ana, luis = posted("Ana"), posted("Luis", payment_method="tarjeta")
        done = do(PaymentWish(payment_method="tarjeta"), boss)
        assert reasons(done.proposal) == [f"{luis.code}  nothing_to_change"]
        ana.refresh_from_db()
        assert ana.payment_method == "tarjeta"
        assert bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss) == 1
        ana.refresh_from_db()
        assert ana.payment_method == ""


class TestUndoing:
    @pytest.mark.parametrize(
        "wish",
        [
            RISE,
            ReviewWish(since=date(2026, 7, 1), percent=Decimal(3)),
            PaymentWish(payment_method="x"),
        ],
    )
    def test_all_of_it_goes_and_the_record_stays(self, posted, boss, wish):
        ana = posted()
        done = do(wish, boss)
        bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss)
        assert not ScheduledModification.objects.exists()
        assert not PriceReview.objects.exists()
        act = BulkAct.objects.get()
        assert (act.state, act.undone_by, act.members.count()) == ("undone", "Marta", 1)
        assert Contract.objects.get(pk=ana.pk).version == ana.version + 2
        with pytest.raises(bulk.UndoneAlready):
            bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss)

    @pytest.mark.parametrize(
        ("until", "undone"), [(date(2026, 6, 30), True), (date(2026, 7, 31), False)]
    )
    @pytest.mark.parametrize("issue", [True, False])
    def test_only_while_nothing_was_billed_from_it(  # noqa: PLR0913
        self, company, posted, boss, until, undone, issue
    ):
        ana = posted()
        done = do(RISE, boss)
        billed(company, until, issue=issue)
        if undone:
            assert bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss) == 1
        else:
            with pytest.raises(bulk.BilledSince) as refused:
                bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss)
            assert refused.value.contracts == (ana.code,)

    def test_what_was_billed_before_it_does_not_count(self, company, posted, boss):
        posted()
        billed(company, TODAY)
        done = do(replace(RISE, since=date(2026, 1, 1)), boss)
        assert done.proposal.touched[0].due_on == date(2026, 3, 31)
        assert bulk.undo(done.act_id, at=factories.A_MOMENT, by=boss) == 1

    def test_of_another_company_there_is_none(self, posted, boss):
        posted()
        done = do(RISE, boss)
        stranger = factories.chief(factories.a_company().pk)
        with pytest.raises(bulk.NoSuchAct):
            bulk.undo(done.act_id, at=factories.A_MOMENT, by=stranger)


class TestSafely:
    def test_what_was_shown_is_what_is_done_or_nothing_is(self, posted, boss):
        posted("Ana")
        expect = seen(RISE, boss).fingerprint
        do(RISE, boss, expect=expect)
        posted("Luis")
        again = replace(RISE, since=date(2026, 8, 1))
        expect = seen(again, boss).fingerprint
        posted("Eva")
        with pytest.raises(bulk.ProposalChanged):
            do(again, boss, expect=expect)
        assert BulkAct.objects.count() == 1

    def test_waiting_drafts_leave_a_contract_out(self, company, posted, boss):
        ana = posted()
        billed(company, TODAY, issue=False)
        assert reasons(seen(RISE, boss)) == [f"{ana.code}  drafts_wait"]

    def test_who(self, posted, boss):
        posted()
        clerk = Actor(company_id=boss.company_id, permissions=GRANTS[Role.CLERK])
        assert seen(RISE, clerk).touched
        with pytest.raises(NotAllowed):
            do(RISE, clerk)

    def test_they_are_listed_latest_first(self, posted, boss):
        posted()
        do(PaymentWish(payment_method="x"), boss)
        do(RISE, boss)
        assert [each.kind for each in bulk.listed(by=boss)] == ["price", "payment_method"]
        assert BulkActMember.objects.count() == 2
