"""Acts that meet at one contract in a known order: all queue for its lock, then it is let go."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
from django.db import connection, connections

Act = Callable[[], Any]

_WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def in_line(table: str, rows: list[int], *acts: Act) -> list[Any]:
    """Do the acts, which all want a row of the table, in this order; return what became of each.

    The rows are held until each act either waits for a lock or has come to an end. What an act
    raises is its answer.
    """
    with _another_connection() as mine, ThreadPoolExecutor(len(acts)) as pool:
        mine.execute(f"SELECT FROM {table} WHERE id = ANY(%s) FOR UPDATE", (rows,))
        queue: list[Future[Any]] = []
        for act in acts:
            queue.append(pool.submit(_in_thread, act))
            _until_all_wait(mine, queue)
        mine.commit()
        return [each.result(timeout=120) for each in queue]


def _in_thread(act: Act) -> Any:
    try:
        return act()
    except Exception as raised:
        return raised
    finally:
        connections.close_all()


def _until_all_wait(mine: psycopg.Connection[Any], queue: list[Future[Any]]) -> None:
    while True:
        # Within a transaction the view is kept as it was first seen.
        mine.execute("SELECT pg_stat_clear_snapshot()")
        row = mine.execute(_WAITING).fetchone()
        assert row is not None
        if row[0] >= sum(not each.done() for each in queue):
            return


def _another_connection() -> psycopg.Connection[Any]:
    params = connection.get_connection_params()
    wanted = {name: params[name] for name in ("dbname", "user", "host", "port") if params.get(name)}
    if params.get("password"):
        wanted["password"] = params["password"]
    return psycopg.connect(**wanted)
