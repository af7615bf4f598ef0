"""What a change would do, asked of the calculation before it is made (SM-3, LN-12)."""

from decimal import Decimal

import pytest

from cadencia.core import outlook, repricing
from cadencia.core.business_days import every_weekday
from tests.core.builders import (
    ONCE,
    addition,
    agreed,
    catalog,
    contract,
    day,
    each,
    ledger,
    line,
    modification,
    one_off,
    review,
    row,
    shown,
    skip,
)

BILLED_TO_MARCH = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"), row(3, "2026-03-01"))


def looked(agreement, since="2020-01-01", until="2026-12-31", most=3):
    found = outlook.outlook(
        agreement,
        since=day(since),
        until=day(until),
        most=most,
        is_business_day=every_weekday,
    )
    return " ".join(
        f"{each.installment.due_on}:"
        + "+".join(str(made.totals.net) for made in each.documents)
        + "".join(refused.code for refused in each.refusals)
        for each in found
    )


def first_reached(change, until="2027-12-31", history=BILLED_TO_MARCH, **given):
    found = outlook.acts_from(
        agreed(contract(**given), history=history),
        change,
        until=day(until),
        is_business_day=every_weekday,
    )
    return shown(found)


class TestNextInstallments:
    def test_before_and_after(self):
        now = agreed(contract(), history=BILLED_TO_MARCH)
        then = outlook.with_modification(now, modification("2026-05-01", unit_price="40.00"))
        assert looked(now) == "2026-04-01:30.00 2026-05-01:30.00 2026-06-01:30.00"
        assert looked(then) == "2026-04-01:30.00 2026-05-01:40.00 2026-06-01:40.00"

    def test_from_a_day_on_as_if_those_before_were_billed(self):
        once = modification("2026-04-01", unit_price="40.00", **ONCE)
        of = agreed(contract(modifications=(once,)), history=BILLED_TO_MARCH)
        assert looked(of, since="2026-04-01", most=2) == "2026-04-01:40.00 2026-05-01:30.00"
        assert looked(of, since="2026-05-01", most=2) == "2026-05-01:30.00 2026-06-01:30.00"

    def test_what_can_not_be_billed_says_so(self):
        of = contract(line(), reviews=(review("2026-02-01", index="IPC", base="2026-01"),))
        assert looked(agreed(of), most=2) == "2026-01-01:30.00 2026-02-01:index_value_missing"

    def test_one_of_the_same_key_is_replaced_in_its_place(self):
        now = agreed(contract(modifications=(modification("2026-05-01", unit_price="40.00"),)))
        changed = modification("2026-05-01", unit_price="50.00")
        then = outlook.with_modification(now, changed)
        assert then.contract.modifications == (changed,)
        assert outlook.without_modification(then, changed.key).contract.modifications == ()


class TestFromWhenAModificationActs:
    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("2026-01-15", "2026-04-01"),  # billed up to March: from the next
            ("2026-03-31", "2026-04-01"),
            ("2026-04-01", "2026-04-01"),
            ("2026-04-02", "2026-05-01"),
        ],
    )
    def test_from_the_next_installment_judged_in_it(self, start, expected):
        assert first_reached(modification(start)) == expected

    @pytest.mark.parametrize(
        ("until", "expected"), [("2026-03-31", "-"), ("2026-04-01", "2026-04-01")]
    )
    def test_never_where_it_ends_before(self, until, expected):
        assert first_reached(modification("2026-01-15", until)) == expected

    def test_in_arrears_the_last_day_of_the_period_decides(self):
        change = modification("2026-04-30", "2026-04-30")
        assert first_reached(change, timing="arrears") == "2026-05-01"

    def test_a_cut_period_is_reached_in_its_middle(self):
        change = modification("2026-04-10", "2026-04-20")
        assert first_reached(change) == "-"
        assert first_reached(change, split_on_change=True) == "2026-04-01"

    def test_not_in_a_pause(self):
        change = modification("2026-04-01")
        assert first_reached(change, pauses=(skip("2026-04-01", "2026-04-30"),)) == "2026-05-01"

    def test_a_line_with_months_waits_for_its_month(self):
        of = {"lines": (line(), line("b", months=(9,)))}
        assert first_reached(modification("2026-04-01", line="b"), **of) == "2026-09-01"

    def test_an_addition_does_not_come_with_a_one_off(self):
        of = {"lines": (line(), one_off(when="2026-04-15"))}
        assert first_reached(addition("2026-04-15", "2026-04-15"), **of) == "-"


