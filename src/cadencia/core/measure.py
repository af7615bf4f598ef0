"""How much of what a contract owes is billed now: all, the oldest only, some in advance (GE-4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cadencia.core.agreement import Contract
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot

A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How much is billed, oldest first.

    Installments of one due date are counted as one: they share their documents. One that a
    pause leaves out isn't counted, and is settled on the way. `ahead` bills the next ones in
    advance where fewer than `count` are pending; `together` puts all of them on one document
    as far as they may share it (R6).
    """

    count: int | None = None  # None: all that is pending
    ahead: bool = False
    together: bool = False


WHOLE = Measure()
ONLY_THE_OLDEST = Measure(count=1)


def dates_of(slots: Iterable[Slot]) -> list[date]:
    """Return the due dates of what bills something, each once, oldest first."""
    return sorted({slot.due_on for slot in slots if not slot.skipped})


def last_of(slots: Iterable[Slot], count: int) -> date:
    """Return the due date up to which `count` installments are billed; before any for none."""
    days = dates_of(slots)[:count]
    return days[-1] if days else date.min


def nothing_bills_after(contract: Contract) -> date:
    """Return the last date on which anything may bill (R4).

    A pause without end lets one-off lines alone through: without a look at it the sequence would
    be drawn up to the end of the calendar.
    """
    pauses = [each.start for each in contract.pauses if each.until is None]
    if not pauses:
        return LAST_DATE
    once = [line.one_off for line in contract.lines if line.one_off is not None]
    days = [each.on for each in once if each.on is not None]
    days += [date(*each.month, 1) for each in once if each.month is not None]
    last = max([min(pauses), *days])
    # To the end of a month, as far as the calendar goes.
    return last + A_MONTH if last < LAST_DATE - A_MONTH else LAST_DATE
