"""COPY in text form: the one place where rows become what PostgreSQL reads fastest.

A row is written as one text line by the caller; what is typed by people goes through `text`.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})
_PLAIN = frozenset("\\\t\n\r")


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
    connection.ensure_connection()
    raw: Any = connection.connection
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, raw.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write("\n".join(rows) + "\n")


def next_ids(sequence: str, how_many: int) -> list[int]:
    """Take numbers from a sequence."""
    if not how_many:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", (sequence, how_many))
        return [row[0] for row in cursor.fetchall()]
