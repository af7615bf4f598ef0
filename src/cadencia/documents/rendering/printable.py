"""What a page needs to be printed: frozen values, already decided and already summed.

Nothing is calculated here. Amounts arrive as the document keeps them, and the page shows them;
a document whose sums do not hold is refused, because it must never reach a customer.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class SumsDoNotHold(ValueError):
    """The total or the payable amount is not what its parts add up to (R10)."""


class PricesWithoutTotals(ValueError):
    """A document that shows prices needs its totals."""


class AccentNotAColor(ValueError):
    """The accent must be written #rrggbb."""


class Kind(StrEnum):
    """What the document is; it gives the heading its name."""

    INVOICE = "INVOICE"  # factura
    SIMPLIFIED_INVOICE = "SIMPLIFIED_INVOICE"  # factura simplificada
    CREDIT_NOTE = "CREDIT_NOTE"  # factura rectificativa
    PRO_FORMA = "PRO_FORMA"  # factura pro forma
    DELIVERY_NOTE = "DELIVERY_NOTE"  # albarán
    NON_BILLABLE_DELIVERY_NOTE = "NON_BILLABLE_DELIVERY_NOTE"  # albarán no facturable
    WORK_ORDER = "WORK_ORDER"  # pedido de trabajo


class Format(StrEnum):
    """How much air the page has."""

    STANDARD = "STANDARD"
    COMPACT = "COMPACT"  # smaller letters and rows, for documents of many lines


class Paper(StrEnum):
    """The sheet: A4, or US Letter as in most of Central America."""

    A4 = "a4"
    LETTER = "us-letter"


class LogoKind(StrEnum):
    """The picture formats a logo may have, by media type."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that `logos.check_logo` has accepted, with its size in pixels."""

    data: bytes
    kind: LogoKind
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStyle:
    """The look that a company chose: format, paper and the color of rules and headings.

    :raises AccentNotAColor: if the accent is not written #rrggbb.
    """

    format: Format = Format.STANDARD
    paper: Paper = Paper.A4
    accent: str = "#1f3a5f"

    def __post_init__(self) -> None:
        """Refuse what the page could not draw."""
        if not re.fullmatch("#[0-9a-fA-F]{6}", self.accent):
            raise AccentNotAColor(self.accent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody with a name, a tax id and an address (RD 1619/2012 art. 6.1.c-e)."""

    name: str
    tax_id: str = ""
    tax_id_label: str = "NIF"
    address: tuple[str, ...] = ()  # one entry per printed line
    contact: tuple[str, ...] = ()  # telephone, e-mail, site; one entry per printed line


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredPeriod:
    """The days that a line bills, both ends included (R2)."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line: `net` is what the line adds up to after its discounts (R8)."""

    description: str
    quantity: Decimal
    unit_price: Decimal = ZERO
    net: Decimal = ZERO
    unit: str = ""
    discounts: tuple[Decimal, ...] = ()  # percents, applied one after another
    tax_rates: tuple[Decimal, ...] = ()  # percents; none for an exempt line
    reference: str = ""
    contract: str = ""  # only needed when a document bills several contracts
    covers: CoveredPeriod | None = None
    extra_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxGroup:
    """The base of one tax, rate and regime, and what it gives (R10)."""

    name: str
    base: Decimal
    rate: Decimal | None  # percent; None where there is no rate: exempt, not subject
    amount: Decimal = ZERO
    regime: str = ""  # as printed, with the article that exempts it
    surcharge_rate: Decimal | None = None  # recargo de equivalencia
    surcharge: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """What the customer keeps back for the tax office (retención de IRPF)."""

    base: Decimal
    rate: Decimal  # percent
    amount: Decimal
    name: str = "IRPF"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTotals:
    """The foot of the document.

    :raises SumsDoNotHold: if total is not net plus taxes and surcharges, or payable is not
        total less withholding.
    """

    net: Decimal  # expenses included
    total: Decimal
    payable: Decimal
    expenses: Decimal = ZERO
    taxes: tuple[TaxGroup, ...] = ()
    withholding: Withholding | None = None

    def __post_init__(self) -> None:
        """Refuse sums that do not hold."""
        taxes = sum((each.amount + each.surcharge for each in self.taxes), ZERO)
        withheld = self.withholding.amount if self.withholding else ZERO
        if self.total != self.net + taxes or self.payable != self.total - withheld:
            raise SumsDoNotHold(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A day on which a part of the document must be paid."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How the document is paid. The account that is debited is always printed masked."""

    method: str
    pay_to_account: str = ""  # the issuer's own, printed whole: the customer needs it
    debited_account: str = ""  # the customer's, of a mandate
    mandate_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A code for the top of the first page; for VERI*FACTU the caption is its phrase."""

    url: str
    caption: str = ""
    heading: str = "QR tributario:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectified:
    """An earlier document that this one corrects (RD 1619/2012 art. 15)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """How it corrects: by substitution it must also say by how much (RD 1619/2012 art. 15.5)."""

    by_substitution: bool
    base: Decimal = ZERO  # what the correction changes of the base, signed
    tax: Decimal = ZERO  # and of taxes and surcharges


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """A whole document. Without a number it is a draft, and the page says so.

    :raises PricesWithoutTotals: if prices are to be shown and totals are missing.
    """

    kind: Kind
    number: str | None  # series and number as printed; None while it is a draft
    issued_on: date  # provisional in a draft
    issuer: Party
    recipient: Party
    lines: tuple[PrintedLine, ...]
    currency: str  # ISO 4217
    decimals: int = 2  # of the totals
    totals: PrintedTotals | None = None
    heading: str = ""  # replaces the kind's name: a company's own document type
    registry_text: str = ""  # Registro Mercantil (Código de Comercio art. 24)
    operation_on: date | None = None
    deliver_to: Party | None = None
    contract_reference: str = ""
    customer_reference: str = ""
    covers: CoveredPeriod | None = None
    rectifies: tuple[Rectified, ...] = ()
    rectification: Rectification | None = None
    rectification_reason: str = ""
    shows_prices: bool = True
    prices_include_tax: bool = False
    document_discount: Decimal = ZERO  # percent, already inside the nets of the lines
    tax_in_euros: Decimal | None = None  # art. 12: when the currency is another
    due_dates: tuple[DueDate, ...] = ()
    payment: Payment | None = None
    mentions: tuple[str, ...] = ()  # the literal ones that the law asks for
    notes: str = ""
    qr: QrCode | None = None
    logo: Logo | None = None
    is_duplicate: bool = False  # art. 14: «duplicado»
    is_void: bool = False
    style: PageStyle = field(default_factory=PageStyle)

    def __post_init__(self) -> None:
        """Refuse a priced document without a foot."""
        if self.shows_prices and self.totals is None:
            raise PricesWithoutTotals(self.number)

    @property
    def is_draft(self) -> bool:
        """Return whether it still has no number (R15)."""
        return self.number is None