def prices(agreement, since, until="2027-12-31"):
    found = repricing.prices_from(
        agreement, day(since), until=day(until), is_business_day=every_weekday
    )
    return " ".join(
        f"{each.line.key}:{each.due_on}:{shown(each.price)}"
        + (f" {each.missing.code}" if each.missing else "")
        for each in found
    )


class TestPricesFrom:
    def test_each_line_in_its_first_installment_from_the_day_on(self):
        of = contract(line(), line("b", "90.00", months=(3, 9)), one_off())
        found = prices(agreed(of, history=BILLED_TO_MARCH), "2026-02-15")
        assert found == "a:2026-04-01:30.00 b:2026-09-01:90.00"

    def test_after_a_review(self):
        now = agreed(contract(line(price="100.00")), history=BILLED_TO_MARCH)
        then = outlook.with_review(now, review("2026-06-15", "3.1"))
        assert prices(then, "2026-06-15") == "a:2026-07-01:103.10"

    def test_what_acts_only_once_is_not_the_price(self):
        of = contract(
            line(), modifications=(modification("2026-04-01", unit_price="1.00", **ONCE),)
        )
        assert prices(agreed(of), "2026-04-01") == "a:2026-04-01:30.00"

    def test_in_arrears_by_the_last_day(self):
        of = contract(line(), timing="arrears")
        assert prices(agreed(of), "2026-04-30") == "a:2026-05-01:30.00"

    def test_a_cut_period_shows_the_price_of_the_day(self):
        now = agreed(contract(line(price="100.00"), split_on_change=True))
        then = outlook.with_review(now, review("2026-06-15", "10"))
        assert prices(then, "2026-06-15") == "a:2026-06-01:110.00"

    def test_an_index_not_published_yet_is_said(self):
        of = contract(line(), reviews=(review("2027-01-01", index="IPC", base="2026-01"),))
        values = catalog(indexes={"IPC": {"2026-01": "120"}})
        assert prices(agreed(of, catalog=values), "2027-01-01") == (
            "a:2027-01-01:- index_value_missing"
        )

    def test_a_line_that_ends_before_is_left_out(self):
        of = contract(
            line(valid_until="2026-05-31"), line("b"), schedule=each("month", "2026-01-01")
        )
        assert prices(agreed(of), "2026-06-01") == "b:2026-06-01:30.00"


@pytest.mark.parametrize(
    ("price", "percent", "decimals", "expected"),
    [
        ("45.00", "3", None, "46.35"),
        ("45", "3", None, "46.35"),
        ("29.99", "2.5", None, "30.74"),  # 30.73975
        ("0.1234", "3", None, "0.1271"),  # 0.127102
        ("45.00", "3", 0, "46"),
        ("50.00", "-10", None, "45.00"),
        ("-10.00", "5", None, "-10.50"),
        ("0.10", "5", None, "0.11"),  # half a cent is one
    ],
)
def test_a_price_raised_by_a_percent(price, percent, decimals, expected):
    assert str(repricing.raised(Decimal(price), Decimal(percent), decimals)) == expected


@pytest.mark.parametrize(
    ("price", "amount", "decimals", "expected"),
    [("45.00", "1.5", None, "46.50"), ("45", "0.125", None, "45.125"), ("45", "0.125", 2, "45.13")],
)
def test_a_price_raised_by_an_amount(price, amount, decimals, expected):
    assert str(repricing.increased(Decimal(price), Decimal(amount), decimals)) == expected
