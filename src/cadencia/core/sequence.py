"""The sequence of installments of a contract: what is asked for, when, covering what (R2, R4, R7).

`slots` yields them in order of date, each with the lines that count in it. A slot is a pure
function of the contract and its date: it never looks at what was billed. Which of them are
still owed is the ledger's to say (`planning`).

            starts_on   first regular date                       effective end
    advance |--opening--|----1----|----2----|----3----|----4-(cut)---|
    arrears |-----------1---------2---------3---------4--(closing)---| due the day after
"""

import heapq
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from cadencia.core.agreement import (
    Closing,
    Contract,
    Kind,
    Line,
    Opening,
    PauseMode,
    Period,
    PriceSplit,
    Schedule,
    ScheduledModification,
)
from cadencia.core.course import Course, is_complete, own_day, paused, spans
from cadencia.core.lines_in_force import in_order, own_periods, span, steady_lines
from cadencia.core.modifications import terms_on
from cadencia.core.proration import Piece
from cadencia.core.recurrence import (
    LAST_DATE,
    ONE_DAY,
    date_at,
    index_from,
)

MONTHS_IN_YEAR = 12
NO_LINES: tuple[tuple[Line, ...], tuple[ScheduledModification, ...]] = ((), ())


class Slot(NamedTuple):
    """An installment of the sequence with the lines that count in it.

    `pieces` is what the whole period covers, for lines without months; empty means one whole
    step. `own` gives the period of each line with months, and its own whole step.
    """

    number: int | None
    due_on: date
    kind: Kind
    period: Period
    reference_on: date
    lines: tuple[Line, ...]
    additions: tuple[ScheduledModification, ...] = ()
    pieces: tuple[Piece, ...] = ()
    step: Period | None = None
    own: tuple[tuple[Line, Period, Period], ...] = ()
    skipped: bool = False


def slots(of: Course, *, after: date | None, number: int, until: date) -> Iterator[Slot]:
    """Yield the slots due after `after` (None: from the start) and up to `until`, in order.

    `number` is that of the last numbered installment up to `after`. Slots in a pause that
    skips are yielded too, marked skipped: they keep their number (R4).
    """
    until = min(until, of.last_due)
    start = date.min if after is None else after + ONE_DAY
    stage: Course | None = of
    while stage is not None:
        for slot in _stage(stage, start=start, number=number, until=until):
            number = slot.number or number
            yield slot
        begins = stage.boundary
        if begins is not None and is_complete(of, number) and start <= begins:
            return  # what is left belongs to the last installment, which began before
        stage = stage.then


def _stage(of: Course, *, start: date, number: int, until: date) -> Iterator[Slot]:
    opening = _opening(of)
    begin = [opening] if opening is not None and start <= opening.due_on <= until else []
    rest = _from_first_date(of, start=start, number=number, until=until)
    if of.begins is None:
        yield from begin
        yield from rest
    else:
        yield from heapq.merge(begin, rest, key=attrgetter("due_on"))


def next_due_on(of: Course, *, after: date | None, number: int) -> date | None:
    """Return when the next slot after `after` is due, None if there is none.

    The same as the first of `slots`; where nothing but the grid decides it isn't drawn up.
    """
    contract, whole = of.contract, of
    while of.then is not None and after is not None and after >= of.then.since:
        of = of.then
    is_plain = of.then is None and not (of.monthly or contract.pauses)
    if after is not None and is_plain and not is_complete(of, number):
        _, day, _ = _grid_from(of.schedule, max(after + ONE_DAY, of.since), of.in_arrears)
        reference_on = day - ONE_DAY if of.in_arrears else day
        within = day <= of.last_due and (of.end is None or day <= of.end)
        if within and of.since < day and after >= of.since and reference_on >= of.always_from:
            return day
    following = slots(whole, after=after, number=number, until=LAST_DATE)
    return next((slot.due_on for slot in following), None)


def first_regular_date(of: Course) -> date:
    """Return the first date of the grid that may take a number."""
    return date_at(of.schedule, index_from(of.schedule, of.since))


def opening_pieces(of: Course) -> tuple[Piece, ...]:
    """Return the opening stretch step by step, oldest first; empty if there is none (R2, R3).

    That of a changed schedule lies between what the one before covers and its first date (R4).
    """
    starts_on = _opens_on(of)
    if starts_on is None:
        return ()
    index = index_from(of.schedule, of.since)
    if starts_on >= date_at(of.schedule, index) or starts_on > (of.end or LAST_DATE):
        return ()
    prorated_start = of.opening is Opening.PRORATED
    found: list[Piece] = []
    upper = date_at(of.schedule, index)
    while upper > starts_on:
        index -= 1
        lower = date_at(of.schedule, index)
        start = max(lower, starts_on) if prorated_start else lower
        if of.end is None or lower <= of.end:
            found.append(Piece(start, _cut_until(of, upper - ONE_DAY), lower, upper - ONE_DAY))
        upper = lower
    return tuple(reversed(found))


