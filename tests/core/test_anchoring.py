"""Moving an installment together with the schedule that follows it (SC-4, R1, R4)."""

from itertools import islice

import pytest

from cadencia.core import anchoring
from cadencia.core.business_days import every_weekday
from cadencia.core.desk import desk
from cadencia.core.recurrence import dates
from cadencia.core.singling import single
from tests.core.builders import (
    agreed,
    contract,
    day,
    divided,
    each,
    in_months,
    ledger,
    monthly,
    row,
    weekly,
)

JANUARY = row(1, "2026-01-01")


@pytest.mark.parametrize(
    ("schedule", "to", "expected"),
    [
        (monthly("2026-01-31", anchor_day=31), "2026-04-10", "2026-04-10 2026-05-10 2026-06-10"),
        (monthly("2026-01-10"), "2026-03-31", "2026-03-31 2026-04-30 2026-05-31"),
        (weekly("2026-01-05"), "2026-03-04", "2026-03-04 2026-03-11 2026-03-18"),
        (each("year", "2024-02-29"), "2027-03-15", "2027-03-15 2028-03-15 2029-03-15"),
        (in_months(3, 9, on=5), "2026-03-20", "2026-03-20 2026-09-20 2027-03-20"),
    ],
)
def test_it_is_counted_anew_from_the_day(schedule, to, expected):
    moved = anchoring.anchored(schedule, day(to))
    found = islice(dates(moved, day("2020-01-01"), day("2040-01-01")), 3)
    assert " ".join(str(when) for when in found) == expected


def codes(due_on, to, *rows, of=None):
    of = of or contract()
    at = desk(agreed(of, history=ledger(*rows)), every_weekday)
    found = single(at, list(rows), day(due_on))
    return [each.code for each in anchoring.objections(of, found, list(rows), day(to))]


class TestDaysBilledTwice:
    """January is billed, and covers its whole month."""

    @pytest.mark.parametrize(
        ("to", "expected"),
        [("2026-01-31", ["covered_already"]), ("2026-02-01", []), ("2026-02-20", [])],
    )
    def test_in_advance_the_new_period_begins_after_it(self, to, expected):
        assert codes("2026-02-01", to, JANUARY) == expected

    def test_in_arrears_too(self):
        of = contract(timing="arrears")
        # January's row covers December; the next one covers January.
        assert codes("2026-02-01", "2026-01-31", JANUARY, of=of) == ["covered_already"]
        assert codes("2026-02-01", "2026-02-01", JANUARY, of=of) == []

    def test_before_anything_is_billed_it_may_come_earlier(self):
        assert codes("2026-01-01", "2025-12-15") == []


class TestWhichMayMoveTheSchedule:
    def test_only_the_next_one(self):
        assert codes("2026-03-01", "2026-03-10", JANUARY) == ["not_the_next"]

    def test_none_that_has_a_row(self):
        due = row(2, "2026-02-01", "due")
        found = codes("2026-02-01", "2026-02-10", JANUARY, due)
        assert found == ["anchor_of_no_schedule"]

    def test_the_months_of_a_mask_stay(self):
        of = contract(schedule=in_months(3, 9, on=5, since="2026-01-01"))
        assert codes("2026-03-05", "2026-03-20", of=of) == []
        assert codes("2026-03-05", "2026-04-02", of=of) == ["month_not_in_schedule"]

    def test_not_where_a_price_is_divided(self):
        of = contract(divided(), installments=12)
        assert codes("2026-01-01", "2026-01-10", of=of) == ["price_divided_by_schedule"]
