"""From the records of masters to the values of their models."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models

from cadencia.billing.importing.fields import USUAL_TERMS
from cadencia.catalog.models import Item, Tax
from cadencia.interchange.tables import cells
from cadencia.interchange.tables.contract_columns import BY_NAME
from cadencia.interchange.tables.records import Record
from cadencia.parties.models import Address, Customer
from cadencia.parties.problems import Values

Names = Mapping[str, str]
"""Field of the file -> field of the model."""

_CONVERT: Mapping[type[Any], Callable[[Any], Any]] = {
    cells.Amount: Decimal,
    cells.Day: date.fromisoformat,
    cells.Codes: list,
}


def _as_they_are(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_POSTAL = ("address", "postal_code", "city", "province", "country")

TAX = _as_they_are("code", "tax", "rate", "surcharge", "exemption", "mention")
ITEM = {
    **_as_they_are("code", "name", "price", "cost", "taxes", "default_every", "default_unit"),
    **_as_they_are("account"),
    "recurrent": "is_recurrent",
    "stocked": "is_stocked",
}
CUSTOMER = {
    **_as_they_are("code", "name", "legal_name", "tax_id", *_POSTAL, "email", "phone", "language"),
    **_as_they_are("is_business", "surcharge", "decimals", "payment_method", "mandate"),
    **_as_they_are("price_list", "delivery_address", "group_contracts", "notes"),
    **_as_they_are("billing_email", "email_copy", "sending"),
}
ADDRESS = _as_they_are("label", *_POSTAL)
PRICE = {"price": "price", "from": "valid_from", "until": "valid_until"}
MODELS: Mapping[str, tuple[type[models.Model], Names]] = {
    "taxes": (Tax, TAX),
    "items": (Item, ITEM),
    "customers": (Customer, CUSTOMER),
    "addresses": (Address, ADDRESS),
}


def values(record: Record) -> dict[str, Any]:
    """Return a record as the values of its model; a blank cell gives the field's default."""
    model, names = MODELS[record.kind]
    return {
        field: _default(model, field) if value is None else convert(record.kind, name, value)
        for name, field in names.items()
        if name in record.data
        for value in (record.data[name],)
    }


def convert(kind: str, name: str, value: Any) -> Any:
    """Return a value of the file as the models take it."""
    return _converters(kind)[name](value)


@cache
def _converters(kind: str) -> Mapping[str, Callable[[Any], Any]]:
    columns = BY_NAME[kind].columns
    return {each.path: _CONVERT.get(type(each.cell), _itself) for each in columns}


def payment_terms(record: Record, before: Values) -> dict[str, Any] | None:
    """Return the terms that a customer has after the import, or None if it says nothing."""
    given = record.data.get("payment_terms", _NOT_GIVEN)
    if given is _NOT_GIVEN:
        return None
    if given is None:
        return dict(USUAL_TERMS)
    changed = {
        name: USUAL_TERMS.get(name) if each is None else each for name, each in given.items()
    }
    return {
        name: each
        for name, each in {**USUAL_TERMS, **before, **changed}.items()
        if each is not None
    }


_NOT_GIVEN = object()


def _default(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented way in
    return None if field.null else field.get_default()  # type: ignore[union-attr]


def _itself(value: Any) -> Any:
    return value
