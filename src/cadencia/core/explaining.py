"""Why something is or isn't billed on a day, every cause that applies (R4, GE-14).

The explanation asks the same functions that plan and draft, so it can't tell another story
than the run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cadencia.core import confirming
from cadencia.core.absence import absent, horizon, left_out, pause_of
from cadencia.core.agreement import (
    Agreement,
    Contract,
    Kind,
    LedgerState,
    Line,
    PauseMode,
)
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.course import effective_end, in_force
from cadencia.core.desk import Desk, desk, theoretical_on
from cadencia.core.drafts import DraftDocument, Installment, Refusal
from cadencia.core.planning import draft, pending, upcoming
from cadencia.core.reasons import NO_BOOKS, Books, Reason, Value, because
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sale import NOT_PART
from cadencia.core.sequence import Slot
from cadencia.core.settlement import is_part_of_sale, mark, own_day, settled_on

CLOSED_FOR_GOOD = ("void", "finished")
OPEN_STATES = (LedgerState.DUE, LedgerState.REOPENED)
LONGEST_SHIFT = timedelta(days=31)  # how far a business-day rule may move a date
FOUND_AGAIN = frozenset(
    {
        "index_value_missing",
        "price_missing",
        "variable_without_value",
        "nothing_left_to_divide",
        "quantity_missing",
        "tax_missing",
        "negative_total",
        "total_too_large",
    }
)
"""Refusals that drafting would repeat if their cause were still there."""


def explain(
    agreement: Agreement,
    on: date,
    *,
    as_of: date,
    is_business_day: IsBusinessDay,
    books: Books = NO_BOOKS,
) -> tuple[Reason, ...]:
    """Return why something is or isn't due on the day, most decisive first, as of a date.

    `on` is the due or theoretical date of an installment, or any other day. What the
    contract would bill is told also while it is a draft or inactive.
    """
    on = min(on, LAST_DATE)
    at = desk(agreement, is_business_day)
    question = _Question(at, on, as_of, books, tuple(_owed_on(at, on)))
    states = tuple(_state(agreement.contract))
    settled = tuple(settled_on(at, on, question.owed, books))
    if question.owed:
        is_closed = agreement.contract.state in CLOSED_FOR_GOOD
        found = (*states, *(() if is_closed else _explained(question)), *settled)
    elif settled:
        found = (*settled, *states)
    else:
        found = (*states, *absent(at, on))
    return (*found, *_beside(question))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of a contract: its desk, the day, the books, what is owed on the day."""

    at: Desk
    on: date
    as_of: date
    books: Books
    owed: tuple[Slot, ...]

    @property
    def contract(self) -> Contract:
        return self.at.agreement.contract


def _owed_on(at: Desk, on: date) -> Iterator[Slot]:
    """What is not settled and due on the day, or has its theoretical date on it."""
    moved = [due_on for due_on in at.moves if theoretical_on(at, due_on) == on]
    until = max([min(on, LAST_DATE - LONGEST_SHIFT) + LONGEST_SHIFT, *moved])
    for slot in upcoming(at, until=until):
        if on in (slot.due_on, theoretical_on(at, slot.due_on)):
            yield slot


def _state(contract: Contract) -> Iterator[Reason]:
    if contract.state != "posted":
        yield because(contract.state)
    elif not contract.active:
        yield because("inactive")


# What is owed on the day


def _explained(question: _Question) -> Iterator[Reason]:
    """Whether it is asked for already, what holds it, and what it bills."""
    statuses = [_status(question, slot) for slot in question.owed]
    is_asked = any(each.code == "due" for each in statuses)
    blockers: list[Reason] = []
    bills: list[Reason] = []
    stale: Refusal | None = None
    if not all(slot.skipped for slot in question.owed):
        drafted = _drafted(question, is_asked=is_asked)
        blockers, bills = list(_blockers(question, drafted)), list(_bills(question, drafted))
        stale = question.books.refusal if _is_mended(question, drafted) else None
    yield from (*blockers, *statuses) if is_asked else (*statuses, *blockers)
    if stale is not None:
        yield _refused("was_parked", stale)
    for slot in question.owed:
        yield from _how_it_came(question, slot)
    yield from bills
    for slot in question.owed:
        yield from _lines_left_out(question.at, slot)


