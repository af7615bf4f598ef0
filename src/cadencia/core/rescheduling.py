"""Changing a schedule by date: from when on it may be, and what that does (R4).

What is billed stays. The periods that begin before the change are those of the schedule until
then; the new one acts from its first date after the last covered day.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from cadencia.core.agreement import (
    Contract,
    History,
    InMonths,
    Opening,
    Period,
    Schedule,
    ScheduleChange,
)
from cadencia.core.course import Course, course, schedule_on, stage_on
from cadencia.core.dates import clipped
from cadencia.core.recurrence import (
    LAST_DATE,
    ONE_DAY,
    date_at,
    generation_day,
    has_steps_of_months,
    index_from,
)
from cadencia.core.sequence import slots

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescheduled:
    """What a change of schedule does: the old one covers the days before `begins`.

    `stretch` lies between those and the first new period; `opening` says what is billed of it.
    `due_on` are the next due dates as they will be.
    """

    begins: date
    stretch: Period | None
    opening: Opening
    due_on: tuple[date, ...]


def with_change(contract: Contract, change: ScheduleChange) -> Contract:
    """Return the contract with one more change of its schedule, the latest."""
    before = tuple(
        each for each in contract.schedule_changes if each.valid_from < change.valid_from
    )
    return replace(contract, schedule_changes=(*before, change))


def covered_from(contract: Contract, history: History) -> date | None:
    """Return the day after the last that is billed or settled; None if nothing is.

    A change of schedule acts on that day at the earliest.
    """
    of = course(contract)
    last = _last(contract, history)
    if of is None or last is None:
        return None
    stage = stage_on(of, last)
    if of.in_arrears:
        return last
    following = max(last + ONE_DAY, stage.since)
    day = date_at(stage.schedule, index_from(stage.schedule, following))
    return day if stage.boundary is None else min(day, stage.boundary)


def rescheduled(contract: Contract, history: History, change: ScheduleChange) -> Rescheduled | None:
    """Return what a change does to a contract; None if the contract ends before it acts."""
    then = with_change(contract, change)
    of = course(then)
    if of is None:
        return None
    last = _last_stage(of)
    begins = last.begins or last.since
    if last.end is not None and begins > last.end:
        return None
    stretch = Period(start=begins, until=last.since - ONE_DAY) if last.since > begins else None
    following = slots(of, after=history.last_due_on, number=history.last_number, until=LAST_DATE)
    days, settled = (slot.due_on for slot in following), contract.billed_until
    return Rescheduled(
        begins=begins,
        stretch=stretch,
        opening=last.opening,
        due_on=tuple(islice((day for day in days if settled is None or day > settled), SHOWN)),
    )


def has_day_of_month(schedule: Schedule | None) -> bool:
    """Say whether the schedule has dates on a day of the month that could be another."""
    return schedule is not None and has_steps_of_months(schedule)


def on_day(contract: Contract, day: int, since: date) -> Schedule:
    """Return the schedule in force on a date, with its dates on another day of the month.

    >>> from cadencia.core.agreement import Every, Unit
    >>> on_day_of(Every(interval=1, unit=Unit.MONTH, first=date(2026, 1, 5)), 31, date(2026, 4, 5))
    Every(interval=1, unit=<Unit.MONTH: 'month'>, first=datetime.date(2026, 4, 30), anchor_day=31)
    """
    agreed = schedule_on(contract, since)
    assert agreed is not None  # noqa: S101 - asked of contracts with a schedule
    return on_day_of(agreed, day, date_at(agreed, index_from(agreed, since)))


def on_day_of(schedule: Schedule, day: int, date_of_it: date) -> Schedule:
    """Return the schedule on another day of its months; `date_of_it` is one of its dates."""
    if isinstance(schedule, InMonths):
        return replace(schedule, day=day)
    first = clipped(date_of_it.year, date_of_it.month, day)
    return replace(schedule, first=first, anchor_day=day)


def day_of(contract: Contract, since: date) -> int:
    """Return the day of the month on which the contract is billed from a date on."""
    return generation_day(schedule_on(contract, since))


def _last(contract: Contract, history: History) -> date | None:
    days = [each for each in (history.last_due_on, contract.billed_until) if each is not None]
    return max(days, default=None)


def _last_stage(of: Course) -> Course:
    while of.then is not None:
        of = of.then
    return of
