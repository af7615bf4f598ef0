"""Scheduled modifications: what a line says while they are in force (R7)."""

import pytest

from cadencia.core.agreement import PriceSource, PriceSplit
from cadencia.core.drafting import acted_too
from tests.core.builders import (
    APART,
    DIVIDED,
    IVA10,
    ONCE,
    addition,
    amounts,
    billed,
    catalog,
    contract,
    divided,
    documents,
    in_months,
    item,
    ledger,
    line,
    modification,
    monthly,
    numbers,
    one_off,
    planned,
    review,
    row,
    said,
    simulated,
    skip,
)

ARREARS = {"timing": "arrears"}
SAME = {"price_split": PriceSplit.SAME}


def changed(*modifications, lines=(), until="2026-04-30", **given):
    return amounts(contract(*lines, modifications=modifications, **given), until)


class TestInForce:
    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-02-01", "2026-02-28", "30.00 40.00 30.00 30.00"),
            ("2026-02-01", "2026-02-01", "30.00 40.00 30.00 30.00"),
            ("2026-02-02", "2026-03-01", "30.00 30.00 40.00 30.00"),
            ("2026-01-31", "2026-01-31", "30.00 30.00 30.00 30.00"),
            ("2026-02-02", "2026-02-28", "30.00 30.00 30.00 30.00"),
            ("2026-03-01", None, "30.00 30.00 40.00 40.00"),
        ],
    )
    def test_both_ends_are_in(self, start, until, expected):
        assert changed(modification(start, until, unit_price="40.00")) == expected

    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-01-31", "2026-01-31", "40.00 30.00 30.00"),
            ("2026-02-01", "2026-02-27", "30.00 30.00 30.00"),
            ("2026-02-01", "2026-02-28", "30.00 40.00 30.00"),
        ],
    )
    def test_in_arrears_by_the_last_day_of_the_period(self, start, until, expected):
        found = changed(
            modification(start, until, unit_price="40.00"), starts_on="2026-01-01", **ARREARS
        )
        assert found == expected


class TestModify:
    def test_only_the_fields_given_are_replaced(self):
        of = contract(
            line(quantity="2", discounts=("10",)),
            modifications=(modification("2026-02-01", quantity="3", description="More"),),
        )
        made = simulated(of, "2026-02-01").documents[1].draft.lines[0]
        assert made.description == "More"
        assert (str(made.quantity), str(made.unit_price), str(made.net)) == ("3", "30.00", "81.00")
        assert made.discounts == of.lines[0].discounts

    def test_no_discounts_takes_them_away(self):
        found = changed(
            modification("2026-02-01", discounts=()),
            lines=(line(discounts=("10",)),),
            until="2026-02-28",
        )
        assert found == "27.00 30.00"

    def test_the_later_wins_field_by_field_whatever_their_order(self):
        both = (
            modification("2026-02-15", quantity="2"),
            modification("2026-02-01", unit_price="40.00", quantity="5"),
        )
        assert changed(*both) == "30.00 200.00 80.00 80.00"
        assert changed(*reversed(both)) == "30.00 200.00 80.00 80.00"

    def test_when_the_later_ends_the_earlier_is_back(self):
        found = changed(
            modification("2026-02-01", unit_price="40.00"),
            modification("2026-03-01", "2026-03-31", unit_price="50.00"),
        )
        assert found == "30.00 40.00 50.00 40.00"

    def test_an_item_without_a_price_is_priced_as_the_line_is(self):
        goods = catalog(item("A", "11.00"), item("B", "22.00"))
        current = line(price=None, item="A", price_source=PriceSource.CURRENT)
        of = contract(current, modifications=(modification("2026-02-01", item="B"),))
        assert amounts(of, "2026-02-28", catalog=goods) == "11.00 22.00"

    def test_a_price_given_takes_the_place_of_any_source(self):
        goods = catalog(item("A", "11.00"))
        current = line(price=None, item="A", price_source=PriceSource.CURRENT)
        of = contract(
            current, modifications=(modification("2026-02-01", "2026-02-28", unit_price="5.00"),)
        )
        assert amounts(of, "2026-03-01", catalog=goods) == "11.00 5.00 11.00"

    def test_on_a_separate_document(self):
        of = contract(
            line("a"),
            line("b", "10.00"),
            modifications=(modification("2026-02-01", "2026-02-28", unit_price="40.00", **APART),),
            installments=3,
        )
        assert documents(of) == said("""
            2026-01-01 (1) a+b 40.00
            2026-02-01 (2) a 40.00
            2026-02-01 (2) b 10.00
            2026-03-01 (3) a+b 40.00
        """)

    def test_a_line_with_months_and_a_one_off_are_modified_too(self):
        of = contract(
            line("y", months=(3,)),
            one_off("x", "2026-03-10"),
            modifications=(
                modification("2026-03-01", line="y", unit_price="1.00"),
                modification("2026-03-10", line="x", unit_price="2.00"),
            ),
        )
        assert amounts(of) == "1.00 2.00"

    def test_a_modification_of_another_line_changes_nothing(self):
        found = changed(modification("2026-01-01", line="b", unit_price="1.00"), until="2026-01-01")
        assert found == "30.00"


