"""When a document must be paid, and in which parts (R5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from cadencia.core import business_days, dates, money
from cadencia.core.business_days import BusinessDayRule, IsBusinessDay


class PaymentPart(NamedTuple):
    """A part of the amount, in percent, with days of its own in place of the terms'."""

    percent: Decimal
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """How long a customer has to pay.

    Months first, then days, then the end of the month, then the next of the fixed payment
    days (1 to 31; one that a month lacks is its last day), then the business day. With
    `parts`, the days of each part take the place of `days`.
    """

    days: int = 0
    months: int = 0
    month_end: bool = False
    fixed_days: tuple[int, ...] = ()
    parts: tuple[PaymentPart, ...] = ()
    business_day: BusinessDayRule = "as_is"


class DueDate(NamedTuple):
    """An amount to be paid on a date, inclusive: it is overdue the day after."""

    on: date
    amount: Decimal


def due_dates(
    terms: PaymentTerms,
    counted_from: date,
    amount: Decimal,
    decimals: int,
    is_business_day: IsBusinessDay,
) -> tuple[DueDate, ...]:
    """Return the due dates of `amount`, in the order of the terms' parts (R5).

    Each part is its percent of the amount, half up to `decimals`, and never more than is
    left; the last takes the rest, whatever its percent says. A part that comes to nothing
    has no due date, unless the whole amount is nothing.
    """
    if not terms.parts:
        return (DueDate(_due_on(terms, terms.days, counted_from, is_business_day), amount),)
    shares = [
        DueDate(_due_on(terms, part.days, counted_from, is_business_day), share)
        for part, share in zip(terms.parts, _shares(terms.parts, amount, decimals), strict=True)
    ]
    return tuple(each for each in shares if each.amount) or (shares[-1],)


def due_dates_of_parts(
    terms: PaymentTerms,
    parts: Sequence[DueDate],
    issued_on: date,
    decimals: int,
    is_business_day: IsBusinessDay,
) -> tuple[DueDate, ...]:
    """Return the due dates of a document for several installments, by date (R5).

    The terms of each part count from its own date, or from the issue date if that is later;
    what falls on one day is one due date.
    """
    found: dict[date, Decimal] = {}
    for part in parts:
        counted_from = max(part.on, issued_on)
        for each in due_dates(terms, counted_from, part.amount, decimals, is_business_day):
            found[each.on] = money.EXACT.add(found.get(each.on, Decimal(0)), each.amount)
    return tuple(DueDate(on, amount) for on, amount in sorted(found.items()))


def _shares(parts: tuple[PaymentPart, ...], amount: Decimal, decimals: int) -> Iterator[Decimal]:
    rest = amount
    for part in parts[:-1]:
        percent = money.EXACT.multiply(amount, part.percent)
        share = money.round_half_up(percent.scaleb(-2, money.EXACT), decimals)
        # Half up ten times of 0.05 would be 0.10: a part is never more than what is left.
        if abs(share) > abs(rest):
            share = rest
        rest = money.EXACT.subtract(rest, share)
        yield share
    yield rest


def _due_on(
    terms: PaymentTerms, days: int, counted_from: date, is_business_day: IsBusinessDay
) -> date:
    on = dates.add_months(counted_from, terms.months) if terms.months else counted_from
    on += timedelta(days=days)
    if terms.month_end:
        on = dates.clipped(on.year, on.month, 31)
    if terms.fixed_days:
        on = _next_fixed_day(on, terms.fixed_days)
    return business_days.adjusted(on, terms.business_day, is_business_day)


def _next_fixed_day(on: date, fixed_days: tuple[int, ...]) -> date:
    """Return the first fixed payment day on or after `on`."""
    this_month = (dates.clipped(on.year, on.month, day) for day in sorted(fixed_days))
    later = next((day for day in this_month if day >= on), None)
    return later or dates.add_months(on, 1, anchor_day=min(fixed_days))
