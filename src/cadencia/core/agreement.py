"""The agreement: everything the calculation of a contract needs, as frozen values.

The shell (database, contract file) gathers rows into these values; the core decides from
them alone. Codes, keys and prices are what the user typed; nothing here reads a clock, a
setting or a database. Field names are those of the glossary and of the contract file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from cadencia.core.business_days import BusinessDayRule
from cadencia.core.choices import (
    Closing as Closing,
)
from cadencia.core.choices import (
    Effect as Effect,
)
from cadencia.core.choices import (
    InstallmentsAre as InstallmentsAre,
)
from cadencia.core.choices import (
    Kind as Kind,
)
from cadencia.core.choices import (
    LedgerState as LedgerState,
)
from cadencia.core.choices import (
    Opening as Opening,
)
from cadencia.core.choices import (
    PauseMode as PauseMode,
)
from cadencia.core.choices import (
    Placement as Placement,
)
from cadencia.core.choices import (
    PriceSource as PriceSource,
)
from cadencia.core.choices import (
    PriceSplit as PriceSplit,
)
from cadencia.core.choices import (
    Proration as Proration,
)
from cadencia.core.choices import (
    StockRelease as StockRelease,
)
from cadencia.core.choices import (
    Times as Times,
)
from cadencia.core.choices import (
    Timing as Timing,
)
from cadencia.core.choices import (
    Unit as Unit,
)
from cadencia.core.payment_terms import PaymentTerms
from cadencia.core.schedules import (
    Every as Every,
)
from cadencia.core.schedules import (
    InMonths as InMonths,
)
from cadencia.core.schedules import (
    Schedule as Schedule,
)
from cadencia.core.schedules import (
    ScheduleChange as ScheduleChange,
)
from cadencia.core.totals import TaxRate
from cadencia.core.values import value

Key = str | int
"""What names a line or a modification: the user's key in a file, the row's id in the database."""

Owner = tuple[str, Key]
"""Whose price is divided: ("line", key) or ("modification", key)."""

AT_ONCE = PaymentTerms()
ZERO = Decimal(0)
ONE = Decimal(1)
NOTHING: Mapping[Any, Any] = MappingProxyType({})


def _nothing() -> Mapping[Any, Any]:
    return NOTHING


@value
class Period:
    """Days covered, both ends included."""

    start: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The issuer's preferences that the calculation obeys."""

    name: str = ""
    country: str = "ES"
    currency: str = "EUR"
    tax_rounding: str = "document"  # or "line"
    prices_include_tax: bool = False
    holidays: str | None = None  # country[-region]; the calendar itself is a function
    max_backdating: int = 15  # days
    issue_date: str = "theoretical"  # or "issue_day"
    zero_total: str = "row"  # or "document"
    release_each_without_count: bool = False


@value
class Customer:
    """Whom the documents are for, as far as the calculation asks."""

    code: str
    name: str
    language: str = "es"
    country: str | None = None
    tax_id: str | None = None
    is_business: bool = True
    surcharge: bool = False  # recargo de equivalencia
    decimals: int = 2
    payment_terms: PaymentTerms = AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A catalog item. `price` in currency units, None where none is kept."""

    code: str
    price: Decimal | None = None
    recurrent: bool = False
    stocked: bool = False
    cost: Decimal = ZERO
    taxes: tuple[TaxRate, ...] = ()
    name: str = ""
    tax_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """A price of a price list, from `min_quantity` on, within its dates (both included)."""

    item: str
    price: Decimal
    min_quantity: Decimal = ONE
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPrice:
    """A customer's own price of an item, within its dates (both included)."""

    item: str
    price: Decimal
    valid_from: date | None = None
    valid_until: date | None = None


@value
class Catalog:
    """What prices and stock are looked up in. Mappings are by item code or index name."""

    items: Mapping[str, Item] = field(default_factory=_nothing)
    price_list: Mapping[str, tuple[PriceStep, ...]] = field(default_factory=_nothing)
    special_prices: Mapping[str, tuple[SpecialPrice, ...]] = field(default_factory=_nothing)
    indexes: Mapping[str, Mapping[str, Decimal]] = field(
        default_factory=_nothing
    )  # name -> "2026-01" -> value


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOff:
    """When a one-off line is billed: on a day, in a month (generation day) or with the next."""

    on: date | None = None
    month: tuple[int, int] | None = None  # (year, month)
    with_next: bool = False


class Used(NamedTuple):
    """What was metered of a line and isn't billed yet; `day` is the last it was used (LN-11)."""

    key: Key
    day: date
    quantity: Decimal


