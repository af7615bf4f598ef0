"""Automatic renewal (*tácita*): a contract goes on, so many periods at a time (R17, LC-5).

The same contract is prolonged: its end moves along the grid of its schedule, N dates at a
time. An end is the day before a date of the schedule, so that no period is ever cut by an end
that turns out not to be one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cadencia.core.agreement import Contract, Schedule
from cadencia.core.recurrence import LAST_DATE, ONE_DAY, date_at, index_from
from cadencia.core.renewal import first_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tacit:
    """What a contract says of its automatic renewal."""

    ends_on: date  # included
    periods: int  # dates of the schedule that it goes on for
    notice_days: int = 0
    notice_given_on: date | None = None


def is_aligned(schedule: Schedule, ends_on: date) -> bool:
    """Say whether the end is the day before a date of the schedule."""
    following = ends_on + ONE_DAY
    return date_at(schedule, index_from(schedule, following)) == following


def aligned_ends(schedule: Schedule, ends_on: date) -> tuple[date, date]:
    """Return the nearest ends before and after that are the day before a date."""
    index = index_from(schedule, ends_on + ONE_DAY)
    return date_at(schedule, index - 1) - ONE_DAY, date_at(schedule, index) - ONE_DAY


def own_periods(contract: Contract) -> int:
    """Return how many dates of the schedule lie between the contract's first and its end."""
    assert contract.schedule is not None and contract.ends_on is not None  # noqa: S101, PT018
    first = index_from(contract.schedule, first_date(contract))
    return index_from(contract.schedule, contract.ends_on + ONE_DAY) - first


def prolonged(schedule: Schedule, ends_on: date, periods: int) -> date:
    """Return the end after `periods` more dates of the schedule.

    >>> from cadencia.core.agreement import Every, Unit
    >>> monthly = Every(interval=1, unit=Unit.MONTH, first=date(2026, 1, 31))
    >>> prolonged(monthly, date(2027, 1, 30), 1).isoformat()
    '2027-02-27'
    """
    index = index_from(schedule, ends_on + ONE_DAY)
    return date_at(schedule, index + periods) - ONE_DAY


def last_day_for_notice(ends_on: date, notice_days: int) -> date:
    """Return the last day on which notice is still in time, that day included."""
    return ends_on - timedelta(days=notice_days)


def is_in_time(tacit: Tacit) -> bool:
    """Say whether notice was given in time: the contract ends on its end."""
    given = tacit.notice_given_on
    return given is not None and given <= last_day_for_notice(tacit.ends_on, tacit.notice_days)


def ends_to_come(schedule: Schedule, tacit: Tacit, today: date) -> Iterator[date]:
    """Yield the new ends that are settled by today, in order (R17).

    A contract is prolonged on the day after the last one for notice; what was missed is caught
    up. Late notice ends it at the end after.
    """
    now = tacit
    while today > last_day_for_notice(now.ends_on, now.notice_days) and not is_in_time(now):
        end = prolonged(schedule, now.ends_on, now.periods)
        if end >= LAST_DATE:
            return
        yield end
        now = Tacit(
            ends_on=end,
            periods=now.periods,
            notice_days=now.notice_days,
            notice_given_on=now.notice_given_on,
        )
