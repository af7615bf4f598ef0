"""Withdrawing a contract on a day, taking that back, and what was billed beyond (R1, AG-9)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cadencia.billing import everyday, missing
from cadencia.billing.acts import Drafts
from cadencia.billing.beyond_the_end import SETTLED, objections_to_going_on, restore, retire
from cadencia.billing.ledger_rows import live
from cadencia.billing.missing import Missed
from cadencia.billing.models import Installment
from cadencia.billing.objection_sentences import problems
from cadencia.billing.reopening import in_force
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.contracts.termination import reason_of
from cadencia.core import agreement, beyond
from cadencia.core.agreement import Closing, Period
from cadencia.core.objecting import Objection, objection
from cadencia.core.recurrence import ONE_DAY
from cadencia.core.sequence import slots
from cadencia.documents.following_models import CorrectedLine
from cadencia.documents.models import Document, DocumentLine
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.problems import refuse_if_any

CHANGED = ("withdrawn_on", "bill_withdrawal_day", "termination_reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondLine:
    """A line of an issued document and what of its net lies beyond the end."""

    line_id: int
    description: str
    period: Period
    net: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """A document that bills days beyond the end of a contract.

    `is_whole` says that nothing of the document would have been billed; `installments` are
    the rows of the ledger that reopen if it is credited so.
    """

    document: Document
    lines: tuple[BeyondLine, ...]
    credit: Decimal
    is_whole: bool
    installments: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A withdrawal as it stands, with what was billed beyond it."""

    on: date
    bill_day: bool
    beyond: tuple[Beyond, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A contract that goes on as if it had not been withdrawn.

    `missed` are due dates that passed meanwhile; `unbilled` are the days after the withdrawal
    of periods that were cut short when billed, or credited since: nothing bills them any more.
    """

    missed: tuple[date, ...]
    settled: Missed
    unbilled: tuple[Period, ...]


def withdraw(  # noqa: PLR0913 - which contract, when, how and why, by whom
    contract_id: int,
    on: date,
    *,
    bill_day: bool = False,
    reason: str | None = None,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Withdrawn:
    """End the contract on a day: nothing after it is billed; the day itself is still in.

    `bill_day` bills an installment in advance that is due on the very day; `reason` is a code
    of the company's list (LC-7). Withdrawing again on another day changes the day.

    :raises ValuesRefused: if the contract starts later, or ends earlier anyway, or there is no
        such reason.
    """
    with everyday.changing(contract_id, Everyday.WITHDRAW, by=by, waiting=waiting) as contract:
        everyday.check_days(on=on)
        refuse_if_any(problems(_objections(contract, on)))
        if contract.withdrawn_on is not None:
            restore(contract, contract.withdrawn_on)
        contract.withdrawn_on, contract.bill_withdrawal_day = on, bill_day
        if reason is not None:
            contract.termination_reason = reason_of(reason, contract.company_id)
        contract.save(update_fields=CHANGED)
        retire(contract)
        return Withdrawn(on=on, bill_day=bill_day, beyond=tuple(_beyond(contract, None)))


def take_back(
    contract_id: int,
    *,
    on: date,
    missed: Missed = Missed.SKIP,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> TakenBack:
    """Let a withdrawn contract go on; `on` is the day from which it does.

    The due dates that passed since the withdrawal are skipped, or owed if so chosen.

    :raises ValuesRefused: if it isn't withdrawn, or its closing installment is billed.
    """
    with everyday.changing(contract_id, Everyday.TAKE_BACK, by=by, waiting=waiting) as contract:
        everyday.check_days(on=on)
        since = contract.withdrawn_on
        refuse_if_any(problems(_objections_to_taking_back(contract)))
        assert since is not None  # noqa: S101 - refused above
        unbilled = set(_credited_beyond(contract, since))
        contract.withdrawn_on, contract.bill_withdrawal_day = None, False
        contract.termination_reason = None
        contract.save(update_fields=CHANGED)
        restore(contract, since)
        unbilled |= set(_cut_short(contract, since))
        passed = tuple(each.due_on for each in missing.missed_since(contract, since=since, on=on))
        missing.settle_since(contract, since=since, on=on, missed=missed)
        in_order = sorted(unbilled, key=lambda each: (each.start, each.until))
        return TakenBack(missed=passed, settled=missed, unbilled=tuple(in_order))


def billed_beyond(
    contract_id: int, *, closing: Closing | None = None, by: Actor
) -> tuple[Beyond, ...]:
    """Return the documents in force that bill days beyond the contract's end (AG-9).

    `closing` says how a period that the end cuts is credited: not at all (`full`) or by days
    (`prorated`); by default as the contract closes. Nothing is written.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    contract = Contract.objects.filter(pk=contract_id, company_id=by.company_id).first()
    if contract is None:
        raise NoSuchContract(contract_id)
    return tuple(_beyond(contract, closing))


def _objections(contract: Contract, on: date) -> Iterator[Objection]:
    if contract.starts_on is not None and on < contract.starts_on:
        yield objection("on", "withdrawn_before_start", starts_on=contract.starts_on)
    if contract.ends_on is not None and on >= contract.ends_on:
        yield objection("on", "ends_before", ends_on=contract.ends_on)
    if contract.withdrawn_on not in (None, on):
        yield from objections_to_going_on(contract)


def _objections_to_taking_back(contract: Contract) -> Iterator[Objection]:
    if contract.withdrawn_on is None:
        yield objection("on", "not_withdrawn")
    else:
        yield from objections_to_going_on(contract)


def _cut_short(contract: Contract, since: date) -> Iterator[Period]:
    """The rest of each period that was billed up to the withdrawal only."""
    at = everyday.desk_of(contract)
    if at.course is None or at.agreement.contract.closing is not Closing.PRORATED:
        return
    for each in live(contract.pk):
        if each.state in SETTLED and each.period_until == since and each.number:
            day_before, number = each.due_on - ONE_DAY, each.number - 1
            for slot in slots(at.course, after=day_before, number=number, until=each.due_on):
                if slot.period.until > since:
                    yield Period(start=since + ONE_DAY, until=slot.period.until)


def _credited_beyond(contract: Contract, since: date) -> Iterator[Period]:
    """The days after the withdrawal that were billed, and credited by line since."""
    for each in _beyond(contract, Closing.PRORATED):
        periods = {line.line_id: line.period for line in each.lines}
        standing = CorrectedLine.objects.filter(
            correction__original=each.document, correction__stands=True
        )
        lines = DocumentLine.objects.filter(document=each.document, pk__in=periods)
        for line in lines.filter(position__in=standing.values("position")):
            start = max(periods[line.pk].start, since + ONE_DAY)
            yield Period(start=start, until=periods[line.pk].until)


# What was billed beyond


def _beyond(contract: Contract, closing: Closing | None) -> Iterator[Beyond]:
    agreed = everyday.gathered(contract)[0].agreement.contract
    if closing is not None:
        agreed = replace(agreed, closing=closing)
    rows = {each.pk: each for each in live(contract.pk) if each.state in SETTLED}
    documents = {doc.pk: doc for each in rows.values() for doc in in_force(each)}
    for number in sorted(documents):
        found = _of_document(documents[number], rows, agreed)
        if found is not None:
            yield found


def _of_document(
    document: Document, rows: dict[int, Installment], agreed: agreement.Contract
) -> Beyond | None:
    if document.number is None:
        return None
    lines = DocumentLine.objects.filter(document=document).order_by("position")
    found = [_line(each, rows, agreed) for each in lines]
    credited = tuple(each for each in found if each is not None and each.credit)
    if not credited:
        return None
    is_whole = all(each is not None and each.credit == each.net for each in found)
    mine = {each.installment_id for each in lines} & set(rows)
    return Beyond(
        document=document,
        lines=credited,
        credit=sum((each.credit for each in credited), Decimal(0)),
        is_whole=is_whole,
        installments=tuple(sorted(each for each in mine if each is not None)),
    )


def _line(
    line: DocumentLine, rows: dict[int, Installment], agreed: agreement.Contract
) -> BeyondLine | None:
    """None for a line of another contract, or of no installment that counts."""
    row = rows.get(line.installment_id or 0)
    if row is None or line.period_start is None or line.period_until is None:
        return None
    period = Period(start=line.period_start, until=line.period_until)
    billed = beyond.Billed(row.due_on, period, line.net, line.part is not None)
    return BeyondLine(
        line_id=line.pk,
        description=line.description,
        period=period,
        net=line.net,
        credit=beyond.billed_beyond(billed, agreed),
    )