@value
class Line:
    """A line of a contract. Percents are percents (21, not 0.21).

    With `usage` its quantity is metered: what was used and isn't billed yet; None: it isn't.
    """

    key: Key
    description: str
    item: str | None = None
    extra_text: str = ""
    reference: str = ""
    quantity: Decimal = ONE
    quantity_formula: str | None = None  # its name; `quantity` is what the shell evaluated it to
    quantity_known: bool = True  # False: the formula gives no quantity
    usage: tuple[Used, ...] | None = None
    unit_price: Decimal | None = None
    price_source: PriceSource = PriceSource.FIXED
    formula: str | None = None  # its name, for the explanation
    formula_price: Decimal | None = None  # what the shell evaluated it to
    price_split: PriceSplit = PriceSplit.SAME
    discounts: tuple[Decimal, ...] = ()
    taxes: tuple[TaxRate, ...] | None = None  # None: the item's
    withheld: bool = True
    months: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    one_off: OneOff | None = None
    installment_service: str | None = None
    document_type: str | None = None
    series: str | None = None
    mandate: str | None = None
    payment_method: str | None = None
    delivery_address: str | None = None
    account: str | None = None
    agent: str | None = None
    commission: Decimal | None = None
    location: str | None = None
    lot: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledModification:
    """A change in force between two dates, both included. None: not changed (R7)."""

    key: Key
    line: Key | None = None
    effect: Effect = Effect.MODIFY
    document: Placement = Placement.SAME
    times: Times = Times.EACH
    valid_from: date
    valid_until: date | None = None
    item: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None  # a formula's result counts as a price given
    formula: str | None = None
    price_split: PriceSplit | None = None
    discounts: tuple[Decimal, ...] | None = None
    taxes: tuple[TaxRate, ...] | None = None
    installment_service: str | None = None
    lot: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceReview:
    """An indexation: by percent, or by an index series over the value of month `base` (R8)."""

    valid_from: date
    every_months: int | None = None  # None: once
    percent: Decimal | None = None
    index: str | None = None
    base: str | None = None  # "2026-01"
    lines: tuple[Key, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch without billing, both ends included; no `until`: still open (R4)."""

    start: date
    until: date | None = None
    mode: PauseMode = PauseMode.SKIP


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The installment due on `due_on` has its theoretical date on `to` (R4)."""

    due_on: date
    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A row of the ledger of installments."""

    number: int | None
    due_on: date
    kind: Kind
    state: LedgerState
    line: Key | None = None  # of a one-off


@value
class Contract:
    """The header of a contract, defaults from customer and company already filled in."""

    code: str
    customer: Customer
    reference: str = ""
    state: str = "posted"
    active: bool = True
    generation: str = "automatic"
    document_type: str = "invoice"
    installments_are: InstallmentsAre = InstallmentsAre.DOCUMENTS
    currency: str = "EUR"
    decimals: int = 2  # of line nets
    totals_decimals: int = 2  # the smaller of contract's and currency's (R10)
    series: str | None = None
    journal: str | None = None
    bill_to: str | None = None
    contact: str | None = None
    payment_method: str | None = None
    mandate: str | None = None
    delivery_address: str | None = None
    payment_terms: PaymentTerms = AT_ONCE
    tax_regime: str = "domestic"
    allow_price_updates: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    withdrawn_on: date | None = None
    bill_withdrawal_day: bool = False
    installments: int | None = None
    schedule: Schedule | None = None
    schedule_changes: tuple[ScheduleChange, ...] = ()  # oldest first
    timing: Timing = Timing.ADVANCE
    opening: Opening = Opening.NONE
    closing: Closing = Closing.FULL
    proration: Proration = Proration.ACTUAL
    split_on_change: bool = False
    business_day: BusinessDayRule = "as_is"  # next, previous
    lead_days: int = 0
    billed_until: date | None = None
    document_discount: Decimal = ZERO  # percent
    expenses: Decimal = ZERO
    withholding: TaxRate | None = None
    stock_release: StockRelease | None = None
    lines: tuple[Line, ...] = ()
    modifications: tuple[ScheduledModification, ...] = ()
    reviews: tuple[PriceReview, ...] = ()
    pauses: tuple[Pause, ...] = ()
    moves: tuple[Move, ...] = ()
    unconfirmed: tuple[str, ...] = ()  # first, last: what waits for its confirmation (LC-6)


@value
class History:
    """What the ledger of installments says of a contract, as much as the future needs.

    `last_due_on` and `last_number` are those of the latest row that is no one-off; `open_rows`
    are the rows `due` and `reopened`. `once_billed` names modifications that act only once and
    have. `divided_billed` says how much of a divided line is billed; a line that is missing
    there is taken to have been billed by the rule. `still_billed` names, by (due date, kind),
    lines that a live document still bills although the row was reopened.
    """

    last_due_on: date | None = None
    last_number: int = 0
    open_rows: tuple[LedgerRow, ...] = ()
    one_offs_billed: frozenset[Key] = frozenset()
    once_billed: frozenset[Key] = frozenset()
    divided_billed: Mapping[Owner, Decimal] = field(default_factory=_nothing)
    skipped: frozenset[date] = frozenset()  # regular dates whose row is skipped, for R9
    still_billed: Mapping[tuple[date, Kind], frozenset[Key]] = field(default_factory=_nothing)


@value
class Agreement:
    """A contract with all that its calculation looks at."""

    company: Company
    contract: Contract
    catalog: Catalog = field(default_factory=Catalog)
    history: History = field(default_factory=History)
