"""The kinds of values that forms are made of: texts, codes, days, amounts written as texts."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from ninja import Body, Schema
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, core_schema

from cadencia.parties.problems import Problem, ValuesRefused

LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
DAY = r"^(19|2[01])\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
AMOUNT = r"^-?[0-9]{1,12}(\.[0-9]{1,8})?$"


class Form(Schema):
    """What a request gives: no other fields, and each of its own kind."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class Told(Schema):
    """What an answer has."""


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(DAY, value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("not_a_day", "not a day")


def _amount(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and re.fullmatch(AMOUNT, value, re.ASCII):
        amount = Decimal(value)
        return abs(amount) if amount.is_zero() else amount
    raise PydanticCustomError("not_an_amount", "not an amount")


def _written(value: Decimal) -> str:
    return format(value, "f")


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY}),
]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": AMOUNT, "examples": ["45.00"]}),
]
ToldAmount = Annotated[
    Decimal,
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
]
Code = Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=100)]
Name = Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=500)]
Secret = Annotated[str, Field(min_length=1, max_length=500)]
"""A password: blanks around it are part of it."""
Text = Annotated[str, Field(max_length=10_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True), Field(max_length=100)]
Small = Annotated[int, Field(ge=0, le=32_767)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


def described_by(model: type[Schema]) -> Any:
    """Return a type that takes any JSON value and is described as the model is.

    For what has a reader of its own, whose sentences are better than ours.
    """

    class Described:
        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            return core_schema.any_schema()

        @classmethod
        def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> Any:
            return handler(model.__pydantic_core_schema__)

    return Annotated[Any, Described]


def body_like(model: type[Schema]) -> Any:
    """Return the type of a body that is described as the model is, and taken as it comes."""
    body: Any = Body
    return Annotated[described_by(model), body(...)]


def given(form: Schema, **names: str) -> dict[str, Any]:
    """Return what a form gives, by the names of the columns (`column=field` where they differ)."""
    renamed = {field: column for column, field in names.items()}
    return {
        renamed.get(name, name): getattr(form, name)
        for name in type(form).model_fields
        if name in form.model_fields_set
    }


@contextmanager
def fit_the_form(names: Mapping[str, str], *, others: str = "") -> Iterator[None]:
    """Name the fields of what is refused as the form does; `names` are field by column.

    The `others` are inside the part of that name; empty: they have their own.

    :raises ValuesRefused: in place of the one with the names of the columns.
    """
    try:
        yield
    except ValuesRefused as refused:
        before = f"{others}." if others else ""
        named = [
            Problem(names.get(each.path, f"{before}{each.path}"), each.message)
            for each in refused.problems
        ]
        raise ValuesRefused(named) from None


@contextmanager
def inside(part: str) -> Iterator[None]:
    """Name the fields of what is refused inside a part of the form.

    :raises ValuesRefused: in place of the one with the names of the part's own fields.
    """
    with fit_the_form({}, others=part):
        yield


def usual(model: type[models.Model], name: str) -> Any:
    """Return what a column holds where nothing is said."""
    field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented way in
    assert isinstance(field, models.Field)  # noqa: S101 - only columns are asked for
    return None if field.null else field.get_default()
