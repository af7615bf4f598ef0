"""What is credited of what was billed beyond the day of withdrawal (AG-9, R1, R3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.agreement import Period, Proration
from cadencia.core.beyond import Billed, billed_beyond
from tests.core.builders import contract, day

JUNE = ("2026-06-01", "2026-06-30")


def credit(period, net, due_on=None, *, is_part=False, **given):
    start, until = period
    billed = Billed(
        due_on=day(due_on or start),
        period=Period(start=day(start), until=day(until)),
        net=Decimal(net),
        is_part=is_part,
    )
    return str(billed_beyond(billed, contract(**given)))


@pytest.mark.parametrize(
    ("withdrawn_on", "full", "prorated"),
    [
        ("2026-05-31", "30.00", "30.00"),
        ("2026-06-02", "0.00", "28.00"),
        ("2026-06-10", "0.00", "20.00"),
        ("2026-06-29", "0.00", "1.00"),
        ("2026-06-30", "0.00", "0.00"),
        ("2026-07-01", "0.00", "0.00"),
    ],
)
def test_june_of_thirty_days_and_thirty_euros(withdrawn_on, full, prorated):
    for closing, expected in (("full", full), ("prorated", prorated)):
        found = credit(JUNE, "30.00", withdrawn_on=withdrawn_on, closing=closing)
        assert found == expected


class TestTheDayOfWithdrawal:
    """Due on the very day: not asked for in advance, unless billed by choice (R1)."""

    CUT = {"withdrawn_on": "2026-06-01", "closing": "prorated"}

    def test_all_of_it_is_credited(self):
        assert credit(JUNE, "30.00", **self.CUT) == "30.00"

    def test_billed_by_choice_it_keeps_its_one_day(self):
        assert credit(JUNE, "30.00", bill_withdrawal_day=True, **self.CUT) == "29.00"

    def test_an_end_that_is_no_withdrawal_keeps_its_one_day(self):
        assert credit(JUNE, "30.00", ends_on="2026-06-01", closing="prorated") == "29.00"

    def test_in_arrears_only_the_period_counts(self):
        found = credit(
            ("2026-05-01", "2026-05-31"),
            "31.00",
            due_on="2026-06-01",
            timing="arrears",
            withdrawn_on="2026-05-30",
            closing="prorated",
        )
        assert found == "1.00"


def test_by_30_360_february_has_thirty_days():
    found = credit(
        ("2026-02-01", "2026-02-28"),
        "30.00",
        withdrawn_on="2026-02-10",
        closing="prorated",
        proration="thirty",
    )
    assert found == "20.00"


def test_what_is_kept_is_rounded_half_up_and_the_rest_is_credited():
    # 45.00 x 10/31 = 14.516129 is kept as 14.52
    found = credit(
        ("2026-07-01", "2026-07-31"), "45.00", withdrawn_on="2026-07-10", closing="prorated"
    )
    assert found == "30.48"


def test_a_part_of_a_divided_price_is_credited_whole_or_not_at_all():
    given = {"is_part": True, "closing": "prorated"}
    assert credit(JUNE, "83.33", withdrawn_on="2026-06-10", **given) == "0.00"
    assert credit(JUNE, "83.33", withdrawn_on="2026-05-20", **given) == "83.33"


def test_without_an_end_nothing_is_beyond():
    assert credit(JUNE, "30.00") == "0.00"


def test_what_was_given_back_is_asked_back():
    assert credit(JUNE, "-30.00", withdrawn_on="2026-06-10", closing="prorated") == "-20.00"


days_of_june = st.integers(1, 30).map(lambda number: f"2026-06-{number:02d}")


@given(st.decimals("-9999", "9999", places=2), days_of_june, days_of_june)
def test_the_earlier_the_end_the_more_is_credited_and_never_more_than_was_billed(net, one, other):
    earlier, later = sorted((one, other))
    cut = {"closing": "prorated", "bill_withdrawal_day": True}
    more = abs(Decimal(credit(JUNE, net, withdrawn_on=earlier, **cut)))
    less = abs(Decimal(credit(JUNE, net, withdrawn_on=later, **cut)))
    assert less <= more <= abs(net)


@pytest.mark.parametrize("basis", list(Proration))
@given(st.integers(1, 31), st.integers(1, 31))
def test_no_day_of_the_month_breaks_either_way_of_counting(basis, start, end):
    found = credit(
        (f"2026-07-{start:02d}", "2026-08-31"),
        "31.00",
        withdrawn_on=f"2026-07-{end:02d}",
        closing="prorated",
        proration=basis.value,
        bill_withdrawal_day=True,
    )
    assert Decimal(0) <= Decimal(found) <= Decimal("31.00")