def _opens_on(of: Course) -> date | None:
    """From when on there may be an opening; in arrears there is one of changed schedules only."""
    if of.begins is not None:
        return of.begins
    return None if of.in_arrears else of.contract.starts_on


def _cut_until(of: Course, until: date) -> date:
    """The last day billed of a step: the end if it cuts the step and the closing is prorated."""
    if of.end is not None and of.end < until and of.contract.closing is Closing.PRORATED:
        return of.end
    return until


def _opening(of: Course) -> Slot | None:
    starts_on = _opens_on(of)
    if of.opening is Opening.NONE or starts_on is None:
        return None
    pieces = opening_pieces(of)
    if not pieces or starts_on > of.last_due:
        return None
    until = date_at(of.schedule, index_from(of.schedule, of.since)) - ONE_DAY
    period = Period(start=starts_on, until=min(until, of.end or until))
    reference_on, due_on = starts_on, starts_on
    if of.in_arrears:
        reference_on, due_on = period.until, period.until + ONE_DAY
    lines, additions = steady_lines(of, reference_on, period)
    lines = tuple(line for line in lines if not _is_divided(of.contract, line, reference_on))
    additions = tuple(each for each in additions if each.price_split is not PriceSplit.DIVIDED)
    if not lines and not additions:
        return None
    return Slot(
        number=0,
        due_on=due_on,
        kind=Kind.OPENING,
        period=period,
        reference_on=reference_on,
        lines=lines,
        additions=additions,
        pieces=pieces,
        skipped=any(spans(pause, due_on) for pause in of.contract.pauses),
    )


def _is_divided(contract: Contract, line: Line, reference_on: date) -> bool:
    """Say whether the line's price is divided on that day: an opening bills no part of it."""
    terms = terms_on(contract, line, reference_on, frozenset())
    return terms.line.price_split is PriceSplit.DIVIDED


def _from_first_date(of: Course, *, start: date, number: int, until: date) -> Iterator[Slot]:
    cursor = max(start, of.begins or of.since)
    until = _until_boundary(of, until)
    last = until if of.end is None else min(until, of.end)
    first = max(start, _first_numbered(of))
    index, day, step = _grid_from(of.schedule, first, of.in_arrears)
    while day <= last and not is_complete(of, number):
        if of.monthly:
            yield from _line_only(of, cursor, day - ONE_DAY)
        slot = _regular(of, day, step, number + 1)
        if slot is not None:
            number += 1
            yield slot
        cursor = day + ONE_DAY
        index, day, step = _grid_from(of.schedule, cursor, of.in_arrears)
    if of.monthly:
        complete = is_complete(of, number)
        yield from _line_only(of, cursor, _life_of_the_last(of, index, last) if complete else last)
    if of.in_arrears and not is_complete(of, number):
        closing = _closing(of, number + 1)
        if closing is not None and start <= closing.due_on <= until:
            yield closing


def _first_numbered(of: Course) -> date:
    """From when on dates of the grid take a number: in arrears the first one opens a period."""
    return of.since + ONE_DAY if of.begins is not None and of.in_arrears else of.since


def _until_boundary(of: Course, until: date) -> date:
    """No further than the schedule acts; in arrears what it covers is due on the day after."""
    begins = of.boundary
    if begins is None:
        return until
    return min(until, begins if of.in_arrears else begins - ONE_DAY)


def _life_of_the_last(of: Course, index: int, until: date) -> date:
    """Lines with months end with the period of the last numbered installment (SC-3).

    `index` is that of the date that would have come next.
    """
    if of.in_arrears:
        return min(date_at(of.schedule, index - 1), until)
    return min(date_at(of.schedule, index) - ONE_DAY, until)


def _regular(of: Course, day: date, step: Period, number: int) -> Slot | None:
    """The slot of a date of the grid; None if it asks for nothing."""
    contract = of.contract
    if contract.pauses and paused(contract, day, PauseMode.SHIFT):
        return None
    period, pieces = _regular_period(of, step)
    reference_on = day - ONE_DAY if of.in_arrears else day
    if period.until < period.start:  # left without a day
        lines, additions = NO_LINES
    else:
        lines, additions = steady_lines(of, reference_on, period)
    own = own_periods(of, day, reference_on) if of.monthly else ()
    if own:
        lines = in_order(of, lines, own)
        if len(lines) == len(own) and not additions:
            period = span(own)
    elif not lines and not additions:
        return None
    return Slot(
        number=number,
        due_on=day,
        kind=Kind.REGULAR,
        period=period,
        reference_on=reference_on,
        lines=lines,
        additions=additions,
        pieces=pieces,
        step=step,
        own=own,
        skipped=bool(contract.pauses) and paused(contract, day, PauseMode.SKIP),
    )


