"""Masters as programs and commands write them: an object for each, others named by their code.

The names are those of the screens' values, but as files call them: `recurrent` and not
`is_recurrent`, `from` and not `valid_from`, `price_list` by its code and not by a number.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import get_language

from cadencia.billing.masters import saving
from cadencia.billing.masters.kinds import KINDS, Kind, NoSuchMaster, kind_of
from cadencia.interchange import problems as interchange
from cadencia.interchange.fields import Fields
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.columns import ExactDecimal
from cadencia.parties.problems import Problem, ValuesRefused
from cadencia.parties.walls import CompanyForeignKey

Json = Any
MOST_WHOLE = 1000
_NAMES = {
    "is_recurrent": "recurrent",
    "is_stocked": "stocked",
    "is_active": "offered",
    "valid_from": "from",
    "valid_until": "until",
}


class Shape(StrEnum):
    """What a field is written as in JSON."""

    TEXT = "text"
    FLAG = "flag"
    AMOUNT = "amount"  # a text, such as "45.00"
    WHOLE = "whole"
    DAY = "day"  # 2026-12-31
    CODES = "codes"  # a list of texts
    TERMS = "terms"  # payment terms, as the contract file has them
    REFERENCE = "reference"  # the code of another master


@dataclass(frozen=True, slots=True)
class Written:
    """A field of a kind of master: what it is called, its column, and how it is written."""

    name: str
    column: str
    shape: Shape
    required: bool
    of: Any = None  # the model that a reference names


def written_kinds() -> tuple[str, ...]:
    """Return the kinds that are made and changed as they are written, by name.

    A customer has a card and a template its contracts: they have services of their own.
    """
    return tuple(each.name for each in KINDS.values() if each.required)


def fields_of(kind: str) -> tuple[Written, ...]:
    """Return the fields of a kind, in the order of its form.

    :raises NoSuchKind: if there is none of that name.
    """
    return tuple(_written(kind_of(kind)))


def create(kind: str, form: Mapping[str, Json], *, by: Actor) -> Any:
    """Create a master as it is written; null, or a field left out, has its usual value.

    :raises ValuesRefused: with all that is wrong, each by the name it is written with.
    """
    usual = {each.column: _usual(kind, each.column) for each in fields_of(kind)}
    return _saved(kind, form, lambda values: saving.create(kind, usual | values, by=by), by=by)


def change(kind: str, row_id: int, form: Mapping[str, Json], *, by: Actor) -> Any:
    """Change the given fields of a master; null gives one its usual value.

    :raises NoSuchMaster: if the company has none of that number.
    :raises ValuesRefused: with all that is wrong, each by the name it is written with.
    """
    return _saved(kind, form, lambda values: saving.change(kind, row_id, values, by=by), by=by)


def find(kind: str, row_id: int, *, by: Actor) -> Any:
    """Return a master of the company.

    :raises NoSuchMaster: if it has none of that number.
    """
    access.require(by, Permission.READ)
    mine = kind_of(kind).model._default_manager.filter(company_id=by.company_id)  # noqa: SLF001
    row = mine.filter(pk=row_id).first()
    if row is None:
        raise NoSuchMaster(row_id)
    return row


def told(kind: str, row: Any) -> dict[str, Json]:
    """Return a master as it is written, with all its fields."""
    return {each.name: _told(each, row) for each in fields_of(kind)}


def _saved(
    kind: str, form: Mapping[str, Json], save: Callable[[dict[str, Any]], Any], *, by: Actor
) -> Any:
    """Save what could be read, and keep it only if all of it could: all problems at once."""
    with access.permitted(by, kind_of(kind).permission), transaction.atomic():
        values, wrong = _read(kind, form, by)
        unread = {each.path.split(".")[0] for each in wrong}
        try:
            row = save(values)
        except ValuesRefused as refused:
            told_too = [_named(each) for each in refused.problems]
            wrong += [each for each in told_too if each.path.split(".")[0] not in unread]
        if wrong:
            raise ValuesRefused(wrong)
        return row


def _read(kind: str, form: Mapping[str, Json], by: Actor) -> tuple[dict[str, Any], list[Problem]]:
    known = {each.name: each for each in fields_of(kind)}
    found = interchange.Problems()
    fields = Fields(form, "", found, tuple(known))
    values: dict[str, Any] = {}
    for name in form:
        if name not in known:
            continue
        each, before = known[name], len(found.found)
        value = _value(each, fields, by)
        if len(found.found) == before:
            values[each.column] = _usual(kind, each.column) if value is None else value
    language = (get_language() or "es")[:2]
    return values, [
        Problem(each.path, interchange.sentence(each, language)) for each in found.found
    ]


def _value(written: Written, fields: Fields, by: Actor) -> Any:
    """Return what a field holds; None where null is written."""
    name = written.name
    if not fields.given(name):
        return None
    if written.shape is Shape.REFERENCE:
        code = fields.name(name)
        mine = written.of._default_manager.filter(company_id=by.company_id)  # noqa: SLF001
        number = mine.filter(code=code).values_list("pk", flat=True).first()
        return number or 0  # 0: nobody's, which the service refuses
    if written.shape is Shape.TERMS:
        terms = fields.raw[name]
        if not isinstance(terms, Mapping):
            fields.problem(name, "not_an_object")
            return None
        return {**_usual("payment-terms", written.column), **terms}
    readers: Mapping[Shape, Callable[[], Any]] = {
        Shape.TEXT: lambda: fields.text(name),
        Shape.FLAG: lambda: fields.flag(name, default=False),
        Shape.AMOUNT: lambda: fields.amount(name),
        Shape.WHOLE: lambda: fields.whole(name, 1, MOST_WHOLE),
        Shape.DAY: lambda: fields.day(name),
        Shape.CODES: lambda: [text for _at, text in fields.names(name)],
    }
    return readers[written.shape]()


def _told(written: Written, row: Any) -> Json:
    if written.shape is Shape.REFERENCE:
        other = getattr(row, written.name)
        return None if other is None else other.code
    value = getattr(row, written.column)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _written(what: Kind) -> Iterator[Written]:
    for column in what.fields:
        field = _field(what, column)
        target = field.remote_field.model if isinstance(field, CompanyForeignKey) else None
        name = _NAMES.get(column, column if target is None else field.name)
        yield Written(name, column, _shape(field), column in what.required, target)


_SHAPES: tuple[tuple[type[Any], Shape], ...] = (
    (CompanyForeignKey, Shape.REFERENCE),
    (models.BooleanField, Shape.FLAG),
    (ExactDecimal, Shape.AMOUNT),
    (models.SmallIntegerField, Shape.WHOLE),
    (models.DateField, Shape.DAY),
    (ArrayField, Shape.CODES),
    (models.JSONField, Shape.TERMS),
)


def _shape(field: Any) -> Shape:
    return next((shape for kind, shape in _SHAPES if isinstance(field, kind)), Shape.TEXT)


def _usual(kind: str, column: str) -> Any:
    field = _field(kind_of(kind), column)
    return None if field.null else field.get_default()


def _field(what: Kind, column: str) -> Any:
    fields = what.model._meta.local_fields  # noqa: SLF001 - documented
    return next(each for each in fields if column in (each.name, each.attname))


def _named(problem: Problem) -> Problem:
    first, dot, rest = problem.path.partition(".")
    return Problem(f"{_NAMES.get(first, first)}{dot}{rest}", problem.message)
