"""The anniversary of a contract, on which prices are often reviewed (LN-12)."""

from datetime import date

from cadencia.core.agreement import Contract
from cadencia.core.dates import add_months
from cadencia.core.recurrence import asked_from

MONTHS_IN_YEAR = 12


def beginning(contract: Contract) -> date | None:
    """Return the day on which the contract begins: its start, else its schedule's first day.

    None for a contract that says neither, as one of one-off lines alone may do.
    """
    if contract.starts_on is not None or contract.schedule is None:
        return contract.starts_on
    first = asked_from(contract.schedule)
    return None if first == date.min else first


def anniversary(start: date, *, since: date) -> date:
    """Return the first anniversary of a day on `since` or later.

    The day itself is none; 29 February is kept on the 28th in other years.

    >>> anniversary(date(2024, 2, 29), since=date(2025, 3, 1)).isoformat()
    '2026-02-28'
    """
    years = max(1, since.year - start.year)
    day = add_months(start, MONTHS_IN_YEAR * years)
    return day if day >= since else add_months(start, MONTHS_IN_YEAR * (years + 1))
