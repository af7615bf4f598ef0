"""A period cut by days where something changes, if the contract asks for it (R3)."""

from decimal import Decimal

import pytest

from cadencia.core.agreement import PriceSource
from tests.core.builders import (
    DIVIDED,
    ONCE,
    addition,
    amounts,
    billed,
    catalog,
    contract,
    divided,
    each,
    item,
    line,
    modification,
    monthly,
    review,
    said,
    simulated,
)

SPLIT = {"split_on_change": True}
ARREARS = {"timing": "arrears"}


def january(*lines, **given):
    """Return what 1 to 31 January bills of 310.00."""
    of = contract(*(lines or (line(price="310.00"),)), installments=1, **SPLIT | given)
    return billed(of)


class TestChangeOfPrice:
    def test_each_price_has_its_days(self):
        assert january(modifications=(modification("2026-01-11", unit_price="620.00"),)) == said("""
            2026-01-01 a 2026-01-01..2026-01-10 100.00
            2026-01-01 a 2026-01-11..2026-01-31 420.00
        """)

    @pytest.mark.parametrize(("timing", "said"), [("advance", "Old"), ("arrears", "New")])
    def test_another_text_is_no_change_of_price(self, timing, said):
        """The text is that of the reference date."""
        change = modification("2026-01-11", description="New")
        goods = line(price="10.00", quantity=Decimal("0.333333"), description="Old")
        of = contract(
            goods,
            schedule=monthly("2026-01-01" if timing == "advance" else "2026-02-01"),
            modifications=(change,),
            installments=1,
            timing=timing,
            **SPLIT,
        )
        (found,) = simulated(of).documents[0].draft.lines
        assert (found.description, str(found.net)) == (said, "3.33")

    def test_without_it_the_reference_date_rules(self):
        change = modification("2026-01-11", unit_price="620.00")
        assert january(modifications=(change,), split_on_change=False) == (
            "2026-01-01 a 2026-01-01..2026-01-31 310.00"
        )

    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-01-01", None, "620.00"),
            ("2026-01-02", None, "10.00 600.00"),
            ("2026-01-31", None, "300.00 20.00"),
            ("2026-02-01", None, "310.00"),
            ("2025-12-01", "2025-12-31", "310.00"),
            ("2025-12-01", "2026-01-01", "20.00 300.00"),
            ("2026-01-11", "2026-01-20", "100.00 200.00 110.00"),
        ],
    )
    def test_the_days_of_the_change(self, start, until, expected):
        of = contract(
            line(price="310.00"),
            modifications=(modification(start, until, unit_price="620.00"),),
            installments=1,
            **SPLIT,
        )
        assert amounts(of) == expected

    def test_a_review(self):
        assert january(reviews=(review("2026-01-11", "100"),)) == said("""
            2026-01-01 a 2026-01-01..2026-01-10 100.00
            2026-01-01 a 2026-01-11..2026-01-31 420.00
        """)

    def test_a_price_list(self):
        goods = catalog(item(), price_list=[("X", "620.00", "1", "2026-01-11", "2026-01-20")])
        of = contract(
            line(price=None, item="X", price_source=PriceSource.CURRENT, quantity="1"),
            installments=1,
            **SPLIT,
        )
        # 10.00 x 10/31 = 3.2258, 620 x 10/31, 10.00 x 11/31 = 3.5484
        assert amounts(of, catalog=goods) == "3.23 200.00 3.55"

    def test_a_change_that_changes_nothing_cuts_nothing(self):
        same = modification("2026-01-11", "2026-01-20", unit_price="310.00", quantity="1")
        goods = catalog(item(price="310.00"), price_list=[("X", "310.00", "1", "2026-01-11", None)])
        of = contract(
            line(price=None, item="X", price_source=PriceSource.CURRENT), installments=1, **SPLIT
        )
        assert amounts(of, catalog=goods) == "310.00"
        assert len(january(modifications=(same,)).splitlines()) <= 3

    def test_thirty_days_a_month(self):
        found = january(
            modifications=(modification("2026-01-16", unit_price="620.00"),), proration="thirty"
        )
        assert [each.split()[-1] for each in found.splitlines()] == ["155.00", "310.00"]

    def test_once_and_divided_are_left_to_the_whole_period(self):
        once = modification("2026-01-11", unit_price="620.00", **ONCE)
        assert january(modifications=(once,)) == "2026-01-01 a 2026-01-01..2026-01-31 310.00"
        parts = modification("2026-01-11", "2026-03-31", unit_price="620.00", **DIVIDED)
        of = contract(line(price="310.00"), modifications=(parts,), installments=4, **SPLIT)
        assert amounts(of) == "310.00 310.00 310.00 310.00"

    def test_a_divided_line_is_not_cut(self):
        change = modification("2026-02-11", unit_price="150.00")
        of = contract(divided(price="90.00"), modifications=(change,), installments=3, **SPLIT)
        assert amounts(of) == "30.00 30.00 90.00"


