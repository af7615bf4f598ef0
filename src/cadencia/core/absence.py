"""Why a contract asks for nothing on a day, and why a line doesn't count on it (R1, R2, R4, R7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cadencia.core.agreement import (
    InMonths,
    Kind,
    Line,
    Opening,
    Pause,
    PauseMode,
    PriceSplit,
)
from cadencia.core.course import Course, own_day, stage_on
from cadencia.core.desk import Desk
from cadencia.core.reasons import Reason, because
from cadencia.core.recurrence import LAST_DATE, ONE_DAY, date_at, index_from
from cadencia.core.sequence import Slot, first_regular_date, slots

HORIZON = timedelta(days=30 * 366)
"""How far ahead the next date is looked for: a pause may remove all of them for ever."""


@dataclass(frozen=True, slots=True)
class Neighbors:
    """What the sequence has on a day, and next to it. `number` counts up to the day before."""

    before: date | None
    here: tuple[Slot, ...]
    after: date | None
    number: int
    last_numbered_on: date | None


def neighbors(at: Desk, on: date) -> Neighbors:
    """Return the slots of the day, and the nearest due dates before and after it.

    Up to the ledger's end they are those of the schedule as it is now, beyond it those that
    follow the ledger.
    """
    history = at.agreement.history
    before: date | None = None
    after: date | None = None
    number, numbered_on = 0, None
    here = []
    start = history.last_due_on
    if start is not None and start < on:
        before, number, numbered_on = start, history.last_number, start
    else:
        start = None
    of = at.course
    following = slots(of, after=start, number=number, until=horizon(of, on)) if of else ()
    for slot in following:
        if slot.due_on > on:
            after = slot.due_on
            break
        if slot.due_on == on:
            here.append(slot)
            continue
        before = slot.due_on
        if slot.number:
            number, numbered_on = slot.number, slot.due_on
    return Neighbors(before, tuple(here), after, number, numbered_on)


def horizon(of: Course, on: date) -> date:
    """Return the last day on which something that follows `on` is looked for."""
    later = min(max(on, of.since), LAST_DATE - HORIZON) + HORIZON
    return min(max(later, date_at(of.schedule, index_from(of.schedule, later) + 1)), LAST_DATE)


def absent(at: Desk, on: date) -> Iterator[Reason]:
    """Yield why nothing of the sequence is due on the day, the most decisive cause first."""
    if at.course is None:
        yield because("no_schedule")
        return
    around = neighbors(at, on)
    of = stage_on(at.course, on)
    outside = [*_before(of, on), *_beyond(of, on), *_complete(of, on, around)]
    yield from outside
    off_grid = _off_grid(of, on, around)
    if off_grid is not None:
        yield off_grid
    elif not outside:
        yield _asks_for_nothing(of, on)
    for line in (*of.steady, *of.monthly):
        yield from left_out(of, line, on, None)
    if (off_grid is None or off_grid.code != "no_date") and (around.before or around.after):
        yield because("nearest", before=around.before, after=around.after)


def pause_of(pauses: tuple[Pause, ...], on: date, mode: PauseMode | None) -> Pause | None:
    """Return the pause of that mode (None: any) in which the day lies."""
    for each in pauses:
        if mode in (None, each.mode) and each.start <= on <= (each.until or LAST_DATE):
            return each
    return None


def left_out(of: Course, line: Line, on: date, slot: Slot | None) -> Iterator[Reason]:
    """Yield why the line doesn't count on the day, judged on its reference date (R2, R7).

    `slot` is what the sequence has on that day, if anything.
    """
    reference_on = on - ONE_DAY if of.in_arrears and on > date.min else on
    if slot is not None:
        reference_on = slot.reference_on
    yield from _not_valid(of, line, on, reference_on)
    if line.months:
        yield from _own_rhythm(of, line, on, slot)
    elif slot is not None and slot.kind is Kind.LINE_ONLY:
        yield because("line_needs_schedule_date", line.key)
    elif _is_opening(slot) and line.price_split is PriceSplit.DIVIDED:
        yield because("line_divided", line.key)


def _is_opening(slot: Slot | None) -> bool:
    return slot is not None and slot.kind is Kind.OPENING


# Dates on which the contract has nothing


def _before(of: Course, on: date) -> Iterator[Reason]:
    starts_on = of.contract.starts_on
    if starts_on is not None and on < starts_on:
        yield because("before_start", starts_on=starts_on)
        return
    first = first_regular_date(of)
    if of.begins is not None:
        if on < first or (of.in_arrears and on == first):
            yield because("schedule_changes", begins=of.begins, first=first)
    elif on < first:
        opening = of.contract.opening if starts_on is not None else Opening.NONE
        yield because("before_first", first=first, opening=str(opening))


def _beyond(of: Course, on: date) -> Iterator[Reason]:
    """After the effective end; in arrears the day after it still belongs to the contract."""
    end, contract = of.end, of.contract
    if end is None or on < end:
        return
    by_withdrawal = contract.withdrawn_on == end
    if on > (end + ONE_DAY if of.in_arrears else end):
        yield because("withdrawn", on=end) if by_withdrawal else because("after_end", ends_on=end)
    elif on == end and by_withdrawal and on > of.last_due and _is_date(of, on):
        yield because("withdrawal_day", on=end)


def _is_date(of: Course, on: date) -> bool:
    """Say whether the schedule, or a line with months of its own, has that date."""
    if date_at(of.schedule, index_from(of.schedule, on)) == on:
        return True
    day, _ = own_day(of, on.year, on.month)
    return day == on and any(on.month in line.months for line in of.monthly)


def _complete(of: Course, on: date, around: Neighbors) -> Iterator[Reason]:
    count = of.contract.installments
    if count is not None and around.number >= count and around.last_numbered_on is not None:
        yield because("count_reached", count=count, last=around.last_numbered_on)


def _off_grid(of: Course, on: date, around: Neighbors) -> Reason | None:
    """The day is no date of the schedule; None if it is one."""
    schedule = of.schedule
    if isinstance(schedule, InMonths) and on.month not in schedule.months:
        return because("month_not_chosen", months=schedule.months)
    if date_at(schedule, index_from(schedule, on)) != on:
        return because("no_date", before=around.before, after=around.after)
    return None


def _asks_for_nothing(of: Course, on: date) -> Reason:
    """A date of the schedule without an installment."""
    pause = pause_of(of.contract.pauses, on, PauseMode.SHIFT)
    if pause is not None:
        return because("paused_shift", since=pause.start, until=pause.until)
    prorated = of.contract.opening is Opening.PRORATED
    if of.in_arrears and prorated and on == of.contract.starts_on:
        return because("period_without_day", starts_on=on)
    reference_on = on - ONE_DAY if of.in_arrears else on
    return because("no_line_in_force", reference_on=reference_on)


# Lines


def _not_valid(of: Course, line: Line, on: date, reference_on: date) -> Iterator[Reason]:
    starts_on = of.contract.starts_on
    if line.valid_until is not None and line.valid_until < reference_on:
        yield because(
            "line_expired", line.key, valid_until=line.valid_until, reference_on=reference_on
        )
    if line.valid_from is not None and reference_on < line.valid_from:
        yield because(
            "line_not_yet_valid", line.key, valid_from=line.valid_from, reference_on=reference_on
        )
    if line.valid_from is None and starts_on is not None and reference_on < starts_on <= on:
        yield because("line_before_start", line.key, starts_on=starts_on, reference_on=reference_on)


def _own_rhythm(of: Course, line: Line, on: date, slot: Slot | None) -> Iterator[Reason]:
    if slot is not None and slot.kind in (Kind.OPENING, Kind.CLOSING):
        yield because("line_own_dates", line.key)
    elif on.month not in line.months:
        yield because("line_other_months", line.key, months=line.months)
    else:
        day, _ = own_day(stage_on(of, on), on.year, on.month)
        if day != on:
            yield because("line_other_day", line.key, day=day)
