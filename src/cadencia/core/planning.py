"""What a contract owes as of a date, and the documents it becomes (R4, R16).

Everything is proposed and what the ledger holds is subtracted: asking twice bills once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from cadencia.core import confirming
from cadencia.core.agreement import (
    Agreement,
    Contract,
    InstallmentsAre,
    Kind,
    LedgerRow,
    Line,
    Period,
)
from cadencia.core.assembling import assemble, installment
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.course import effective_end, in_force, schedule_on
from cadencia.core.dates import clipped
from cadencia.core.desk import Desk, desk, theoretical_on
from cadencia.core.drafts import ContractPlan, DraftDocument, Installment, Refusal
from cadencia.core.joining import assemble_together
from cadencia.core.measure import WHOLE, Measure, dates_of, last_of, nothing_bills_after
from cadencia.core.off_grid import slot_off_grid
from cadencia.core.recurrence import LAST_DATE, ONE_DAY, generation_day
from cadencia.core.sale import is_part_of_sale, is_sold, sold
from cadencia.core.sequence import Slot, next_due_on, slots

ORDINARY = frozenset({Kind.OPENING, Kind.REGULAR, Kind.CLOSING})
A_YEAR = timedelta(days=366)
LONGEST_WEEKEND = timedelta(days=31)  # how far a business-day rule may bring a date forward
PLACE = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A month or range of dates to generate, both ends included (GE-1, R16)."""

    start: date
    until: date


def plan(  # noqa: PLR0913 - what is asked for, each part by name
    agreement: Agreement,
    *,
    as_of: date,
    is_business_day: IsBusinessDay,
    window: Window | None = None,
    excluded: frozenset[date] = frozenset(),
    measure: Measure = WHOLE,
) -> ContractPlan:
    """Return what the contract bills as of a date: installments, documents, refusals (R16).

    With a `window` only installments whose theoretical date lies in it; those whose due
    date is `excluded` are left out. What is passed over in this way is named, to be kept as
    due. `measure` says how many of them, and how many ahead of their date (GE-4). A contract
    with any refusal bills nothing: it is parked whole, and stays due.
    """
    contract = agreement.contract
    if contract.state != "posted" or not contract.active:
        return ContractPlan(contract=contract.code)
    at = desk(agreement, is_business_day)
    owed = list(pending(at, as_of=as_of))
    if measure.ahead:
        owed = with_next(at, owed, (measure.count or 0) + len(excluded), as_of=as_of)
    chosen = _chosen(at, owed, window, excluded)
    if measure.count is not None:
        chosen = _first(at, chosen, measure.count)
    if contract.unconfirmed:
        chosen, waiting = confirming.held_back(at, chosen)
        if waiting is not None and not chosen:
            return ContractPlan(contract=contract.code, refusals=(waiting,))
    installments, documents, refusals = draft(at, chosen, as_of if measure.together else None)
    if refusals:
        return ContractPlan(contract=contract.code, refusals=tuple(refusals))
    return ContractPlan(
        contract=contract.code,
        installments=tuple(installments),
        documents=tuple(documents),
        passed_over=_passed_over(at, owed, chosen) if len(chosen) < len(owed) else (),
        look_from=_look_from_after(at, owed, chosen, installments),
    )


def pending(at: Desk, *, as_of: date) -> Iterator[Slot]:
    """Yield what is owed as of the date, oldest first: its ask date has come (R4)."""
    lead = timedelta(days=at.agreement.contract.lead_days)
    for slot in upcoming(at, until=_due_by(at, as_of)):
        if theoretical_on(at, slot.due_on) - lead <= as_of:
            yield slot


