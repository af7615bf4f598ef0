"""What a contract will do in a stretch of its life, without touching anything (GE-13)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from cadencia.core.agreement import (
    Agreement,
    InstallmentsAre,
    Key,
    LedgerState,
    PriceSplit,
    Times,
)
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.desk import Desk, desk, is_skipped
from cadencia.core.document_dates import issue_date, terms_count_from
from cadencia.core.drafts import ContractPlan, DraftDocument, Installment, Refusal
from cadencia.core.modifications import is_in_force
from cadencia.core.payment_terms import DueDate, due_dates
from cadencia.core.planning import draft, pending, upcoming
from cadencia.core.sequence import Slot, slots

PAYABLE = frozenset({"invoice"})


class IssuedDraft(NamedTuple):
    """A draft as it would be issued: with its issue date and payment due dates."""

    draft: DraftDocument
    issue_date: date
    due_dates: tuple[DueDate, ...]


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """The answer: installments by due date, documents by issue date, what was refused.

    `DraftDocument.installments` are positions in `installments` of this answer.
    """

    installments: tuple[Installment, ...]
    documents: tuple[IssuedDraft, ...]
    refusals: tuple[Refusal, ...]

    def documents_of(self, position: int) -> tuple[int, ...]:
        """Return the positions of the documents of an installment."""
        return tuple(self._documents_of[position])

    @cached_property
    def _documents_of(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.installments]
        for place, each in enumerate(self.documents):
            for position in each.draft.installments:
                found[position].append(place)
        return found

    def as_plan(self, contract: str) -> ContractPlan:
        """Return the simulation as a plan, for its fingerprint."""
        return ContractPlan(
            contract=contract,
            installments=self.installments,
            documents=tuple(each.draft for each in self.documents),
        )


def simulate(
    agreement: Agreement,
    *,
    start: date,
    until: date,
    as_of: date | None,
    is_business_day: IsBusinessDay,
) -> Simulation:
    """Return every installment due from `start` to `until`, both included, and its documents.

    Each document is issued on its ask date; with `as_of`, all that is pending on that day
    is issued on it (R4). What is settled or skipped makes no document and is not listed.
    """
    contract = agreement.contract
    if contract.state != "posted" or not contract.active:
        return Simulation(installments=(), documents=(), refusals=())
    at = desk(_with_once_billed(agreement, is_business_day), is_business_day)
    owed = upcoming(at, until=until) if as_of is None else list(pending(at, as_of=as_of))
    if not _remembers(at):
        owed = [slot for slot in owed if slot.due_on >= start]
    installments, documents, refusals = draft(at, owed)
    shown = [
        place
        for place, each in enumerate(installments)
        if start <= each.due_on <= until and not each.skipped
    ]
    in_range = frozenset(shown)
    kept = [each for each in documents if not in_range.isdisjoint(each.installments)]
    issued = _issued(at, kept, as_of)
    return _answer(installments, shown, issued, _in_range(refusals, start, until))


def _remembers(at: Desk) -> bool:
    """Say whether what is billed before bears on what is billed later: only then is it drafted."""
    contract = at.agreement.contract
    return (
        contract.installments_are is InstallmentsAre.DUE_DATES
        or any(line.price_split is PriceSplit.DIVIDED for line in contract.lines)
        or bool(contract.modifications)
    )


def _in_range(refusals: Iterable[Refusal], start: date, until: date) -> tuple[Refusal, ...]:
    """Those of the range, each said once."""
    said: dict[tuple[str, str, tuple[str, ...]], Refusal] = {}
    for each in refusals:
        if each.due_on is None or start <= each.due_on <= until:
            said.setdefault((each.code, each.message, each.fields), each)
    return tuple(said.values())


def _issued(at: Desk, documents: list[DraftDocument], as_of: date | None) -> list[IssuedDraft]:
    """Issue in order of the date proposed, so that no series goes back (R15)."""
    proposed = sorted(
        ((_issue_date(at, each, as_of, None), place) for place, each in enumerate(documents)),
    )
    last: dict[tuple[str | None, str], date] = {}
    found = []
    for _, place in proposed:
        each = documents[place]
        series = (each.key.series, each.key.document_type)
        on = last[series] = _issue_date(at, each, as_of, last.get(series))
        found.append(IssuedDraft(each, on, payment_due_dates(at, each, on)))
    return sorted(
        found, key=lambda issued: (issued.issue_date, min(issued.draft.installments, default=0))
    )


def _issue_date(
    at: Desk, made: DraftDocument, as_of: date | None, last_issued_on: date | None
) -> date:
    company = at.agreement.company
    return issue_date(
        theoretical_on=made.theoretical_on,
        day_of_issue=as_of or made.ask_on,
        last_issued_on=last_issued_on,
        max_backdating=company.max_backdating,
        policy="issue_day" if company.issue_date == "issue_day" else "theoretical",
    )


def payment_due_dates(at: Desk, made: DraftDocument, issued_on: date) -> tuple[DueDate, ...]:
    """Return when a document issued on that day must be paid (R5); nothing for notes."""
    counted_from = terms_count_from(issued_on=issued_on, theoretical_on=made.theoretical_on)
    return payments(at, made, counted_from)


def payments(at: Desk, made: DraftDocument, counted_from: date) -> tuple[DueDate, ...]:
    """Return when a document must be paid, its terms counted from that day (R5)."""
    if made.fixed_due_dates is not None:
        return made.fixed_due_dates
    if made.key.document_type not in PAYABLE:
        return ()
    contract = at.agreement.contract
    return due_dates(
        contract.payment_terms,
        counted_from,
        made.totals.payable,
        contract.totals_decimals,
        at.is_business_day,
    )


def _answer(
    installments: list[Installment],
    shown: list[int],
    issued: list[IssuedDraft],
    refusals: tuple[Refusal, ...],
) -> Simulation:
    """Number the positions anew: only what is shown, in order of due date."""
    order = sorted(shown, key=lambda place: (installments[place].due_on, place))
    place_of = {old: new for new, old in enumerate(order)}
    documents = tuple(each._replace(draft=_renumbered(each.draft, place_of)) for each in issued)
    return Simulation(
        installments=tuple(installments[place] for place in order),
        documents=documents,
        refusals=refusals,
    )


def _renumbered(made: DraftDocument, place_of: dict[int, int]) -> DraftDocument:
    return replace(
        made,
        installments=tuple(place_of[each] for each in made.installments if each in place_of),
        lines=tuple(
            line._replace(installment=place_of.get(line.installment, -1)) for line in made.lines
        ),
    )


# Modifications that act once, as far as the ledger in the file tells


def _with_once_billed(agreement: Agreement, is_business_day: IsBusinessDay) -> Agreement:
    """A file says which installments are billed, not which modifications acted: work it out."""
    history = agreement.history
    once = [each for each in agreement.contract.modifications if each.times is Times.FIRST]
    settled = max(history.last_due_on or date.min, agreement.contract.billed_until or date.min)
    if not once or settled == date.min:
        return agreement
    at = desk(agreement, is_business_day)
    again: dict[Key, bool] = {}
    for slot, is_reopened in _once_billed_slots(at, settled):
        for key in _acting(at, slot):
            again.setdefault(key, is_reopened)
    acted = {key for key, is_owed_again in again.items() if not is_owed_again}
    return replace(agreement, history=replace(history, once_billed=history.once_billed | acted))


def _once_billed_slots(at: Desk, settled: date) -> Iterable[tuple[Slot, bool]]:
    """What was billed in its time, and whether it was reopened since: then it bills all anew."""
    if at.course is None:
        return
    states = {(row.due_on, row.kind): row.state for row in at.agreement.history.open_rows}
    for slot in slots(at.course, after=None, number=0, until=settled):
        state = states.get((slot.due_on, slot.kind))
        if not is_skipped(at, slot) and state is not LedgerState.DUE:
            yield slot, state is LedgerState.REOPENED


def _acting(at: Desk, slot: Slot) -> Iterable[Key]:
    lines = {line.key for line in slot.lines}
    additions = {each.key for each in slot.additions}
    for each in at.agreement.contract.modifications:
        if each.times is not Times.FIRST:
            continue
        if each.key in additions or (each.line in lines and is_in_force(each, slot.reference_on)):
            yield each.key
