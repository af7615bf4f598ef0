"""Whether the masters of a JSON file are what they must be, field by field.

Contracts are not judged here: the contract file's own reader does it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from cadencia.interchange.tables import sentences
from cadencia.interchange.tables.cells import (
    Amount,
    Cell,
    Choice,
    Codes,
    Day,
    Parts,
    Refused,
    Text,
    Whole,
    Wholes,
    YesNo,
    nearest,
)
from cadencia.interchange.tables.columns import Kind
from cadencia.interchange.tables.locales import Locale
from cadencia.interchange.tables.records import Json, Problem, Record

# Numbers and dates of JSON: a point, no thousands, 2026-12-31 alone.
_JSON = Locale(
    code="en",
    decimal=".",
    thousands="\0",
    number=re.compile(r"-?[0-9]{1,12}(?:\.[0-9]+)?"),
    day=None,
    sample_number='"1234.56"',
    sample_day='"2026-12-31"',
    delimiter=",",
)


class _Shape(NamedTuple):
    """What stands for a kind of cell in JSON, and how it is written."""

    python: type
    sample: str
    of: type | None = None  # members of a list


_SHAPES: Mapping[type[object], _Shape] = {
    Text: _Shape(str, '"…"'),
    Amount: _Shape(str, '"1234.56"'),
    Whole: _Shape(int, "12"),
    Day: _Shape(str, '"2026-12-31"'),
    Choice: _Shape(str, '"…"'),
    YesNo: _Shape(bool, "true"),
    Codes: _Shape(list, '["…"]', of=str),
    Wholes: _Shape(list, "[5, 20]", of=int),
    Parts: _Shape(list, '[{"percent": "30", "days": 0}]', of=dict),
}


def judged(record: Record, kind: Kind, *, language: str) -> tuple[list[Problem], Record]:
    """Return what is wrong with a record that comes from JSON, and the record without it."""
    found, lacks = [], set()
    for path, code, values in _findings(record.data, kind, language):
        place = record.origin.where(path)
        found.append(sentences.problem(code, place, language=language, **values))
        lacks.add(path)
    if not lacks:
        return found, record
    return found, replace(record, data=_without(lacks, record.data), lacks=frozenset(lacks))


def _without(lacks: Collection[str], data: Mapping[str, Json], inside: str = "") -> dict[str, Json]:
    return {
        name: _without(lacks, each, f"{name}.") if isinstance(each, Mapping) else each
        for name, each in data.items()
        if f"{inside}{name}" not in lacks
    }


def _findings(
    data: Mapping[str, Json], kind: Kind, language: str
) -> Iterator[tuple[str, str, dict[str, Json]]]:
    columns = {column.path: column for column in kind.columns}
    given = dict(_flat(data, {path.partition(".")[0] for path in columns if "." in path}))
    for path, value in given.items():
        column = columns.get(path)
        if column is None:
            hint = sentences.hint(nearest(path, columns), language=language)
            yield path, "json_key_unknown", {"name": path.rpartition(".")[2], "hint": hint}
        elif value is not None and (refused := _refused(value, column.cell)):
            values = dict(refused.values)
            if "near" in values:
                values["hint"] = sentences.hint(values.pop("near"), language=language)
            yield path, refused.code, values
    for column in kind.columns:
        if column.required and given.get(column.path) in (None, ""):
            yield column.path, "required", {"name": column.path}


def _flat(data: Mapping[str, Json], objects: set[str]) -> Iterator[tuple[str, Json]]:
    for name, value in data.items():
        if name in objects and isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        elif name not in objects or value is not None:
            yield name, value


def _refused(value: Json, cell: Cell) -> Refused | None:
    shape = _SHAPES[type(cell)]
    if not _has_shape(value, shape):
        return Refused("json_shape", expected=shape.sample)
    if isinstance(value, list) or isinstance(cell, YesNo):
        return None
    if isinstance(cell, Choice):
        if value in cell.words:
            return None
        return Refused("not_a_choice", choices=", ".join(cell.words), near=None)
    try:
        cell.read(value, _JSON)
    except Refused as refused:
        return refused
    return None


def _has_shape(value: Json, shape: _Shape) -> bool:
    if isinstance(value, bool) and shape.python is not bool:
        return False
    if not isinstance(value, shape.python):
        return False
    if shape.of is None or not isinstance(value, list):
        return True
    return all(isinstance(each, shape.of) and not isinstance(each, bool) for each in value)
