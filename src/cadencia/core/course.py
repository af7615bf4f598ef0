"""A contract as a course of dates: its bounds, its pauses, its lines by rhythm (R1, R4, R7)."""

from datetime import date, timedelta

from cadencia.core.agreement import (
    Contract,
    Effect,
    Line,
    Pause,
    PauseMode,
    Schedule,
    ScheduledModification,
    Timing,
)
from cadencia.core.recurrence import (
    LAST_DATE,
    ONE_DAY,
    asked_from,
    date_at,
    index_from,
)
from cadencia.core.values import value

LONGEST_OWN_STEP = timedelta(days=366)  # of a line with one month of its own


@value
class Course:
    """A contract seen as a course of dates: its lines sorted by rhythm, its bounds resolved."""

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
    since = asked_from(contract.schedule)
    if contract.starts_on is not None and contract.starts_on > since:
        since = contract.starts_on
    end = effective_end(contract)
    if end is not None and end >= LAST_DATE:
        end = None
    in_arrears = contract.timing is Timing.ARREARS
    lines = [line for line in contract.lines if line.one_off is None]
    steady = tuple([line for line in lines if not line.months])
    return Course(
        contract=contract,
        schedule=contract.schedule,
        since=since,
        end=end,
        last_due=min(
            _last_due(contract, end, in_arrears=in_arrears), _last_useful(contract, lines)
        ),
        steady=steady,
        monthly=() if len(steady) == len(lines) else tuple([line for line in lines if line.months]),
        additions=tuple([m for m in contract.modifications if m.effect is Effect.ADD])
        if contract.modifications
        else (),
        in_arrears=in_arrears,
        always_from=_always_from(contract, steady),
    )


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


def _last_useful(contract: Contract, lines: list[Line]) -> date:
    """The date after which no line can be in force any more: nobody need look beyond it."""
    assert contract.schedule is not None  # noqa: S101 - asked of a course only
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
    step_after = date_at(contract.schedule, index_from(contract.schedule, last + ONE_DAY) + 1)
    return max(step_after, last + LONGEST_OWN_STEP)


def _always_from(contract: Contract, lines: tuple[Line, ...]) -> date:
    """From when on nobody need ask which lines are in force: all of them, for good."""
    found = date.min
    for line in lines:
        if line.valid_until is not None:
            return date.max
        lower = line.valid_from or contract.starts_on
        if lower is not None and lower > found:
            found = lower
    return found if lines else date.max


def is_complete(of: Course, number: int) -> bool:
    """Say whether the contract's count of installments is reached."""
    count = of.contract.installments
    return count is not None and number >= count
