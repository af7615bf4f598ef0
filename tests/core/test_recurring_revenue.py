"""Recurring revenue where the tables of its page don't reach."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.agreement import Company, PriceSource, ScheduleChange, Used
from cadencia.core.recurring_revenue import NO_MOVEMENT, movement, revenue
from tests.core.builders import (
    DIVIDED,
    IVA21,
    ONCE,
    addition,
    agreed,
    catalog,
    contract,
    day,
    divided,
    each,
    in_months,
    item,
    ledger,
    line,
    modification,
    monthly,
    one_off,
    review,
    row,
    shift,
)

LAST = date(2028, 12, 31)


def on(of, *days, stopped_on=None, **around):
    """Return what a contract brings on each of the days, by month and day of 2026."""
    found = revenue(agreed(of, **around), until=LAST, stopped_on=day(stopped_on))
    return " ".join(str(found.on(day(f"2026-{each}"))) for each in days)


def test_what_does_not_come_again_is_not_in_it():
    of = contract(
        line("a", "30.00"),
        divided("b", "1200.00"),
        one_off("c"),
        line("d", "5.00", usage=(Used(key=1, day=day("2026-01-05"), quantity=Decimal(9)),)),
        line("e", "8.00", document_type="work_order"),
        line("f", "4.00", quantity_formula="q", quantity_known=False),
        installments=12,
        expenses="3.00",
    )
    assert on(of, "05-05") == "30.00"


def test_a_first_period_that_begins_before_the_contract():
    """In arrears the first installment looks back further; nothing is in force by then."""
    quarters = in_months(1, 4, 7, 10, on=31, since="2026-01-01")
    of = contract(line("a", "60.00"), schedule=quarters, timing="arrears", starts_on="2026-01-01")
    found = revenue(agreed(of), until=LAST)
    days = ("2025-11-30", "2025-12-31", "2026-01-01", "2026-09-30")
    assert [str(found.on(day(each))) for each in days] == ["0", "0", "20.00", "20.00"]


def test_a_sale_paid_in_installments_is_none():
    of = contract(divided(), installments=12, installments_are="due_dates")
    assert on(of, "05-05") == "0"


def test_modifications_act_between_their_dates_those_that_act_once_never():
    of = contract(
        modifications=(
            modification("2026-03-10", "2026-04-09", unit_price="40.00"),
            modification("2026-06-01", None, unit_price="99.00", key="once", **ONCE),
            addition("2026-05-01", "2026-05-31", price="5.00"),
            addition("2026-05-01", "2026-05-31", price="60.00", key="d", **DIVIDED),
        )
    )
    days = ("03-09", "03-10", "04-09", "04-10", "04-30", "05-01", "05-31", "06-01")
    assert on(of, *days) == "30.00 40.00 40.00 30.00 30.00 35.00 35.00 30.00"


def test_lines_count_between_their_dates():
    of = contract(line(), line("b", "12.00", valid_from="2026-03-10", valid_until="2026-04-09"))
    assert on(of, "03-09", "03-10", "04-09", "04-10") == "30.00 42.00 42.00 30.00"


def test_reviews_and_price_lists_count_from_their_dates():
    of = contract(reviews=(review("2026-07-01", "10"),))
    assert on(of, "06-30", "07-01") == "30.00 33.00"
    of = contract(line(price=None, item="X", price_source=PriceSource.CURRENT))
    prices = (("X", "20.00", 1, None, "2026-06-30"), ("X", "22.00", 1, "2026-07-01", None))
    around = {"catalog": catalog(item("X"), price_list=prices)}
    assert on(of, "06-30", "07-01", **around) == "20.00 22.00"


def test_an_index_that_is_not_published_yet_stays_where_it_was():
    index = {"IPC": {"2025-01": "100", "2026-01": "110"}}
    of = contract(reviews=(review("2026-01-01", index="IPC", base="2025-01", every_months=12),))
    found = revenue(agreed(of, catalog=catalog(indexes=index)), until=LAST)
    assert (found.on(date(2026, 2, 1)), found.on(date(2027, 2, 1))) == (
        Decimal("33.00"),
        Decimal("33.00"),
    )


def test_a_line_without_a_price_counts_nothing():
    of = contract(line(), line("b", None, item="X", price_source=PriceSource.CATALOG))
    assert on(of, "05-05") == "30.00"


def test_taxes_are_taken_out_where_prices_include_them():
    of = contract(line(price="121.00", taxes=(IVA21,)))
    assert on(of, "05-05", company=Company(prices_include_tax=True)) == "100.00"


def test_a_document_discount_counts_and_decimals_are_those_of_the_totals():
    of = contract(line(price="10.005"), document_discount="50", decimals=3, totals_decimals=2)
    assert on(of, "05-05") == "5.00"  # 5.0025, half up to 5.003 in the line


@pytest.mark.parametrize(
    ("state", "active", "stopped", "found"),
    [
        ("posted", True, None, "30.00 30.00 30.00"),
        ("posted", True, "2026-03-10", "30.00 30.00 30.00"),  # active again
        ("posted", False, "2026-03-10", "30.00 0 0"),
        ("finished", True, "2026-03-10", "30.00 0 0"),
        ("finished", True, None, "0 0 0"),
        ("draft", True, None, "0 0 0"),
        ("void", True, None, "0 0 0"),
    ],
)
def test_by_state(state, active, stopped, found):
    of = contract(state=state, active=active)
    assert on(of, "03-09", "03-10", "12-31", stopped_on=stopped) == found


def test_a_finished_one_with_an_end_counts_up_to_it():
    assert on(contract(state="finished", ends_on="2026-05-31"), "05-31", "06-01") == "30.00 0"


def test_the_schedule_in_force_says_how_often():
    change = ScheduleChange(valid_from=day("2026-07-01"), schedule=each("quarter", "2026-07-01"))
    assert on(contract(schedule_changes=(change,)), "06-30", "07-01") == "30.00 10.00"


def test_what_was_billed_changes_nothing():
    history = ledger(*(row(n, f"2026-0{n}-01") for n in range(1, 6)))
    assert on(contract(installments=6), "01-05", "06-30", "07-01", history=history) == (
        "30.00 30.00 0"
    )


def test_a_contract_of_one_offs_only_is_none():
    assert on(contract(one_off(), schedule=None), "03-10") == "0"


@given(
    st.sampled_from(["day", "week", "month", "quarter", "semester", "year"]),
    st.integers(1, 6),
    st.integers(1, 30),
    st.sampled_from(["advance", "arrears"]),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)
def test_a_count_ends_where_its_last_installment_does(unit, every, count, timing, shifted):
    """The short way to the end of a count is that of drawing every installment up."""
    of = contract(schedule=each(unit, "2026-01-31", every), installments=count, timing=timing)
    paused = replace(of, pauses=(shift(shifted.isoformat(), shifted.isoformat()),))
    short, long = (revenue(agreed(x), until=LAST).ends for x in (of, paused))
    assert short is not None
    assert long is not None
    assert long >= short
    untouched = replace(of, pauses=(shift("2020-01-01", "2020-01-01"),))
    assert revenue(agreed(untouched), until=LAST).ends == short


amounts = st.decimals(0, 1000, places=2)


@given(amounts, amounts, st.booleans(), st.booleans())
def test_what_there_was_and_what_changed_is_what_there_is(before, after, began, ended):
    found = movement(before, after, began=began, ended=ended)
    assert before + found.new + found.up - found.down - found.lost == after
    assert sum(1 for each in found if each) <= 1
    assert found + NO_MOVEMENT == found


def test_amounts_kept_for_a_stretch_are_those_of_the_day():
    of = contract(
        line(),
        line("b", "12.00", months=(1, 7), valid_from="2026-03-10"),
        modifications=(modification("2026-04-02", "2026-09-09", unit_price="40.00"),),
        reviews=(review("2026-02-05", "3", every_months=5),),
        pauses=(shift("2026-06-03", "2026-06-20"),),
        schedule=monthly("2026-01-15"),
    )
    kept = revenue(agreed(of), until=LAST)
    for n in range(0, 700, 3):
        on_day = date.fromordinal(date(2026, 1, 1).toordinal() + n)
        assert kept.on(on_day) == revenue(agreed(of), until=LAST).on(on_day)
