"""Working something out while PostgreSQL takes what was sent to it.

One thread beside the connection's own, for pure calculations: it never touches the database.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="meanwhile")


def meanwhile(work: Callable[[], Found]) -> "Future[Found]":
    """Begin the work and return at once; what it gives, or raises, is asked of what is returned.

    What is begun is done in that order, one after the other.
    """
    return _BESIDE.submit(work)
