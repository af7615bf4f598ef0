"""Price reviews: by a percent or by an index (R8)."""

from decimal import Decimal

import pytest

from cadencia.core.agreement import PriceSource
from tests.core.builders import (
    amounts,
    catalog,
    contract,
    each,
    item,
    line,
    one_off,
    refusals,
    review,
    simulated,
)

YEARLY = {"every_months": 12}
IPC = {"index": "IPC", "base": "2026-01"}
VALUES = catalog(indexes={"IPC": {"2026-01": "120.1", "2027-01": "123.8", "2028-01": "125.0"}})


def yearly(*reviews, price="100.00", until="2029-12-31", **given):
    of = contract(line(price=price), schedule=each("year", "2026-01-01"), reviews=reviews, **given)
    return amounts(of, until)


def prices(of, until="2029-12-31", **around):
    found = simulated(of, until, **around).documents
    return " ".join(f"{each.draft.lines[0].unit_price:f}" for each in found)


class TestPercent:
    def test_once(self):
        assert yearly(review("2027-01-01", "3")) == "100.00 103.00 103.00 103.00"

    def test_each_on_the_price_that_the_one_before_left(self):
        assert yearly(review("2027-01-01", "3", **YEARLY)) == "100.00 103.00 106.09 109.27"

    def test_every_six_months(self):
        assert yearly(review("2027-01-01", "10", every_months=6), until="2028-12-31") == (
            "100.00 110.00 133.10"
        )

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("2026-12-31", "100.00 103.00"),
            ("2027-01-01", "100.00 103.00"),
            ("2027-01-02", "100.00 100.00"),
        ],
    )
    def test_from_its_date_on(self, start, expected):
        assert yearly(review(start, "3"), until="2027-12-31") == expected

    @pytest.mark.parametrize(
        ("start", "expected"), [("2026-12-31", "100.00 103.00"), ("2027-01-01", "100.00 100.00")]
    )
    def test_in_arrears_by_the_last_day_of_the_period(self, start, expected):
        of = contract(
            line(price="100.00"),
            schedule=each("year", "2026-01-01"),
            reviews=(review(start, "3"),),
            timing="arrears",
        )
        assert amounts(of, "2027-01-01") == expected

    def test_in_order_of_date_whatever_their_order(self):
        """(100 + 10 %) - 50 %, rounded to 8 decimals each time."""
        ten, half = review("2027-01-01", "10"), review("2026-06-01", "-50")
        assert yearly(ten, half) == yearly(half, ten) == "100.00 55.00 55.00 55.00"

    def test_the_order_of_dates_shows_where_prices_are_rounded(self):
        """Half of a unit is one, and half as much again two; the other way round it is one."""
        half, more = review("2026-06-01", "-50"), review("2026-07-01", "50")
        for both in ((half, more), (more, half)):
            of = contract(
                line(price="0.00000001", quantity="100000000"),
                schedule=each("year", "2027-01-01"),
                reviews=both,
                installments=1,
            )
            made = simulated(of, "2027-12-31").documents[0].draft.lines[0]
            assert str(made.net) == "2.00"
            assert made.explanation[1:] == ("review: 2026-06-01 -50 %", "review: 2026-07-01 50 %")

    def test_rounded_half_up_to_eight_decimals(self):
        of = contract(
            line(price="0.00000001", quantity="100000000"),
            schedule=each("year", "2026-01-01"),
            reviews=(review("2027-01-01", "50", **YEARLY),),
        )
        # 1.5 -> 2, 3, 4.5 -> 5 units of the eighth decimal
        assert prices(of) == "0.00000001 0.00000002 0.00000003 0.00000005"

    def test_no_zeros_that_nobody_typed(self):
        of = contract(
            line(price="45.00"),
            schedule=each("year", "2026-01-01"),
            reviews=(review("2027-01-01", "3.1"),),
        )
        assert prices(of, "2027-12-31") == "45.00 46.395"

    def test_a_review_of_the_31st_keeps_its_day(self):
        of = contract(
            line(price="100.00"),
            schedule=each("day", "2026-02-28", 1),
            reviews=(review("2026-01-31", "10", every_months=1),),
            installments=32,
        )
        found = amounts(of).split()
        assert found[:2] == ["121.00", "121.00"]  # 28 February is its second date
        assert found[30:] == ["121.00", "133.10"]  # 30 and 31 March


class TestLines:
    def test_only_the_lines_named(self):
        of = contract(
            line("a"),
            line("b"),
            reviews=(review("2026-01-01", "10", lines=("b",)),),
            installments=1,
        )
        assert amounts(of) == "30.00 33.00"

    def test_no_names_are_all_lines(self):
        of = contract(
            line("a"),
            line("b", "1.00"),
            one_off("x", "2026-01-01", "10.00"),
            reviews=(review("2026-01-01", "10"),),
            installments=1,
        )
        assert amounts(of) == "33.00 1.10 11.00"

    @pytest.mark.parametrize("source", list(PriceSource))
    def test_whatever_the_source_of_the_price(self, source):
        of = contract(
            line(price_source=source, item="X", price="10.00", formula_price=Decimal(10)),
            reviews=(review("2026-01-01", "10"),),
            installments=1,
        )
        assert amounts(of, catalog=catalog(item())) == "11.00"

    def test_the_decimals_of_the_list_are_kept_before_and_after(self):
        of = contract(
            line(price_source=PriceSource.CURRENT, item="X", price=None),
            reviews=(review("2026-02-01", "10"),),
            installments=2,
        )
        assert prices(of, catalog=catalog(item(price="40.00"))) == "40.00 44.00"


class TestIndex:
    def of(self, **given):
        return contract(
            line(price="100.00"),
            schedule=each("year", "2026-01-01"),
            reviews=(review("2027-01-01", **IPC, **given),),
        )

    def test_the_value_of_its_month_over_that_of_the_base(self):
        # 100 x 123.8 / 120.1 = 103.08076603
        assert prices(self.of(), "2028-12-31", catalog=VALUES) == "100.00 103.08076603 103.08076603"

    def test_the_next_over_the_month_of_the_one_before(self):
        # 103.08076603 x 125 / 123.8 = 104.07993339...
        assert prices(self.of(**YEARLY), "2028-12-31", catalog=VALUES) == (
            "100.00 103.08076603 104.07993339"
        )

    def test_it_says_what_it_was_measured_with(self):
        found = simulated(self.of(), "2027-12-31", catalog=VALUES).documents[1].draft.lines[0]
        assert found.explanation == (
            "price: contract",
            "review: 2027-01-01 IPC 123.8 / 120.1",
        )

    def test_a_value_that_is_missing_is_a_refusal_from_then_on(self):
        of = self.of(**YEARLY)
        assert refusals(of, "2030-12-31", catalog=VALUES) == "index_value_missing:2029-01-01"
        assert amounts(of, "2030-12-31", catalog=VALUES) == "100.00 103.08 104.08"

    def test_the_base_that_is_missing(self):
        bare = catalog(indexes={"IPC": {"2027-01": "123.8"}})
        found = simulated(self.of(), "2027-12-31", catalog=bare)
        assert [each.code for each in found.refusals] == ["index_value_missing"]
        assert found.refusals[0].fields == ("catalog.indexes.0.values",)
        assert found.refusals[0].message == "The index IPC has no value for 2026-01: import it."
