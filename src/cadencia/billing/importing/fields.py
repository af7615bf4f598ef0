"""How each field of the contract file is kept: one table for import and export.

A field has a path in the file, a column, and a kind that turns one into the other. What a file
leaves out is the kind's default, and export leaves it out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from cadencia.interchange.places import at, put

Json = Any
Refs = Mapping[str, Mapping[Any, Any]]
"""Ids by code (or codes by id, for export) of each kind of master: `item`, `formula`…"""


class FieldKind(Protocol):
    """Turns a value of the file into that of a column, and back."""

    def kept(self, value: Json, refs: Refs) -> Any:
        """Return what the column holds; `None` stands for a field left out."""

    def told(self, value: Any, refs: Refs) -> Json:
        """Return what the file says, or `None` to leave the field out."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A value kept as it is: text, word, number, yes or no."""

    default: Json = ""

    def kept(self, value: Json, refs: Refs) -> Any:
        return self.default if value is None else value

    def told(self, value: Any, refs: Refs) -> Json:
        return None if value == self.default else value


@dataclass(frozen=True, slots=True)
class Amount:
    """A decimal number, a text in the file."""

    default: str | None = None

    def kept(self, value: Json, refs: Refs) -> Any:
        text = self.default if value is None else value
        return None if text is None else Decimal(text)

    def told(self, value: Any, refs: Refs) -> Json:
        if value is None or (self.default is not None and value == Decimal(self.default)):
            return None
        return format(value, "f")


@dataclass(frozen=True, slots=True)
class Day:
    """A civil date."""

    def kept(self, value: Json, refs: Refs) -> Any:
        return None if value is None else date.fromisoformat(value)

    def told(self, value: Any, refs: Refs) -> Json:
        return None if value is None else value.isoformat()


@dataclass(frozen=True, slots=True)
class Reference:
    """The code of a master, kept as its id."""

    to: str

    def kept(self, value: Json, refs: Refs) -> Any:
        return None if value is None else refs[self.to][value]

    def told(self, value: Any, refs: Refs) -> Json:
        return None if value is None else refs[self.to][value]


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of codes or whole numbers; `nullable` tells an empty list from none given."""

    nullable: bool = False

    def kept(self, value: Json, refs: Refs) -> Any:
        if value is None:
            return None if self.nullable else []
        return list(value)

    def told(self, value: Any, refs: Refs) -> Json:
        if value is None or (not value and not self.nullable):
            return None
        return list(value)


@dataclass(frozen=True, slots=True)
class Percents:
    """A list of percents."""

    nullable: bool = False

    def kept(self, value: Json, refs: Refs) -> Any:
        if value is None:
            return None if self.nullable else []
        return [Decimal(each) for each in value]

    def told(self, value: Any, refs: Refs) -> Json:
        if value is None or (not value and not self.nullable):
            return None
        return [format(each, "f") for each in value]


USUAL_TERMS: Mapping[str, Json] = {
    "days": 0,
    "months": 0,
    "month_end": False,
    "fixed_days": [],
    "parts": [],
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms; a contract without any has its customer's."""

    def kept(self, value: Json, refs: Refs) -> Any:
        if value is None:
            return None
        given = {name: each for name, each in value.items() if each is not None}
        return {**USUAL_TERMS, **given}

    def told(self, value: Any, refs: Refs) -> Json:
        if value is None:
            return None
        told = {name: each for name, each in value.items() if each != USUAL_TERMS.get(name)}
        return told or {"days": 0}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of a formula by name."""

    nullable: bool = False

    def kept(self, value: Json, refs: Refs) -> Any:
        if value is None:
            return None if self.nullable else {}
        return dict(value)

    def told(self, value: Any, refs: Refs) -> Json:
        return dict(value) if value else None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the file (`schedule.first`) and the column that keeps it."""

    path: str
    column: str
    kind: FieldKind


Columns = dict[str, Any]


def kept(fields: tuple[Field, ...], data: Mapping[str, Json], refs: Refs) -> Columns:
    """Return the columns of a part of the contract file."""
    return {each.column: each.kind.kept(at(data, each.path), refs) for each in fields}


def told(fields: tuple[Field, ...], columns: Mapping[str, Any], refs: Refs) -> dict[str, Json]:
    """Return a part of the contract file; what has its default is left out."""
    data: dict[str, Json] = {}
    for each in fields:
        value = each.kind.told(columns[each.column], refs)
        if value is not None:
            put(data, each.path, value)
    return data
