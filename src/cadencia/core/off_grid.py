"""An installment that is still owed though the schedule has its date no more (R4)."""

from dataclasses import replace
from datetime import date

from cadencia.core.agreement import Every, Kind, LedgerRow, Period
from cadencia.core.course import Course, stage_on
from cadencia.core.lines_in_force import steady_lines
from cadencia.core.recurrence import LAST_DATE, ONE_DAY, date_at, index_from
from cadencia.core.sequence import Slot


def slot_off_grid(of: Course, row: LedgerRow) -> Slot | None:
    """Return the slot of a regular row that the schedule doesn't have, as after a change of it.

    What is still owed is not forgotten: it covers one step of the schedule of today. None for
    a date that the schedule has (and doesn't ask for), and for one after the end.
    """
    due_on = row.due_on
    of = stage_on(of, due_on)
    is_on_grid = (
        due_on >= of.since and date_at(of.schedule, index_from(of.schedule, due_on)) == due_on
    )
    if is_on_grid or due_on > of.last_due:
        return None
    reference_on = due_on - ONE_DAY if of.in_arrears else due_on
    step = _step_from(of, due_on)
    lines, additions = steady_lines(of, reference_on, step)
    if not lines and not additions:
        return None
    return Slot(
        number=row.number,
        due_on=due_on,
        kind=Kind.REGULAR,
        period=step,
        reference_on=reference_on,
        lines=lines,
        additions=additions,
        step=step,
    )


def _step_from(of: Course, day: date) -> Period:
    """One step of the schedule from a day on; in arrears the one up to it."""
    schedule = of.schedule
    if isinstance(schedule, Every):
        anchored = replace(schedule, first=day, anchor_day=None)
        before, after = date_at(anchored, -1), date_at(anchored, 1)
    else:
        index = index_from(schedule, day)
        before = date_at(schedule, index - 1)
        after = date_at(schedule, index_from(schedule, day + ONE_DAY))
    if of.in_arrears:
        return Period(start=before, until=day - ONE_DAY)
    return Period(start=day, until=min(after - ONE_DAY, of.end or LAST_DATE))