class TestOnce:
    def test_only_in_the_first_installment_in_force(self):
        found = changed(modification("2026-02-01", unit_price="40.00", **ONCE))
        assert found == "30.00 40.00 30.00 30.00"

    def test_the_first_that_is_billed(self):
        found = changed(
            modification("2026-02-01", unit_price="40.00", **ONCE),
            pauses=(skip("2026-02-01", "2026-02-28"),),
        )
        assert found == "30.00 40.00 30.00"

    def test_only_where_its_line_counts(self):
        found = changed(
            modification("2026-02-01", line="y", unit_price="40.00", **ONCE),
            lines=(line("a"), line("y", "9.00", months=(1, 4, 6))),
            until="2026-06-30",
        )
        assert found == "30.00 9.00 30.00 30.00 30.00 40.00 30.00 30.00 9.00"

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ([(1, "2026-01-01", "billed")], "40.00 30.00 30.00"),
            ([(1, "2026-01-01", "billed"), (2, "2026-02-01", "billed")], "30.00 30.00"),
            ([(1, "2026-01-01", "billed"), (2, "2026-02-01", "skipped")], "40.00 30.00"),
            ([(1, "2026-01-01", "billed"), (2, "2026-02-01", "reopened")], "40.00 30.00 30.00"),
        ],
    )
    def test_what_the_ledger_says_is_billed_has_acted(self, rows, expected):
        once = modification("2026-02-01", unit_price="40.00", **ONCE)
        history = ledger(*(row(*each) for each in rows))
        of = contract(modifications=(once,))
        assert amounts(of, "2026-04-30", history=history) == expected

    @pytest.mark.parametrize(
        ("state", "expected"), [("reopened", "40.00 30.00 30.00"), ("due", "30.00 30.00 30.00")]
    )
    def test_it_acts_again_where_it_is_billed_again(self, state, expected):
        """What February billed is reopened with all it billed; what was passed over had none."""
        once = modification("2026-02-01", unit_price="40.00", **ONCE)
        history = ledger(
            row(1, "2026-01-01"), row(2, "2026-02-01", state), row(3, "2026-03-01", "billed")
        )
        of = contract(modifications=(once,))
        assert amounts(of, "2026-05-31", history=history) == expected

    @pytest.mark.parametrize(
        ("lines", "given", "expected"),
        [
            ((line(),), DIVIDED, "30.00 5.00 30.00 30.00"),
            ((divided(),), DIVIDED, "33.33 5.00 33.33 33.34"),
            ((divided(),), SAME, "33.33 5.00 33.33 33.34"),
        ],
    )
    def test_a_price_that_acts_once_is_divided_among_one(self, lines, given, expected):
        once = modification("2026-02-01", unit_price="5.00", **ONCE, **given)
        assert amounts(contract(*lines, modifications=(once,), installments=4)) == expected

    def test_an_addition_that_acts_once_is_divided_among_one(self):
        once = addition("2026-02-01", price="5.00", **ONCE, **DIVIDED)
        of = contract(line(), modifications=(once,), installments=3)
        assert amounts(of) == "30.00 30.00 5.00 30.00"

    def test_what_another_program_billed_has_acted(self):
        once = modification("2026-02-01", unit_price="40.00", **ONCE)
        assert changed(once, billed_until="2026-02-01") == "30.00 30.00"
        assert changed(once, billed_until="2026-01-31") == "40.00 30.00 30.00"

    def test_it_may_act_on_the_opening(self):
        found = changed(
            modification("2026-01-01", unit_price="40.00", **ONCE),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            until="2026-02-28",
        )
        assert found == "40.00 30.00"


