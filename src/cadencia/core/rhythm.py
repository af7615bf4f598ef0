"""When a contract would bill next by its own calendar, had nothing stopped it (R4, R7).

The calendar is its schedule and the months of its lines: one of a quarter isn't looked for in the
months between. What stopped it since it billed last doesn't count: an end, its own or of its
lines, a withdrawal, its number of installments, a pause.

    billed last         its next date by the calendar
    |-------------------|----------------------------
              ^ finished, paused, withdrawn …
"""

from dataclasses import replace
from datetime import date

from cadencia.core.agreement import Contract, Timing
from cadencia.core.course import course
from cadencia.core.recurrence import ONE_DAY
from cadencia.core.sequence import slots


def next_date(contract: Contract, *, billed_on: date, until: date) -> date | None:
    """Return the first date after `billed_on` on which it would bill, None if beyond `until`.

    `billed_on` is the due date of what it billed last; `until` is included.
    """
    of = course(_going_on(contract, billed_on))
    if of is None:
        return None
    following = slots(of, after=billed_on, number=0, until=until)
    return next((slot.due_on for slot in following), None)


def _going_on(contract: Contract, billed_on: date) -> Contract:
    """Return the contract as it was when it billed, without an end."""
    counted_on = billed_on - ONE_DAY if contract.timing is Timing.ARREARS else billed_on
    lines = tuple(
        replace(line, valid_until=None)
        if line.valid_until is not None and line.valid_until >= counted_on
        else line
        for line in contract.lines
    )
    return replace(
        contract, ends_on=None, withdrawn_on=None, installments=None, pauses=(), lines=lines
    )
