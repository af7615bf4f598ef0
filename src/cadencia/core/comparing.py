"""What a contract is about to bill beside what it billed last: new, moved in price, or the same.

Whoever looks at a preview looks for what is unlike last month. A contract is compared with its own
last billed installment, so that one of a year is compared with the year before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from cadencia.core import rhythm
from cadencia.core.agreement import Contract, Key, Kind
from cadencia.core.dates import add_months, last_day
from cadencia.core.drafts import ContractPlan, DraftLine, Installment

ZERO = Decimal(0)
ONE_DAY = timedelta(days=1)
A_YEAR = 12  # months
LONGEST_MONTH = 31


class Change(StrEnum):
    """How what is about to be billed differs from what was billed last."""

    FIRST = "first"  # nothing was billed before
    PRICE = "price"  # the unit price of a line moved
    AGAIN = "again"  # billed before, but a date of its calendar was left out since
    AMOUNT = "amount"  # other lines or quantities, the same prices
    SAME = "same"
    MISSING = "missing"  # billed before, and not now that its own calendar asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The last installment that a contract billed: its lines, without parts of divided prices.

    `prices` are unit prices by line of the contract; `net` is the sum of the lines.
    """

    due_on: date
    prices: Mapping[Key, Decimal]
    net: Decimal


def change(plan: ContractPlan, before: Before | None, *, of: Contract, since: date) -> Change:
    """Return how a plan of a contract differs from the last installment billed.

    `since` is the first day of the period before: who was billed in it has left out nothing.
    """
    if before is None:
        return Change.FIRST
    lines = last_lines(plan)
    if any(_moved(each, before) for each in lines):
        return Change.PRICE
    if before.due_on < since and _left_out(plan, before, of):
        return Change.AGAIN
    return Change.SAME if net_of(lines) == before.net else Change.AMOUNT


def _left_out(plan: ContractPlan, before: Before, of: Contract) -> bool:
    """Say whether the contract's calendar has a date between what it billed last and the plan."""
    first = min((each.due_on for each in _regular(plan).values()), default=before.due_on)
    return rhythm.next_date(of, billed_on=before.due_on, until=first - ONE_DAY) is not None


def _moved(line: DraftLine, before: Before) -> bool:
    """Say whether a line was billed before at another unit price."""
    if line.key is None:
        return False
    return before.prices.get(line.key, line.unit_price) != line.unit_price


def last_lines(plan: ContractPlan) -> list[DraftLine]:
    """Return the lines of the latest due date that a plan bills.

    One-off lines and parts of divided prices are left out: they are never like the ones before.
    """
    regular = {place: each.due_on for place, each in _regular(plan).items()}
    last = max(regular.values(), default=None)
    return [
        line
        for document in plan.documents
        for line in document.lines
        if line.part is None and line.installment in regular and regular[line.installment] == last
    ]


def _regular(plan: ContractPlan) -> dict[int, Installment]:
    """Return the installments that bill by the calendar, by their place."""
    return {
        place: each
        for place, each in enumerate(plan.installments)
        if each.kind is not Kind.ONE_OFF and not each.skipped
    }


def net_of(lines: list[DraftLine]) -> Decimal:
    """Return the sum of the lines' nets."""
    return sum((each.net for each in lines), ZERO)


def period_before(start: date, until: date) -> tuple[date, date]:
    """Return the period before one, as many months long; both ends inclusive.

    >>> [day.isoformat() for day in period_before(date(2026, 3, 1), date(2026, 3, 31))]
    ['2026-02-01', '2026-02-28']
    >>> [day.isoformat() for day in period_before(date(2026, 3, 1), date(2026, 3, 15))]
    ['2026-02-01', '2026-02-15']
    >>> [day.isoformat() for day in period_before(date(2026, 1, 15), date(2026, 4, 14))]
    ['2025-10-15', '2026-01-14']
    >>> [day.isoformat() for day in period_before(date(1, 1, 1), date(1, 1, 31))]
    ['0001-01-01', '0001-01-01']
    >>> [day.isoformat() for day in period_before(date(9999, 12, 1), date(9999, 12, 31))]
    ['9999-11-01', '9999-11-30']
    """
    whole = (until.year - start.year) * A_YEAR + until.month - start.month
    last = last_day(until.year, until.month)
    months = max(1, whole + (min(start.day, last) <= until.day))
    anchor = LONGEST_MONTH if until.day == last else until.day
    return _earlier(start, months), _earlier(until, months, anchor)


def still_missed_from(start: date) -> date:
    """Return from when on a contract must have been billed to be missed in a period from `start`.

    A year before it, included: what was billed longer ago has stopped too long ago.

    >>> still_missed_from(date(2026, 3, 1)).isoformat()
    '2025-03-01'
    """
    return _earlier(start, A_YEAR)


def _earlier(day: date, months: int, anchor: int | None = None) -> date:
    """Count months back, to the first day that a calendar has at most."""
    if day.year * A_YEAR + day.month - 1 - months < A_YEAR:
        return date.min
    return add_months(day, -months, anchor)
