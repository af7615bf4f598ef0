"""Drafting: the lines of an installment, each cent explained, and the documents they make.

Budget: 60 microseconds for a document of three plain lines.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cadencia.core import divided, metering, pricing, proration, text_variables
from cadencia.core.agreement import Key, Kind, Line, Period, PriceSplit
from cadencia.core.course import effective_end
from cadencia.core.desk import (
    Desk,
    added,
    document_key,
    key_of,
    line_taxes,
    theoretical_on,
)
from cadencia.core.drafts import DocumentKey, DraftLine, StockMove
from cadencia.core.metering import metered
from cadencia.core.modifications import Terms, terms_on
from cadencia.core.payment_terms import due_dates
from cadencia.core.proration import Piece
from cadencia.core.segments import Segment, addition_segments, segments
from cadencia.core.sequence import Slot
from cadencia.core.stock_release import Release, move, release
from cadencia.core.text_variables import Facts

ONE = Decimal(1)
NOTHING = Decimal(0)
NO_RELEASE = Release()
NO_KEYS: frozenset[Key] = frozenset()


class Drafted(NamedTuple):
    """A line with the document it belongs to and what its goods do."""

    key: DocumentKey
    line: DraftLine
    release: Release
    moves: StockMove | None


class Portion(NamedTuple):
    """What of a line an installment bills: the terms, the days shown, the factor of the price."""

    terms: Terms
    period: Period
    factor: Fraction | None
    reference_on: date
    note: str | None  # explanation of the factor
    is_first: bool = True  # of the line's portions in this installment


def draft_lines(at: Desk, slot: Slot, position: int) -> list[Drafted]:
    """Return the lines that the installment bills, in the order of the contract (R7 to R9).

    `position` is the installment's in the plan.

    :raises PriceMissing: if a price is kept nowhere for that date.
    :raises IndexValueMissing: if a review lacks an index value.
    :raises VariableWithoutValue: if a text names something that the installment has not.
    """
    kept = at.agreement.history.still_billed
    still_billed = kept.get((slot.due_on, slot.kind), NO_KEYS) if kept else NO_KEYS
    is_plain = at.is_plain and not slot.pieces
    found: list[Drafted] = []
    for line in slot.lines:
        if still_billed and line.key in still_billed:
            continue
        if line.usage is not None or line.quantity_formula is not None:
            found += _drafted_quantity(at, slot, position, line)
        elif is_plain and line.price_split is PriceSplit.SAME and not line.months:
            found.append(_plainly_drafted(at, slot, position, line))
        else:
            portions = _portions(at, slot, line)
            found += [_drafted(at, slot, position, each, line) for each in portions]
    if slot.additions:
        found += _drafted_additions(at, slot, position, still_billed)
    return found


def _drafted_quantity(at: Desk, slot: Slot, position: int, line: Line) -> Iterator[Drafted]:
    """A line whose quantity was metered or evaluated; nothing if nothing was used."""
    known: Line | None = line
    if line.usage is not None:
        known = metered(line, _own_stretch(slot, line)[0].until, at.taken)
    if known is not None:
        metering.refuse_unknown(known)
        for each in _portions(at, slot, known):
            yield _drafted(at, slot, position, each, known)


def _drafted_additions(
    at: Desk, slot: Slot, position: int, still_billed: frozenset[Key]
) -> Iterator[Drafted]:
    for addition in slot.additions:
        terms = added(at, addition)
        if addition.key in at.acted or addition.key in still_billed:
            continue
        bounds = (addition.valid_from, addition.valid_until)
        for portion in _addition_portions(at, slot, terms, bounds):
            yield _drafted(at, slot, position, portion, None)


# What of a line is billed


def _portions(at: Desk, slot: Slot, line: Line) -> Iterator[Portion]:
    contract = at.agreement.contract
    period, pieces = _own_stretch(slot, line)
    if contract.modifications:
        terms = terms_on(contract, line, slot.reference_on, at.acted)
    else:
        terms = Terms(line, ("line", line.key))
    whole = (
        slot.kind is Kind.ONE_OFF
        or line.usage is not None
        or PriceSplit.DIVIDED in (line.price_split, terms.line.price_split)
    )
    if contract.split_on_change and not whole and not terms.only_once:
        pieces = pieces or _whole_step(slot, line, period)
        cut = segments(contract, at.agreement.catalog, line, period, pieces)
        if len(cut) != 1 or cut[0].period != period:
            yield from _cut_portions(at, cut)
            return
    at.acted.update(terms.only_once)
    if not pieces or whole:
        yield Portion(terms, period, None, slot.reference_on, None)
    else:
        yield _prorated(at, terms, period, pieces, slot.reference_on)


def _addition_portions(
    at: Desk, slot: Slot, terms: Terms, bounds: tuple[date, date | None]
) -> Iterator[Portion]:
    """What of an addition is billed; one that acts once is billed whole (R7)."""
    contract = at.agreement.contract
    whole = bool(terms.only_once) or terms.line.price_split is PriceSplit.DIVIDED
    if contract.split_on_change and not whole:
        pieces = slot.pieces or _whole_step(slot, terms.line, slot.period)
        cut = addition_segments(
            contract, at.agreement.catalog, terms, bounds, (slot.period, pieces)
        )
        yield from _cut_portions(at, cut)
        return
    at.acted.update(terms.only_once)
    if whole or not slot.pieces:
        yield Portion(terms, slot.period, None, slot.reference_on, None)
    else:
        yield _prorated(at, terms, slot.period, slot.pieces, slot.reference_on)


def _own_stretch(slot: Slot, line: Line) -> tuple[Period, tuple[Piece, ...]]:
    if line.months:
        for each, period, _ in slot.own:
            if each.key == line.key:
                return period, ()
    return slot.period, slot.pieces


def _whole_step(slot: Slot, line: Line, period: Period) -> tuple[Piece, ...]:
    step = slot.step or period
    for each, _, own_step in slot.own:
        if each.key == line.key:
            step = own_step
    return (Piece(step.start, step.until, step.start, step.until),)


def _prorated(
    at: Desk, terms: Terms, period: Period, pieces: tuple[Piece, ...], reference_on: date
) -> Portion:
    factor = proration.factor(pieces, at.agreement.contract.proration)
    if factor == 1:
        return Portion(terms, period, None, reference_on, None)
    return Portion(terms, period, factor, reference_on, f"proration: {factor}")


def _cut_portions(at: Desk, cut: list[Segment]) -> Iterator[Portion]:
    """One portion for each stretch of equal terms and price; a whole one shows no factor."""
    for place, each in enumerate(cut):
        portion = _prorated(at, each.terms, each.period, each.pieces, each.reference_on)
        yield portion if place == 0 else portion._replace(is_first=False)


# A drafted line


ONCE = "once"
"""How a line notes a modification that acted only once, beside the one that it names."""


def acted_too(line: DraftLine) -> tuple[Key, ...]:
    """Return the modifications that acted only once, beside the one that the line names."""
    noted = (each.partition(": ") for each in line.explanation)
    return tuple(
        int(key) if key.isdecimal() else key for code, _colon, key in noted if code == ONCE
    )


def _drafted(
    at: Desk, slot: Slot, position: int, portion: Portion, contract_line: Line | None
) -> Drafted:
    terms, line = portion.terms, portion.terms.line
    released, item = _released(at, slot, portion)
    quantity, price, discounts, net, part, explanation = _amounts(at, slot, portion)
    if released.bills_service:
        explanation += (f"stock: bills the service {item}",)
    explanation += tuple(f"{ONCE}: {key}" for key in terms.acted_too)
    description, extra_text, reference = texts(at, slot, line, portion.period)
    drafted = DraftLine(
        None if contract_line is None else contract_line.key,
        terms.kept,
        item,
        description,
        extra_text,
        reference,
        quantity,
        price,
        discounts,
        net,
        line_taxes(at, line, item),
        line.withheld,
        portion.period,
        position,
        explanation,
        part,
        line.account,
        line.agent,
        line.commission,
        line.location,
        line.lot,
        line.serial,
        tuple(each.key for each in line.usage) if line.usage else (),
    )
    moves = move(line) if released.moves else None
    return Drafted(document_key(at, terms), drafted, released, moves)


def _plainly_drafted(at: Desk, slot: Slot, position: int, line: Line) -> Drafted:
    """The same as `_drafted` for what nearly every line is: billed whole, as it stands."""
    contract = at.agreement.contract
    price, explanation = pricing.sourced(at.agreement.catalog, line, slot.reference_on)
    net = pricing.net(
        quantity=line.quantity,
        price=price,
        discounts=line.discounts,
        document_discount=NOTHING,
        factor=None,
        decimals=contract.decimals,
    )
    description, extra_text, reference = texts(at, slot, line, slot.period)
    drafted = DraftLine(
        line.key,
        None,
        line.item,
        description,
        extra_text,
        reference,
        line.quantity,
        price,
        line.discounts,
        net,
        line_taxes(at, line, line.item),
        line.withheld,
        slot.period,
        position,
        explanation,
        None,
        line.account,
        line.agent,
        line.commission,
        line.location,
        line.lot,
        line.serial,
    )
    return Drafted(key_of(at, line, None), drafted, NO_RELEASE, None)


def texts(at: Desk, slot: Slot, line: Line, period: Period) -> tuple[str, str, str]:
    """Return description, extra text and reference with their variables expanded (R11).

    :raises VariableWithoutValue: if one of them has no value.
    """
    description, extra_text, reference = line.description, line.extra_text, line.reference
    all_of_it = f"{description}{extra_text}{reference}" if extra_text or reference else description
    if "<" not in all_of_it:
        return description, extra_text, reference
    facts = _facts(at, slot, line, period, _names_payment(all_of_it))
    language = at.agreement.contract.customer.language
    return (
        text_variables.expand(description, facts, language),
        text_variables.expand(extra_text, facts, language) if extra_text else "",
        text_variables.expand(reference, facts, language) if reference else "",
    )


_Amounts = tuple[
    Decimal, Decimal, tuple[Decimal, ...], Decimal, int | None, tuple[str, ...]
]  # quantity, unit price, discounts, net, part, explanation


def _amounts(at: Desk, slot: Slot, portion: Portion) -> _Amounts:
    """The amounts that are printed, and how they came about (GE-16)."""
    contract, terms = at.agreement.contract, portion.terms
    line = terms.line
    price, explanation = pricing.unit_price(
        contract, at.agreement.catalog, terms, portion.reference_on
    )
    if terms.modification is not None and terms.price_given_on is None:
        explanation += (f"modification: {terms.modification}",)
    if line.price_split is PriceSplit.DIVIDED and slot.kind is not Kind.ONE_OFF:
        whole = divided.whole(at, terms, portion.reference_on)
        amount, part, of = divided.take_part(at, terms, slot)
        return ONE, amount, (), amount, part, (*explanation, f"part: {part} of {of} of {whole}")
    net = pricing.net(
        quantity=line.quantity,
        price=price,
        discounts=line.discounts,
        document_discount=contract.document_discount,
        factor=portion.factor,
        decimals=contract.decimals,
    )
    explanation += metering.explained(line)
    if contract.document_discount:
        explanation += (f"document discount: {contract.document_discount} %",)
    if portion.note is not None:
        explanation += (portion.note,)
    return line.quantity, price, line.discounts, net, None, explanation


def _released(at: Desk, slot: Slot, portion: Portion) -> tuple[Release, str | None]:
    """What happens to the line's goods, and the item that is billed (R12).

    Goods move once for each installment, whatever the stretches its period is cut in.
    """
    line = portion.terms.line
    item = at.agreement.catalog.items.get(line.item) if line.item is not None else None
    if at.agreement.contract.stock_release is None or item is None or not item.stocked:
        return NO_RELEASE, line.item
    found = release(at, portion.terms, slot, item)
    billed = (line.installment_service or line.item) if found.bills_service else line.item
    if not portion.is_first:
        found = Release(bills_service=found.bills_service)
    return found, billed


def _facts(
    at: Desk,
    slot: Slot,
    line: Line,
    period: Period,
    names_payment: bool,  # noqa: FBT001 - what alone costs something to work out
) -> Facts:
    contract = at.agreement.contract
    theoretical = theoretical_on(at, slot.due_on)
    payment_due_on = None
    if names_payment:
        terms = contract.payment_terms
        # Ten decimals: no part comes to nothing, however small its percent.
        payment_due_on = due_dates(terms, theoretical, ONE, 10, at.is_business_day)[0].on
    reference = line.reference
    return Facts(
        slot.due_on,
        line.valid_from or contract.starts_on,
        line.valid_until or effective_end(contract),
        period.start,
        period.until,
        slot.number,
        contract.installments,
        contract.code,
        contract.customer.name,
        # A reference that names variables itself can't be the value of one.
        reference if reference and "<" not in reference else contract.reference,
        theoretical,
        payment_due_on,
    )


@lru_cache(maxsize=4096)
def _names_payment(text: str) -> bool:
    return "VENCIMIENTO" in text_variables.variables_in(text)
