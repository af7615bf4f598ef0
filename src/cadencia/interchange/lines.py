"""Reading the lines of a contract, and the formulas that lines and modifications name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from cadencia.catalog import formulas
from cadencia.catalog.formulas import Formula, FormulaRefused
from cadencia.core.agreement import Line, OneOff, PriceSource, PriceSplit
from cadencia.interchange.catalog import MONTH, span, tax_rates
from cadencia.interchange.contract_file import FormulaUse, Masters
from cadencia.interchange.fields import (
    DISCOUNT,
    LONGEST_TEXT,
    PRICE,
    QUANTITY,
    RATE,
    Fields,
)

LINE_FIELDS = (
    *("key", "item", "description", "extra_text", "reference", "quantity", "unit_price"),
    *("quantity_source", "quantity_formula", "quantity_amount", "quantity_parameters"),
    *("price_source", "formula", "formula_amount", "formula_parameters", "price_split"),
    *("discounts", "taxes", "withheld", "months", "valid_from", "valid_until", "one_off_on"),
    *("installment_service", "document_type", "series", "mandate", "payment_method"),
    *("delivery_address", "account", "agent", "commission", "location", "lot", "serial"),
)
PRICE_FORMULA = ("formula", "formula_amount", "formula_parameters")
QUANTITY_FORMULA = ("quantity_formula", "quantity_amount", "quantity_parameters")
QUANTITY_SOURCES = ("fixed", "formula", "usage")
Evaluate = Callable[[Formula, Decimal, Mapping[str, Decimal]], Decimal]
DOCUMENT_TYPES = ("invoice", "delivery_note", "non_billable_delivery_note", "work_order")
MOST_DISCOUNTS = 3
ONE = Decimal(1)
LARGEST_LINE = Decimal(10) ** 12  # in units of the currency; documents hold no larger ones
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Defaults(NamedTuple):
    """What the contract decides for lines that don't say."""

    refreshed_prices: bool = False  # `allow_price_updates`: prices are `current` by default (R8)


def line(
    fields: Fields, position: int, masters: Masters, defaults: Defaults
) -> tuple[Line, FormulaUse | None]:
    """Return a line, and the formula that it names."""
    use, price = formula_use(fields, masters)
    code = item(fields, masters)
    source = _price_source(fields, code, defaults)
    unit_price = fields.amount("unit_price", PRICE)
    if source is PriceSource.FIXED and not fields.given("unit_price"):
        unit_price = price  # evaluated once, when chosen, and kept (R8)
    quantity = fields.amount("quantity", QUANTITY)
    quantity_source = fields.word("quantity_source", QUANTITY_SOURCES) or "fixed"
    by_formula, evaluated = quantity_use(fields, masters)
    if quantity_source == "formula" and not fields.given("quantity_formula"):
        fields.problem("quantity_formula", "formula_missing_for_quantity")
    elif quantity_source != "formula" and by_formula is not None:
        fields.problem("quantity_source", "formula_of_other_quantity")
    quantity = quantity if evaluated is None else evaluated
    _refuse_too_large(fields, quantity, unit_price if price is None else price)
    valid_from, valid_until = span(fields, "valid_from", "valid_until")
    found = Line(
        key=fields.required("key", placeholder=f"?{position}"),
        description=fields.required("description", longest=LONGEST_TEXT),
        item=code,
        extra_text=fields.text("extra_text"),
        reference=fields.text("reference"),
        quantity=ONE if quantity is None else quantity,
        quantity_formula=by_formula.name if by_formula else None,
        usage=() if quantity_source == "usage" else None,
        unit_price=unit_price,
        price_source=source,
        formula=use.name if use else None,
        formula_price=price,
        price_split=fields.choice("price_split", PriceSplit, PriceSplit.SAME),
        discounts=discounts(fields) or (),
        taxes=tax_rates(fields, "taxes", masters.taxes),
        withheld=fields.flag("withheld", default=True),
        months=fields.wholes("months", 1, 12),
        valid_from=valid_from,
        valid_until=valid_until,
        one_off=one_off(fields),
    )
    return _with_routing(found, fields, masters), use


def _refuse_too_large(fields: Fields, quantity: Decimal | None, price: Decimal | None) -> None:
    if abs((ONE if quantity is None else quantity) * (price or 0)) >= LARGEST_LINE:
        fields.problem("unit_price", "line_too_large")


