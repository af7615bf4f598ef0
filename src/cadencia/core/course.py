"""A contract as a course of dates: its bounds, its pauses, its lines by rhythm (R1, R4, R7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from cadencia.core.agreement import (
    Contract,
    Effect,
    Line,
    Opening,
    Pause,
    PauseMode,
    Schedule,
    ScheduleChange,
    ScheduledModification,
    Timing,
)
from cadencia.core.recurrence import (
    LAST_DATE,
    ONE_DAY,
    asked_from,
    date_at,
    date_in_month,
    index_from,
)
from cadencia.core.values import value

LONGEST_OWN_STEP = timedelta(days=366)  # of a line with one month of its own


@value
class Course:
    """A contract seen as a course of dates: its lines sorted by rhythm, its bounds resolved.

    Where its schedule changes by date it is a chain of them (R4). One that follows another
    `begins` the day after the last that the one before covers; up to `since`, its first date,
    lies the stretch that `opening` judges.

            begins (of the next)
    1----2----|        the periods that begin before it; then
              |--~--|----3----|----4    a stretch up to `since`, and the new dates
    """

    contract: Contract
    schedule: Schedule
    since: date  # regular dates before it take no number
    end: date | None  # effective end, included
    last_due: date  # the last day something may be due on
    steady: tuple[Line, ...]  # lines without months
    monthly: tuple[Line, ...]  # lines with months of their own
    additions: tuple[ScheduledModification, ...]
    in_arrears: bool
    always_from: date  # from this reference date on all lines without months are in force
    opening: Opening
    begins: date | None = None  # None: with the contract
    counted_month: tuple[int, int] | None = None  # in which lines with months count before it
    then: "Course | None" = None

    @property
    def boundary(self) -> date | None:
        """The day on which the course that follows begins."""
        return None if self.then is None else self.then.begins


def effective_end(contract: Contract) -> date | None:
    """Return the earlier of end and withdrawal; the day itself is still in (R1)."""
    if contract.withdrawn_on is None:
        return contract.ends_on
    if contract.ends_on is None:
        return contract.withdrawn_on
    return min(contract.ends_on, contract.withdrawn_on)


def course(contract: Contract) -> Course | None:
    """Return the contract's course of dates, None if it has one-off lines only."""
    if contract.schedule is None:
        return None
    if contract.schedule_changes:
        return _chained(contract, contract.schedule)
    since = asked_from(contract.schedule)
    if contract.starts_on is not None and contract.starts_on > since:
        since = contract.starts_on
    return _course(contract, contract.schedule, since)


def stage_on(of: Course, due_on: date) -> Course:
    """Return the part of a course that says what is due on a date (R4)."""
    while of.then is not None and of.then.begins is not None:
        if due_on < of.then.begins or (of.in_arrears and due_on == of.then.begins):
            break
        of = of.then
    return of


def schedule_on(contract: Contract, day: date) -> Schedule | None:
    """Return the schedule of the period in which the day lies, None without a schedule."""
    of = course(contract) if contract.schedule_changes else None
    if of is None:
        return contract.schedule
    while of.then is not None and of.then.begins is not None and day >= of.then.begins:
        of = of.then
    return of.schedule


def as_on(contract: Contract, day: date) -> Contract:
    """Return the contract with the schedule in force on a day as the only one that it has."""
    if not contract.schedule_changes:
        return contract
    return replace(contract, schedule=schedule_on(contract, day), schedule_changes=())


def own_day(of: Course, year: int, month: int) -> tuple[date, bool]:
    """Return when lines with months of their own count in a month, and if a date of the grid is.

    Once in each month, also in that in which a changed schedule begins (R4, R7).
    """
    if of.begins is None:
        return date_in_month(of.schedule, year, month, since=of.since)
    if (year, month) == of.counted_month:
        return date.min, False
    day, is_schedule_date = date_in_month(of.schedule, year, month, since=of.since)
    if is_schedule_date:
        return day, not (of.in_arrears and day == of.since)
    if day < of.begins and (year, month) == (of.begins.year, of.begins.month):
        return of.begins, False
    return day, False


def _course(contract: Contract, schedule: Schedule, since: date) -> Course:
    end = effective_end(contract)
    if end is not None and end >= LAST_DATE:
        end = None
    in_arrears = contract.timing is Timing.ARREARS
    if [True for line in contract.lines if line.one_off is not None or line.months]:
        lines = tuple([line for line in contract.lines if line.one_off is None])
        steady = tuple([line for line in lines if not line.months])
    else:
        lines = steady = contract.lines
    return Course(
        contract=contract,
        schedule=schedule,
        since=since,
        end=end,
        last_due=min(
            _last_due(contract, end, in_arrears=in_arrears),
            _last_useful(contract, schedule, lines),
        ),
        steady=steady,
        monthly=() if len(steady) == len(lines) else tuple([line for line in lines if line.months]),
        additions=tuple([m for m in contract.modifications if m.effect is Effect.ADD])
        if contract.modifications
        else (),
        in_arrears=in_arrears,
        always_from=_always_from(contract, steady),
        opening=contract.opening,
    )


