"""Statements whose plan PostgreSQL keeps: parsed and planned once for a connection, not each time.

For the small statements that every request repeats: with the tables, their keys and the second
wall around them, planning takes several times as long as doing them. Not for what looks at many
rows, which is planned best for the values it is asked with.

What a plan rests on (tables, indexes, the role that asks) is watched by PostgreSQL, which plans
anew once it changes. Values are given apart from the text; each needs a type that PostgreSQL can
tell: a column beside it, or a cast.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

TIMES = 3
"""How often a statement is asked before its plan is kept: what is asked once costs nothing."""


@contextmanager
def cursor() -> Iterator[CursorWrapper]:
    """Open a cursor of Django's connection whose statements are kept."""
    connection.ensure_connection()
    with _wrapped(own(connection.connection)) as opened:
        yield opened


@contextmanager
def sent_together() -> Iterator[None]:
    """Send statements one after another and wait for all of them at the end.

    For those whose answers nobody needs; what any of them is refused is raised at the end.
    """
    raw: Any = connection.connection
    with connection.wrap_database_errors, raw.pipeline():
        yield


def own(raw: Any) -> psycopg.Cursor[Any]:
    """Return a cursor of psycopg's own, past what stands around Django's cursors."""
    raw.prepare_threshold = TIMES  # Django's other cursors keep nothing, whatever this says
    return psycopg.Cursor(raw)


def _wrapped(raw: psycopg.Cursor[Any]) -> CursorWrapper:
    """Return it as Django's are: errors, the walls around it and the log of queries included."""
    connection.validate_thread_sharing()
    whole: Any = connection  # whose types say less than what Django does
    make = whole.make_debug_cursor if connection.queries_logged else whole.make_cursor
    wrapped: CursorWrapper = make(raw)
    return wrapped