def _price_source(fields: Fields, code: str | None, defaults: Defaults) -> PriceSource:
    usual = PriceSource.FIXED
    if defaults.refreshed_prices and code is not None and not fields.given("formula"):
        usual = PriceSource.CURRENT
    source = fields.choice("price_source", PriceSource, usual)
    if source is PriceSource.FORMULA and not fields.given("formula"):
        fields.problem("formula", "formula_missing")
    return source


def _with_routing(found: Line, fields: Fields, masters: Masters) -> Line:
    return replace(
        found,
        installment_service=item(fields, masters, "installment_service"),
        document_type=fields.word("document_type", DOCUMENT_TYPES),
        series=fields.name("series"),
        mandate=fields.name("mandate"),
        payment_method=fields.name("payment_method"),
        delivery_address=fields.text("delivery_address") or None,
        account=fields.name("account"),
        agent=fields.name("agent"),
        commission=fields.amount("commission", RATE),
        location=fields.name("location"),
        lot=fields.name("lot"),
        serial=fields.name("serial"),
    )


def item(fields: Fields, masters: Masters, name: str = "item") -> str | None:
    """Return the code of a catalog item."""
    code = fields.name(name)
    if code is not None and code not in masters.catalog.items:
        fields.problem(name, "item_unknown", value=code)
        return None
    return code


def discounts(fields: Fields) -> tuple[Decimal, ...] | None:
    """Return up to three percents, applied one after another; None if the field isn't given."""
    if not fields.given("discounts"):
        return None
    found = fields.amounts("discounts", DISCOUNT)
    if len(found) > MOST_DISCOUNTS:
        fields.problem("discounts", "too_many_discounts", most=MOST_DISCOUNTS)
    return found


def one_off(fields: Fields) -> OneOff | None:
    """Return when a one-off line is billed: a day, a month, or with the next document (R7)."""
    written = fields.name("one_off_on")
    if written is None:
        return None
    if written == "next":
        return OneOff(with_next=True)
    if MONTH.fullmatch(written) and written[:4] != "0000":
        return OneOff(month=(int(written[:4]), int(written[5:])))
    if _DAY.fullmatch(written):
        on = fields.day("one_off_on")
        return None if on is None else OneOff(on=on)
    fields.problem("one_off_on", "one_off_unclear", value=written)
    return None


def formula_use(fields: Fields, masters: Masters) -> tuple[FormulaUse | None, Decimal | None]:
    """Return the formula that is named and the price it gives."""
    return _formula_use(fields, masters, PRICE_FORMULA, formulas.evaluate)


def quantity_use(fields: Fields, masters: Masters) -> tuple[FormulaUse | None, Decimal | None]:
    """Return the formula of a quantity and what it gives (LN-11)."""
    return _formula_use(fields, masters, QUANTITY_FORMULA, formulas.quantity)


def _formula_use(
    fields: Fields, masters: Masters, names: tuple[str, str, str], evaluate: Evaluate
) -> tuple[FormulaUse | None, Decimal | None]:
    named, amount_field, parameters_field = names
    name = fields.name(named)
    amount = fields.amount(amount_field, PRICE)
    parameters = fields.amounts_by_name(parameters_field, PRICE)
    if name is None:
        _refuse_without_formula(fields, (amount_field, parameters_field))
        return None, None
    if name not in masters.formulas:
        fields.problem(named, "formula_unknown", value=name)
        return None, None
    if amount is None:
        if not fields.given(amount_field):
            fields.problem(amount_field, "field_missing")
        return None, None
    use = FormulaUse(name, amount, tuple(parameters.items()))
    if fields.problems.unreadable(fields.at(parameters_field)):
        return use, None
    try:
        return use, evaluate(masters.formulas[name], amount, parameters)
    except FormulaRefused as refused:
        field = parameters_field if refused.code in _OF_PARAMETERS else named
        fields.problem(field, f"formula_{refused.code}", detail=refused.detail)
        return use, None


_OF_PARAMETERS = frozenset({"parameter_missing", "parameter_unknown"})


def _refuse_without_formula(fields: Fields, names: Iterable[str]) -> None:
    for name in names:
        if fields.raw.get(name):
            fields.problem(name, "formula_not_named")