class TestAdd:
    def test_in_each_or_only_in_the_first(self):
        assert changed(addition("2026-02-01")) == "30.00 30.00 5.00 30.00 5.00 30.00 5.00"
        assert changed(addition("2026-02-01", **ONCE)) == "30.00 30.00 5.00 30.00 30.00"

    def test_on_the_same_document_after_the_lines_or_on_its_own(self):
        of = contract(modifications=(addition("2026-02-01", "2026-02-28"),), installments=2)
        assert documents(of) == "2026-01-01 (1) a 30.00\n2026-02-01 (2) a+add 35.00"
        of = contract(
            modifications=(addition("2026-02-01", "2026-02-28", **APART),), installments=2
        )
        assert documents(of) == said("""
            2026-01-01 (1) a 30.00
            2026-02-01 (2) a 30.00
            2026-02-01 (2) add 5.00
        """)

    def test_two_separate_ones_have_a_document_each(self):
        of = contract(
            modifications=(
                addition("2026-01-01", key="m", **APART),
                addition("2026-01-01", key="n", **APART),
            ),
            installments=1,
        )
        assert documents(of).splitlines()[1:] == ["2026-01-01 (1) m 5.00", "2026-01-01 (1) n 5.00"]

    def test_prorated_as_the_lines_are_unless_billed_once(self):
        given = {
            "schedule": monthly("2026-02-01"),
            "starts_on": "2026-01-22",
            "opening": "prorated",
            "installments": 1,
            "lines": (line(price="31.00"),),
        }
        each = addition("2026-01-01", price="62.00")
        once = addition("2026-01-01", price="62.00", **ONCE)
        assert changed(each, **given) == "10.00 20.00 31.00 62.00"
        assert changed(once, **given) == "10.00 62.00 31.00"

    def test_it_counts_as_a_line_in_force(self):
        of = contract(
            line(valid_until="2026-01-31"),
            modifications=(addition("2026-03-01", "2026-03-31"),),
        )
        assert numbers(of) == "1:26-01-01 2:26-03-01"

    def test_it_does_not_come_with_dates_of_month_lines_alone(self):
        of = contract(
            line("y", months=(3,)),
            schedule=in_months(1, since="2026-01-01"),
            modifications=(addition("2026-03-01", "2026-03-31"),),
        )
        assert billed(of) == "2026-03-01 y 2026-03-01..2027-02-28 30.00"

    def test_an_item_from_the_catalog_with_its_taxes(self):
        goods = catalog(item("A", "11.00", taxes=(IVA10,)))
        of = contract(modifications=(addition("2026-01-01", price=None, item="A"),), installments=1)
        assert documents(of, catalog=goods) == "2026-01-01 (1) a+add 42.10"

    @pytest.mark.parametrize(("name", "expected"), [("Towel", "Towel"), ("", "A")])
    def test_an_item_without_a_description_brings_its_name(self, name, expected):
        goods = catalog(item("A", name=name))
        add = addition("2026-01-01", price=None, item="A", description=None)
        of = contract(modifications=(add,), installments=1)
        made = simulated(of, catalog=goods).documents[0].draft.lines[1]
        assert made.description == expected

    def test_the_customers_prices_where_prices_may_be_updated(self):
        goods = catalog(item("A", "11.00"), special=(("A", "8.00", None, None),))
        add = addition("2026-01-01", price=None, item="A")
        fixed = contract(modifications=(add,), installments=1)
        updated = contract(modifications=(add,), installments=1, allow_price_updates=True)
        assert amounts(fixed, catalog=goods) == "30.00 11.00"
        assert amounts(updated, catalog=goods) == "30.00 8.00"


class TestReviews:
    def test_a_price_given_is_fixed(self):
        found = changed(
            modification("2026-02-01", unit_price="40.00"),
            reviews=(review("2026-01-01", "10"),),
            until="2026-02-28",
        )
        assert found == "33.00 40.00"

    def test_without_a_price_the_review_acts(self):
        found = changed(
            modification("2026-02-01", quantity="2"),
            reviews=(review("2026-01-01", "10"),),
            until="2026-02-28",
        )
        assert found == "33.00 66.00"

    def test_additions_are_not_reviewed(self):
        found = changed(
            addition("2026-01-01"), reviews=(review("2026-01-01", "10"),), until="2026-01-31"
        )
        assert found == "33.00 5.00"


