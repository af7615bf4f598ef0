"""What the calculation answers: installments, drafted documents, refusals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.core.agreement import Key, Kind, Period
from cadencia.core.payment_terms import DueDate
from cadencia.core.totals import TaxRate, Totals
from cadencia.core.values import value


class Installment(NamedTuple):
    """One installment of the sequence (R4). `number` is None for what takes none."""

    number: int | None
    due_on: date
    theoretical_on: date
    kind: Kind
    period: Period
    reference_on: date
    skipped: bool = False
    one_off_line: Key | None = None


class DraftLine(NamedTuple):
    """One printed line and where each of its cents comes from (GE-16)."""

    key: Key | None  # the contract's line; None for an added item
    modification: Key | None
    item: str | None
    description: str
    extra_text: str
    reference: str
    quantity: Decimal
    unit_price: Decimal
    discounts: tuple[Decimal, ...]
    net: Decimal
    taxes: tuple[TaxRate, ...]
    withheld: bool
    period: Period
    installment: int  # position in the plan's `installments`
    explanation: tuple[str, ...]
    part: int | None = None  # k of "part k of n" of a divided price
    account: str | None = None
    agent: str | None = None
    commission: Decimal | None = None
    location: str | None = None
    lot: str | None = None
    serial: str | None = None
    usage: tuple[Key, ...] = ()  # the metered records that its quantity adds up


class StockMove(NamedTuple):
    """Goods that leave with a document (R12)."""

    item: str
    quantity: Decimal
    location: str | None = None
    lot: str | None = None
    serial: str | None = None


class DocumentKey(NamedTuple):
    """What a document has only one of (R6): lines that differ in it are kept apart."""

    document_type: str
    series: str | None
    bill_to: str | None
    currency: str
    tax_regime: str
    mandate: str | None
    payment_method: str | None
    delivery_address: str | None
    separate: Key | None = None  # the modification that has a document of its own


@value
class DraftDocument:
    """A document before it is issued: everything but its number and issue date."""

    key: DocumentKey
    contract: str
    theoretical_on: date  # becomes the operation date
    ask_on: date
    installments: tuple[int, ...]  # positions in the plan's `installments`
    lines: tuple[DraftLine, ...]
    totals: Totals
    stock_moves: tuple[StockMove, ...] = ()
    cost_provisioned: Decimal = Decimal(0)
    cost_released: Decimal = Decimal(0)
    fixed_due_dates: tuple[DueDate, ...] | None = None  # ST-4: the installments are its due dates
    parts: tuple[DueDate, ...] = ()  # of what is payable: the terms of each count from its date


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something could not be billed: code, sentence, and the fields concerned (R16).

    `message` is in English; `values` are what a sentence in another language is made with.
    """

    code: str
    message: str
    fields: tuple[str, ...] = ()
    due_on: date | None = None
    values: tuple[tuple[str, str], ...] = ()


@value
class ContractPlan:
    """What one contract bills: the pure answer shared by preview, run and simulation (R16)."""

    contract: str
    installments: tuple[Installment, ...] = ()
    documents: tuple[DraftDocument, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    passed_over: tuple[Installment, ...] = ()  # earlier ones, to be kept as due (R4)
    look_from: date | None = None  # the next ask date, once this plan is recorded
