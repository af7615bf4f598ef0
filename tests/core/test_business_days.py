from datetime import date

import pytest

from cadencia.core import business_days

CHRISTMAS = date(2026, 12, 25)  # a Friday


def open_day(day):
    return business_days.every_weekday(day) and day != CHRISTMAS


@pytest.mark.parametrize(
    ("day", "rule", "found"),
    [
        (date(2026, 12, 24), "next", date(2026, 12, 24)),
        (date(2026, 12, 25), "next", date(2026, 12, 28)),
        (date(2026, 12, 26), "next", date(2026, 12, 28)),
        (date(2026, 12, 28), "next", date(2026, 12, 28)),
        (date(2026, 12, 24), "previous", date(2026, 12, 24)),
        (date(2026, 12, 27), "previous", date(2026, 12, 24)),
        (date(2026, 12, 25), "as_is", date(2026, 12, 25)),
        (date(2026, 1, 31), "next", date(2026, 2, 2)),
        (date(2026, 2, 1), "previous", date(2026, 1, 30)),
    ],
)
def test_a_holiday_moves_and_a_business_day_stays(day, rule, found):
    assert business_days.adjusted(day, rule, open_day) == found


@pytest.mark.parametrize(("day", "is_one"), [(20, True), (21, False), (22, False), (23, True)])
def test_weekdays(day, is_one):
    assert business_days.every_weekday(date(2026, 2, day)) is is_one


def test_a_calendar_without_business_days_is_refused_and_does_not_hang():
    with pytest.raises(business_days.NoBusinessDay):
        business_days.adjusted(CHRISTMAS, "next", lambda day: False)
