"""Dates of a schedule, each a function of its index alone (R1).

A schedule is a grid of dates, endless in both directions; `first` and `since` only say from
where on its dates are asked for. Date k of an interval schedule is `first` plus k intervals;
date k of a month mask counts the chosen months since year 0. Nothing is ever computed from
the date before it, so the 31st comes back after February.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from cadencia.core.agreement import Every, InMonths, Schedule, Unit
from cadencia.core.dates import add_months, clipped

DAYS_OF = {Unit.DAY: 1, Unit.WEEK: 7}
MONTHS_OF = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.SEMESTER: 6, Unit.YEAR: 12}
LAST_DATE = date(8000, 1, 1)  # beyond it nothing is asked for: leaves room for steps of 1000 years
ONE_DAY = timedelta(days=1)


def date_at(schedule: Schedule, index: int) -> date:
    """Return date number `index` of the grid; negative ones lie before the first.

    >>> from cadencia.core.agreement import Every, Unit
    >>> monthly = Every(interval=1, unit=Unit.MONTH, first=date(2024, 1, 31))
    >>> [date_at(monthly, k).isoformat() for k in range(4)]
    ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30']
    """
    if isinstance(schedule, InMonths):
        year, position = divmod(index, len(schedule.months))
        return clipped(year, schedule.months[position], schedule.day)
    months = MONTHS_OF.get(schedule.unit)
    if months is None:
        return schedule.first + timedelta(days=index * schedule.interval * DAYS_OF[schedule.unit])
    return add_months(schedule.first, index * schedule.interval * months, schedule.anchor_day)


def index_from(schedule: Schedule, day: date) -> int:
    """Return the index of the first date of the grid on or after `day`."""
    if isinstance(schedule, InMonths):
        guess = day.year * len(schedule.months) + sum(m < day.month for m in schedule.months)
    else:
        months = MONTHS_OF.get(schedule.unit)
        if months is None:
            step = schedule.interval * DAYS_OF[schedule.unit]
            return -((schedule.first - day).days // step)
        first = schedule.first
        apart = (day.year - first.year) * 12 + day.month - first.month
        guess = -(-apart // (schedule.interval * months))
    return guess if date_at(schedule, guess) >= day else guess + 1


def asked_from(schedule: Schedule) -> date:
    """Return the day from which the schedule's dates are asked for: `first` or `since`."""
    if isinstance(schedule, InMonths):
        return schedule.since or date.min
    return schedule.first


def dates(schedule: Schedule, start: date, until: date) -> Iterator[date]:
    """Yield the schedule's dates from `start` to `until`, both included, in order (R1)."""
    index = index_from(schedule, max(start, asked_from(schedule)))
    while (day := date_at(schedule, index)) <= until:
        yield day
        index += 1


def has_steps_of_months(schedule: Schedule) -> bool:
    """Say whether a step is a number of months, as 30/360 asks (R3)."""
    return isinstance(schedule, InMonths) or schedule.unit in MONTHS_OF


def generation_day(schedule: Schedule | None) -> int:
    """Return the day of the month for what has no schedule date of its own (R7).

    The mask's day, else the anchor day, else the day of `first`; the 1st without a schedule.
    """
    if isinstance(schedule, InMonths):
        return schedule.day
    if isinstance(schedule, Every):
        return schedule.anchor_day or schedule.first.day
    return 1


def date_in_month(schedule: Schedule, year: int, month: int, *, since: date) -> tuple[date, bool]:
    """Return when a line with months of its own counts in a month, and if it is a schedule date.

    The first date of the schedule in it on or after `since`; where there is none the
    generation day, a date for such lines alone (R7).
    """
    first_day = clipped(year, month, 1)
    day = date_at(schedule, index_from(schedule, max(first_day, since)))
    if day.year == year and day.month == month:
        return day, True
    return clipped(year, month, generation_day(schedule)), False


def is_anchored(schedule: Every) -> bool:
    """Say whether `first` is its month's anchor day, or the last day of a shorter month (R1)."""
    if schedule.anchor_day is None:
        return True
    first = schedule.first
    return first == clipped(first.year, first.month, schedule.anchor_day)
