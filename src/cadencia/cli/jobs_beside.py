"""A process that runs jobs beside the server, and is started again when it dies."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from cadencia.cli.worker_process import run_as_child

log = logging.getLogger(__name__)

FIRST_WAIT = 1.0  # seconds before it is started again
LONGEST_WAIT = 60.0
LIVED_WELL = 60.0
"""Who ran for as many seconds is started again at once, as if it never had died."""


class JobsBeside:
    """Keeps a process of jobs alive within `with`; it ends with it, however that ends.

    A process that died is started again after a second; one that dies time after time, after
    twice as long each time, up to a minute: a database that comes back finds it working again.
    """

    def __init__(self, run: Callable[[bool], None] = run_as_child) -> None:
        self._run = run
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._process = self._made()
        self._keeper = threading.Thread(target=self._keep, name="jobs-beside", daemon=True)

    @property
    def pid(self) -> int | None:
        """The number of the process that runs now."""
        return self._process.pid

    def __enter__(self) -> Self:
        """Start it."""
        self._process.start()
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the job at hand end, and the process with it."""
        with self._changing:
            self._stopping.set()
            self._process.terminate()
        self._keeper.join()
        self._process.join()

    def _made(self) -> SpawnProcess:
        return multiprocessing.get_context("spawn").Process(target=self._run, args=(False,))

    def _keep(self) -> None:
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            self._process.join()
            if self._stopping.is_set():
                return
            if time.monotonic() - began >= LIVED_WELL:
                wait = FIRST_WAIT
            log.error(
                "The process of jobs ended with %s; it is started again in %s seconds.",
                self._process.exitcode,
                wait,
            )
            if self._stopping.wait(wait):
                return
            wait = min(wait * 2, LONGEST_WAIT)
            with self._changing:
                if self._stopping.is_set():
                    return
                self._process = self._made()
                self._process.start()
