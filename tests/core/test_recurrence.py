from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.agreement import Unit
from cadencia.core.dates import last_day
from cadencia.core.recurrence import (
    date_at,
    date_in_month,
    dates,
    generation_day,
    has_steps_of_months,
    index_from,
    is_anchored,
)
from tests.core.builders import day, each, in_months, monthly, weekly

START, END = date(2000, 1, 1), date(2060, 12, 31)


def first_ones(schedule, count=5):
    found = dates(schedule, date(1990, 1, 1), END)
    return " ".join(next(found).isoformat() for _ in range(count))


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (monthly("2024-01-31"), "2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-05-31"),
        (monthly("2026-01-30"), "2026-01-30 2026-02-28 2026-03-30 2026-04-30 2026-05-30"),
        (monthly("2026-02-28"), "2026-02-28 2026-03-28 2026-04-28 2026-05-28 2026-06-28"),
        (monthly("2026-02-28", 1, 31), "2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30"),
        (monthly("2026-02-28", 1, 30), "2026-02-28 2026-03-30 2026-04-30 2026-05-30 2026-06-30"),
        (monthly("2026-01-31", 2), "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-09-30"),
        (each("year", "2024-02-29"), "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        (each("quarter", "2025-11-30"), "2025-11-30 2026-02-28 2026-05-30 2026-08-30 2026-11-30"),
        (each("semester", "2025-08-31"), "2025-08-31 2026-02-28 2026-08-31 2027-02-28 2027-08-31"),
        (each("day", "2026-02-27", 10), "2026-02-27 2026-03-09 2026-03-19 2026-03-29 2026-04-08"),
        (weekly("2026-01-02", 2), "2026-01-02 2026-01-16 2026-01-30 2026-02-13 2026-02-27"),
        (
            in_months(1, 4, 7, 10, on=31, since="2026-01-01"),
            "2026-01-31 2026-04-30 2026-07-31 2026-10-31 2027-01-31",
        ),
        (
            in_months(2, on=30, since="2024-01-01"),
            "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29",
        ),
        (
            in_months(6, 12, since="2026-01-01"),
            "2026-06-01 2026-12-01 2027-06-01 2027-12-01 2028-06-01",
        ),
    ],
)
def test_each_date_is_counted_from_the_anchor(schedule, expected):
    assert first_ones(schedule) == expected


@pytest.mark.parametrize(
    ("since", "first"),
    [("2026-04-19", "2026-04-20"), ("2026-04-20", "2026-04-20"), ("2026-04-21", "2026-07-20")],
)
def test_since_is_included(since, first):
    assert first_ones(in_months(1, 4, 7, 10, on=20, since=since), 1) == first


@pytest.mark.parametrize(
    ("first", "anchor", "anchored"),
    [
        ("2026-02-28", 28, True),
        ("2026-02-28", 31, True),
        ("2026-02-27", 31, False),
        ("2024-02-28", 31, False),
        ("2024-02-29", 31, True),
        ("2026-03-30", 31, False),
        ("2026-04-30", 31, True),
        ("2026-03-15", None, True),
    ],
)
def test_first_must_be_its_months_anchor_day(first, anchor, anchored):
    assert is_anchored(monthly(first, 1, anchor)) is anchored


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (None, 1),
        (monthly("2026-02-28"), 28),
        (monthly("2026-02-28", 1, 31), 31),
        (in_months(3, on=20), 20),
        (weekly("2026-01-14"), 14),
    ],
)
def test_the_generation_day(schedule, expected):
    assert generation_day(schedule) == expected


@pytest.mark.parametrize(
    ("schedule", "since", "month", "expected"),
    [
        (monthly("2026-01-31"), "2026-01-31", 2, ("2026-02-28", True)),
        (weekly("2026-01-14"), "2026-01-14", 1, ("2026-01-14", True)),
        (weekly("2026-01-14"), "2026-01-14", 2, ("2026-02-04", True)),
        (monthly("2026-01-15", 2), "2026-01-15", 2, ("2026-02-15", False)),
        (monthly("2026-01-31", 2), "2026-01-31", 2, ("2026-02-28", False)),
        (in_months(1, 7, on=31, since="2026-01-01"), "2026-01-01", 6, ("2026-06-30", False)),
        (weekly("2026-01-05", 6), "2026-01-05", 4, ("2026-04-05", False)),
        (weekly("2026-01-05", 6), "2026-01-05", 3, ("2026-03-30", True)),
    ],
)
def test_when_a_line_with_months_counts(schedule, since, month, expected):
    found, is_schedule_date = date_in_month(schedule, 2026, month, since=day(since))
    assert (found.isoformat(), is_schedule_date) == expected


@pytest.mark.parametrize("unit", list(Unit))
def test_only_days_and_weeks_are_no_steps_of_months(unit):
    assert has_steps_of_months(each(unit, "2026-01-01")) is (unit not in {Unit.DAY, Unit.WEEK})


units = st.sampled_from(sorted(Unit))
some_day = st.dates(START, date(2040, 12, 31))
intervals = st.builds(
    lambda unit, first, every: each(unit, first.isoformat(), every),
    units,
    some_day,
    st.integers(1, 30),
)
masks = st.builds(
    lambda months, on: in_months(*sorted(months), on=on),
    st.sets(st.integers(1, 12), min_size=1),
    st.integers(1, 31),
)
schedules = intervals | masks


@given(some_day, st.integers(0, 600))
def test_a_monthly_date_keeps_its_day_or_takes_the_last_of_the_month(first, k):
    found = date_at(monthly(first.isoformat()), k)
    assert found.day == min(first.day, last_day(found.year, found.month))
    assert (found.year - first.year) * 12 + found.month - first.month == k


@given(some_day, st.integers(1, 9), st.integers(0, 200))
def test_weeks_keep_the_weekday(first, every, k):
    assert date_at(weekly(first.isoformat(), every), k) - first == timedelta(weeks=every * k)


@given(schedules, some_day)
def test_the_index_from_a_day_is_that_of_the_first_date_not_before_it(schedule, start):
    index = index_from(schedule, start)
    assert date_at(schedule, index - 1) < start <= date_at(schedule, index)


@given(schedules, st.integers(0, 200))
def test_dates_move_forward(schedule, k):
    index = index_from(schedule, START) + k
    assert date_at(schedule, index) < date_at(schedule, index + 1)


@given(masks, some_day)
def test_a_mask_has_only_its_months_and_each_every_year(mask, start):
    found = list(dates(mask, date(start.year, 1, 1), date(start.year, 12, 31)))
    assert tuple(each.month for each in found) == mask.months
    assert all(each.day == min(mask.day, last_day(each.year, each.month)) for each in found)