class TestValidity:
    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-01-11", None, "2026-01-01 a 2026-01-11..2026-01-31 210.00"),
            (None, "2026-01-10", "2026-01-01 a 2026-01-01..2026-01-10 100.00"),
            ("2026-01-11", "2026-01-20", "2026-01-01 a 2026-01-11..2026-01-20 100.00"),
            ("2026-01-31", None, "2026-01-01 a 2026-01-31..2026-01-31 10.00"),
            (None, "2026-01-01", "2026-01-01 a 2026-01-01..2026-01-01 10.00"),
        ],
    )
    def test_a_part_of_the_period(self, start, until, expected):
        assert january(line(price="310.00", valid_from=start, valid_until=until)) == expected

    def test_outside_there_is_nothing(self):
        gone = line("b", valid_until="2025-12-31")
        later = line("c", valid_from="2026-02-01")
        assert january(line(), gone, later) == "2026-01-01 a 2026-01-01..2026-01-31 30.00"

    def test_an_addition_too(self):
        found = january(modifications=(addition("2026-01-11", "2026-01-20", "62.00"),))
        assert found.splitlines()[1] == "2026-01-01 add 2026-01-11..2026-01-20 20.00"

    @pytest.mark.parametrize("given", [ONCE, DIVIDED])
    def test_one_that_is_never_cut_goes_by_the_reference_date(self, given):
        later = addition("2026-01-11", "2026-02-10", "62.00", **given)
        of = contract(line(price="310.00"), modifications=(later,), installments=2, **SPLIT)
        assert amounts(of) == "310.00 310.00 62.00"

    def test_an_addition_whose_price_changes(self):
        goods = catalog(item(price="31.00"), price_list=[("X", "62.00", "1", "2026-01-11", None)])
        of = contract(
            line(price="310.00"),
            modifications=(addition("2026-01-01", price=None, item="X"),),
            allow_price_updates=True,
            installments=1,
            **SPLIT,
        )
        assert amounts(of, catalog=goods) == "310.00 10.00 42.00"

    def test_a_line_with_months_by_its_own_period(self):
        """A year from 1 January has 365 days; from 1 July on 184."""
        of = contract(
            line("y", "365.00", months=(1,), valid_from="2026-07-01"),
            schedule=monthly(),
            ends_on="2026-12-31",
            **SPLIT,
        )
        assert billed(of) == "2026-01-01 y 2026-07-01..2026-12-31 184.00"

    def test_in_arrears(self):
        of = contract(
            line(price="310.00", valid_from="2026-01-11"),
            schedule=monthly("2026-02-01"),
            installments=1,
            **SPLIT,
            **ARREARS,
        )
        assert billed(of) == "2026-02-01 a 2026-01-11..2026-01-31 210.00"


class TestWithOpeningAndClosing:
    def test_a_prorated_opening_with_a_change(self):
        of = contract(
            line(price="310.00"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-11",
            opening="prorated",
            modifications=(modification("2026-01-21", unit_price="620.00"),),
            **SPLIT,
        )
        assert amounts(of, "2026-01-31") == "100.00 220.00"

    def test_a_full_opening_keeps_the_days_before_at_its_first_price(self):
        of = contract(
            line(price="310.00"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-11",
            opening="full",
            modifications=(modification("2026-01-21", unit_price="620.00"),),
            **SPLIT,
        )
        assert amounts(of, "2026-01-31") == "200.00 220.00"

    def test_a_closing(self):
        change = modification("2026-01-11", unit_price="620.00")
        given = {"ends_on": "2026-01-20", "modifications": (change,)}
        of = contract(line(price="310.00"), **SPLIT, **given)
        assert amounts(of) == "100.00 420.00"  # full: to the end of the step
        of = contract(line(price="310.00"), closing="prorated", **SPLIT, **given)
        assert amounts(of) == "100.00 200.00"

    @pytest.mark.parametrize("opening", ["none", "full"])
    def test_the_start_of_the_contract_cuts_no_first_period_in_arrears(self, opening):
        """`none` and `full` leave the first installment as it is: only `prorated` cuts it."""
        of = contract(
            line(price="310.00"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-11",
            opening=opening,
            installments=1,
            **SPLIT,
            **ARREARS,
        )
        assert billed(of) == "2026-02-01 a 2026-01-01..2026-01-31 310.00"

    def test_a_prorated_one_does(self):
        of = contract(
            line(price="310.00"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-11",
            opening="prorated",
            installments=1,
            **SPLIT,
            **ARREARS,
        )
        assert billed(of) == "2026-02-01 a 2026-01-11..2026-01-31 210.00"

    def test_a_date_on_the_start_in_arrears_still_asks_for_nothing(self):
        of = contract(starts_on="2026-01-01", installments=1, **SPLIT, **ARREARS)
        assert billed(of) == "2026-02-01 a 2026-01-01..2026-01-31 30.00"


def test_the_parts_of_a_period_without_change_are_the_whole():
    of = contract(line(price="310.00"), schedule=each("quarter", "2026-01-01"), **SPLIT)
    found = simulated(of).documents[0].draft.lines
    assert len(found) == 1
    assert found[0].explanation == ("price: contract",)