def _status(question: _Question, slot: Slot) -> Reason:
    contract = question.contract
    if slot.skipped:
        return _paused(contract, slot)
    theoretical = theoretical_on(question.at, _asked_with(question.at, slot).due_on)
    ask_on = theoretical - timedelta(days=contract.lead_days)
    return because(
        "due" if ask_on <= question.as_of else "not_yet",
        mark(slot)[2],
        number=slot.number,
        of=contract.installments if slot.number else None,
        kind=str(slot.kind),
        due_on=slot.due_on,
        ask_on=ask_on,
        lead_days=contract.lead_days or None,
        period_from=slot.period.start,
        period_until=slot.period.until,
    )


def _paused(contract: Contract, slot: Slot) -> Reason:
    """An opening or a closing is skipped by a pause of any mode (R4)."""
    any_mode = slot.kind in (Kind.OPENING, Kind.CLOSING)
    pause = pause_of(contract.pauses, slot.due_on, None if any_mode else PauseMode.SKIP)
    return because(
        "paused",
        number=slot.number,
        due_on=slot.due_on,
        since=pause.start if pause else None,
        until=pause.until if pause else None,
    )


def _how_it_came(question: _Question, slot: Slot) -> Iterator[Reason]:
    """Passed over or reopened, moved, part of a sale."""
    at = question.at
    for row in at.agreement.history.open_rows:
        if (row.due_on, row.kind, row.line) == mark(slot):
            code = "reopened" if row.state is LedgerState.REOPENED else "passed_over"
            yield because(code, row.line, number=row.number, due_on=row.due_on)
    day, theoretical = at.moves.get(slot.due_on, slot.due_on), theoretical_on(at, slot.due_on)
    if day != slot.due_on:
        code = "moved" if question.on == slot.due_on else "moved_here"
        yield because(code, number=slot.number, due_on=slot.due_on, to=day)
    if theoretical != day:
        rule = question.contract.business_day
        yield because("business_day", day=day, to=theoretical, rule=rule)
    first = _asked_with(at, slot)
    if first.due_on != slot.due_on:
        yield because("part_of_sale", number=slot.number, first=first.due_on)


def _asked_with(at: Desk, slot: Slot) -> Slot:
    """The whole sale is asked for with the first installment of it (ST-4)."""
    if not is_part_of_sale(at, slot):
        return slot
    every = upcoming(at, until=slot.due_on)
    return next((s for s in every if s.kind not in NOT_PART and not s.skipped), slot)


def _lines_left_out(at: Desk, slot: Slot) -> Iterator[Reason]:
    if at.course is None or slot.skipped or slot.kind is Kind.ONE_OFF:
        return
    still_billed = at.agreement.history.still_billed.get((slot.due_on, slot.kind), frozenset())
    counting = {line.key for line in slot.lines}
    for line in (*at.course.steady, *at.course.monthly):
        if line.key in still_billed:
            yield because("line_still_billed", line.key)
        elif line.key not in counting:
            yield from left_out(at.course, line, slot.due_on, slot)


# What drafting says of it


@dataclass(frozen=True, slots=True)
class _Drafted:
    """The plan that the day's installments are part of; `places` are theirs in it."""

    installments: Sequence[Installment]
    documents: Sequence[DraftDocument]
    refusals: Sequence[Refusal]
    places: frozenset[int]


def _drafted(question: _Question, *, is_asked: bool) -> _Drafted:
    """Draft all that a run would, so that parts and modifications come out the same."""
    at = desk(question.at.agreement, question.at.is_business_day)
    last = max(slot.due_on for slot in question.owed)
    chosen = pending(at, as_of=question.as_of) if is_asked else upcoming(at, until=last)
    installments, documents, refusals = draft(at, list(chosen))
    marks = {mark(slot) for slot in question.owed}
    places = frozenset(
        place
        for place, each in enumerate(installments)
        if (each.due_on, each.kind, each.one_off_line) in marks
    )
    return _Drafted(installments, documents, refusals, places)


def _blockers(question: _Question, drafted: _Drafted) -> Iterator[Reason]:
    """What holds the day's installments back; a contract with any refusal is parked whole."""
    stored = question.books.refusal
    if stored is not None and not _is_mended(question, drafted):
        yield _refused("parked", stored)
    days = {slot.due_on for slot in question.owed}
    mine = [each for each in drafted.refusals if each.due_on in days]
    waits = _unconfirmed(question)
    for each in (*mine, *waits):
        yield _refused("refused", each)
    if drafted.refusals and not mine:
        yield _refused("held_by_refusal", drafted.refusals[0])
    if question.contract.generation == "manual":
        yield because("manual")


