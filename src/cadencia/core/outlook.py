"""What a contract will bill next, as it stands or as it would stand (SM-3, LN-12, GE-13).

A change is shown before it is made: the calculation of the run answers for the agreement as it
is and for the agreement as it would be. Nothing here decides anything of its own.
"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from cadencia.core.agreement import (
    Agreement,
    Effect,
    Key,
    PriceReview,
    ScheduledModification,
)
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.desk import Desk, desk
from cadencia.core.drafts import DraftDocument, Installment, Refusal
from cadencia.core.modifications import is_in_force
from cadencia.core.planning import A_YEAR, draft, upcoming
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot


class Ahead(NamedTuple):
    """An installment to come, and the documents that it becomes or why it can't be billed.

    Documents that several installments of one date share stand with the first of them.
    """

    installment: Installment
    documents: tuple[DraftDocument, ...]
    refusals: tuple[Refusal, ...]


def outlook(
    agreement: Agreement, *, since: date, until: date, most: int, is_business_day: IsBusinessDay
) -> tuple[Ahead, ...]:
    """Return the installments not billed yet due from `since` to `until`, at most so many.

    Those before are drafted too, since what acts once or is divided depends on them. A posted,
    active contract is assumed.
    """
    at = desk(agreement, is_business_day)
    owed = upcoming(at, until=until)
    before = sum(1 for slot in owed if slot.due_on < since)
    return _drafted(at, owed[: before + most])[before:]


def coming(agreement: Agreement, *, most: int, is_business_day: IsBusinessDay) -> tuple[Ahead, ...]:
    """Return the next installments not billed yet, at most so many, however far apart they are.

    What a pause leaves out isn't among them. A posted, active contract is assumed.
    """
    at = desk(agreement, is_business_day)
    until, reach = _last_settled(at), A_YEAR
    owed: list[Slot] = []
    while len([slot for slot in owed if not slot.skipped]) < most and until < LAST_DATE:
        until = LAST_DATE if LAST_DATE - until < reach else until + reach
        reach *= 2
        owed = upcoming(at, until=until)
    asked = [slot for slot in owed if not slot.skipped][:most]
    return _drafted(at, asked)


def _last_settled(at: Desk) -> date:
    """From when on there may be something to bill: no date of the schedule before it is open."""
    history, contract = at.agreement.history, at.agreement.contract
    if at.course is None:
        return LAST_DATE - A_YEAR
    days = (at.course.since, history.last_due_on, contract.billed_until)
    return min(max(day for day in days if day is not None), LAST_DATE - A_YEAR)


def _drafted(at: Desk, owed: list[Slot]) -> tuple[Ahead, ...]:
    installments, documents, refusals = draft(at, owed)
    return tuple(
        Ahead(
            each,
            tuple(made for made in documents if made.installments[:1] == (place,)),
            tuple(refused for refused in refusals if refused.due_on == each.due_on),
        )
        for place, each in enumerate(installments)
    )


def with_modification(agreement: Agreement, change: ScheduledModification) -> Agreement:
    """Return the agreement with a modification added, or in place of the one of its key."""
    found = [change if each.key == change.key else each for each in _modifications(agreement)]
    if change not in found:
        found.append(change)
    return _modified(agreement, tuple(found))


def without_modification(agreement: Agreement, key: Key) -> Agreement:
    """Return the agreement without the modification of a key."""
    return _modified(agreement, tuple(m for m in _modifications(agreement) if m.key != key))


def with_review(agreement: Agreement, review: PriceReview) -> Agreement:
    """Return the agreement with one more price review."""
    reviews = (*agreement.contract.reviews, review)
    return replace(agreement, contract=replace(agreement.contract, reviews=reviews))


def acts_from(
    agreement: Agreement,
    change: ScheduledModification,
    *,
    until: date,
    is_business_day: IsBusinessDay,
) -> date | None:
    """Return the due date of the first installment not billed yet that the change reaches.

    None if there is none due up to `until`. What is billed never changes: a modification that
    begins earlier acts from the next installment on (R7).
    """
    at = desk(with_modification(agreement, change), is_business_day)
    for slot in upcoming(at, until=until):
        if not slot.skipped and _reaches(slot, change, cut=agreement.contract.split_on_change):
            return slot.due_on
    return None


def _reaches(slot: Slot, change: ScheduledModification, *, cut: bool) -> bool:
    if change.effect is Effect.ADD:
        return any(each.key == change.key for each in slot.additions)
    if all(line.key != change.line for line in slot.lines):
        return False
    if is_in_force(change, slot.reference_on):
        return True
    until = change.valid_until or date.max
    return cut and change.valid_from <= slot.period.until and slot.period.start <= until


def _modifications(agreement: Agreement) -> tuple[ScheduledModification, ...]:
    return agreement.contract.modifications


def _modified(agreement: Agreement, found: tuple[ScheduledModification, ...]) -> Agreement:
    return replace(agreement, contract=replace(agreement.contract, modifications=found))
