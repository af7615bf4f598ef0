"""Recurring revenue: what a contract brings each month as long as nothing changes (US-1).

The net of the lines in force on a day, each as a whole ordinary installment bills it, times its
installments of a year, divided by twelve. What doesn't come again isn't in it: one-off lines,
what acts only once, a price divided among installments, what is metered. See
`docs/rules/recurring-revenue.md`.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from cadencia.core import pricing
from cadencia.core.agreement import (
    Agreement,
    Contract,
    Effect,
    InMonths,
    InstallmentsAre,
    Key,
    Line,
    Opening,
    PriceSplit,
    Schedule,
    Times,
    Unit,
)
from cadencia.core.business_days import every_weekday
from cadencia.core.course import Course, effective_end, in_force, schedule_on, spans
from cadencia.core.desk import Desk, added, desk, line_taxes
from cadencia.core.forecast import with_indexes_until
from cadencia.core.modifications import Terms, is_in_force, terms_on
from cadencia.core.money import EXACT, round_half_up
from cadencia.core.pricing import PriceMissing
from cadencia.core.recurrence import LAST_DATE, MONTHS_OF, ONE_DAY, date_at, index_from
from cadencia.core.reviews import IndexValueMissing
from cadencia.core.segments import changes
from cadencia.core.sequence import first_regular_date, slots

DAYS_IN_YEAR = 365
MONTHS_IN_YEAR = 12
MOST_LOOKED_AT = 12_000  # installments of a contract with a count
BILLED = frozenset({"invoice", "delivery_note"})
ZERO = Decimal(0)
_DAYS_OF = {Unit.DAY: 1, Unit.WEEK: 7}


@dataclass(slots=True)
class Revenue:
    """What a contract brings each month, by day: from `begins` to `ends`, both included.

    `begins` is None if it never brings anything. Amounts are worked out once for each stretch
    between two `changes`.
    """

    at: Desk
    begins: date | None
    ends: date | None
    changes: list[date]
    known: dict[int, Decimal] = field(default_factory=dict)

    def on(self, day: date) -> Decimal:
        """Return the monthly recurring revenue on a day, net of taxes, in the contract's money."""
        if not self.is_on(day):
            return ZERO
        stretch = bisect_right(self.changes, day)
        found = self.known.get(stretch)
        if found is None:
            found = self.known[stretch] = _amount(self.at, day)
        return found

    def is_on(self, day: date) -> bool:
        """Say whether the contract is in its life on a day, paused or not."""
        if self.begins is None or day < self.begins:
            return False
        return self.ends is None or day <= self.ends


class Movement(NamedTuple):
    """How recurring revenue changed from a day to another; `down` and `lost` are positive."""

    new: Decimal = ZERO
    up: Decimal = ZERO
    down: Decimal = ZERO
    lost: Decimal = ZERO

    def __add__(self, other: object) -> "Movement":
        """Add up what changed of two contracts."""
        assert isinstance(other, Movement)  # noqa: S101 - nothing else is added
        return Movement(*(mine + its for mine, its in zip(self, other, strict=True)))


NO_MOVEMENT = Movement()


def movement(before: Decimal, after: Decimal, *, began: bool, ended: bool) -> Movement:
    """Return what changed of a contract, or of one with its renewals, from one day to another.

    `began`: it had begun by the first of them; `ended`: it is over by the second. A pause is
    down, going on after it up.
    """
    change = after - before
    if not change:
        return NO_MOVEMENT
    if not before and not began:
        return Movement(new=change)
    if not after and ended:
        return Movement(lost=-change)
    return Movement(up=change) if change > 0 else Movement(down=-change)


def revenue(agreement: Agreement, *, until: date, stopped_on: date | None = None) -> Revenue:
    """Return what the contract brings each month up to a day.

    `stopped_on` is since when it is finished or inactive; a draft and a void one bring nothing.
    An index stays where it was last published.
    """
    at = desk(with_indexes_until(agreement, until), every_weekday)
    contract = at.agreement.contract
    begins, ends = _begins(at), None
    if begins is not None:
        ends = _ends(at)
        if contract.state == "finished" or not contract.active:
            last = None if stopped_on is None else stopped_on - ONE_DAY
            ends = _earlier(ends, last)
            if ends is None:  # nobody knows since when
                begins = None
    if begins is not None and ends is not None and ends < begins:
        begins = None
    return Revenue(at, begins, ends, [] if begins is None else sorted(_changes(at, until)))


# From when to when


def _begins(at: Desk) -> date | None:
    """Return the first day that an ordinary installment covers; None if there is none."""
    contract, of = at.agreement.contract, at.course
    if of is None or contract.state not in ("posted", "finished"):
        return None
    if contract.installments_are is InstallmentsAre.DUE_DATES:
        return None
    first = first_regular_date(of)
    if of.in_arrears:
        first = date_at(of.schedule, index_from(of.schedule, of.since) - 1)
        # The first period may begin before the contract does; no line is in force by then.
        return first if contract.starts_on is None else max(first, contract.starts_on)
    if contract.opening is not Opening.NONE and contract.starts_on is not None:
        return min(first, contract.starts_on)
    return first