def _is_mended(question: _Question, drafted: _Drafted) -> bool:
    """Say whether what the last run refused would be billed now."""
    stored = question.books.refusal
    if stored is not None and stored.code in confirming.CODES:
        return stored.code not in {each.code for each in _unconfirmed(question)}
    return stored is not None and stored.code in FOUND_AGAIN and not drafted.refusals


def _unconfirmed(question: _Question) -> tuple[Refusal, ...]:
    """What holds the day's installments until somebody confirms them (LC-6)."""
    if not question.contract.unconfirmed:
        return ()
    _, waiting = confirming.held_of(question.at, question.owed)
    return () if waiting is None else (waiting,)


def _refused(code: str, refusal: Refusal) -> Reason:
    """Keep what a sentence in any language is made with: the refusal's own values."""
    values: dict[str, Value] = dict(refusal.values)
    return because(
        code,
        refusal=refusal.code,
        message=refusal.message,
        fields=refusal.fields,
        due_on=refusal.due_on,
        **values,
    )


def _bills(question: _Question, drafted: _Drafted) -> Iterator[Reason]:
    """The documents that the day's installments become, line by line (R6)."""
    made = [each for each in drafted.documents if drafted.places & {*each.installments}]
    for each in made:
        yield because(
            "bills",
            document_type=each.key.document_type,
            total=each.totals.total,
            currency=each.key.currency,
            lines=len(each.lines),
        )
        for line in each.lines:
            yield because(
                "bills_line",
                line.key if line.key is not None else line.modification,
                description=line.description,
                quantity=line.quantity,
                unit_price=line.unit_price,
                net=line.net,
                explanation=line.explanation,
            )
    if not made and not drafted.refusals and any(_has_lines(question.at, s) for s in question.owed):
        yield because("zero_total")


def _has_lines(at: Desk, slot: Slot) -> bool:
    """Say whether the installment bills anything that no live document bills still."""
    still_billed = at.agreement.history.still_billed.get((slot.due_on, slot.kind), frozenset())
    keys = [line.key for line in slot.lines] + [each.key for each in slot.additions]
    return not slot.skipped and any(key not in still_billed for key in keys)


# Beside the day


def _beside(question: _Question) -> Iterator[Reason]:
    """One-off lines that wait, and what is owed from before the day."""
    if question.contract.state in CLOSED_FOR_GOOD:
        return
    owed = [each for each in pending(question.at, as_of=question.as_of) if not each.skipped]
    before = [s for s in owed if s.due_on < question.on and s not in question.owed]
    billed = question.at.agreement.history.one_offs_billed
    for line in question.contract.lines:
        if line.one_off is not None and line.key not in billed:
            yield from _waiting_one_off(question, line, before)
    if before:
        yield because("pending_before", count=len(before), oldest=before[0].due_on)
        if not question.owed and question.books.refusal is not None:
            yield _refused("parked", question.books.refusal)


def _waiting_one_off(question: _Question, line: Line, before: list[Slot]) -> Iterator[Reason]:
    day, end = own_day(question.contract, line), effective_end(question.contract)
    if day is None:
        yield from _with_next(question.at, question.on, line)
    elif end is not None and end < day <= question.on:
        yield because("one_off_after_end", line.key, day=day, end=end)
    elif day <= question.on and not in_force(line, question.contract, day):
        since = line.valid_from or question.contract.starts_on
        late = {} if since and day < since else {"since": None, "until": line.valid_until}
        yield because("one_off_outside", line.key, **{"day": day, "since": since} | late)
    elif (day, Kind.ONE_OFF, line.key) in {mark(slot) for slot in before}:
        yield because("one_off_pending", line.key, since=day)


def _with_next(at: Desk, on: date, line: Line) -> Iterator[Reason]:
    """A one-off billed with the next ordinary installment, wherever that one is."""
    until = on if at.course is None else horizon(at.course, on)
    for slot in upcoming(at, until=until):
        if slot.kind is Kind.ONE_OFF and slot.lines[0].key == line.key:
            if slot.due_on != on:
                yield because("one_off_with_next", line.key, due_on=slot.due_on)
            return
    yield because("one_off_waits", line.key)
