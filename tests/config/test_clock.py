"""The civil date of a moment is the company's."""

from datetime import UTC, date, datetime

import pytest

from cadencia.config import clock
from cadencia.core import dates


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("Europe/Madrid", date(2027, 1, 1)),
        ("Atlantic/Canary", date(2026, 12, 31)),
        ("America/Costa_Rica", date(2026, 12, 31)),
    ],
)
def test_new_year_comes_to_each_company_at_its_own_hour(time_zone, day):
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert dates.civil_date(moment, time_zone) == day


def test_a_moment_is_in_utc():
    assert clock.now().tzinfo is UTC
