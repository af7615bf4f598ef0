"""A contract billed day by day, each day's plan written to a ledger that is a value."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from cadencia.core.agreement import History, Kind, LedgerState, PriceSplit, Times
from cadencia.core.planning import look_from, plan

ONE_DAY = timedelta(days=1)


@dataclass
class Diary:
    """What was billed so far, and the day on which the contract was parked, if it was."""

    documents: list = field(default_factory=list)
    installments: list = field(default_factory=list)
    parked_on: date | None = None


def lived(agreement, start, until, is_business_day, *, looks_twice=False):
    """Return what runs on each day from `start` to `until` bill.

    A day on which nothing is to be looked at is passed, as the run does; `looks_twice` plans
    the day before each look too, and must find nothing.
    """
    diary, look = Diary(), look_from(agreement, is_business_day)
    history = begun(agreement)
    day = start
    while day <= until:
        if look is not None and look <= day:
            now = replace(agreement, history=history)
            if looks_twice and day == look:
                eve = plan(now, as_of=day - ONE_DAY, is_business_day=is_business_day)
                assert not eve.installments
            answer = plan(now, as_of=day, is_business_day=is_business_day)
            if answer.refusals:
                diary.parked_on = day
                return diary
            diary.installments += answer.installments
            diary.documents += [told(each, answer.installments) for each in answer.documents]
            history = written(agreement.contract, history, answer)
            look = answer.look_from
        day += ONE_DAY
    return diary


def begun(agreement):
    """Return the history of the database: it says of divided prices what is billed, also zero."""
    contract = agreement.contract
    divided = {
        (name, each.key): Decimal(0)
        for name, found in (("line", contract.lines), ("modification", contract.modifications))
        for each in found
        if each.price_split is PriceSplit.DIVIDED
    }
    return replace(agreement.history, divided_billed=divided) if divided else agreement.history


def written(contract, history, answer):
    """Return the history once a plan is recorded, as the ledger of the database tells it."""
    ordered = [each for each in answer.installments if each.kind is not Kind.ONE_OFF]
    taken = {(each.due_on, each.kind) for each in ordered}
    lines = [line for document in answer.documents for line in document.lines]
    once = {each.key for each in contract.modifications if each.times is Times.FIRST}
    rows = [row for row in history.open_rows if (row.due_on, row.kind) not in taken]
    assert not answer.passed_over  # no day is left out
    assert all(row.state is not LedgerState.LINKED for row in rows)
    return History(
        last_due_on=max((each.due_on for each in ordered), default=history.last_due_on),
        last_number=max([history.last_number, *(each.number or 0 for each in ordered)]),
        open_rows=tuple(rows),
        one_offs_billed=history.one_offs_billed
        | {each.one_off_line for each in answer.installments if each.kind is Kind.ONE_OFF},
        once_billed=history.once_billed
        | {line.modification for line in lines if line.modification in once},
        divided_billed=_divided(history.divided_billed, lines),
        skipped=history.skipped | {each.due_on for each in ordered if each.skipped},
    )


def told(document, installments):
    """Return a document so that it can be compared: its installments by date, not by place."""
    dates = [installments[place].due_on for place in document.installments]
    lines = tuple(
        line._replace(installment=str(installments[line.installment].due_on))
        for line in document.lines
    )
    fixed = document.fixed_due_dates
    return (
        *(document.theoretical_on, document.ask_on, document.key, dates, lines, document.totals),
        *(document.stock_moves, document.cost_provisioned, document.cost_released, fixed),
    )


def _divided(so_far, lines):
    found = dict(so_far)
    for line in lines:
        if line.part is not None:
            owner = ("modification", line.modification)
            if owner not in found:
                owner = ("line", line.key)
            found[owner] = found.get(owner, Decimal(0)) + line.net
    return found
