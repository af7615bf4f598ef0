"""A price divided among installments (R9)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.core.agreement import PriceSplit
from tests.core.builders import (
    DIVIDED,
    amounts,
    billed,
    contract,
    divided,
    in_months,
    ledger,
    line,
    modification,
    money,
    monthly,
    refusals,
    review,
    row,
    said,
    shift,
    simulated,
)

FOREVER = "2060-12-31"


def parts(of, **around):
    return amounts(of, FOREVER, **around)


class TestParts:
    @pytest.mark.parametrize(
        ("price", "count", "expected"),
        [
            ("100.00", 3, "33.33 33.33 33.34"),
            ("-100.00", 3, "-33.33 -33.33 -33.34"),
            ("1000.00", 12, " ".join(["83.33"] * 8 + ["83.34"] * 4)),
            ("10.00", 60, " ".join(["0.16"] * 20 + ["0.17"] * 40)),
            ("0.02", 3, "0.00 0.01 0.01"),
            ("100.00", 1, "100.00"),
        ],
    )
    def test_the_units_left_over_go_one_each_to_the_last(self, price, count, expected):
        of = contract(divided(price=price), line("b", "100.00"), installments=count)
        found = simulated(of, FOREVER).documents
        assert " ".join(str(each.draft.lines[0].net) for each in found) == expected

    def test_what_is_divided_is_the_net_after_discounts(self):
        of = contract(
            divided(price="50.00", quantity="2", discounts=("10",)),
            document_discount="10",
            installments=3,
        )
        assert parts(of) == "27.00 27.00 27.00"  # 81.00

    def test_the_printed_line_shows_the_part(self):
        of = contract(divided(price="50.00", quantity="2", discounts=("10",)), installments=4)
        found = simulated(of).documents[2].draft.lines[0]
        assert (found.quantity, str(found.unit_price), found.discounts) == (1, "22.50", ())
        assert found.part == 3
        assert found.explanation == ("price: contract", "part: 3 of 4 of 90.00")

    def test_decimals_of_the_contract(self):
        assert parts(contract(divided(price="100"), installments=3, decimals=0)) == "33 33 34"


class TestAmongWhich:
    """The installments, up to the count, in which the line counts."""

    def test_an_end_before_the_count(self):
        assert parts(contract(divided(), installments=12, ends_on="2026-03-31")) == (
            "33.33 33.33 33.34"
        )

    def test_the_validity_of_the_line(self):
        of = contract(
            divided(valid_from="2026-02-01", valid_until="2026-03-31"), line("b"), installments=4
        )
        assert parts(of) == "30.00 50.00 30.00 50.00 30.00 30.00"

    def test_its_months(self):
        of = contract(line("b"), divided(months=(2, 4, 6)), installments=12)
        assert billed(of).count(" a ") == 3
        assert [row.split()[-1] for row in billed(of).splitlines() if " a " in row] == [
            "33.33",
            "33.33",
            "33.34",
        ]

    def test_months_that_the_schedule_has_not(self):
        of = contract(
            divided(months=(2, 8)),
            line("b"),
            schedule=in_months(1, 7),
            installments=4,
            starts_on="2026-01-01",
        )
        assert parts(of) == "30.00 25.00 30.00 25.00 30.00 25.00 30.00 25.00"

    def test_the_closing_in_arrears(self):
        of = contract(
            divided(),
            installments=12,
            starts_on="2026-01-01",
            ends_on="2026-03-10",
            timing="arrears",
            closing="prorated",
        )
        assert parts(of) == "33.33 33.33 33.34"

    def test_not_the_opening(self):
        of = contract(
            divided(),
            line("b"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            installments=2,
        )
        assert parts(of) == "30.00 50.00 30.00 50.00 30.00"

    def test_an_opening_of_divided_lines_alone_is_none(self):
        of = contract(
            divided(),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            installments=2,
        )
        assert billed(of).splitlines()[0].startswith("2026-02-01")

    def test_not_the_opening_though_a_modification_divides(self):
        given = {
            "schedule": monthly("2026-02-01"),
            "starts_on": "2026-01-10",
            "opening": "full",
            "installments": 2,
        }
        change = modification("2026-01-01", unit_price="90.00", **DIVIDED)
        of = contract(line("a"), line("b"), modifications=(change,), **given)
        assert parts(of) == "30.00 45.00 30.00 45.00 30.00"
        of = contract(line("a"), modifications=(change,), **given)
        assert billed(of) == said("""
            2026-02-01 a 2026-02-01..2026-02-28 45.00
            2026-03-01 a 2026-03-01..2026-03-31 45.00
        """)

    def test_an_opening_while_it_is_not_divided(self):
        change = modification(
            "2026-01-01", "2026-01-31", unit_price="7.00", price_split=PriceSplit.SAME
        )
        of = contract(
            divided(),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            installments=2,
            modifications=(change,),
        )
        assert parts(of) == "7.00 50.00 50.00"

    def test_a_shift_keeps_the_count(self):
        of = contract(divided(), installments=3, pauses=(shift("2026-02-01", "2026-03-31"),))
        assert parts(of) == "33.33 33.33 33.34"


class TestWhatIsLeft:
    """After any change the unbilled rest is divided among the installments left."""

    THREE = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"), row(3, "2026-03-01"))

    def test_what_the_ledger_billed_went_by_the_rule(self):
        assert parts(contract(divided(), installments=6), history=self.THREE) == "16.67 16.67 16.67"

    def test_what_is_known_to_be_billed_is_taken_off(self):
        known = {("line", "a"): money("40.00")}
        history = ledger(row(1, "2026-01-01"), divided_billed=known)
        assert parts(contract(divided(), installments=4), history=history) == "20.00 20.00 20.00"

    def test_a_price_that_changes(self):
        of = contract(
            divided(price="120.00"),
            modifications=(modification("2026-03-01", unit_price="100.00"),),
            installments=4,
        )
        assert parts(of) == "30.00 30.00 20.00 20.00"

    def test_a_price_that_falls_below_what_is_billed(self):
        of = contract(
            divided(price="120.00"),
            line("b", "50.00"),
            modifications=(modification("2026-03-01", unit_price="40.00"),),
            installments=4,
        )
        assert parts(of) == "30.00 50.00 30.00 50.00 -10.00 50.00 -10.00 50.00"

    def test_a_review(self):
        of = contract(
            divided(price="120.00"), reviews=(review("2026-04-01", "10"),), installments=4
        )
        assert parts(of) == "30.00 30.00 30.00 42.00"  # 132 - 90

    def test_a_skipped_one_leaves_its_part_to_the_others(self):
        history = ledger(row(1, "2026-01-01"), row(2, "2026-02-01", "skipped"))
        # 25.00 of 100 in four was billed; the 75.00 left are divided between two
        assert parts(contract(divided(), installments=4), history=history) == "37.50 37.50"

    def test_a_reopened_one_is_billed_among_those_left(self):
        history = ledger(row(1, "2026-01-01", "reopened"), row(2, "2026-02-01"))
        assert parts(contract(divided(), installments=3), history=history) == "33.33 33.34"

    @pytest.mark.parametrize(("state", "expected"), [("reopened", "0.33"), ("due", "0.34")])
    def test_the_others_took_their_parts_before_it_was_reopened(self, state, expected):
        """After 0.33 the others took 0.33 and 0.34; before one passed over, 0.33 and 0.33."""
        history = ledger(row(1, "2026-01-01", state), row(2, "2026-02-01"), row(3, "2026-03-01"))
        assert parts(contract(divided(price="1.00"), installments=3), history=history) == expected

    def test_a_withdrawal_leaves_the_rest_to_those_before_it(self):
        of = contract(divided(), installments=12, withdrawn_on="2026-04-15")
        assert parts(of, history=self.THREE) == "25.00"

    def test_what_another_program_billed_went_by_the_rule(self):
        assert parts(contract(divided(), installments=6, billed_until="2026-03-01")) == (
            "16.67 16.67 16.67"
        )


def test_in_two_ranges_as_in_one():
    of = contract(divided(), installments=7)
    assert amounts(of, "2026-03-31") + " " + amounts(of, "2026-12-31", "2026-04-01") == parts(of)


def test_no_refusal_where_all_is_billed():
    assert refusals(contract(divided(), installments=3), FOREVER) == ""


@given(st.integers(-(10**7), 10**7), st.integers(1, 40), st.integers(0, 39))
@settings(max_examples=40, deadline=None)
def test_parts_add_up_wherever_the_ledger_stands(cents, count, billed_ones):
    price = Decimal(cents).scaleb(-2)
    of = contract(divided(price=str(price)), line("b", "200000.00"), installments=count)
    whole = [made.draft.lines[0].net for made in simulated(of, FOREVER).documents]
    assert sum(whole) == price
    assert max(whole) - min(whole) <= Decimal("0.01")
    done = [row(made.number, str(made.due_on)) for made in simulated(of, FOREVER).installments]
    history = ledger(*done[: min(billed_ones, count)])
    rest = [made.draft.lines[0].net for made in simulated(of, FOREVER, history=history).documents]
    assert rest == whole[min(billed_ones, count) :]
