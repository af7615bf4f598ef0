"""Renewal: the draft that goes on with a contract from a date (R17)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from cadencia.core import pricing
from cadencia.core.agreement import (
    Catalog,
    Contract,
    Every,
    Key,
    Line,
    Opening,
    PriceReview,
    PriceSource,
    PriceSplit,
    Schedule,
    ScheduledModification,
    Times,
    Timing,
)
from cadencia.core.course import as_on
from cadencia.core.dates import add_months
from cadencia.core.modifications import is_in_force, terms_on
from cadencia.core.recurrence import (
    MONTHS_OF,
    ONE_DAY,
    asked_from,
    date_at,
    has_steps_of_months,
    index_from,
)

MONTHS_OF_YEAR = 12


class Prices(StrEnum):
    """Which prices a renewed contract begins with."""

    IN_FORCE = "in_force"  # those of the day: reviews and modifications have acted
    KEPT = "kept"  # as they were typed in the old contract


class NothingToRenew(Exception):
    """The contract has one-off lines only, or no beginning: it has no course to go on with."""


class RenewedTooEarly(Exception):
    """The renewal is not after the day on which the old contract began, `began`."""

    def __init__(self, began: date) -> None:
        super().__init__(began)
        self.began = began


class Length(NamedTuple):
    """A length of time: whole months, then days."""

    months: int
    days: int


class _Shift(NamedTuple):
    """How far the renewed contract lies from the old one, measured between their first dates."""

    schedule: Schedule
    steps: int  # of the grid
    length: Length


def renewed(contract: Contract, catalog: Catalog, on: date, prices: Prices) -> Contract:
    """Return the draft that goes on with the contract from the day `on` (R17).

    Its first date is the first of the old anchor on or after `on`, where it starts; duration
    or count are the same; the dates of lines move by as much as the first date. Reviews go on
    with their next date; one-offs, modifications, pauses and ledger stay behind. In arrears
    the first period is cut where the new contract starts: what lies before is the old one's.

    :raises NothingToRenew: if the contract has one-off lines only, or no beginning.
    :raises RenewedTooEarly: if `on` isn't after the day on which the old one began.
    :raises PriceMissing: if a price that reviews act on isn't known on that day.
    :raises IndexValueMissing: if a review needs a value of its index that isn't published.
    """
    contract = as_on(contract, on)
    schedule = contract.schedule
    recurring = [line for line in contract.lines if line.one_off is None]
    if schedule is None or not recurring or began(contract) == date.min:
        raise NothingToRenew(contract.code)
    if on <= began(contract):
        raise RenewedTooEarly(began(contract))
    shift = _shift(schedule, first_date(contract), on)
    lines = tuple(_line(contract, catalog, line, on, prices) for line in recurring)
    in_arrears = contract.timing is Timing.ARREARS
    return replace(
        contract,
        state="draft",
        active=True,
        starts_on=on,
        ends_on=_end(contract, on),
        withdrawn_on=None,
        bill_withdrawal_day=False,
        billed_until=None,
        schedule=_from_first(schedule, on),
        opening=Opening.PRORATED if in_arrears else contract.opening,
        lines=tuple(_moved(line, shift) for line in lines),
        modifications=(),
        reviews=tuple(_reviews(contract.reviews, lines, on)),
        pauses=(),
        moves=(),
    )


def began(contract: Contract) -> date:
    """Return the day on which the contract began; `date.min` if nothing says it."""
    return contract.starts_on or first_date(contract)


def first_date(contract: Contract) -> date:
    """Return the first regular date of the contract; `date.min` if nothing says it."""
    schedule = contract.schedule
    if schedule is None:
        return date.min
    since = max(asked_from(schedule), contract.starts_on or date.min)
    return date.min if since == date.min else date_at(schedule, index_from(schedule, since))


def left_behind(contract: Contract, on: date) -> tuple[ScheduledModification, ...]:
    """Return the modifications not over on the day of renewal, which the draft doesn't have."""
    return tuple(
        each
        for each in contract.modifications
        if each.valid_until is None or each.valid_until >= on
    )


# Dates


def length(start: date, day: date, *, in_months: bool) -> Length:
    """Return how far `day` lies after `start`: in whole months and days, or in days alone.

    >>> length(date(2026, 1, 15), date(2026, 12, 31), in_months=True)
    Length(months=11, days=16)
    """
    if not in_months:
        return Length(0, (day - start).days)
    months = (day.year - start.year) * MONTHS_OF_YEAR + day.month - start.month
    if add_months(start, months) > day:
        months -= 1
    return Length(months, (day - add_months(start, months)).days)


def after(start: date, by: Length) -> date:
    """Return the day that lies so far after `start`."""
    return add_months(start, by.months) + timedelta(days=by.days)


