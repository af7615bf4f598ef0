"""Dates that may not fall on a holiday. The calendar itself is an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from cadencia.core.dates import ONE_DAY

IsBusinessDay = Callable[[date], bool]
BusinessDayRule = Literal["as_is", "next", "previous"]

_SATURDAY = 5
_STEPS = {"next": ONE_DAY, "previous": -ONE_DAY}
_LONGEST_HOLIDAY = 366


class NoBusinessDay(Exception):
    """The calendar has no business day within a year of the date."""


def every_weekday(day: date) -> bool:
    """Tell whether `day` is Monday to Friday: a calendar without holidays."""
    return day.weekday() < _SATURDAY


def adjusted(day: date, rule: BusinessDayRule, is_business_day: IsBusinessDay) -> date:
    """Return `day`, or the next or previous business day if it is none (R5).

    A business day stays where it is under each rule; `as_is` never moves a date.

    :raises NoBusinessDay: if a whole year has none.
    """
    if rule == "as_is":
        return day
    found = day
    for _ in range(_LONGEST_HOLIDAY):
        if is_business_day(found):
            return found
        found += _STEPS[rule]
    raise NoBusinessDay(day)
