"""When a contract would bill next by its own calendar, had nothing stopped it (R4, R7)."""

from datetime import date

import pytest

from cadencia.core.agreement import ScheduleChange
from cadencia.core.rhythm import next_date
from tests.core.builders import (
    contract,
    day,
    each,
    in_months,
    line,
    monthly,
    one_off,
    shift,
    skip,
    weekly,
)

ARREARS = {"timing": "arrears"}


def following(of, billed_on, until):
    found = next_date(of, billed_on=day(billed_on), until=day(until))
    return found and found.isoformat()


@pytest.mark.parametrize(
    ("schedule", "billed_on", "follows"),
    [
        (monthly(), "2026-01-01", "2026-02-01"),
        (monthly("2026-01-31"), "2026-01-31", "2026-02-28"),
        (monthly(every=3), "2026-01-01", "2026-04-01"),
        (monthly(every=6), "2026-01-01", "2026-07-01"),
        (each("quarter", "2026-01-01"), "2026-04-01", "2026-07-01"),
        (each("year", "2026-01-01"), "2026-01-01", "2027-01-01"),
        (weekly("2026-01-05"), "2026-01-26", "2026-02-02"),
        (weekly("2026-01-05", every=5), "2026-01-05", "2026-02-09"),
        (in_months(1, 4, 7, 10), "2026-01-01", "2026-04-01"),
        (in_months(1, 2), "2026-02-01", "2027-01-01"),
    ],
)
def test_the_day_before_the_day_and_the_day_after(schedule, billed_on, follows):
    of = contract(schedule=schedule)
    before = date.fromordinal(day(follows).toordinal() - 1).isoformat()
    after = date.fromordinal(day(follows).toordinal() + 1).isoformat()
    assert following(of, billed_on, before) is None
    assert following(of, billed_on, follows) == follows
    assert following(of, billed_on, after) == follows


def test_months_of_lines_are_its_calendar_too():
    of = contract(line(months=(1, 7)))
    assert following(of, "2026-01-01", "2026-06-30") is None
    assert following(of, "2026-01-01", "2026-07-01") == "2026-07-01"
    with_another = contract(line(months=(1, 7)), line("b"))
    assert following(with_another, "2026-01-01", "2026-06-30") == "2026-02-01"


@pytest.mark.parametrize(
    "stopped",
    [
        {"ends_on": "2026-01-15"},
        {"withdrawn_on": "2026-01-01"},
        {"installments": 1},
        {"pauses": (skip("2026-01-15"),)},
        {"pauses": (shift("2026-01-15", "2026-02-15"),)},
        {"lines": (line(valid_until="2026-01-01"),)},
        {"lines": (line(valid_until="2026-01-31"),)},
        {"state": "finished", "active": False},
    ],
)
def test_what_stopped_it_since_does_not_count(stopped):
    assert following(contract(**stopped), "2026-01-01", "2026-02-28") == "2026-02-01"


def test_in_arrears_the_last_day_covered_is_the_day_before():
    of = contract(line(valid_until="2026-01-31"), **ARREARS)
    assert following(of, "2026-02-01", "2026-03-31") == "2026-03-01"


def test_a_line_that_had_ended_before_is_no_part_of_it():
    of = contract(line("old", valid_until="2025-12-31"), line(months=(1, 7)))
    assert following(of, "2026-01-01", "2026-06-30") is None


def test_a_calendar_that_changed_is_as_it_is_by_then():
    change = ScheduleChange(valid_from=day("2026-04-01"), schedule=monthly("2026-04-01", every=3))
    of = contract(schedule_changes=(change,))
    assert following(of, "2026-02-01", "2026-03-31") == "2026-03-01"
    assert following(of, "2026-04-01", "2026-06-30") is None
    assert following(of, "2026-04-01", "2026-07-31") == "2026-07-01"


def test_without_a_schedule_there_is_none():
    assert following(contract(one_off(), schedule=None), "2026-01-01", "2027-12-31") is None
