"""Which lines go to which document, and what each document adds up to (R6, R10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cadencia.core.agreement import Kind
from cadencia.core.desk import Desk, theoretical_on
from cadencia.core.drafting import NO_RELEASE, Drafted, draft_lines
from cadencia.core.drafts import DocumentKey, DraftDocument, Installment, Refusal
from cadencia.core.refusing import REFUSED, refusal_of
from cadencia.core.sequence import Slot
from cadencia.core.totals import TotalLine, Totals, document_totals

ZERO = Decimal(0)
NO_GOODS: Mapping[str, Any] = MappingProxyType({})
BEYOND = Decimal(10) ** 15
"""Totals of documents are smaller, in units of their currency."""
KEPT_AT_ZERO = frozenset({"non_billable_delivery_note", "work_order"})
"""Documents that carry no money: a total of zero says nothing about them."""


@dataclass(slots=True)
class Assembled:
    """The documents of some installments of one date, or why there are none."""

    documents: list[DraftDocument] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def installment(at: Desk, slot: Slot) -> Installment:
    """Return the installment of a slot, with its theoretical date."""
    return Installment(
        slot.number,
        slot.due_on,
        theoretical_on(at, slot.due_on),
        slot.kind,
        slot.period,
        slot.reference_on,
        slot.skipped,
        slot.lines[0].key if slot.kind is Kind.ONE_OFF else None,
    )


def assemble(at: Desk, slots: Sequence[Slot], positions: Sequence[int]) -> Assembled:
    """Return the documents of installments that may share one, in order of their lines (R6).

    `slots` have the same due and theoretical date; `positions` are theirs in the plan.
    """
    done = Assembled()
    drafted: list[Drafted] = []
    for slot, position in zip(slots, positions, strict=True):
        try:
            drafted += draft_lines(at, slot, position)
        except REFUSED as error:
            done.refusals.append(refusal_of(error, at, slot))
            return done
    if len(slots) > 1:
        drafted = in_order(at, drafted)
    theoretical = theoretical_on(at, slots[0].due_on)
    for key, lines in by_document(drafted).items():
        expenses = (
            expenses_of(at, slots, positions, drafted, key)
            if at.agreement.contract.expenses
            else ZERO
        )
        admit(at, done, document(at, key, lines, theoretical, expenses), slots[0].due_on)
    return done


def by_document(drafted: Sequence[Drafted]) -> dict[DocumentKey, list[Drafted]]:
    """Return the lines of each document, documents in order of their first line."""
    if drafted and not [True for each in drafted if each.key is not drafted[0].key]:
        return {drafted[0].key: list(drafted)}  # nearly always one document
    found: dict[DocumentKey, list[Drafted]] = {}
    for each in drafted:
        found.setdefault(each.key, []).append(each)
    return found


def document(
    at: Desk, key: DocumentKey, drafted: list[Drafted], theoretical: date, expenses: Decimal
) -> DraftDocument:
    """Return the document of these lines with its totals."""
    contract = at.agreement.contract
    return DraftDocument(
        key=key,
        contract=contract.code,
        theoretical_on=theoretical,
        ask_on=theoretical - timedelta(days=contract.lead_days)
        if contract.lead_days
        else theoretical,
        installments=_installments(drafted),
        lines=tuple([each.line for each in drafted]),
        totals=totals(at, drafted, expenses),
        **_goods(drafted),
    )


def _installments(drafted: Sequence[Drafted]) -> tuple[int, ...]:
    """The installments of the lines, ascending: nearly always a single one."""
    found = {each.line.installment for each in drafted}
    return tuple(found) if len(found) == 1 else tuple(sorted(found))


def _goods(drafted: Sequence[Drafted]) -> Mapping[str, Any]:
    """What the goods of the lines do: nearly always none are sold."""
    if not [each for each in drafted if each.moves or each.release is not NO_RELEASE]:
        return NO_GOODS
    return {
        "stock_moves": tuple(each.moves for each in drafted if each.moves is not None),
        "cost_provisioned": sum((each.release.cost_provisioned for each in drafted), ZERO),
        "cost_released": sum((each.release.cost_released for each in drafted), ZERO),
    }


def totals(at: Desk, drafted: Sequence[Drafted], expenses: Decimal) -> Totals:
    """Return the foot of the document (R10)."""
    company, contract = at.agreement.company, at.agreement.contract
    return document_totals(
        [TotalLine(line.net, line.taxes, line.withheld) for _, line, _, _ in drafted],
        decimals=contract.totals_decimals,
        expenses=expenses,
        surcharge_applies=contract.customer.surcharge,
        withholding_rate=contract.withholding.rate if contract.withholding else ZERO,
        rounding="line" if company.tax_rounding == "line" else "document",
        prices_include_tax=company.prices_include_tax,
    )


def admit(at: Desk, done: Assembled, made: DraftDocument, due_on: date) -> None:
    """Add the document, unless its total is zero: a row only (R6).

    One below zero, or larger than a document can be, is a refusal.
    """
    total = made.totals.total
    if total < 0:
        done.refusals.append(
            Refusal(
                code="negative_total",
                message=f"The document of {due_on} comes to {total}: make a credit note instead.",
                fields=tuple(_line_fields(at, made)),
                due_on=due_on,
                values=(("date", due_on.isoformat()), ("total", str(total))),
            )
        )
        return
    if total >= BEYOND:
        done.refusals.append(
            Refusal(
                code="total_too_large",
                message=f"The document of {due_on} comes to {total}: no document holds that.",
                fields=(),
                due_on=due_on,
                values=(("date", due_on.isoformat()), ("total", str(total))),
            )
        )
        return
    keeps = at.agreement.company.zero_total == "document" or made.key.document_type in KEPT_AT_ZERO
    if total or keeps or any(line.usage for line in made.lines):  # used for nothing is used too
        done.documents.append(made)


def _line_fields(at: Desk, made: DraftDocument) -> list[str]:
    negative = {line.key for line in made.lines if line.net < 0}
    return [
        f"contract.lines.{place}.unit_price"
        for place, line in enumerate(at.agreement.contract.lines)
        if line.key in negative
    ]


def in_order(at: Desk, drafted: list[Drafted]) -> list[Drafted]:
    """Return the lines of installments of one date in the order of the contract, additions last."""
    places = {line.key: place for place, line in enumerate(at.agreement.contract.lines)}
    last = len(places)
    return sorted(
        drafted,
        key=lambda each: last if each.line.key is None else places.get(each.line.key, last),
    )


def expenses_of(
    at: Desk,
    slots: Sequence[Slot],
    positions: Sequence[int],
    drafted: Sequence[Drafted],
    key: DocumentKey,
) -> Decimal:
    """Return the expenses of a document: once for each numbered installment (R10).

    They stand on the document of the installment's first line; `drafted` are the lines of all
    the documents of these installments.
    """
    amount = at.agreement.contract.expenses
    if not amount:
        return ZERO
    total = ZERO
    for slot, position in zip(slots, positions, strict=True):
        first = next((each for each in drafted if each.line.installment == position), None)
        if slot.number and first is not None and first.key == key:
            total += amount
    return total
