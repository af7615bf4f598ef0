"""Civil dates counted from an anchor (R1) and the two ways of counting days (R3).

Everything here is a function of its arguments alone: the k-th date of anything is asked
for from the anchor, never from the date before it, so a 31st comes back after February.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)

_MONTHS_OF_YEAR = 12
_FEBRUARY = 2
_DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SHORTEST_MONTH = 28


def last_day(year: int, month: int) -> int:
    """Return the number of the last day of that month: 28 to 31."""
    if month == _FEBRUARY and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _DAYS_OF_MONTH[month - 1]


def clipped(year: int, month: int, day: int) -> date:
    """Return that day of that month, or the month's last day if it is shorter."""
    if day > _SHORTEST_MONTH:
        day = min(day, last_day(year, month))
    return date(year, month, day)


@lru_cache(maxsize=1 << 16)
def add_months(day: date, months: int, anchor_day: int | None = None) -> date:
    """Return the date `months` months after `day` (before it, if negative) (R1).

    The day of the month is `anchor_day`, else that of `day`, or the last of the month if
    the month is shorter: from 31 January, one month on is 28 or 29 February and two are
    31 March. From 28 February with anchor day 31, one month on is 31 March.

    :raises ValueError: if the date would lie outside the years 1 to 9999.
    """
    year, month = divmod(day.year * _MONTHS_OF_YEAR + day.month - 1 + months, _MONTHS_OF_YEAR)
    return clipped(year, month + 1, day.day if anchor_day is None else anchor_day)


def actual_days(start: date, end_inclusive: date) -> int:
    """Return the days of the calendar from `start` to `end_inclusive`, both counted."""
    return end_inclusive.toordinal() - start.toordinal() + 1


def thirty_days(start: date, end_inclusive: date) -> int:
    """Return the days from `start` to `end_inclusive`, both counted, in months of 30 (R3).

    Day d of month m of year y is number 360y + 30m + min(d, 30); the days of a stretch are
    the difference between its first day and the day after its last.
    """
    return _thirty_number(end_inclusive + ONE_DAY) - _thirty_number(start)


def _thirty_number(day: date) -> int:
    return 360 * day.year + 30 * day.month + min(day.day, 30)


def civil_date(moment: datetime, time_zone: str) -> date:
    """Return the civil date of a moment in a time zone such as `Europe/Madrid`.

    :raises ZoneInfoNotFoundError: if there is no such time zone.
    """
    return moment.astimezone(ZoneInfo(time_zone)).date()
