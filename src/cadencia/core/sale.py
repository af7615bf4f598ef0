"""A sale collected in installments: one invoice, whose installments are its due dates (ST-4)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from cadencia.core import divided, pricing, splitting
from cadencia.core.agreement import (
    Effect,
    InstallmentsAre,
    Kind,
    Line,
    Period,
    PriceSplit,
    StockRelease,
)
from cadencia.core.assembling import Assembled, admit, by_document, document, installment
from cadencia.core.desk import Desk, added, document_key, line_taxes, theoretical_on
from cadencia.core.drafting import NO_RELEASE, Drafted, texts
from cadencia.core.drafts import DraftDocument, DraftLine, Installment, StockMove
from cadencia.core.modifications import Terms, terms_on
from cadencia.core.payment_terms import DueDate
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.refusing import REFUSED, refusal_of
from cadencia.core.sequence import Slot, slots
from cadencia.core.stock_release import move

NOT_PART = frozenset({Kind.OPENING, Kind.LINE_ONLY, Kind.ONE_OFF})


_Billed = tuple[Terms, Slot]


class _Stretch(NamedTuple):
    """Consecutive installments in which a line says and costs the same."""

    terms: Terms
    price: Decimal
    explanation: tuple[str, ...]
    slots: tuple[Slot, ...]


def is_part_of_sale(at: Desk, slot: Slot) -> bool:
    """Say whether the installment belongs to the one invoice of a sale (ST-4)."""
    is_sale = at.agreement.contract.installments_are is InstallmentsAre.DUE_DATES
    return is_sale and slot.kind not in NOT_PART


def is_sold(at: Desk) -> bool:
    """Say whether the one invoice of the sale has been made: nothing else is due."""
    is_sale = at.agreement.contract.installments_are is InstallmentsAre.DUE_DATES
    return is_sale and at.agreement.history.last_number > 0


def sold(at: Desk, slot: Slot, installments: list[Installment]) -> Assembled:
    """Return the whole sale with its first installment; the others come along in the plan."""
    done = Assembled()
    if any(each.kind not in NOT_PART and not each.skipped for each in installments):
        return done
    assert at.course is not None  # noqa: S101 - a slot of the sequence was given
    rest = [
        each
        for each in slots(at.course, after=None, number=0, until=LAST_DATE)
        if each.kind not in NOT_PART and each.due_on >= slot.due_on and not each.skipped
    ]
    if slot.skipped or not rest:  # the sale goes on with the first that no pause leaves out
        installments.append(installment(at, slot._replace(skipped=True)))
        return done
    base = len(installments)
    installments += [installment(at, each) for each in rest]
    try:
        made = sale(at, rest)
    except REFUSED as error:
        done.refusals.append(refusal_of(error, at, slot))
        return done
    for each in made:
        admit(at, done, _shifted(each, base), slot.due_on)
    return done


def sale(at: Desk, slots: Sequence[Slot]) -> list[DraftDocument]:
    """Return the invoice of the whole price, drafted with the first of `slots`.

    Its due dates are those of the installments, numbered, in parts of R9. The document
    refers to the installments by their position in `slots`.
    """
    drafted = [each for terms in _billed(at, slots) for each in _whole(at, terms)]
    contract = at.agreement.contract
    expenses = contract.expenses * len(slots)
    found = []
    theoretical = theoretical_on(at, slots[0].due_on)
    for place, (key, lines) in enumerate(by_document(drafted).items()):
        made = document(at, key, lines, theoretical, expenses if place == 0 else Decimal(0))
        found.append(_with_due_dates(at, made, slots))
    return found


def _billed(at: Desk, slots: Sequence[Slot]) -> Iterator[list[_Billed]]:
    """Each line, and each addition, with its terms in the installments that would bill it."""
    contract = at.agreement.contract
    for line in contract.lines:
        found = []
        for slot in slots:
            if any(each.key == line.key for each in slot.lines):
                terms = terms_on(contract, line, slot.reference_on, at.acted)
                at.acted.update(terms.only_once)
                found.append((terms, slot))
        yield found
    for addition in contract.modifications:
        if addition.effect is Effect.ADD and addition.key not in at.acted:
            terms = added(at, addition)
            counting = [(terms, slot) for slot in slots if addition in slot.additions]
            yield counting[:1] if terms.only_once else counting


def _whole(at: Desk, billed: list[_Billed]) -> list[Drafted]:
    """What one line bills in the whole sale, a drafted line for each of its prices."""
    return [_drafted(at, each, place) for place, each in enumerate(_stretches(at, billed))]


def _stretches(at: Desk, billed: list[_Billed]) -> list[_Stretch]:
    contract, catalog = at.agreement.contract, at.agreement.catalog
    priced = [
        (terms, *pricing.unit_price(contract, catalog, terms, slot.reference_on), slot)
        for terms, slot in billed
    ]
    if priced and priced[0][0].line.price_split is PriceSplit.DIVIDED:
        terms, price, why, _ = priced[0]
        return [_Stretch(terms, price, why, tuple(slot for _, slot in billed))]
    return [
        _Stretch(terms, price, why, tuple(each[3] for each in members))
        for (terms, price, why), members in groupby(priced, key=lambda each: each[:3])
    ]


def _drafted(at: Desk, stretch: _Stretch, place: int) -> Drafted:
    terms, line = stretch.terms, stretch.terms.line
    first, last = stretch.slots[0], stretch.slots[-1]
    period = Period(start=first.period.start, until=last.period.until)
    quantity, net, explanation = _amounts(at, stretch)
    description, extra_text, reference = texts(at, first, line, period)
    drafted = DraftLine(
        key=None if terms.is_addition else line.key,
        modification=terms.modification,
        item=line.item,
        description=description,
        extra_text=extra_text,
        reference=reference,
        quantity=quantity,
        unit_price=stretch.price,
        discounts=line.discounts,
        net=net,
        taxes=line_taxes(at, line, line.item),
        withheld=line.withheld,
        period=period,
        installment=0,
        explanation=explanation,
        account=line.account,
        agent=line.agent,
        commission=line.commission,
        location=line.location,
        lot=line.lot,
        serial=line.serial,
    )
    goods = _goods(at, line, quantity) if place == 0 else None
    return Drafted(document_key(at, terms), drafted, NO_RELEASE, goods)


def _amounts(at: Desk, stretch: _Stretch) -> tuple[Decimal, Decimal, tuple[str, ...]]:
    """Quantity, net and explanation: a divided price whole, another as often as it is due."""
    contract, line, times = at.agreement.contract, stretch.terms.line, len(stretch.slots)
    told = stretch.explanation
    if contract.document_discount:
        told += (f"document discount: {contract.document_discount} %",)
    if line.price_split is PriceSplit.DIVIDED:
        whole = divided.whole(at, stretch.terms, stretch.slots[0].reference_on)
        return line.quantity, whole, told
    quantity = line.quantity * times
    net = pricing.net(
        quantity=quantity,
        price=stretch.price,
        discounts=line.discounts,
        document_discount=contract.document_discount,
        factor=None,
        decimals=contract.decimals,
    )
    if times > 1:
        told += (f"installments: {times}",)
    return quantity, net, told


def _goods(at: Desk, line: Line, quantity: Decimal) -> StockMove | None:
    """All goods leave with the one invoice; its whole cost belongs to it, none is deferred."""
    mode = at.agreement.contract.stock_release
    item = at.agreement.catalog.items.get(line.item or "")
    if mode is None or item is None or not item.stocked:
        return None
    moved = move(line)
    return moved._replace(quantity=quantity) if mode is StockRelease.EACH else moved


def _with_due_dates(at: Desk, made: DraftDocument, slots: Sequence[Slot]) -> DraftDocument:
    parts = splitting.split_evenly(
        made.totals.payable, len(slots), at.agreement.contract.totals_decimals
    )
    dates = [theoretical_on(at, slot.due_on) for slot in slots]
    return replace(
        made,
        installments=tuple(range(len(slots))),
        fixed_due_dates=tuple(DueDate(on, part) for on, part in zip(dates, parts, strict=True)),
    )


def _shifted(made: DraftDocument, by: int) -> DraftDocument:
    return replace(
        made,
        installments=tuple(each + by for each in made.installments),
        lines=tuple(line._replace(installment=line.installment + by) for line in made.lines),
    )
