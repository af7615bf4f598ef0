"""COPY in text form: the one place where rows become what PostgreSQL reads fastest.

A row is written as one text line by the caller; what is typed by people goes through `text`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from cadencia.parties import behind_wall

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})
_PLAIN = frozenset("\\\t\n\r")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
AT_A_TIME = 500  # rows in a statement, where COPY isn't to be had


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
        insert(table, columns, [[_read(value) for value in row.split("\t")] for row in rows])
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, raw.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write("\n".join(rows) + "\n")


def insert(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows into a table as `copy` does, where PostgreSQL refuses COPY: behind the wall."""
    places = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        for first in range(0, len(rows), AT_A_TIME):
            some = rows[first : first + AT_A_TIME]
            values = ", ".join([places] * len(some))
            statement = f"INSERT INTO {table} ({columns}) VALUES {values}"  # noqa: S608 - no input
            cursor.execute(statement, [value for row in some for value in row])


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
