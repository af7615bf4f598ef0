"""How long a contract lasts: its count of installments, and the end that goes with it (SC-3)."""

from datetime import date
from itertools import islice

from cadencia.core.agreement import Contract, Every, Unit
from cadencia.core.course import course, effective_end
from cadencia.core.recurrence import LAST_DATE, ONE_DAY, date_at
from cadencia.core.sequence import Slot, slots

MOST_COUNTED = 12_000  # installments


def counted(contract: Contract) -> int | None:
    """Return how many numbered installments there are up to the end.

    None without an end, for who has one-off lines only, and where nobody would count them.
    """
    if effective_end(contract) is None:
        return None
    found = _numbered(contract)
    return None if found is None else len(found)


def offered_end(contract: Contract) -> date | None:
    """Return the last day that the installments of the count cover, None without a count."""
    if contract.installments is None or effective_end(contract) is not None:
        return None
    found = _numbered(contract)
    return found[-1].period.until if found else None


def end_of_duration(start: date, many: int, unit: Unit) -> date | None:
    """Return the last day, included, of so many units from a day on.

    >>> end_of_duration(date(2026, 1, 31), 1, Unit.MONTH)
    datetime.date(2026, 2, 27)
    >>> end_of_duration(date(2026, 1, 1), 12, Unit.MONTH)
    datetime.date(2026, 12, 31)

    None beyond the years of agreements.
    """
    try:
        after = date_at(Every(interval=many, unit=unit, first=start), 1)
    except (OverflowError, ValueError):
        return None
    return after - ONE_DAY if after <= LAST_DATE else None


def _numbered(contract: Contract) -> list[Slot] | None:
    of = course(contract)
    if of is None:
        return None
    every = slots(of, after=None, number=0, until=LAST_DATE)
    found = [slot for slot in islice(every, MOST_COUNTED + 1) if slot.number]
    return None if len(found) > MOST_COUNTED else found