def upcoming(at: Desk, *, until: date) -> list[Slot]:
    """Return all that is not settled and due up to `until`, oldest first, whatever its ask date.

    Rows that are due or reopened, the sequence after the ledger's last row and after
    `billed_until`, and one-off lines not billed yet.
    """
    history, contract = at.agreement.history, at.agreement.contract
    found: list[Slot] = []
    if history.open_rows:
        found += [slot for row in history.open_rows if (slot := reopened_slot(at, row)) is not None]
    if at.course is not None and not is_sold(at):
        course_slots = slots(
            at.course, after=history.last_due_on, number=history.last_number, until=until
        )
        settled = contract.billed_until
        found += [slot for slot in course_slots if settled is None or slot.due_on > settled]
    one_offs = _one_off_slots(at, found)
    if one_offs:
        found += [slot for slot in one_offs if slot.due_on <= until]
    if one_offs or history.open_rows:
        found.sort(key=lambda slot: (slot.due_on, PLACE[slot.kind]))
    return found


def with_next(at: Desk, owed: list[Slot], count: int, *, as_of: date) -> list[Slot]:
    """Return what is owed and the next ones beyond, until there are `count` dates (GE-4).

    Fewer if the contract ends before, or is paused for good.
    """
    found, until, reach = owed, _due_by(at, as_of), A_YEAR
    latest = nothing_bills_after(at.agreement.contract)
    while len(dates_of(found)) < count and until < LAST_DATE:
        until = min(until, LAST_DATE - reach) + reach
        reach *= 2
        found = upcoming(at, until=until)
        if until >= latest:
            break
    return found


def look_from(agreement: Agreement, is_business_day: IsBusinessDay) -> date | None:
    """Return the earliest ask date of anything not settled; None if there is nothing left.

    From that day on a run has to look at the contract. A posted, active contract is assumed.
    """
    at = desk(agreement, is_business_day)
    lead = timedelta(days=agreement.contract.lead_days)
    found = [slot for slot in _first_of_each(at) if slot is not None]
    return min((theoretical_on(at, slot.due_on) - lead for slot in found), default=None)


def _look_from_after(
    at: Desk, owed: list[Slot], chosen: list[Slot], installments: list[Installment]
) -> date | None:
    """The next ask date once the plan is recorded.

    What was owed and left out stays owed from its own ask date on; beyond it lies the
    sequence after the last installment billed or passed over, and one-off lines to come.
    """
    lead = timedelta(days=at.agreement.contract.lead_days)
    left: list[Slot | None] = []
    if len(chosen) < len(owed):
        taken = {(slot.due_on, slot.kind, slot.lines[:1]) for slot in chosen}
        left = [slot for slot in owed if (slot.due_on, slot.kind, slot.lines[:1]) not in taken]
    if at.agreement.history.open_rows:
        left += _open_ahead(at, [*owed, *chosen, *installments])
    last_due_on, last_number = _last_after(at, installments)
    following = None
    if any(line.one_off is not None for line in at.agreement.contract.lines):
        left.append(_next_after(at, last_due_on, last_number))
        billed = {slot.lines[0].key for slot in chosen if slot.kind is Kind.ONE_OFF}
        known = [slot for slot in left if slot is not None and slot.kind is not Kind.ONE_OFF]
        left += [s for s in _one_off_slots(at, known) if s.lines[0].key not in billed]
    else:
        following = _next_due_on(at, last_due_on, last_number)
    days = [slot.due_on for slot in left if slot is not None]
    if following is not None:
        days.append(following)
    return min((theoretical_on(at, day) - lead for day in days), default=None)


def _last_after(at: Desk, installments: list[Installment]) -> tuple[date | None, int]:
    """Where the ledger ends once these are recorded: due date and number."""
    last_due_on, last_number = at.agreement.history.last_due_on, at.agreement.history.last_number
    for each in installments:
        if each.kind is not Kind.ONE_OFF and (last_due_on is None or each.due_on > last_due_on):
            last_due_on = each.due_on
        if each.kind is not Kind.ONE_OFF and each.number:
            last_number = max(last_number, each.number)
    return last_due_on, last_number


def _open_ahead(at: Desk, asked: Sequence[Slot | Installment]) -> Iterator[Slot]:
    """Yield what stands open in the ledger and isn't asked for yet, as before a skipped one.

    A sale takes along what is due after its first installment.
    """
    known = {(each.due_on, each.kind) for each in asked}
    for row in at.agreement.history.open_rows:
        slot = reopened_slot(at, row)
        if slot is not None and (row.due_on, row.kind) not in known:
            yield slot


