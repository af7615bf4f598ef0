"""Creating and changing what is sold: taxes, items, price lists, formulas, index series.

`save_…` functions take many rows, recognised by their key, and trust that they were checked;
`…_problems` say what is wrong with one row; `create_…` does both for one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cadencia.catalog import checks
from cadencia.catalog.models import (
    Formula,
    IndexSeries,
    IndexValue,
    Item,
    PriceList,
    PriceListEntry,
    SpecialPrice,
    Tax,
)
from cadencia.catalog.standard_taxes import STANDARD_TAXES
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values, refuse_if_any
from cadencia.parties.saving import BATCH, save_by_key


def add_standard_taxes(company: Company) -> list[Tax]:
    """Give a new company the taxes that every one has."""
    rows = [
        {
            "code": each.code,
            "tax": each.tax,
            "rate": each.rate,
            "surcharge": each.surcharge,
            "exemption": each.exemption or "",
            "mention": each.mention or "",
        }
        for each in STANDARD_TAXES
    ]
    return save_by_key(Tax, company, rows)


@transaction.atomic
def create_tax(company: Company, values: Values) -> Tax:
    """Create a tax.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    problems = checks.tax_problems(values)
    if Tax.objects.filter(company=company, code=values.get("code")).exists():
        problems.append(Problem("code", _("There is a tax with this code already.")))
    refuse_if_any(problems)
    return Tax.objects.create(company=company, **values)


@transaction.atomic
def create_item(company: Company, values: Values) -> Item:
    """Create an item.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    problems = checks.item_problems(values, checks.tax_codes(company))
    if Item.objects.filter(company=company, code=values.get("code")).exists():
        problems.append(Problem("code", _("There is an item with this code already.")))
    refuse_if_any(problems)
    return Item.objects.create(company=company, **values)


@transaction.atomic
def update_item(item_id: int, company: Company, values: Values) -> Item:
    """Change the given fields of an item.

    :raises ValuesRefused: if a value can't be used.
    """
    item = Item.objects.select_for_update(no_key=True).get(pk=item_id, company=company)
    refuse_if_any(checks.item_problems({"code": item.code, **values}, checks.tax_codes(company)))
    for name, value in values.items():
        setattr(item, name, value)
    item.save(update_fields=list(values) or None)
    return item


def save_items(company: Company, rows: Sequence[Values]) -> list[Item]:
    """Create or change many items that were checked already, recognised by their code."""
    return save_by_key(Item, company, rows)


def save_taxes(company: Company, rows: Sequence[Values]) -> list[Tax]:
    """Create or change many taxes that were checked already, recognised by their code."""
    return save_by_key(Tax, company, rows)


def save_price_lists(company: Company, rows: Sequence[Values]) -> list[PriceList]:
    """Create or change many price lists, recognised by their code."""
    return save_by_key(PriceList, company, rows)


def save_price_list_entries(company: Company, rows: Sequence[Values]) -> list[PriceListEntry]:
    """Create or change prices of price lists, recognised by list, item, quantity and date."""
    key = ("price_list_id", "item_id", "min_quantity", "valid_from")
    return _save_prices(PriceListEntry, company, rows, key)


def save_special_prices(company: Company, rows: Sequence[Values]) -> list[SpecialPrice]:
    """Create or change customers' own prices, recognised by customer, item and date."""
    return _save_prices(SpecialPrice, company, rows, ("customer_id", "item_id", "valid_from"))


@transaction.atomic
def create_formula(company: Company, name: str, expression: str, parameters: list[str]) -> Formula:
    """Keep a formula, or change the one of that name.

    :raises ValuesRefused: if the expression can't be used.
    """
    refuse_if_any(checks.formula_problems(name, expression, parameters))
    return save_by_key(
        Formula,
        company,
        [{"name": name, "expression": expression, "parameters": parameters}],
        key=("name",),
    )[0]


@transaction.atomic
def save_index(company: Company, name: str, values: Mapping[str, Decimal]) -> IndexSeries:
    """Add or change the values of an index series, by month (2026-01).

    :raises ValuesRefused: if a month or a value can't be used.
    """
    refuse_if_any(list(checks.index_problems(values)))
    series = save_by_key(IndexSeries, company, [{"name": name}], key=("name",))[0]
    IndexValue.objects.bulk_create(
        [
            IndexValue(company=company, series=series, month=month, value=value)
            for month, value in values.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["series", "month"],
        update_fields=["value"],
    )
    return series


def _save_prices(
    model: Any, company: Company, rows: Sequence[Values], key: tuple[str, ...]
) -> list[Any]:
    return save_by_key(model, company, rows, key=key, unique=key)