def _chained(contract: Contract, schedule: Schedule) -> Course:
    """The course of a contract whose schedule changes: one that begins with it, and so on.

    A change that is in force when the contract starts is its schedule from the beginning; one
    that comes before the one it follows has begun takes its place.
    """
    changes = list(contract.schedule_changes)
    while changes and contract.starts_on and changes[0].valid_from <= contract.starts_on:
        schedule = changes.pop(0).schedule
    found = [_course(contract, schedule, max(asked_from(schedule), contract.starts_on or date.min))]
    for change in changes:
        last = found[-1]
        if last.begins is not None and change.valid_from <= last.begins:
            found[-1] = _following(found[-2], last.begins, change)
            continue
        begins = date_at(
            last.schedule, index_from(last.schedule, max(change.valid_from, last.since))
        )
        found.append(_following(last, begins, change))
    return _linked(found)


def _following(before: Course, begins: date, change: ScheduleChange) -> Course:
    schedule = change.schedule
    since = date_at(schedule, index_from(schedule, max(begins, asked_from(schedule))))
    month = (begins.year, begins.month)
    day, _ = own_day(before, *month)
    counted = (before.begins or before.since) <= day < begins or before.counted_month == month
    return replace(
        _course(before.contract, schedule, since),
        begins=begins,
        opening=before.contract.opening if change.opening is None else change.opening,
        counted_month=month if counted or before.in_arrears else None,
    )


def _linked(stages: Sequence[Course]) -> Course:
    """Each with the one that follows; all of them end where the longest does."""
    last_due = max(each.last_due for each in stages)
    then: Course | None = None
    for each in reversed(stages):
        then = replace(each, then=then, last_due=last_due)
    assert then is not None  # noqa: S101 - there is one at least
    return then


def in_force(line: Line, contract: Contract, reference_on: date) -> bool:
    """Say whether the line is valid on the reference date, both ends included (R7).

    Where the line has no dates of its own, the contract's start and end bound it; the end
    needs no look, because no reference date lies beyond it.
    """
    lower = line.valid_from or contract.starts_on
    if lower is not None and reference_on < lower:
        return False
    return line.valid_until is None or reference_on <= line.valid_until


def paused(contract: Contract, due_on: date, mode: PauseMode) -> bool:
    """Say whether the due date falls in a pause of that mode (R4)."""
    return any(p.mode is mode and spans(p, due_on) for p in contract.pauses)


def spans(pause: Pause, day: date) -> bool:
    """Say whether the day lies in the pause, both ends included."""
    return pause.start <= day and (pause.until is None or day <= pause.until)


def _last_due(contract: Contract, end: date | None, *, in_arrears: bool) -> date:
    """A date after the end isn't asked for; on the day of withdrawal, in advance, by choice."""
    if end is None:
        return LAST_DATE
    if in_arrears:
        return end + ONE_DAY  # the closing installment
    if end == contract.withdrawn_on and not contract.bill_withdrawal_day:
        return end - ONE_DAY
    return end


def _last_useful(contract: Contract, schedule: Schedule, lines: tuple[Line, ...]) -> date:
    """The date after which no line can be in force any more: nobody need look beyond it."""
    if not contract.pauses and None in [line.valid_until for line in lines]:
        return LAST_DATE
    ends = [line.valid_until for line in lines]
    ends += [each.valid_until for each in contract.modifications if each.effect is Effect.ADD]
    last = max((end or LAST_DATE for end in ends), default=date.min)
    for pause in contract.pauses:
        if pause.until is None and pause.mode is PauseMode.SHIFT:
            last = min(last, pause.start - ONE_DAY)
    if last >= LAST_DATE or last <= date(1, 12, 31):
        return last
    step_after = date_at(schedule, index_from(schedule, last + ONE_DAY) + 1)
    return max(step_after, last + LONGEST_OWN_STEP)


def _always_from(contract: Contract, lines: tuple[Line, ...]) -> date:
    """From when on nobody need ask which lines are in force: all of them, for good."""
    if not lines:
        return date.max
    found = contract.starts_on or date.min
    for line in lines:
        if line.valid_until is not None:
            return date.max
        if line.valid_from is not None and line.valid_from > found:
            found = line.valid_from
    return found


def is_complete(of: Course, number: int) -> bool:
    """Say whether the contract's count of installments is reached."""
    count = of.contract.installments
    return count is not None and number >= count