def _next_due_on(at: Desk, last_due_on: date | None, last_number: int) -> date | None:
    """When the next installment after that one is due, without drawing it up if need not be."""
    if at.course is None or at.agreement.contract.billed_until is not None or _is_one_sale(at):
        following = _next_after(at, last_due_on, last_number)
        return None if following is None else following.due_on
    return next_due_on(at.course, after=last_due_on, number=last_number)


def _is_one_sale(at: Desk) -> bool:
    return at.agreement.contract.installments_are is InstallmentsAre.DUE_DATES


def next_slot(at: Desk) -> Slot | None:
    """Return the next installment of the sequence after the ledger, None if it has ended."""
    return _next_after(at, at.agreement.history.last_due_on, at.agreement.history.last_number)


def _next_after(at: Desk, last_due_on: date | None, last_number: int) -> Slot | None:
    settled = at.agreement.contract.billed_until
    is_sale = at.agreement.contract.installments_are is InstallmentsAre.DUE_DATES
    if at.course is None or (is_sale and last_number > 0):
        return None
    following = slots(at.course, after=last_due_on, number=last_number, until=LAST_DATE)
    return next((s for s in following if settled is None or s.due_on > settled), None)


def draft(
    at: Desk, chosen: Sequence[Slot], together_as_of: date | None = None
) -> tuple[list[Installment], list[DraftDocument], list[Refusal]]:
    """Return the installments of the slots, and the documents they become.

    Slots of one due and theoretical date share documents; all do that may, with a date as of
    which they are put together (R6).
    """
    installments: list[Installment] = []
    documents: list[DraftDocument] = []
    refusals: list[Refusal] = []
    for same_date in _by_date(chosen) if together_as_of is None else [chosen]:
        together: list[Slot] = []
        positions: list[int] = []
        for slot in same_date:
            if is_part_of_sale(at, slot):
                done = sold(at, slot, installments)
                documents += done.documents
                refusals += done.refusals
                continue
            if not slot.skipped:
                together.append(slot)
                positions.append(len(installments))
            installments.append(installment(at, slot))
        if together:
            if together_as_of is None:
                done = assemble(at, together, positions)
            else:
                done = assemble_together(at, together, positions, as_of=together_as_of)
            documents += done.documents
            refusals += done.refusals
    return installments, documents, refusals


def _by_date(chosen: Sequence[Slot]) -> list[Sequence[Slot]]:
    if len(chosen) == 1:
        return [chosen]
    return [list(same_date) for _, same_date in groupby(chosen, key=lambda slot: slot.due_on)]


def reopened_slot(at: Desk, row: LedgerRow) -> Slot | None:
    """Return the slot of a row of the ledger that is due or reopened, with its own number."""
    if row.kind is Kind.ONE_OFF or at.course is None:
        return None  # a one-off line not billed is pending by itself
    number = row.number - 1 if row.number else at.agreement.history.last_number
    if at.agreement.contract.installments is not None:
        number = min(number, at.agreement.contract.installments - 1)
    for slot in slots(at.course, after=row.due_on - ONE_DAY, number=number, until=row.due_on):
        if slot.kind is row.kind:
            return slot if row.number is None else slot._replace(number=row.number)
    return None if row.kind is not Kind.REGULAR else slot_off_grid(at.course, row)


# What is owed


def _due_by(at: Desk, as_of: date) -> date:
    """The latest due date whose ask date may have come by `as_of`."""
    contract = at.agreement.contract
    limit = min(as_of, LAST_DATE) + timedelta(days=contract.lead_days)
    if contract.business_day == "previous":
        limit += LONGEST_WEEKEND
    for due_on, to in at.moves.items():
        if to <= limit:
            limit = max(limit, due_on)
    return limit


