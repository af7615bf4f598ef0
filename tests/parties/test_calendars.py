"""Calendars of business days (SC-6)."""

from datetime import date

import pytest

from cadencia.parties.calendars import (
    SPANISH_CALENDARS,
    UnknownCalendar,
    business_days,
    is_calendar,
)


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        ("ES-MD", date(2026, 4, 30), True),
        ("ES-MD", date(2026, 5, 1), False),  # Labour Day, a Friday
        ("ES-MD", date(2026, 5, 2), False),  # a Saturday
        ("ES-MD", date(2024, 5, 2), False),  # the region's own day, a Thursday
        ("ES-CT", date(2024, 5, 2), True),
        ("ES", date(2026, 12, 25), False),
        ("XECB", date(2026, 5, 1), False),  # TARGET is closed
        ("XECB", date(2026, 10, 12), True),  # and open on a Spanish holiday
        (None, date(2026, 5, 1), True),
        (None, date(2026, 5, 3), False),
    ],
)
def test_days(calendar, day, expected):
    assert business_days(calendar)(day) is expected


@pytest.mark.parametrize("name", ["ZZ", "ES-XX", "es-md", "", "Madrid", "ES-"])
def test_a_calendar_that_does_not_exist(name):
    with pytest.raises(UnknownCalendar):
        business_days(name)


def test_the_calendars_known_by_heart_exist():
    import holidays

    regions = holidays.list_supported_countries(include_aliases=False)["ES"]
    assert not SPANISH_CALENDARS - {"ES", *(f"ES-{region}" for region in regions)}


@pytest.mark.parametrize(("name", "expected"), [("ES-MD", True), ("PT", True), ("ZZ", False)])
def test_which_calendars_exist(name, expected):
    assert is_calendar(name) is expected
