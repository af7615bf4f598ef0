"""Taxes, items, prices, customers and addresses as records; defaults are left out."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from cadencia.billing.importing import master_values
from cadencia.billing.importing.fields import USUAL_TERMS
from cadencia.billing.importing.master_values import Names
from cadencia.catalog.models import (
    Formula,
    IndexValue,
    Item,
    PriceListEntry,
    SpecialPrice,
    Tax,
)
from cadencia.interchange.tables.records import Json
from cadencia.parties.models import Address, BankAccount, Company, Customer

Records = Iterator[dict[str, Json]]


def taxes(company: Company) -> Records:
    """Yield the company's taxes."""
    return _told(Tax.objects.filter(company=company).order_by("code"), master_values.TAX)


def items(company: Company) -> Records:
    """Yield the company's items."""
    return _told(Item.objects.filter(company=company).order_by("code"), master_values.ITEM)


def formulas(company: Company) -> Records:
    """Yield the company's formulas."""
    names = {"name": "name", "expression": "expression", "parameters": "parameters"}
    return _told(Formula.objects.filter(company=company).order_by("name"), names)


def indexes(company: Company) -> Records:
    """Yield the values of the company's index series."""
    rows = IndexValue.objects.filter(company=company).order_by("series__name", "month")
    for name, month, value in rows.values_list("series__name", "month", "value"):
        yield {"name": name, "month": month, "value": format(value, "f")}


def price_lists(company: Company) -> Records:
    """Yield the prices of the company's price lists."""
    rows = PriceListEntry.objects.filter(company=company).select_related("price_list", "item")
    order = ("price_list__code", "item__code", "min_quantity", "valid_from", "id")
    for each in rows.order_by(*order):
        quantity = format(each.min_quantity, "f")
        yield {
            "list": each.price_list.code,
            "item": each.item.code,
            **({} if each.min_quantity == 1 else {"min_quantity": quantity}),
            **_one(each, master_values.PRICE),
        }


def customers(company: Company) -> Records:
    """Yield the company's customers, with their bank accounts."""
    accounts: dict[int, list[str]] = {}
    rows = BankAccount.objects.filter(company=company, customer__isnull=False).order_by("id")
    for customer, iban in rows.values_list("customer_id", "iban"):
        accounts.setdefault(customer, []).append(iban)
    found = Customer.objects.filter(company=company).select_related("bill_to").order_by("code")
    for each in found.iterator():
        told = _one(each, master_values.CUSTOMER)
        if terms := _terms(each.payment_terms):
            told["payment_terms"] = terms
        if each.pk in accounts:
            told["iban"] = ", ".join(accounts[each.pk])
        if each.bill_to is not None:
            told["bill_to"] = each.bill_to.code
        yield told


def addresses(company: Company) -> Records:
    """Yield the customers' delivery addresses."""
    rows = Address.objects.filter(company=company).select_related("customer")
    for each in rows.order_by("customer__code", "label"):
        yield {"customer": each.customer.code, **_one(each, master_values.ADDRESS)}


def special_prices(company: Company) -> Records:
    """Yield customers' own prices."""
    rows = SpecialPrice.objects.filter(company=company).select_related("customer", "item")
    for each in rows.order_by("customer__code", "item__code", "valid_from", "id"):
        yield {
            "customer": each.customer.code,
            "item": each.item.code,
            **_one(each, master_values.PRICE),
        }


MASTERS: Mapping[str, Callable[[Company], Records]] = {
    "taxes": taxes,
    "items": items,
    "formulas": formulas,
    "indexes": indexes,
    "price_lists": price_lists,
    "customers": customers,
    "addresses": addresses,
    "special_prices": special_prices,
}
"""What tells the records of each kind, in the order in which they are imported."""


def _told(rows: models.QuerySet[Any], names: Names) -> Records:
    for each in rows:
        yield _one(each, names)


def _one(row: models.Model, names: Names) -> dict[str, Json]:
    told = {}
    for name, field in names.items():
        value = getattr(row, field)
        if value != _default(type(row), field):
            told[name] = _plain(value)
    return told


def _default(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented way in
    if not isinstance(field, models.Field) or not field.has_default():
        return None
    return field.get_default()


def _plain(value: Any) -> Json:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value


def _terms(kept: Mapping[str, Json]) -> dict[str, Json]:
    """Return the terms that aren't the usual ones."""
    return {name: each for name, each in kept.items() if each != USUAL_TERMS.get(name)}
