"""Automatic renewal: a contract goes on, so many periods at a time (R17, LC-5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import prolongation
from cadencia.core.agreement import Every, Unit
from cadencia.core.prolongation import Tacit
from cadencia.core.recurrence import ONE_DAY, date_at
from tests.core.builders import contract, day, each, in_months, monthly, weekly

MONTHLY = monthly("2026-01-01")


def to_come(  # noqa: PLR0913 - what a case differs in
    today, schedule=MONTHLY, periods=12, end="2026-12-31", notice=30, given=None
):
    tacit = Tacit(ends_on=day(end), periods=periods, notice_days=notice, notice_given_on=day(given))
    return " ".join(str(e) for e in prolongation.ends_to_come(schedule, tacit, day(today)))


class TestWhen:
    #   1/12/26      31/12/26
    #   |------------|
    #   last day     end
    #   for notice

    @pytest.mark.parametrize(
        ("today", "ends"),
        [
            ("2026-11-30", ""),
            ("2026-12-01", ""),
            ("2026-12-02", "2027-12-31"),
            ("2027-12-01", "2027-12-31"),
            ("2027-12-02", "2027-12-31 2028-12-31"),
        ],
    )
    def test_the_day_after_the_last_one_for_notice(self, today, ends):
        assert to_come(today) == ends

    @pytest.mark.parametrize(
        ("given", "ends"), [("2026-11-30", ""), ("2026-12-01", ""), ("2026-12-02", "2027-12-31")]
    )
    def test_notice_in_time_ends_it_and_late_notice_a_term_later(self, given, ends):
        assert to_come("2030-01-01", given=given) == ends

    @pytest.mark.parametrize(("today", "ends"), [("2026-12-31", ""), ("2027-01-01", "2027-12-31")])
    def test_without_notice_days_the_day_after_the_end(self, today, ends):
        assert to_come(today, notice=0) == ends


class TestHowFar:
    def test_n_dates_at_a_time(self):
        assert to_come("2026-12-02", periods=3) == "2027-03-31"

    def test_the_end_is_counted_from_the_anchor(self):
        on_31 = monthly("2026-01-31")
        found = to_come("2027-03-31", on_31, periods=1, end="2027-01-30", notice=0)
        assert found == "2027-02-27 2027-03-30 2027-04-29"

    def test_in_chosen_months(self):
        twice = in_months(3, 9, on=15, since="2026-01-01")
        assert to_come("2026-09-15", twice, periods=1, end="2026-09-14", notice=0) == "2027-03-14"

    def test_weeks(self):
        found = to_come("2026-02-02", weekly("2026-01-05"), periods=4, end="2026-02-01", notice=0)
        assert found == "2026-03-01"

    def test_its_own_duration_by_default(self):
        assert prolongation.own_periods(contract(schedule=MONTHLY, ends_on="2026-12-31")) == 12
        yearly = contract(schedule=each("year", "2026-05-10"), ends_on="2028-05-09")
        assert prolongation.own_periods(yearly) == 2


class TestAligned:
    @pytest.mark.parametrize(
        ("end", "fits"), [("2026-12-30", False), ("2026-12-31", True), ("2027-01-01", False)]
    )
    def test_the_end_is_the_day_before_a_date(self, end, fits):
        assert prolongation.is_aligned(MONTHLY, day(end)) is fits

    def test_the_nearest_ones(self):
        assert prolongation.aligned_ends(MONTHLY, day("2026-12-15")) == (
            date(2026, 11, 30),
            date(2026, 12, 31),
        )


@given(
    st.dates(date(2020, 1, 1), date(2028, 12, 31)),
    st.sampled_from(list(Unit)),
    st.integers(1, 24),
    st.integers(0, 60),
    st.integers(0, 900),
)
def test_prolonging_each_day_is_prolonging_once(first, unit, periods, notice, days):
    schedule = Every(interval=1, unit=unit, first=first)
    end = date_at(schedule, periods) - ONE_DAY
    today = date.fromordinal(end.toordinal() - notice + days)
    whole = list(prolongation.ends_to_come(schedule, _tacit(end, periods, notice), today))
    daily = []
    for ordinal in range(today.toordinal() - days, today.toordinal() + 1):
        now = daily[-1] if daily else end
        tacit = _tacit(now, periods, notice)
        daily += prolongation.ends_to_come(schedule, tacit, date.fromordinal(ordinal))
    assert daily == whole
    assert all(prolongation.is_aligned(schedule, each) for each in whole)


def _tacit(end, periods, notice):
    return Tacit(ends_on=end, periods=periods, notice_days=notice)
