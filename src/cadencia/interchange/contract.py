"""Reading the contract itself: header, lines, and all that is scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from cadencia.catalog.standard_taxes import is_withholding
from cadencia.core.agreement import (
    Closing,
    Company,
    Contract,
    Customer,
    InstallmentsAre,
    Kind,
    LedgerRow,
    Line,
    Move,
    Opening,
    Proration,
    ScheduledModification,
    StockRelease,
    Timing,
)
from cadencia.core.money import currency_decimals
from cadencia.core.totals import TaxRate
from cadencia.interchange import details, lines, modifications
from cadencia.interchange.contract_file import FormulaUse, Masters, Stated
from cadencia.interchange.fields import DISCOUNT, PRICE, Fields
from cadencia.interchange.parties import (
    BUSINESS_DAY_RULES,
    CURRENCY,
    MOST_DECIMALS,
    TERMS_FIELDS,
    payment_terms,
)
from cadencia.interchange.schedule import SCHEDULE_FIELDS, schedule

_TEXTS = ("series", "journal", "bill_to", "contact", "payment_method", "mandate")
CONTRACT_FIELDS = (
    *("code", "reference", "kind", "project", "state", "active", "generation", "document_type"),
    *("installments_are", "currency", "decimals", *_TEXTS, "delivery_address", "payment_terms"),
    *("tax_regime", "price_list", "allow_price_updates", "starts_on", "ends_on", "withdrawn_on"),
    *("bill_withdrawal_day", "installments", "schedule", "timing", "opening", "closing"),
    *("proration", "split_on_change", "business_day", "lead_days", "billed_until"),
    *("document_discount", "expenses", "withholding", "stock_release", "lines"),
    *("modifications", "reviews", "pauses", "moves", "ledger"),
    *details.KEYS,
)
STATES = ("draft", "posted", "finished", "void")
GENERATIONS = ("automatic", "manual")
TAX_REGIMES = ("domestic", "intra_eu", "export", "exempt", "reverse_charge")
LONGEST_LEAD = 366  # days
MOST_INSTALLMENTS = 36_525  # one a day for a century
ZERO = Decimal(0)


class Parties(NamedTuple):
    """Whose contract it is."""

    company: Company
    customer: Customer


def contract(fields: Fields, parties: Parties, masters: Masters) -> tuple[Contract, Stated]:
    """Return the contract with its defaults filled in, and what it says of its own."""
    own_lines, line_formulas = _lines(fields, masters)
    changes, change_formulas = _modifications(fields, masters)
    terms = fields.inside("payment_terms", TERMS_FIELDS)
    details.check(fields)
    stated = Stated(
        kind=fields.name("kind"),
        project=fields.name("project"),
        price_list=fields.name("price_list"),
        currency=fields.matching("currency", CURRENCY, "not_a_currency"),
        decimals=fields.whole("decimals", 0, MOST_DECIMALS),
        payment_terms=payment_terms(terms) if terms else None,
        ledger=_ledger(fields, own_lines),
        line_formulas=line_formulas,
        quantity_formulas=_quantity_formulas(fields, masters),
        modification_formulas=change_formulas,
    )
    keys = {each.key for each in own_lines}
    found = Contract(
        code=fields.required("code"),
        customer=parties.customer,
        lines=own_lines,
        modifications=changes,
        reviews=tuple(
            modifications.review(each, masters, keys)
            for each in fields.each("reviews", modifications.REVIEW_FIELDS)
        ),
        pauses=tuple(
            modifications.pause(each) for each in fields.each("pauses", modifications.PAUSE_FIELDS)
        ),
        moves=_moves(fields),
    )
    found = _with_header(found, fields)
    found = _with_amounts(found, fields, masters)
    found = _with_effective(found, stated, parties)
    return _with_course(found, fields), stated


def _lines(fields: Fields, masters: Masters) -> tuple[tuple[Line, ...], Mapping[int, FormulaUse]]:
    if fields.raw.get("lines") in (None, []):
        fields.problem("lines", "lines_missing")
    defaults = lines.Defaults(
        refreshed_prices=fields.raw.get("allow_price_updates") is True,
    )
    found: list[Line] = []
    uses = {}
    for position, each in enumerate(fields.each("lines", lines.LINE_FIELDS)):
        line, use = lines.line(each, position, masters, defaults)
        if any(line.key == other.key for other in found):
            each.problem("key", "value_repeated", value=line.key)
        found.append(line)
        if use is not None:
            uses[position] = use
    return tuple(found), uses


def _quantity_formulas(fields: Fields, masters: Masters) -> Mapping[int, FormulaUse]:
    found = {}
    for position, each in enumerate(fields.each("lines", lines.LINE_FIELDS)):
        use, _quantity = lines.quantity_use(each, masters)
        if use is not None:
            found[position] = use
    return found


def _modifications(
    fields: Fields, masters: Masters
) -> tuple[tuple[ScheduledModification, ...], Mapping[int, FormulaUse]]:
    found: list[ScheduledModification] = []
    uses = {}
    names = modifications.MODIFICATION_FIELDS
    for position, each in enumerate(fields.each("modifications", names)):
        modification, use = modifications.modification(each, position, masters)
        found.append(modification)
        if use is not None:
            uses[position] = use
    return tuple(found), uses


def _with_header(found: Contract, fields: Fields) -> Contract:
    return replace(
        found,
        reference=fields.text("reference"),
        state=fields.word("state", STATES) or "posted",
        active=fields.flag("active", default=True),
        generation=fields.word("generation", GENERATIONS) or "automatic",
        document_type=fields.word("document_type", lines.DOCUMENT_TYPES) or "invoice",
        installments_are=fields.choice(
            "installments_are", InstallmentsAre, InstallmentsAre.DOCUMENTS
        ),
        series=fields.name("series"),
        journal=fields.name("journal"),
        bill_to=fields.name("bill_to"),
        contact=fields.name("contact"),
        payment_method=fields.name("payment_method"),
        mandate=fields.name("mandate"),
        delivery_address=fields.text("delivery_address") or None,
        tax_regime=fields.word("tax_regime", TAX_REGIMES) or "domestic",
        allow_price_updates=fields.flag("allow_price_updates", default=False),
    )


def _with_amounts(found: Contract, fields: Fields, masters: Masters) -> Contract:
    return replace(
        found,
        document_discount=fields.amount("document_discount", DISCOUNT) or ZERO,
        expenses=fields.amount("expenses", PRICE) or ZERO,
        withholding=_withholding(fields, masters),
        stock_release=fields.optional_choice("stock_release", StockRelease),
    )


def _with_effective(found: Contract, stated: Stated, parties: Parties) -> Contract:
    """Fill in what the contract leaves to the company and the customer (AG-2, R10)."""
    currency = stated.currency or parties.company.currency
    decimals = parties.customer.decimals if stated.decimals is None else stated.decimals
    return replace(
        found,
        currency=currency,
        decimals=decimals,
        totals_decimals=min(decimals, currency_decimals(currency)),
        payment_terms=stated.payment_terms or parties.customer.payment_terms,
    )


def _with_course(found: Contract, fields: Fields) -> Contract:
    starts_on = fields.day("starts_on")
    dates = fields.inside("schedule", SCHEDULE_FIELDS)
    rule = fields.word("business_day", BUSINESS_DAY_RULES)
    return replace(
        found,
        starts_on=starts_on,
        ends_on=fields.day("ends_on"),
        withdrawn_on=fields.day("withdrawn_on"),
        bill_withdrawal_day=fields.flag("bill_withdrawal_day", default=False),
        installments=fields.whole("installments", 1, MOST_INSTALLMENTS),
        schedule=schedule(dates, starts_on) if dates else None,
        timing=fields.choice("timing", Timing, Timing.ADVANCE),
        opening=fields.choice("opening", Opening, Opening.NONE),
        closing=fields.choice("closing", Closing, Closing.FULL),
        proration=fields.choice("proration", Proration, Proration.ACTUAL),
        split_on_change=fields.flag("split_on_change", default=False),
        business_day=BUSINESS_DAY_RULES[rule or "as_is"],
        lead_days=fields.whole("lead_days", 0, LONGEST_LEAD) or 0,
        billed_until=fields.day("billed_until"),
    )


def _withholding(fields: Fields, masters: Masters) -> TaxRate | None:
    code = fields.name("withholding")
    if code is None:
        return None
    tax = masters.taxes.get(code)
    if tax is None:
        fields.problem("withholding", "tax_unknown", value=code)
    elif not is_withholding(tax):
        fields.problem("withholding", "tax_not_withholding", value=code)
        return None
    return tax


def _moves(fields: Fields) -> tuple[Move, ...]:
    """Return the moves, each of another installment."""
    found: list[Move] = []
    for each in fields.each("moves", modifications.MOVE_FIELDS):
        move = modifications.move(each)
        if any(move.due_on == other.due_on for other in found):
            each.problem("due_on", "value_repeated", value=move.due_on.isoformat())
        found.append(move)
    return tuple(found)


def _ledger(fields: Fields, own_lines: tuple[Line, ...]) -> tuple[LedgerRow, ...]:
    """Return the rows of the ledger, no number and no date of a kind twice (R4)."""
    keys = {each.key for each in own_lines}
    found: list[LedgerRow] = []
    for each in fields.each("ledger", modifications.LEDGER_FIELDS):
        row = modifications.ledger_row(each, keys)
        if row.number and any(row.number == other.number for other in found):
            each.problem("number", "value_repeated", value=row.number)
        elif row.kind is not Kind.ONE_OFF and any(
            (row.due_on, row.kind) == (other.due_on, other.kind) for other in found
        ):
            each.problem("due_on", "value_repeated", value=row.due_on.isoformat())
        found.append(row)
    return tuple(found)
