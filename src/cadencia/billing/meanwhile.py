"""Working something out while PostgreSQL takes what was sent to it.

Threads beside the connection's own, for pure calculations: they never touch the database.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="meanwhile")
_AHEAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")


def meanwhile(work: Callable[[], Found]) -> "Future[Found]":
    """Begin the work and return at once; what it gives, or raises, is asked of what is returned.

    What is begun is done in that order, one after the other.
    """
    return _BESIDE.submit(work)


def ahead(work: Callable[[], Found]) -> "Future[Found]":
    """The same for what comes next, in a line of its own: it holds up nothing of what is now."""
    return _AHEAD.submit(work)
