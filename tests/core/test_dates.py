from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import dates

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def monthly(first, how_many, anchor_day=None):
    return " ".join(
        dates.add_months(first, k, anchor_day).strftime("%y%m%d") for k in range(how_many)
    )


class TestMonthsFromAnAnchor:
    def test_the_31st_comes_back_after_each_short_month(self):
        assert monthly(date(2024, 1, 31), 6) == "240131 240229 240331 240430 240531 240630"

    def test_the_30th_waits_for_february_only(self):
        assert monthly(date(2025, 12, 30), 5) == "251230 260130 260228 260330 260430"

    def test_anchor_day_keeps_the_intent_of_a_first_date_in_a_short_month(self):
        assert monthly(date(2026, 2, 28), 3, anchor_day=31) == "260228 260331 260430"
        assert monthly(date(2026, 2, 28), 3) == "260228 260328 260428"

    def test_the_29th_of_february_returns_each_leap_year(self):
        found = [dates.add_months(date(2024, 2, 29), 12 * k).isoformat() for k in range(5)]
        assert found == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]

    @pytest.mark.parametrize(
        ("day", "months", "then"),
        [
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
            (date(2026, 1, 15), -1, date(2025, 12, 15)),
            (date(2026, 12, 1), 1, date(2027, 1, 1)),
            (date(2026, 5, 31), -15, date(2025, 2, 28)),
            (date(2026, 5, 31), 0, date(2026, 5, 31)),
        ],
    )
    def test_backwards_and_over_the_year(self, day, months, then):
        assert dates.add_months(day, months) == then

    def test_beyond_the_calendar_is_refused(self):
        with pytest.raises(ValueError, match="year"):
            dates.add_months(date(9999, 12, 1), 1)


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2026, 1, 31), (2026, 4, 30), (2026, 2, 28), (2024, 2, 29), (2100, 2, 28), (2000, 2, 29)],
)
def test_last_day_of_the_month(year, month, last):
    assert dates.last_day(year, month) == last


@given(days, st.integers(-600, 600))
def test_a_monthly_date_keeps_its_day_or_takes_the_last_of_the_month(day, months):
    found = dates.add_months(day, months)
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
    assert found.day <= day.day
    assert (found.year - day.year) * 12 + found.month - day.month == months


@given(days, st.integers(-300, 300), st.integers(-300, 300))
def test_a_detour_over_another_month_never_drifts(day, one, other):
    detour = dates.add_months(day, one)
    assert dates.add_months(detour, other - one, day.day) == dates.add_months(day, other)


@given(days, st.integers(1, 31))
def test_clipped_is_a_day_of_that_month(day, wanted):
    found = dates.clipped(day.year, day.month, wanted)
    assert (found.year, found.month) == (day.year, day.month)
    assert found.day == wanted or (found + timedelta(days=1)).day == 1


class TestCountingDays:
    @pytest.mark.parametrize(
        ("start", "end", "actual", "thirty"),
        [
            (date(2026, 1, 1), date(2026, 1, 31), 31, 30),
            (date(2026, 2, 1), date(2026, 2, 28), 28, 30),
            (date(2024, 2, 1), date(2024, 2, 29), 29, 30),
            (date(2026, 2, 15), date(2026, 2, 28), 14, 16),
            (date(2026, 1, 15), date(2026, 1, 30), 16, 15),
            (date(2026, 1, 15), date(2026, 1, 31), 17, 16),
            (date(2026, 1, 1), date(2026, 12, 31), 365, 360),
            (date(2026, 1, 31), date(2026, 2, 27), 28, 28),
            (date(2026, 3, 31), date(2026, 3, 31), 1, 1),
            (date(2026, 3, 10), date(2026, 3, 10), 1, 1),
            (date(2026, 3, 30), date(2026, 3, 30), 1, 0),
        ],
    )
    def test_both_ends_are_counted(self, start, end, actual, thirty):
        assert dates.actual_days(start, end) == actual
        assert dates.thirty_days(start, end) == thirty


@given(days, st.integers(1, 400), st.integers(1, 400))
def test_days_of_two_stretches_are_those_of_both_together(start, first, second):
    middle = start + timedelta(days=first - 1)
    end = middle + timedelta(days=second)
    for count in (dates.actual_days, dates.thirty_days):
        together = count(start, middle) + count(middle + dates.ONE_DAY, end)
        assert together == count(start, end)


@given(days, st.integers(1, 60))
def test_whole_months_have_thirty_days_each(day, months):
    first = day.replace(day=1)
    end = dates.add_months(first, months) - dates.ONE_DAY
    assert dates.thirty_days(first, end) == 30 * months
