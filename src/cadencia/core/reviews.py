"""Price reviews (indexation): by a percent, or by an index series (R8)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.core.agreement import Contract, Line, PriceReview
from cadencia.core.dates import add_months
from cadencia.core.money import EXACT, round_half_up

PRICE_DECIMALS = 8
HUNDRED = Decimal(100)


class IndexValueMissing(Exception):
    """The index series has no value for that month yet."""

    def __init__(self, index: str, month: str) -> None:
        super().__init__(index, month)
        self.index = index
        self.month = month


class Application(NamedTuple):
    """A review on one of its dates; `base` is the index month it is measured from."""

    on: date
    review: PriceReview
    base: str | None


def reviewed(
    price: Decimal,
    contract: Contract,
    line: Line,
    reference_on: date,
    indexes: Mapping[str, Mapping[str, Decimal]],
) -> tuple[Decimal, tuple[str, ...]]:
    """Return the unit price after the reviews up to the reference date, and why (R8).

    Reviews act in order of date, each on the price that the one before left, rounded half up
    to 8 decimals. 100 with 3 % each January: 103 in 2027, 106.09 in 2028.

    :raises IndexValueMissing: if a series has no value for a month that is needed.
    """
    explanation = []
    for on, review, base in applications(contract, line, reference_on):
        if review.percent is not None:
            change = EXACT.add(HUNDRED, review.percent).scaleb(-2)
            why = f"review: {on.isoformat()} {review.percent} %"
        else:
            now, then = _index_values(review, on, base, indexes)
            change = EXACT.divide(now, then)
            why = f"review: {on.isoformat()} {review.index} {now} / {then}"
        price = round_half_up(EXACT.multiply(price, change), PRICE_DECIMALS)
        explanation.append(why)
    return price, tuple(explanation)


def applications(contract: Contract, line: Line, until: date) -> list[Application]:
    """Return the dates on which reviews of the line act, up to `until` included, in order.

    A review that names no lines is one of all, one-off lines included.
    """
    found = [
        application
        for review in contract.reviews
        if not review.lines or line.key in review.lines
        for application in _dates(review, until)
    ]
    return sorted(found, key=lambda each: each.on)


def months_looked_at(
    valid_from: date, every_months: int | None, base: str, *, until: date
) -> frozenset[str]:
    """Return the months (2026-01) whose index values a review needs up to a day, included.

    The first time that of its date and of its base, then those of each date.
    """
    review = PriceReview(valid_from=valid_from, every_months=every_months, base=base)
    found = [(each.base, f"{each.on:%Y-%m}") for each in _dates(review, until)]
    return frozenset(month for pair in found for month in pair if month)


def _dates(review: PriceReview, until: date) -> Iterator[Application]:
    on, base, k = review.valid_from, review.base, 0
    while on <= until:
        yield Application(on, review, base)
        if review.every_months is None:
            return
        base = f"{on.year:04d}-{on.month:02d}"
        k += 1
        on = add_months(review.valid_from, k * review.every_months)


def _index_values(
    review: PriceReview,
    on: date,
    base: str | None,
    indexes: Mapping[str, Mapping[str, Decimal]],
) -> tuple[Decimal, Decimal]:
    name = review.index or ""
    values = indexes.get(name, {})
    month = f"{on.year:04d}-{on.month:02d}"
    for each in (month, base or month):
        if not values.get(each):
            raise IndexValueMissing(name, each)
    return values[month], values[base or month]
