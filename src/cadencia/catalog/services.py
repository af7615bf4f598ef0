"""Creating and changing what is sold: taxes, items, price lists, formulas, index series.

`save_…` functions take many rows, recognised by their key, and trust that they were checked;
`…_problems` say what is wrong with one row; `create_…` does both for one. All of them raise
`access.NotAllowed` if the actor may not, or is another company's.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

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
from cadencia.parties.access import Actor, Permission, permitted_in
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values, refuse_if_any
from cadencia.parties.saving import BATCH, save_by_key


def add_standard_taxes(company: Company) -> list[Tax]:
    """Give a new company, in which nobody works yet, the taxes that every one has."""
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


def create_tax(company: Company, values: Values, *, by: Actor) -> Tax:
    """Create a tax.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        problems = checks.tax_problems(values)
        if Tax.objects.filter(company=company, code=values.get("code")).exists():
            problems.append(Problem("code", _("There is a tax with this code already.")))
        refuse_if_any(problems)
        return Tax.objects.create(company=company, **values)


def create_item(company: Company, values: Values, *, by: Actor) -> Item:
    """Create an item.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        problems = checks.item_problems(values, checks.tax_codes(company))
        if Item.objects.filter(company=company, code=values.get("code")).exists():
            problems.append(Problem("code", _("There is an item with this code already.")))
        refuse_if_any(problems)
        return Item.objects.create(company=company, **values)


def update_item(item_id: int, company: Company, values: Values, *, by: Actor) -> Item:
    """Change the given fields of an item.

    :raises ValuesRefused: if a value can't be used.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        item = Item.objects.select_for_update(no_key=True).get(pk=item_id, company=company)
        complete = {"code": item.code, **values}
        refuse_if_any(checks.item_problems(complete, checks.tax_codes(company)))
        for name, value in values.items():
            setattr(item, name, value)
        item.save(update_fields=list(values) or None)
    return item


def save_items(company: Company, rows: Sequence[Values], *, by: Actor) -> list[Item]:
    """Create or change many items that were checked already, recognised by their code."""
    with permitted_in(by, company.pk, Permission.MASTERS):
        return save_by_key(Item, company, rows)


def save_taxes(company: Company, rows: Sequence[Values], *, by: Actor) -> list[Tax]:
    """Create or change many taxes that were checked already, recognised by their code."""
    with permitted_in(by, company.pk, Permission.MASTERS):
        return save_by_key(Tax, company, rows)


def save_price_lists(company: Company, rows: Sequence[Values], *, by: Actor) -> list[PriceList]:
    """Create or change many price lists, recognised by their code."""
    with permitted_in(by, company.pk, Permission.MASTERS):
        return save_by_key(PriceList, company, rows)


def save_price_list_entries(
    company: Company, rows: Sequence[Values], *, by: Actor
) -> list[PriceListEntry]:
    """Create or change prices of price lists, recognised by list, item, quantity and date."""
    key = ("price_list_id", "item_id", "min_quantity", "valid_from")
    with permitted_in(by, company.pk, Permission.MASTERS):
        return save_by_key(PriceListEntry, company, rows, key=key, unique=key)


def save_special_prices(
    company: Company, rows: Sequence[Values], *, by: Actor
) -> list[SpecialPrice]:
    """Create or change customers' own prices, recognised by customer, item and date."""
    key = ("customer_id", "item_id", "valid_from")
    with permitted_in(by, company.pk, Permission.MASTERS):
        return save_by_key(SpecialPrice, company, rows, key=key, unique=key)


def create_formula(
    company: Company, name: str, expression: str, parameters: list[str], *, by: Actor
) -> Formula:
    """Keep a formula, or change the one of that name.

    :raises ValuesRefused: if the expression can't be used.
    """
    row = {"name": name, "expression": expression, "parameters": parameters}
    with permitted_in(by, company.pk, Permission.MASTERS):
        refuse_if_any(checks.formula_problems(name, expression, parameters))
        return save_by_key(Formula, company, [row], key=("name",))[0]


def save_index(
    company: Company, name: str, values: Mapping[str, Decimal], *, by: Actor
) -> IndexSeries:
    """Add or change the values of an index series, by month (2026-01).

    :raises ValuesRefused: if a month or a value can't be used.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
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
