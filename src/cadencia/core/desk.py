"""The desk on which a contract's documents are drafted: what is looked up once and kept.

A desk lives for one plan of one contract. It remembers what the plan itself has billed so
far (parts of divided prices, modifications that act once), so that several installments of
one plan come out as they would one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from cadencia.core.agreement import (
    Agreement,
    InstallmentsAre,
    Key,
    Kind,
    Line,
    Owner,
    ScheduledModification,
)
from cadencia.core.business_days import IsBusinessDay, adjusted
from cadencia.core.course import Course, course, effective_end
from cadencia.core.drafts import DocumentKey
from cadencia.core.modifications import Terms, added_line
from cadencia.core.recurrence import LAST_DATE, ONE_DAY
from cadencia.core.sequence import Slot, slots
from cadencia.core.totals import MISSING, TaxMissing, TaxRate

DELIVERY_NOTES = frozenset({"delivery_note", "non_billable_delivery_note"})
NO_TAX = Decimal(0)
MOST_PARTS = 12_000  # a daily price of thirty years


@dataclass(slots=True)
class Share:
    """How much of a divided price is billed, and on which dates the rest will be (R9)."""

    billed: Decimal
    left: set[tuple[date, Kind]]
    count: int


GoodsOf = tuple[bool, Key, Decimal]
"""A line, or an addition (True) of that key, and the cost of its goods."""


class Goods(NamedTuple):
    """When a line's goods leave, and how much of their cost goes with each installment (R12)."""

    first_on: date | None
    last_on: date | None
    released: Mapping[date, Decimal]


@dataclass(slots=True)
class Desk:
    """One contract being drafted."""

    agreement: Agreement
    is_business_day: IsBusinessDay
    course: Course | None
    acted: set[Key]
    moves: dict[date, date]
    routing: DocumentKey
    is_plain: bool  # nothing but its lines decides what an installment bills
    shares: dict[Owner, Share] = field(default_factory=dict)
    taken: set[Key] = field(default_factory=set)  # usage that an installment of the plan bills
    additions: dict[Key, Terms] = field(default_factory=dict)
    whole_course: list[Slot] | None = None
    goods: dict[GoodsOf, Goods] = field(default_factory=dict)


def desk(agreement: Agreement, is_business_day: IsBusinessDay) -> Desk:
    """Return an empty desk for the contract."""
    contract = agreement.contract
    of = course(contract)
    return Desk(
        agreement=_counted(agreement, of),
        is_business_day=is_business_day,
        course=of,
        acted=set(agreement.history.once_billed),
        moves={move.due_on: move.to for move in contract.moves} if contract.moves else {},
        is_plain=not (
            contract.modifications
            or contract.reviews
            or contract.split_on_change
            or contract.stock_release
            or contract.document_discount
        ),
        routing=DocumentKey(
            contract.document_type,
            contract.series,
            contract.bill_to,
            contract.currency,
            contract.tax_regime,
            contract.mandate,
            contract.payment_method,
            contract.delivery_address if contract.document_type in DELIVERY_NOTES else None,
        ),
    )


def _counted(agreement: Agreement, of: Course | None) -> Agreement:
    """Count what another program billed, where the ledger has rows without numbers only (R4)."""
    contract, history = agreement.contract, agreement.history
    if contract.billed_until is None or history.last_due_on is None or history.last_number:
        return agreement
    if of is None or contract.installments_are is InstallmentsAre.DUE_DATES:
        return agreement
    until = min(contract.billed_until, history.last_due_on)
    numbers = (slot.number or 0 for slot in slots(of, after=None, number=0, until=until))
    last_number = max(numbers, default=0)
    return replace(agreement, history=replace(history, last_number=last_number))


def theoretical_on(at: Desk, due_on: date) -> date:
    """Return the due date, or where it was moved, by the business-day rule (R5)."""
    day = at.moves.get(due_on, due_on)
    rule = at.agreement.contract.business_day
    return day if rule == "as_is" else adjusted(day, rule, at.is_business_day)


def whole_course(at: Desk) -> list[Slot]:
    """Return every slot that a price may be divided among.

    Asked of contracts with an end or a count, or whose divided prices are those of
    modifications with an end; nothing beyond it is looked at. Where the count is never
    reached, because only lines with months of their own count, one more than `MOST_PARTS`
    are returned and posting refuses it.
    """
    if at.whole_course is None:
        every = (
            ()
            if at.course is None
            else slots(at.course, after=None, number=0, until=_last_divided(at))
        )
        at.whole_course = list(islice(every, MOST_PARTS + 1))
    return at.whole_course


def _last_divided(at: Desk) -> date:
    contract = at.agreement.contract
    if contract.installments is not None or effective_end(contract) is not None:
        return LAST_DATE
    ends = (each.valid_until for each in contract.modifications)
    return max((end for end in ends if end is not None), default=date.min + ONE_DAY) + ONE_DAY


def added(at: Desk, addition: ScheduledModification) -> Terms:
    """Return the line that an addition brings, made once."""
    found = at.additions.get(addition.key)
    if found is None:
        known = at.agreement.catalog.items.get(addition.item or "")
        name = "" if known is None else known.name or known.code
        found = at.additions[addition.key] = added_line(at.agreement.contract, addition, name)
    return found


def document_key(at: Desk, terms: Terms) -> DocumentKey:
    """Return what the line's document has only one of (R6)."""
    return key_of(at, terms.line, terms.separate)


def key_of(at: Desk, line: Line, separate: Key | None) -> DocumentKey:
    """Return the same for a line, and the modification that has a document of its own."""
    if separate is None and not (
        line.document_type
        or line.series
        or line.mandate
        or line.payment_method
        or line.delivery_address
    ):
        return at.routing
    contract = at.agreement.contract
    document_type = line.document_type or contract.document_type
    address = line.delivery_address or contract.delivery_address
    return at.routing._replace(
        document_type=document_type,
        series=line.series or contract.series,
        mandate=line.mandate or contract.mandate,
        payment_method=line.payment_method or contract.payment_method,
        delivery_address=address if document_type in DELIVERY_NOTES else None,
        separate=separate,
    )


def line_taxes(at: Desk, line: Line, item: str | None) -> tuple[TaxRate, ...]:
    """Return the line's taxes, else those of the item billed, under the contract's regime.

    :raises TaxMissing: if one of them, or the withholding, isn't among the company's taxes.
    """
    taxes = line.taxes
    if taxes is None:
        known = at.agreement.catalog.items.get(item or "")
        taxes = known.taxes if known is not None else ()
    regime, withholding = at.agreement.contract.tax_regime, at.agreement.contract.withholding
    for each in taxes if withholding is None else (*taxes, withholding):
        if each.regime == MISSING:
            raise TaxMissing(each.code)
    return taxes if regime == "domestic" or not taxes else _untaxed(taxes, regime)


@lru_cache(maxsize=1024)
def _untaxed(taxes: tuple[TaxRate, ...], regime: str) -> tuple[TaxRate, ...]:
    """Outside the domestic regime no tax is charged; the group keeps its base and its reason."""
    return tuple(each._replace(rate=NO_TAX, surcharge=NO_TAX, regime=regime) for each in taxes)


def is_skipped(at: Desk, slot: Slot) -> bool:
    """Say whether a pause or the clerk left the installment out; it bills no part of a price."""
    return slot.skipped or slot.due_on in at.agreement.history.skipped