def _one_off_slots(at: Desk, found: list[Slot]) -> list[Slot]:
    """One-off lines not billed, on their day or with the next ordinary installment (LN-4)."""
    contract = at.agreement.contract
    billed = at.agreement.history.one_offs_billed
    return [
        slot
        for line in contract.lines
        if line.one_off is not None and line.key not in billed
        if (slot := _one_off_slot(at, line, found)) is not None
    ]


def _one_off_slot(at: Desk, line: Line, found: list[Slot]) -> Slot | None:
    contract, when = at.agreement.contract, line.one_off
    assert when is not None  # noqa: S101 - asked of one-off lines only
    if when.with_next:
        ordinary = next((s for s in found if _takes_along(contract, line, s)), None)
        if ordinary is None:
            return None
        day = ordinary.due_on
    elif when.on is not None:
        day = when.on
    else:
        assert when.month is not None  # noqa: S101 - one of the three is given
        first = date(*when.month, 1)
        day = clipped(*when.month, generation_day(schedule_on(contract, first)))
    if not when.with_next and not _is_asked_for(at, line, day):
        return None
    return Slot(None, day, Kind.ONE_OFF, Period(start=day, until=day), day, (line,))


def _takes_along(contract: Contract, line: Line, slot: Slot) -> bool:
    """Say whether a one-off line that goes with the next may go with this installment (R7)."""
    return slot.kind in ORDINARY and not slot.skipped and in_force(line, contract, slot.due_on)


def _is_asked_for(at: Desk, line: Line, day: date) -> bool:
    """A one-off outside its validity or after the end isn't (R7); one that another program
    billed neither, unless reopened.
    """
    end, settled = effective_end(at.agreement.contract), at.agreement.contract.billed_until
    if (end is not None and day > end) or not in_force(line, at.agreement.contract, day):
        return False
    if settled is None or day > settled:
        return True
    return any(row.line == line.key for row in at.agreement.history.open_rows)


def _first_of_each(at: Desk) -> Iterator[Slot | None]:
    following = next_slot(at)
    rows = [reopened_slot(at, row) for row in at.agreement.history.open_rows]
    yield following
    yield from rows
    known = [slot for slot in (*rows, following) if slot is not None]
    yield from _one_off_slots(at, known)


def _chosen(
    at: Desk, owed: list[Slot], window: Window | None, excluded: frozenset[date]
) -> list[Slot]:
    """Return what is owed and asked for; a sale goes whole, with its first installment (ST-4)."""
    first = next((slot for slot in owed if is_part_of_sale(at, slot) and not slot.skipped), None)
    is_sold_now = first is not None and _is_chosen(at, first, window, excluded)
    return [
        slot
        for slot in owed
        if (is_sold_now if is_part_of_sale(at, slot) else _is_chosen(at, slot, window, excluded))
    ]


def _first(at: Desk, chosen: list[Slot], count: int) -> list[Slot]:
    """The first of what was chosen; a sale still goes whole, with its first installment."""
    last = last_of(chosen, count)
    is_sold_now = any(is_part_of_sale(at, s) and s.due_on <= last for s in chosen if not s.skipped)
    return [s for s in chosen if s.due_on <= last or (is_sold_now and is_part_of_sale(at, s))]


def _is_chosen(at: Desk, slot: Slot, window: Window | None, excluded: frozenset[date]) -> bool:
    if slot.due_on in excluded:
        return False
    return window is None or window.start <= theoretical_on(at, slot.due_on) <= window.until


def _passed_over(at: Desk, owed: list[Slot], chosen: list[Slot]) -> tuple[Installment, ...]:
    """Those of the sequence that lie before one that is billed now and have no row yet (R4)."""
    taken = {(slot.due_on, slot.kind) for slot in chosen}
    ordered = [slot.due_on for slot in chosen if slot.kind is not Kind.ONE_OFF]
    last = max(ordered, default=date.min)
    rows = {(row.due_on, row.kind) for row in at.agreement.history.open_rows}
    return tuple(
        installment(at, slot)
        for slot in owed
        if slot.kind is not Kind.ONE_OFF
        and slot.due_on <= last
        and (slot.due_on, slot.kind) not in taken
        and (slot.due_on, slot.kind) not in rows
    )
