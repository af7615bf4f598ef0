"""Reading what a contract refers to: items, prices, formulas, indexes, taxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from cadencia.catalog import formulas
from cadencia.catalog.formulas import Formula, FormulaRefused
from cadencia.catalog.standard_taxes import is_withholding
from cadencia.core.agreement import Catalog, Item, PriceStep, SpecialPrice
from cadencia.core.totals import TaxRate
from cadencia.interchange.contract_file import Masters
from cadencia.interchange.fields import PRICE, QUANTITY, RATE, Bounds, Fields

CATALOG_FIELDS = ("items", "price_list", "special_prices", "formulas", "indexes", "taxes")
ITEM_FIELDS = ("code", "price", "recurrent", "stocked", "cost", "taxes")
STEP_FIELDS = ("item", "min_quantity", "price", "from", "until")
SPECIAL_FIELDS = ("item", "price", "from", "until")
FORMULA_FIELDS = ("name", "expression", "parameters")
INDEX_FIELDS = ("name", "values")
TAX_FIELDS = ("code", "tax", "rate", "surcharge", "exemption", "mention")

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
COST = Bounds(low=Decimal(0))
INDEX_VALUE = Bounds(low=Decimal("0.00000001"))  # one divides by it
_ZERO = Decimal(0)


def masters(fields: Fields | None, known: Masters) -> Masters:
    """Return what the file's catalog adds to what is known already."""
    if fields is None:
        return known
    taxes = {**known.taxes, **_taxes(fields, known.taxes)}
    items = {**known.catalog.items, **_items(fields, taxes)}
    catalog = Catalog(
        items=items,
        price_list=_price_list(fields, items) or known.catalog.price_list,
        special_prices=_special_prices(fields, items) or known.catalog.special_prices,
        indexes={**known.catalog.indexes, **_indexes(fields)},
    )
    return Masters(catalog=catalog, taxes=taxes, formulas={**known.formulas, **_formulas(fields)})


def tax_rates(
    fields: Fields, name: str, taxes: Mapping[str, TaxRate]
) -> tuple[TaxRate, ...] | None:
    """Return the taxes that a list of codes names; None if the field isn't given."""
    if not fields.given(name):
        return None
    found = []
    for at, code in fields.names(name):
        tax = taxes.get(code)
        if tax is None:
            fields.problem(at, "tax_unknown", value=code)
        elif is_withholding(tax):
            fields.problem(at, "tax_is_withholding", value=code)
        else:
            found.append(tax)
    return tuple(found)


def span(fields: Fields, start: str = "from", until: str = "until") -> tuple[date | None, ...]:
    """Return both ends of a validity, included, the later not before the earlier."""
    first, last = fields.day(start), fields.day(until)
    if first and last and last < first:
        fields.problem(until, "ends_before_start", start=fields.at(start))
    return first, last


def _each_once(fields: Fields, name: str, names: tuple[str, ...]) -> Iterator[tuple[str, Fields]]:
    """Yield the objects of a list by their first field, which must be there and unique."""
    seen = set()
    for position, each in enumerate(fields.each(name, names)):
        key = each.required(names[0], placeholder=f"?{position}")
        if key in seen:
            each.problem(names[0], "value_repeated", value=key)
        seen.add(key)
        yield key, each


def _taxes(fields: Fields, known: Mapping[str, TaxRate]) -> dict[str, TaxRate]:
    found = {}
    for code, each in _each_once(fields, "taxes", TAX_FIELDS):
        if not each.given("rate"):
            each.problem("rate", "field_missing")
        tax = TaxRate(
            code=code,
            tax=each.required("tax"),
            rate=each.amount("rate", RATE) or _ZERO,
            surcharge=each.amount("surcharge", RATE) or _ZERO,
            exemption=each.name("exemption"),
            mention=each.text("mention") or None,
        )
        if code in known and known[code] != tax:
            each.problem("code", "tax_exists", value=code)
        found[code] = tax
    return found


def _items(fields: Fields, taxes: Mapping[str, TaxRate]) -> dict[str, Item]:
    found = {}
    for code, each in _each_once(fields, "items", ITEM_FIELDS):
        rates = tax_rates(each, "taxes", taxes) or ()
        found[code] = Item(
            code=code,
            price=each.amount("price", PRICE),
            recurrent=each.flag("recurrent", default=True),
            stocked=each.flag("stocked", default=False),
            cost=each.amount("cost", COST) or _ZERO,
            taxes=rates,
            tax_codes=tuple(rate.code for rate in rates),
        )
    return found


def _item_of(fields: Fields, items: Mapping[str, Item]) -> str:
    code = fields.required("item")
    if fields.given("item") and code not in items:
        fields.problem("item", "item_unknown", value=code)
    return code


def _price_of(fields: Fields) -> Decimal:
    if not fields.given("price"):
        fields.problem("price", "field_missing")
    return fields.amount("price", PRICE) or _ZERO


def _price_list(fields: Fields, items: Mapping[str, Item]) -> dict[str, tuple[PriceStep, ...]]:
    found: dict[str, tuple[PriceStep, ...]] = {}
    for each in fields.each("price_list", STEP_FIELDS):
        quantity = each.amount("min_quantity", QUANTITY)
        start, until = span(each)
        step = PriceStep(
            item=_item_of(each, items),
            price=_price_of(each),
            min_quantity=Decimal(1) if quantity is None else quantity,
            valid_from=start,
            valid_until=until,
        )
        found[step.item] = (*found.get(step.item, ()), step)
    return found


def _special_prices(
    fields: Fields, items: Mapping[str, Item]
) -> dict[str, tuple[SpecialPrice, ...]]:
    found: dict[str, tuple[SpecialPrice, ...]] = {}
    for each in fields.each("special_prices", SPECIAL_FIELDS):
        start, until = span(each)
        special = SpecialPrice(
            item=_item_of(each, items),
            price=_price_of(each),
            valid_from=start,
            valid_until=until,
        )
        found[special.item] = (*found.get(special.item, ()), special)
    return found


def _formulas(fields: Fields) -> dict[str, Formula]:
    found = {}
    for name, each in _each_once(fields, "formulas", FORMULA_FIELDS):
        formula = Formula(
            name=name,
            expression=each.required("expression", longest=formulas.LONGEST_EXPRESSION),
            parameters=tuple(parameter for _, parameter in each.names("parameters")),
        )
        if each.given("expression"):
            _check_formula(each, formula)
        found[name] = formula
    return found


def _check_formula(fields: Fields, formula: Formula) -> None:
    if fields.problems.unreadable(fields.at("expression")):
        return
    try:
        formulas.check(formula)
    except FormulaRefused as refused:
        field = "parameters" if refused.code == "parameter_name" else "expression"
        fields.problem(field, f"formula_{refused.code}", detail=refused.detail)


def _indexes(fields: Fields) -> dict[str, dict[str, Decimal]]:
    found = {}
    for name, each in _each_once(fields, "indexes", INDEX_FIELDS):
        values = each.amounts_by_name("values", INDEX_VALUE)
        for month in values:
            if not MONTH.fullmatch(month):
                each.problem("values", "not_a_month", value=month)
        found[name] = values
    return found
