"""A run brought to its end before somebody's eyes: bars, plain lines, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from cadencia.billing import generation, runs
from cadencia.billing.generation import Progress, Watcher
from cadencia.billing.models import BillingRun, RunChunk
from cadencia.cli import screen
from cadencia.cli.clock import clock
from cadencia.cli.wording import Speaker
from cadencia.parties.access import Actor

SECONDS_BETWEEN_LINES = 5.0


@dataclass(frozen=True, slots=True)
class Worked:
    """A run after this process worked on it, and for how long."""

    run: BillingRun
    seconds: float


def bring_to_end(  # noqa: PLR0913 - a run, and how it is shown
    run_id: int,
    *,
    by: Actor,
    workers: int | None,
    say: Speaker,
    quiet: bool = False,
    transient: bool = False,
) -> Worked:
    """Draft, close and issue a run; the first Ctrl-C asks it to stop, the second doesn't wait.

    Bars that are `transient` leave nothing behind.
    """
    began = time.perf_counter()
    console = screen.margin()
    shown = watching(console, say, quiet=quiet, transient=transient)
    with shown as watch, stopping(run_id, by, console, say):
        run = generation.carry_on(
            run_id, by=by, clock=clock(), workers=fitting(run_id, workers), watch=watch
        )
    return Worked(run, time.perf_counter() - began)


def fitting(run_id: int, wanted: int | None) -> int:
    """Return how many workers to start: never more than there are chunks to draft."""
    chunks = RunChunk.objects.filter(run_id=run_id, state="open").count()
    return max(1, min(wanted or os.cpu_count() or 1, chunks))


@contextmanager
def watching(
    console: Console, say: Speaker, *, quiet: bool = False, transient: bool = False
) -> Iterator[Watcher | None]:
    """Yield what is told how far a run is: bars on a terminal, a line now and then elsewhere."""
    if quiet:
        yield None
    elif console.is_terminal:
        with bars(console, transient=transient) as shown:
            yield _BarWatch(shown, say).see
    else:
        yield _LineWatch(console, say).see


def bars(console: Console, *, transient: bool = False) -> Bars:
    """Return the bars of the commands that make people wait."""
    return Bars(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        console=console,
        transient=transient,
    )


@dataclass(slots=True)
class _BarWatch:
    """A bar for each phase."""

    shown: Bars
    say: Speaker
    tasks: dict[str, TaskID] = field(default_factory=dict)

    def see(self, at: Progress) -> None:
        if at.phase not in self.tasks:
            self.tasks[at.phase] = self.shown.add_task(self.say(f"bar_{at.phase}"), note="")
        note = self.say("bar_documents", documents=at.documents) if at.phase == "drafting" else ""
        self.shown.update(self.tasks[at.phase], completed=at.done, total=at.total, note=note)


@dataclass(slots=True)
class _LineWatch:
    """A line when a phase ends, and every few seconds before."""

    console: Console
    say: Speaker
    last: float = field(default_factory=time.monotonic)

    def see(self, at: Progress) -> None:
        now = time.monotonic()
        if at.done < at.total and now - self.last < SECONDS_BETWEEN_LINES:
            return
        self.last = now
        values = {"done": at.done, "total": at.total, "documents": at.documents}
        self.console.print(self.say(f"line_{at.phase}", **values))


@contextmanager
def stopping(run_id: int, by: Actor, console: Console, say: Speaker) -> Iterator[None]:
    """Let the first Ctrl-C ask the run to stop after its chunk; a second one interrupts."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may listen
        return
    before = signal.getsignal(signal.SIGINT)
    asked: list[threading.Thread] = []

    def ask(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        # With a connection of its own: this one is in the middle of a transaction.
        thread = threading.Thread(target=_ask_to_stop, args=(run_id, by, console, say))
        thread.start()
        asked.append(thread)

    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        for each in asked:
            each.join()


def _ask_to_stop(run_id: int, by: Actor, console: Console, say: Speaker) -> None:
    try:
        runs.cancel(run_id, by=by, clock=clock())
        console.print(say("stopping"))
    except runs.RunNotOpen:
        console.print(say("too_late_to_stop"))
    finally:
        connection.close()
