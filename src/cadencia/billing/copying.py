"""COPY in text form: the one place where rows become what PostgreSQL reads fastest.

A row is written as one text line by the caller; what is typed by people goes through `text`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import JSONField
from psycopg.types.json import Jsonb

from cadencia.parties import behind_wall, kept_plans

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})
_PLAIN = frozenset("\\\t\n\r")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
AT_A_TIME = 2000  # rows in a statement, where COPY isn't to be had


def text(value: str) -> str:
    """Return a text as COPY reads it."""
    return value if _PLAIN.isdisjoint(value) else value.translate(_ESCAPES)


def optional(value: object) -> str:
    """Return a number or date, or the sign of null."""
    return NULL if value is None else str(value)


def texts(values: Iterable[str]) -> str:
    """Return a list of texts as COPY reads an array.

    >>> texts(("price: contract", 'a "b"'))
    '{"price: contract","a \\\\\\\\"b\\\\\\\\""}'
    """
    inner = ",".join([f'"{value.translate(_IN_ARRAY)}"' for value in values])
    return text("{" + inner + "}")


def numbers(values: Iterable[object]) -> str:
    """Return a list of numbers as COPY reads an array."""
    return "{" + ",".join([str(value) for value in values]) + "}"


def copy(table: str, columns: str, rows: list[str]) -> None:
    """Write rows into a table, in the transaction of Django's connection."""
    if not rows:
        return
    if behind_wall.is_behind():
        parsed = [name in _json_columns(table) for name in _names(columns)]
        insert(table, columns, (list(map(_value, row.split("\t"), parsed)) for row in rows))
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, raw.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write("\n".join(rows) + "\n")


def insert(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a table as `copy` does, where PostgreSQL refuses COPY: behind the wall.

    Values are what JSON writes, with decimals, dates and `Jsonb`; of any type, they may be texts
    as PostgreSQL reads them. One parameter for all of them: thousands take long to be bound.
    """
    names = _names(columns)
    statement = (
        f"INSERT INTO {table} ({columns})"  # noqa: S608 - names of our own
        f" SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    )
    rest = iter(rows)
    with kept_plans.cursor() as cursor:
        while some := list(islice(rest, AT_A_TIME)):
            forms = [dict(zip(names, row, strict=True)) for row in some]
            cursor.execute(statement, (json.dumps(forms, default=_written, ensure_ascii=False),))


def _written(value: Any) -> Any:
    """Return what JSON doesn't know as what PostgreSQL reads."""
    return value.obj if isinstance(value, Jsonb) else str(value)


def _names(columns: str) -> list[str]:
    return [each.strip(' "') for each in columns.split(",")]


@lru_cache
def _json_columns(table: str) -> frozenset[str]:
    """Return the columns of a table that hold JSON: a text is one of its values too."""
    (model,) = (each for each in apps.get_models() if each._meta.db_table == table)  # noqa: SLF001
    fields = model._meta.concrete_fields  # noqa: SLF001
    return frozenset(str(each.column) for each in fields if isinstance(each, JSONField))


def _value(value: str, is_json: bool) -> Any:  # noqa: FBT001 - of the column, with each value
    read = _read(value)
    return json.loads(read) if is_json and read is not None else read


def _read(value: str) -> str | None:
    """Return what COPY reads: null, or the text without its escapes."""
    if value == NULL:
        return None
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], value) if "\\" in value else value


def next_ids(sequence: str, how_many: int) -> list[int]:
    """Take numbers from a sequence."""
    if not how_many:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", (sequence, how_many))
        return [row[0] for row in cursor.fetchall()]