def _shift(schedule: Schedule, first: date, on: date) -> _Shift:
    begin, target = index_from(schedule, first), index_from(schedule, on)
    new = date_at(schedule, target)
    if has_steps_of_months(schedule):
        apart = (new.year - first.year) * MONTHS_OF_YEAR + new.month - first.month
        return _Shift(schedule, target - begin, Length(apart, 0))
    return _Shift(schedule, target - begin, Length(0, (new - first).days))


def _from_first(schedule: Schedule, on: date) -> Schedule:
    """The same grid, asked for from its first date on or after `on`."""
    first = date_at(schedule, index_from(schedule, on))
    if not isinstance(schedule, Every):
        return replace(schedule, since=first)
    anchor = schedule.anchor_day
    if anchor is None and schedule.unit in MONTHS_OF and first.day != schedule.first.day:
        anchor = schedule.first.day  # the new first lies in a shorter month
    return replace(schedule, first=first, anchor_day=anchor)


def _end(contract: Contract, on: date) -> date | None:
    if contract.ends_on is None or contract.schedule is None:
        return None
    in_months = has_steps_of_months(contract.schedule)
    duration = length(began(contract), contract.ends_on + ONE_DAY, in_months=in_months)
    return after(on, duration) - ONE_DAY


def _moved(line: Line, shift: _Shift) -> Line:
    """Ends move as the day after them, so that the last day of a month stays one."""
    start, until = line.valid_from, line.valid_until
    return replace(
        line,
        valid_from=None if start is None else _moved_day(start, shift),
        valid_until=None if until is None else _moved_day(until + ONE_DAY, shift) - ONE_DAY,
    )


def _moved_day(day: date, shift: _Shift) -> date:
    """A date of the grid stays one: 28 February of an anchor 31 becomes 31 March."""
    schedule = shift.schedule
    index = index_from(schedule, day)
    if isinstance(schedule, Every) and date_at(schedule, index) == day:
        return date_at(schedule, index + shift.steps)
    return after(day, shift.length)


# Prices


def _line(contract: Contract, catalog: Catalog, line: Line, on: date, prices: Prices) -> Line:
    """The line as it goes on: what was changed for good, and the price of the day.

    A modification that ends gives its price, unless it is the price of another item. What
    happens once, or is divided over a range of its own, says nothing of the price to come.
    """
    if prices is Prices.KEPT:
        return line
    acting = [
        each
        for each in contract.modifications
        if is_in_force(each, on)
        and each.times is Times.EACH
        and each.price_split is not PriceSplit.DIVIDED
    ]
    lasting = tuple(each for each in acting if each.valid_until is None)
    priced = tuple(each for each in acting if each.valid_until is None or each.item is None)
    goes_on = terms_on(replace(contract, modifications=lasting), line, on, frozenset()).line
    terms = terms_on(replace(contract, modifications=priced), line, on, frozenset())
    goes_on = replace(goes_on, discounts=terms.line.discounts)
    if terms.price_given_on is None and line.price_source is not PriceSource.FIXED:
        return goes_on
    price, why = pricing.unit_price(contract, catalog, terms, on)
    if terms.line.unit_price is None and len(why) == 1:
        return goes_on  # the catalog's, and nothing acted on it
    return replace(goes_on, unit_price=price, price_source=PriceSource.FIXED)


def _reviews(
    reviews: tuple[PriceReview, ...], lines: tuple[Line, ...], on: date
) -> Iterator[PriceReview]:
    """The reviews as they go on. What they did to a fixed price is in that price by now.

    A price looked up anew each time hasn't got it in: for those lines they go on as they were.
    """
    looked_up = {line.key for line in lines if line.price_source is not PriceSource.FIXED}
    keys = [line.key for line in lines]
    for review in reviews:
        mine: list[Key] = [key for key in keys if not review.lines or key in review.lines]
        if not mine:
            continue
        still = [key for key in mine if key in looked_up]
        coming = _coming(review, on)
        if review.valid_from > on or not still:
            if coming is not None:
                yield coming
            continue
        yield replace(review, lines=tuple(still))
        fixed = [key for key in mine if key not in looked_up]
        if coming is not None and fixed:
            yield replace(coming, lines=tuple(fixed))


def _coming(review: PriceReview, on: date) -> PriceReview | None:
    """The review from its next date after `on`; None if it has acted for the last time."""
    day, base, k = review.valid_from, review.base, 0
    while day <= on:
        if review.every_months is None:
            return None
        base = None if base is None else f"{day.year:04d}-{day.month:02d}"
        k += 1
        day = add_months(review.valid_from, k * review.every_months)
    return replace(review, valid_from=day, base=base)