def _ends(at: Desk) -> date | None:
    """Return the last day covered: of the end, the withdrawal, or the last of a count."""
    of, contract = at.course, at.agreement.contract
    if of is None:
        return None
    return _earlier(effective_end(contract), _end_of_count(of, contract))


def _end_of_count(of: Course, contract: Contract) -> date | None:
    count = contract.installments
    if count is None:
        return None
    first = first_regular_date(of)
    is_steady = of.then is None and not of.monthly and not contract.pauses
    if is_steady and of.always_from <= (first - ONE_DAY if of.in_arrears else first):
        index = index_from(of.schedule, of.since) + count
        day = date_at(of.schedule, index - 1 if of.in_arrears else index)
        return min(day, LAST_DATE) - ONE_DAY
    every = islice(slots(of, after=None, number=0, until=LAST_DATE), MOST_LOOKED_AT)
    return max((slot.period.until for slot in every if slot.number), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _changes(at: Desk, until: date) -> Iterator[date]:
    """Yield the days from which an amount may be another than before."""
    contract, catalog = at.agreement.contract, at.agreement.catalog
    for line in contract.lines:
        if line.one_off is None:
            yield from changes(contract, catalog, line, until)
    for each in contract.modifications:
        if each.effect is Effect.ADD:
            yield from _edges(each.valid_from, each.valid_until)
            yield from pricing.price_changes(contract, catalog, added(at, each).line)
    for pause in contract.pauses:
        yield from _edges(pause.start, pause.until)
    yield from _boundaries(at.course)


def _boundaries(stage: Course | None) -> Iterator[date]:
    """Yield the days on which a changed schedule begins."""
    while stage is not None:
        if stage.begins is not None:
            yield stage.begins
        stage = stage.then


def _edges(start: date, until: date | None) -> Iterator[date]:
    yield start
    if until is not None and until < LAST_DATE:
        yield until + ONE_DAY


# How much


def _amount(at: Desk, day: date) -> Decimal:
    contract = at.agreement.contract
    if any(spans(pause, day) for pause in contract.pauses):
        return ZERO
    total = sum((_monthly(at, terms, day) for terms in _terms(at, day)), Fraction(0))
    exact = EXACT.divide(Decimal(total.numerator), Decimal(total.denominator))
    return round_half_up(exact, contract.totals_decimals)


def _terms(at: Desk, day: date) -> Iterator[Terms]:
    """Yield the lines and additions in force on a day, without what acts only once."""
    contract = at.agreement.contract
    once: frozenset[Key] = frozenset(
        each.key for each in contract.modifications if each.times is Times.FIRST
    )
    for line in contract.lines:
        if line.one_off is None and in_force(line, contract, day):
            yield terms_on(contract, line, day, once)
    for each in contract.modifications:
        if each.effect is Effect.ADD and each.key not in once and is_in_force(each, day):
            yield added(at, each)


def _monthly(at: Desk, terms: Terms, day: date) -> Fraction:
    contract, line = at.agreement.contract, terms.line
    schedule = schedule_on(contract, day)
    if schedule is None or not _comes_again(contract, line):
        return Fraction(0)
    try:
        price, _ = pricing.unit_price(contract, at.agreement.catalog, terms, day)
    except (PriceMissing, IndexValueMissing):
        return Fraction(0)  # it can't be billed as it stands
    net = pricing.net(
        quantity=line.quantity,
        price=price,
        discounts=line.discounts,
        document_discount=contract.document_discount,
        factor=None,
        decimals=contract.decimals,
    )
    return _without_taxes(at, line, net) * times_a_year(schedule, line) / MONTHS_IN_YEAR


def _comes_again(contract: Contract, line: Line) -> bool:
    """Say whether each installment bills the line anew, and in money."""
    return (
        line.price_split is PriceSplit.SAME
        and line.usage is None
        and line.quantity_known
        and (line.document_type or contract.document_type) in BILLED
    )


def _without_taxes(at: Desk, line: Line, net: Decimal) -> Fraction:
    if not at.agreement.company.prices_include_tax:
        return Fraction(net)
    rates = {each.tax: each.rate for each in line_taxes(at, line, line.item)}
    return Fraction(net) / (1 + Fraction(sum(rates.values(), ZERO)) / 100)


def times_a_year(schedule: Schedule, line: Line) -> Fraction:
    """Return how many installments of a year bill the line; a year has 365 days."""
    if line.months:
        return Fraction(len(line.months))
    if isinstance(schedule, InMonths):
        return Fraction(len(schedule.months))
    months = MONTHS_OF.get(schedule.unit)
    if months is not None:
        return Fraction(MONTHS_IN_YEAR, months * schedule.interval)
    return Fraction(DAYS_IN_YEAR, _DAYS_OF[schedule.unit] * schedule.interval)
