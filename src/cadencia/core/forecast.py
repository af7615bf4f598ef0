"""What a contract will bill up to a day, as amounts (GE-12).

The plan of the run, asked for a day to come, without the texts: what nothing changes between two
dates is drafted once. Where a contract's amounts may depend on what was billed before (parts of a
price, goods, what acts once, a sale) the whole plan is drafted.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from cadencia.core import pricing, segments
from cadencia.core.agreement import (
    Agreement,
    Contract,
    Effect,
    InstallmentsAre,
    Kind,
    Line,
    PriceSplit,
    ScheduledModification,
    Times,
)
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.course import as_on
from cadencia.core.desk import Desk, added, desk, theoretical_on
from cadencia.core.document_dates import issue_date
from cadencia.core.drafts import DraftDocument, Refusal
from cadencia.core.payment_terms import DueDate
from cadencia.core.planning import draft, pending
from cadencia.core.prolongation import Tacit, ends_to_come, own_periods
from cadencia.core.sequence import Slot
from cadencia.core.simulation import payments

REPEATED = frozenset({Kind.REGULAR, Kind.LINE_ONLY})
ZERO = Decimal(0)


class Expected(NamedTuple):
    """A document that is expected. `made` bears the amounts; its texts may be another month's."""

    on: date  # the theoretical date, or today if that has gone by
    made: DraftDocument
    due_dates: tuple[DueDate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a contract is expected to bill, by date. From a refusal on it bills nothing more."""

    documents: tuple[Expected, ...] = ()
    refusal: Refusal | None = None


def forecast(
    agreement: Agreement, *, since: date, until: date, is_business_day: IsBusinessDay
) -> Forecast:
    """Return what the contract bills from today (`since`) up to `until`, both included (GE-12).

    By theoretical date; what is owed from before is billed today. Prices are those known today:
    an index stays where it was last published. A run parks a contract whole when something
    can't be billed, so what would be asked for from then on is left out.
    """
    contract = agreement.contract
    if contract.state != "posted" or not contract.active:
        return Forecast()
    at = desk(with_indexes_until(agreement, until), is_business_day)
    owed = list(pending(at, as_of=until))
    if contract.lead_days:  # asked for before the horizon, but of a day beyond it
        owed = [slot for slot in owed if theoretical_on(at, slot.due_on) <= until]
    found: _Dated = []
    refusals: list[Refusal] = []
    for dated, refused in _drafted(at, owed, until):
        found += dated
        refusals += refused
    if not refusals:
        return Forecast(documents=tuple(_expected(at, found, since)))
    lead = timedelta(days=contract.lead_days)
    asked = {each: theoretical_on(at, each.due_on or since) - lead for each in refusals}
    first = min(refusals, key=lambda each: asked[each])
    stop = max(asked[first], since)
    before = [each for each in found if max(each[0] - lead, since) < stop]
    return Forecast(documents=tuple(_expected(at, before, since)), refusal=first)


def going_on(contract: Contract, tacit: Tacit, until: date) -> Contract:
    """Return the contract with the renewals to come up to `until`, notice in time excepted (R17).

    Without periods of its own it goes on for as long as it lasted.
    """
    if contract.schedule is None or contract.ends_on is None:
        return contract
    agreed = as_on(contract, contract.ends_on)
    assert agreed.schedule is not None  # noqa: S101 - it has one on any day
    tacit = replace(tacit, periods=tacit.periods or max(own_periods(agreed), 1))
    ends = list(ends_to_come(agreed.schedule, tacit, until))
    return replace(contract, ends_on=ends[-1]) if ends else contract


def items_of(made: DraftDocument) -> dict[str | None, Decimal]:
    """Return the net of a document by item; expenses and lines without one are of none."""
    found: dict[str | None, Decimal] = {}
    for line in made.lines:
        found[line.item] = found.get(line.item, ZERO) + line.net
    if made.totals.expenses:
        found[None] = found.get(None, ZERO) + made.totals.expenses
    return found


_Dated = list[tuple[date, DraftDocument]]  # by theoretical date


def _drafted(at: Desk, owed: Sequence[Slot], until: date) -> Iterator[tuple[_Dated, list[Refusal]]]:
    """Yield documents with their theoretical dates, and why there are none."""
    if not _repeats(at.agreement.contract):
        _, documents, refusals = draft(at, owed)
        yield [(each.theoretical_on, each) for each in documents], refusals
        return
    days, known = _days_of_change(at, until), dict[Hashable, list[DraftDocument]]()
    for due_on, same_date in groupby(owed, key=lambda slot: slot.due_on):
        together = [slot for slot in same_date if not slot.skipped]
        key = _amounts_key(at, together, days)
        made = known.get(key) if key is not None else None
        refused: list[Refusal] = []
        if made is None:
            _, made, refused = draft(at, together)
            if key is not None and not refused:
                known[key] = made
        theoretical = theoretical_on(at, due_on)
        yield [(theoretical, each) for each in made], refused


def _expected(
    at: Desk, dated: Iterable[tuple[date, DraftDocument]], since: date
) -> Iterator[Expected]:
    """Say when each document must be paid, issued in its time or today (R5)."""
    company = at.agreement.company
    for theoretical, made in dated:
        counted_from = theoretical
        if theoretical < since:
            issued = issue_date(
                theoretical_on=theoretical,
                day_of_issue=since,
                max_backdating=company.max_backdating,
                policy="issue_day" if company.issue_date == "issue_day" else "theoretical",
            )
            counted_from = max(issued, theoretical)
        yield Expected(max(theoretical, since), made, payments(at, made, counted_from))


# What stays the same between two dates


def _repeats(contract: Contract) -> bool:
    """Say whether the amounts of an installment depend on nothing that was billed before it."""
    return not (
        contract.split_on_change
        or contract.stock_release is not None
        or contract.installments_are is InstallmentsAre.DUE_DATES
        or any(
            line.price_split is PriceSplit.DIVIDED or line.usage is not None
            for line in contract.lines
        )
        or any(_is_of_its_time(each) for each in contract.modifications)
    )


def _is_of_its_time(modification: ScheduledModification) -> bool:
    """Say whether a modification makes amounts depend on more than the dates it is in force."""
    return (
        modification.times is Times.FIRST
        or modification.price_split is PriceSplit.DIVIDED
        or (modification.effect is Effect.MODIFY and modification.item is not None)
    )


def _days_of_change(at: Desk, until: date) -> list[date]:
    """Return the days from which an amount of the contract may be another than before."""
    contract, catalog = at.agreement.contract, at.agreement.catalog
    found: set[date] = set()
    for line in contract.lines:
        found |= segments.changes(contract, catalog, line, until)
    for each in contract.modifications:
        if each.effect is Effect.ADD:
            found |= pricing.price_changes(contract, catalog, _added_line(at, each))
    return sorted(found)


def _added_line(at: Desk, addition: ScheduledModification) -> Line:
    return added(at, addition).line


def _amounts_key(at: Desk, together: list[Slot], days: list[date]) -> Hashable:
    """Return what the amounts of an installment depend on; None if on its date too."""
    if not together:
        return ()
    slot = together[0]
    if len(together) > 1 or slot.pieces or slot.kind not in REPEATED:
        return None
    if (slot.due_on, slot.kind) in at.agreement.history.still_billed:
        return None
    return (
        slot.kind,
        bool(slot.number),
        bisect_right(days, slot.reference_on),
        tuple([line.key for line in slot.lines]),
        tuple([each.key for each in slot.additions]),
    )


# Indexes as they are known today


def with_indexes_until(agreement: Agreement, until: date) -> Agreement:
    """Return the agreement with each index kept where it was last published, up to `until`."""
    catalog = agreement.catalog
    if not any(review.index for review in agreement.contract.reviews):
        return agreement
    indexes = {name: _prolonged(values, until) for name, values in catalog.indexes.items()}
    return replace(agreement, catalog=replace(catalog, indexes=indexes))


def _prolonged(values: Mapping[str, Decimal], until: date) -> Mapping[str, Decimal]:
    if not values:
        return values
    last = max(values)
    year, month = int(last[:4]), int(last[5:])
    found = dict(values)
    while (year, month) < (until.year, until.month):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - months
        found[f"{year:04d}-{month:02d}"] = values[last]
    return found
