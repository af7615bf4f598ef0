"""The foot of a contract, its count of installments and the end that goes with it (LN-10, SC-3)."""

from dataclasses import replace

import pytest

from cadencia.core import duration
from cadencia.core.agreement import Unit
from cadencia.core.business_days import every_weekday
from cadencia.core.footer import footer
from cadencia.core.outlook import coming
from tests.core.builders import (
    IVA10,
    agreed,
    catalog,
    contract,
    day,
    divided,
    in_months,
    item,
    ledger,
    line,
    modification,
    money,
    one_off,
    row,
    shown,
    skip,
)

TODAY = day("2026-03-15")


def foot(*lines, around=None, **given):
    return footer(agreed(contract(*lines, **given), **(around or {})), TODAY)


def test_gross_discounts_taxes_and_total_of_all_lines_that_count():
    found = foot(
        line("a", "100.00", discounts=(money("10"), money("5"))),
        line("b", "50.00", quantity=money("2"), taxes=(IVA10,)),
        line("yearly", "30.00", months=(12,)),
        one_off("x", "2026-03-20", "999.00"),
        line("gone", "999.00", valid_until="2026-01-31"),
        line("later", "999.00", valid_from="2026-06-01"),
    )
    assert (found.gross, found.discounts, found.totals.net) == (
        money("230.00"), money("14.50"), money("215.50"),
    )  # fmt: skip
    bases = [(each.rate, each.base, each.amount) for each in found.totals.taxes]
    assert (money("10"), money("100.00"), money("10.00")) in bases
    assert found.totals.total == found.totals.net + sum(amount for _, _, amount in bases)
    assert found.is_whole


def test_every_line_tells_what_it_comes_to_also_those_that_do_not_count():
    found = foot(
        one_off("x", "2026-03-20", "7.00"),
        line("gone", "9.00", valid_until="2026-01-31"),
        divided("d", "100.00"),
        installments=3,
    )
    told = {key: (str(each.net), each.counts) for key, each in found.lines.items()}
    assert told == {"x": ("7.00", False), "gone": ("9.00", False), "d": ("100.00", True)}
    assert found.totals.net == money("100.00")


def test_a_line_without_price_leaves_the_foot_incomplete():
    found = foot(
        line("a", "10.00"),
        replace(line("b"), unit_price=None, item="X", price_source="catalog"),
        around={"catalog": catalog(item("X", None))},
    )
    assert not found.is_whole
    assert found.lines["b"].net is None
    assert found.totals.net == money("10.00")


def test_modifications_expenses_and_the_document_s_discount_count():
    found = foot(
        line("a", "100.00"),
        modifications=(modification("2026-03-01", unit_price="80.00"),),
        document_discount=money("50"),
        expenses=money("3.00"),
    )
    assert (found.gross, found.discounts, found.totals.net) == (
        money("80.00"), money("40.00"), money("43.00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"starts_on": "2026-06-01"}, "2026-06-01"),
        ({"ends_on": "2026-02-10"}, "2026-02-10"),
        ({}, "2026-03-15"),
    ],
)
def test_the_day_is_today_or_the_nearest_on_which_the_contract_runs(given, expected):
    assert foot(line(), **given).on == day(expected)


def test_the_next_ones_follow_the_ledger_and_leave_pauses_out():
    agreement = agreed(
        contract(line("a", "30.00"), pauses=(skip("2026-04-01", "2026-04-30"),)),
        history=ledger(row(1, "2026-01-01"), row(2, "2026-02-01")),
    )
    found = coming(agreement, most=3, is_business_day=every_weekday)
    told = [
        (each.installment.due_on.isoformat(), shown(each.documents[0].totals.net)) for each in found
    ]
    assert told == [("2026-03-01", "30.00"), ("2026-05-01", "30.00"), ("2026-06-01", "30.00")]


def test_the_next_ones_may_be_years_apart_and_end():
    yearly = contract(line(), schedule=in_months(6, since="2026-01-01"), ends_on="2028-12-31")
    found = coming(agreed(yearly), most=12, is_business_day=every_weekday)
    assert [each.installment.due_on.year for each in found] == [2026, 2027, 2028]


def test_only_one_off_lines():
    alone = contract(one_off("x", "2031-03-20", "7.00"), schedule=None)
    found = coming(agreed(alone), most=12, is_business_day=every_weekday)
    assert [each.installment.due_on.isoformat() for each in found] == ["2031-03-20"]


def test_the_count_that_goes_with_an_end():
    assert duration.counted(contract(line(), ends_on="2026-12-31")) == 12
    assert duration.counted(contract(line())) is None


def test_the_end_that_goes_with_a_count():
    of = contract(line(), installments=6)
    assert duration.offered_end(of) == day("2026-06-30")
    assert duration.offered_end(replace(of, ends_on=day("2027-01-01"))) is None
    assert duration.counted(contract(divided(), ends_on="2026-03-31")) == 3


def test_the_end_of_a_duration():
    assert duration.end_of_duration(day("2026-01-01"), 2, Unit.WEEK) == day("2026-01-14")
    assert duration.end_of_duration(day("2026-01-01"), 9999, Unit.YEAR) is None