@lru_cache(maxsize=8192)
def _grid_from(schedule: Schedule, day: date, in_arrears: bool) -> tuple[int, date, Period]:  # noqa: FBT001 - cached by place
    """The first date of the grid on or after `day`: its index, itself, and its whole step.

    Kept, because the contracts of a company share a few schedules and dates.
    """
    index = index_from(schedule, day)
    on = date_at(schedule, index)
    if on > LAST_DATE:  # never asked for, and its step might end beyond the calendar
        return index, on, Period(start=on, until=on)
    if in_arrears:
        return index, on, Period(start=date_at(schedule, index - 1), until=on - ONE_DAY)
    return index, on, Period(start=on, until=date_at(schedule, index + 1) - ONE_DAY)


def _regular_period(of: Course, step: Period) -> tuple[Period, tuple[Piece, ...]]:
    """What a regular installment covers of its step, and the days it bills.

    In arrears nothing is left of a period that the contract begins after.
    """
    contract, end = of.contract, of.end
    if of.in_arrears:
        starts_on = contract.starts_on
        if contract.opening is not Opening.PRORATED or starts_on is None:
            return step, ()
        if starts_on <= step.start:
            return step, ()
        period = Period(start=starts_on, until=step.until)
        return period, (Piece(starts_on, step.until, step.start, step.until),)
    if end is None or step.until <= end:
        return step, ()
    piece = Piece(step.start, _cut_until(of, step.until), step.start, step.until)
    return Period(start=step.start, until=end), (piece,)


def _closing(of: Course, number: int) -> Slot | None:
    """In arrears: from the last regular date to the end, due on the day after (R2)."""
    contract, end = of.contract, of.end
    if end is None or (contract.starts_on is not None and end < contract.starts_on):
        return None
    if of.begins is not None and end < of.since:
        return None  # its stretch is all there is
    index = index_from(of.schedule, end + ONE_DAY)
    step_start = date_at(of.schedule, index - 1)
    covered_from = step_start
    if step_start < of.since:  # no regular date yet: the first period is the last one too
        index = index_from(of.schedule, of.since)
        step_start = covered_from = date_at(of.schedule, index - 1)
        if contract.opening is Opening.PRORATED and contract.starts_on is not None:
            covered_from = max(step_start, contract.starts_on)
    step = Period(start=step_start, until=date_at(of.schedule, index) - ONE_DAY)
    if covered_from > end:
        return None
    period = Period(start=covered_from, until=end)
    lines, additions = steady_lines(of, end, period)
    if not lines and not additions:
        return None
    due_on = end + ONE_DAY
    return Slot(
        number=number,
        due_on=due_on,
        kind=Kind.CLOSING,
        period=period,
        reference_on=end,
        lines=lines,
        additions=additions,
        pieces=(Piece(covered_from, _cut_until(of, step.until), step.start, step.until),),
        step=step,
        skipped=any(spans(pause, due_on) for pause in contract.pauses),
    )


def _line_only(of: Course, start: date, until: date) -> Iterator[Slot]:
    """Dates that only lines with months of their own add: no number, no count (R4)."""
    year, month = start.year, start.month
    wanted = {each for line in of.monthly for each in line.months}
    while (year, month) <= (until.year, until.month):
        if month in wanted:
            day, is_schedule_date = own_day(of, year, month)
            if not is_schedule_date and start <= day <= until and day >= (of.begins or of.since):
                slot = _line_only_slot(of, day)
                if slot is not None:
                    yield slot
        year, month = (year + 1, 1) if month == MONTHS_IN_YEAR else (year, month + 1)


def _line_only_slot(of: Course, day: date) -> Slot | None:
    contract = of.contract
    if contract.pauses and paused(contract, day, PauseMode.SHIFT):
        return None
    reference_on = day - ONE_DAY if of.in_arrears else day
    own = own_periods(of, day, reference_on)
    if not own:
        return None
    return Slot(
        number=None,
        due_on=day,
        kind=Kind.LINE_ONLY,
        period=span(own),
        reference_on=reference_on,
        lines=tuple(line for line, _, _ in own),
        own=own,
        skipped=bool(contract.pauses) and paused(contract, day, PauseMode.SKIP),
    )
