"""A period cut where something changes, for contracts that ask for it (`split_on_change`, R3)."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from cadencia.core.agreement import (
    Catalog,
    Contract,
    Line,
    Period,
    PriceSplit,
    ScheduledModification,
    Times,
)
from cadencia.core.dates import ONE_DAY
from cadencia.core.modifications import Terms, terms_on
from cadencia.core.pricing import price_changes, unit_price
from cadencia.core.proration import Piece, within
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.reviews import applications


class Segment(NamedTuple):
    """Days on which a line costs the same, with its terms on the first of them."""

    period: Period
    pieces: tuple[Piece, ...]
    terms: Terms
    reference_on: date


def segments(  # noqa: PLR0913 - the line, where it stands, and what it may bill
    contract: Contract,
    catalog: Catalog,
    line: Line,
    period: Period,
    pieces: tuple[Piece, ...],
    *,
    addition: Terms | None = None,
) -> list[Segment]:
    """Return the line's period in stretches of equal price, oldest first.

    Days on which the line is not in force belong to none; the start of the contract is the
    opening's to judge. Neighbors that cost the same are one, whatever their texts say. What
    acts only once or divides a price is left to the whole period.
    """
    found: list[Segment] = []
    previous_price = None
    left_out = frozenset(each.key for each in contract.modifications if _is_of_whole(each))
    for stretch in _stretches(contract, catalog, line, period):
        terms = addition or terms_on(contract, line, stretch.start, left_out)
        if not _spans(line, stretch.start):
            previous_price = None
            continue
        price, _ = unit_price(contract, catalog, terms, stretch.start)
        if found and previous_price == price and _cost_alike(found[-1].terms.line, terms.line):
            merged = Period(start=found[-1].period.start, until=stretch.until)
            found[-1] = found[-1]._replace(period=merged)
        else:
            found.append(Segment(stretch, (), terms, stretch.start))
        previous_price = price
    return [_with_pieces(each, period, pieces) for each in found]


def addition_segments(
    contract: Contract,
    catalog: Catalog,
    terms: Terms,
    bounds: tuple[date, date | None],
    where: tuple[Period, tuple[Piece, ...]],
) -> list[Segment]:
    """Return the stretches of a period in which an addition is in force."""
    bounded = replace(terms.line, valid_from=bounds[0], valid_until=bounds[1])
    return segments(contract, catalog, bounded, where[0], where[1], addition=terms)


def _is_of_whole(modification: ScheduledModification) -> bool:
    return modification.times is Times.FIRST or modification.price_split is PriceSplit.DIVIDED


def _cost_alike(one: Line, other: Line) -> bool:
    """Say whether nothing but the unit price can make the two lines cost differently."""
    return (one.quantity, one.discounts, one.taxes, one.item) == (
        *(other.quantity, other.discounts, other.taxes, other.item),
    )


def _spans(line: Line, day: date) -> bool:
    return (line.valid_from or date.min) <= day <= (line.valid_until or LAST_DATE)


def _stretches(contract: Contract, catalog: Catalog, line: Line, period: Period) -> list[Period]:
    cuts = sorted(
        day
        for day in changes(contract, catalog, line, period.until)
        if period.start < day <= period.until
    )
    starts = [period.start, *cuts]
    ends = [*(day - ONE_DAY for day in cuts), period.until]
    return [Period(start=start, until=end) for start, end in zip(starts, ends, strict=True)]


def changes(contract: Contract, catalog: Catalog, line: Line, until: date) -> set[date]:
    """Return the days up to `until` or later from which something about the line is different."""
    found = price_changes(contract, catalog, line)
    found |= {application.on for application in applications(contract, line, until)}
    ends = [line.valid_until]
    starts = [line.valid_from]
    for each in contract.modifications:
        if each.line == line.key:
            starts.append(each.valid_from)
            ends.append(each.valid_until)
    found |= {day for day in starts if day is not None}
    found |= {day + ONE_DAY for day in ends if day is not None and day < LAST_DATE}
    return found


def _with_pieces(segment: Segment, period: Period, pieces: tuple[Piece, ...]) -> Segment:
    """What the segment bills; at the ends of the period also what lies beyond them.

    A whole opening or closing step is billed from its first to its last day though the
    period shown is shorter.
    """
    start = segment.period.start if segment.period.start > period.start else date.min
    until = segment.period.until if segment.period.until < period.until else date.max
    return segment._replace(pieces=within(pieces, start, until))
