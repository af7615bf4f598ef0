"""Which lines and additions count on a date, and what lines with months cover (R2, R7)."""

from datetime import date

from cadencia.core.agreement import (
    Contract,
    Line,
    Period,
    PriceSplit,
    ScheduledModification,
    Times,
)
from cadencia.core.course import Course, in_force, own_day
from cadencia.core.modifications import is_in_force
from cadencia.core.recurrence import (
    LAST_DATE,
    ONE_DAY,
    date_in_month,
)


def steady_lines(
    of: Course, reference_on: date, period: Period
) -> tuple[tuple[Line, ...], tuple[ScheduledModification, ...]]:
    """The lines without months in force, and the additions in force (R7)."""
    contract = of.contract
    if contract.split_on_change:
        lines = tuple(line for line in of.steady if _touches(line, contract, period, reference_on))
    elif reference_on >= of.always_from:
        lines = of.steady
    else:
        lines = tuple(line for line in of.steady if in_force(line, contract, reference_on))
    if not of.additions:
        return lines, ()
    additions = tuple(each for each in of.additions if _adds(each, contract, period, reference_on))
    return lines, additions


def _adds(
    addition: ScheduledModification, contract: Contract, period: Period, reference_on: date
) -> bool:
    """Say whether the addition counts; one billed whole goes by the reference date (R3, R7)."""
    if (
        not contract.split_on_change
        or addition.times is Times.FIRST
        or addition.price_split is PriceSplit.DIVIDED
    ):
        return is_in_force(addition, reference_on)
    start, until = min(period.start, reference_on), max(period.until, reference_on)
    return addition.valid_from <= until and (
        addition.valid_until is None or start <= addition.valid_until
    )


def _touches(line: Line, contract: Contract, period: Period, reference_on: date) -> bool:
    """With `split_on_change` a line counts if it is in force for any day of the period (R3)."""
    if line.price_split is PriceSplit.DIVIDED:
        return in_force(line, contract, reference_on)
    lower = line.valid_from or contract.starts_on or date.min
    upper = line.valid_until or LAST_DATE
    return lower <= period.until and period.start <= upper


def own_periods(
    of: Course, day: date, reference_on: date
) -> tuple[tuple[Line, Period, Period], ...]:
    """The lines with months that count on `day`, with their periods and whole steps (R7)."""
    found = []
    for line in of.monthly:
        if day.month not in line.months:
            continue
        if own_day(of, day.year, day.month)[0] != day:
            continue
        step = _own_step(of, line, day)
        period = step
        if of.end is not None and step.until > of.end:
            period = Period(start=step.start, until=of.end)
        if _line_counts(of, line, reference_on, period):
            found.append((line, period, step))
    return tuple(found)


def _line_counts(of: Course, line: Line, reference_on: date, period: Period) -> bool:
    if of.contract.split_on_change:
        return _touches(line, of.contract, period, reference_on)
    return in_force(line, of.contract, reference_on)


def _own_step(of: Course, line: Line, day: date) -> Period:
    """From the line's date to the day before its next one; in arrears from its previous one."""
    position = line.months.index(day.month)
    if of.in_arrears:
        month = line.months[position - 1]
        year = day.year - (position == 0)
        since = of.since if (year, month) >= (of.since.year, of.since.month) else date.min
        before, _ = date_in_month(of.schedule, year, month, since=since)
        return Period(start=before, until=day - ONE_DAY)
    last = position == len(line.months) - 1
    month = line.months[0] if last else line.months[position + 1]
    following, _ = date_in_month(of.schedule, day.year + last, month, since=of.since)
    return Period(start=day, until=following - ONE_DAY)


def in_order(
    of: Course, lines: tuple[Line, ...], own: tuple[tuple[Line, Period, Period], ...]
) -> tuple[Line, ...]:
    """All lines of a slot in the order of the contract."""
    keys = {line.key for line in lines} | {line.key for line, _, _ in own}
    return tuple(line for line in of.contract.lines if line.key in keys)


def span(own: tuple[tuple[Line, Period, Period], ...]) -> Period:
    """Return the period from the first day to the last that lines with months cover (R2)."""
    return Period(
        start=min(period.start for _, period, _ in own),
        until=max(period.until for _, period, _ in own),
    )