class TestDivided:
    def test_over_the_installments_in_its_range(self):
        found = changed(
            modification("2026-02-01", "2026-04-30", unit_price="100.00", **DIVIDED),
            installments=5,
            until="2026-12-31",
        )
        assert found == "30.00 33.33 33.33 33.34 30.00"

    def test_without_an_end_up_to_the_count(self):
        found = changed(
            modification("2026-03-01", unit_price="100.00", **DIVIDED),
            installments=5,
            until="2026-12-31",
        )
        assert found == "30.00 30.00 33.33 33.33 33.34"

    def test_an_addition(self):
        found = changed(
            addition("2026-02-01", "2026-03-31", price="9.99", **DIVIDED),
            installments=4,
            until="2026-12-31",
        )
        assert found == "30.00 30.00 4.99 30.00 5.00 30.00"

    def test_the_price_of_the_line_where_none_is_given(self):
        found = changed(
            modification("2026-02-01", "2026-03-31", **DIVIDED), installments=4, until="2026-12-31"
        )
        assert found == "30.00 15.00 15.00 30.00"

    def test_a_new_price_of_a_divided_line_divides_the_rest(self):
        """Of 120 in 4, one part of 30 is billed; 150 - 30 are 40 in each of three."""
        found = changed(
            modification("2026-02-01", unit_price="150.00"),
            lines=(divided(price="120.00"),),
            installments=4,
            until="2026-12-31",
        )
        assert found == "30.00 40.00 40.00 40.00"

    def test_the_same_price_for_a_while_on_a_divided_line(self):
        """100 among the 3 others; the fourth, in the range, has its own price."""
        found = changed(
            modification(
                "2026-02-01", "2026-02-28", unit_price="7.00", price_split=PriceSplit.SAME
            ),
            lines=(divided(price="100.00"),),
            installments=4,
            until="2026-12-31",
        )
        assert found == "33.33 7.00 33.33 33.34"


def test_a_line_says_what_made_it_so():
    of = contract(
        modifications=(
            modification("2026-01-01", unit_price="40.00"),
            addition("2026-01-01", price="5.00"),
        ),
        installments=1,
    )
    first, second = simulated(of).documents[0].draft.lines
    assert first.explanation == ("price: modification 2026-01-01",)
    assert second.explanation == ("price: modification 2026-01-01",)


class TestWhatALineKeeps:
    """A document line names one modification: the one that the next run has to know of (R7, R9)."""

    def kept(self, *modifications, **given):
        of = contract(modifications=modifications, **given)
        return planned(of, "2026-02-01").documents[-1].lines[0].modification

    def test_the_latest(self):
        first, second = modification("2026-01-01", quantity="2"), modification("2026-02-01")
        assert self.kept(first, second) == "m2026-02-01"

    def test_one_that_acts_once_before_a_later_one_that_always_does(self):
        once = modification("2026-02-01", key="once", discounts=("10",), **ONCE)
        always = modification("2026-02-01", key="always", unit_price="9.00")
        assert self.kept(once, always) == "once"

    def test_the_one_whose_price_is_divided_before_both(self):
        parts = modification("2026-02-01", key="parts", unit_price="9.00", **DIVIDED)
        once = modification("2026-02-01", key="once", discounts=("10",), **ONCE)
        always = modification("2026-02-01", key="always", quantity="2")
        assert self.kept(parts, once, always, installments=3) == "parts"


class TestSeveralThatActOnce:
    """They act together, field by field, and each of them has acted then (R7)."""

    def test_both_act_in_the_first_installment_in_force_and_then_no_more(self):
        cheaper = modification("2026-01-10", key="cheaper", discounts=("10",), **ONCE)
        more = modification("2026-01-20", key="more", quantity="2", **ONCE)
        assert changed(cheaper, more) == "30.00 54.00 30.00 30.00"

    def test_the_line_notes_the_one_that_it_does_not_name(self):
        cheaper = modification("2026-01-10", key="cheaper", discounts=("10",), **ONCE)
        more = modification("2026-01-20", key="more", quantity="2", **ONCE)
        found = planned(contract(modifications=(cheaper, more)), "2026-02-28")
        drafted = found.documents[-1].lines[0]
        assert drafted.modification == "more"
        assert acted_too(drafted) == ("cheaper",)

    def test_so_does_one_whose_price_is_divided(self):
        parts = modification("2026-02-01", key="parts", unit_price="9.00", **DIVIDED)
        once = modification("2026-02-01", key="once", discounts=("10",), **ONCE)
        of = contract(modifications=(parts, once), installments=3)
        drafted = planned(of, "2026-02-28").documents[-1].lines[0]
        assert (drafted.modification, acted_too(drafted)) == ("parts", ("once",))

    def test_nothing_is_noted_of_one_alone(self):
        once = modification("2026-02-01", key="once", discounts=("10",), **ONCE)
        drafted = planned(contract(modifications=(once,)), "2026-02-28").documents[-1].lines[0]
        assert acted_too(drafted) == ()
