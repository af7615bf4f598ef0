"""Working something out while PostgreSQL takes what was sent to it.

Threads beside the connection's own, for pure calculations: they never touch the database. Where
other workers take all processors there is nothing to win, and it is worked out at once.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Found = TypeVar("Found")

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="meanwhile")
_AHEAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")
_CROWDED = ContextVar("crowded", default=False)


@contextmanager
def among(workers: int) -> Iterator[None]:
    """Work as one of so many: each keeps a processor busy, and PostgreSQL another for it."""
    before = _CROWDED.set(2 * workers > (os.cpu_count() or 1))
    try:
        yield
    finally:
        _CROWDED.reset(before)


def has_room() -> bool:
    """Say whether there is a processor for work beside: else it is done at once."""
    return not _CROWDED.get()


def meanwhile(work: Callable[[], Found]) -> "Future[Found]":
    """Begin the work and return at once; what it gives, or raises, is asked of what is returned.

    What is begun is done in that order, one after the other.
    """
    return _BESIDE.submit(work) if has_room() else _at_once(work)


def ahead(work: Callable[[], Found]) -> "Future[Found]":
    """The same for what comes next, in a line of its own: it holds up nothing of what is now."""
    return _AHEAD.submit(work) if has_room() else _at_once(work)


def _at_once(work: Callable[[], Found]) -> "Future[Found]":
    done: Future[Found] = Future()
    try:
        done.set_result(work())
    except Exception as error:  # as in a thread: whoever asks for what it gives gets it
        done.set_exception(error)
    return done
