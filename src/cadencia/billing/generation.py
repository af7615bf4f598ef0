"""Generating: a run from start to end, by one process or several (GE-1, GE-7, GE-10)."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError, connection, transaction

from cadencia.billing import chunks, closing, issuing, issuing_lanes, runs, template_refresh
from cadencia.billing.meanwhile import among
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Clock, Started, Wish
from cadencia.billing.scopes import Scope, as_of
from cadencia.parties.access import Actor, Permission, require

POLL = 0.05  # seconds between looks at what other workers do
TRIES = 5
MANY_LOOKED_AT = 20_000
SWITCH = 0.0002  # seconds that a thread calculates before another may
USUAL_SWITCH = sys.getswitchinterval()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: chunks drafted, documents drafted, documents issued."""

    phase: str  # drafting, issuing
    done: int
    total: int
    documents: int


Watcher = Callable[[Progress], None]


def generate(  # noqa: PLR0913 - what, how, who, when, and how to go about it
    scope: Scope,
    wish: Wish,
    *,
    by: Actor,
    clock: Clock,
    workers: int = 1,
    watch: Watcher | None = None,
) -> BillingRun:
    """Run a scope to its end and return its record; resume it if it was killed.

    :raises AnotherRunIsOpen: if a run of another scope is open.
    """
    started = begin(scope, wish, by=by, clock=clock)
    return carry_on(started.run_id, by=by, clock=clock, workers=workers, watch=watch)


def begin(scope: Scope, wish: Wish, *, by: Actor, clock: Clock) -> Started:
    """Open a run, or join the open one of the same scope, for a job to carry on.

    :raises AnotherRunIsOpen: if a run of another scope is open.
    """
    require(by, Permission.GENERATE)
    template_refresh.settle(by.company_id)
    return runs.start(scope, wish, by=by, clock=clock)


def carry_on(
    run_id: int, *, by: Actor, clock: Clock, workers: int = 1, watch: Watcher | None = None
) -> BillingRun:
    """Bring an open run to its end, together with whoever else works on it.

    :raises NoSuchRun: if the company has none of that number.
    """
    run = runs.to_work_on(run_id, by=by)
    helpers = _spawn(run, workers)
    try:
        _draft(run_id, clock, watch, workers)
        while (state := closing.close(run_id, by=by, clock=clock)) == "drafting":
            if _is_cancelled(run_id):
                break
            time.sleep(POLL)  # the last chunks are in other hands
            _draft(run_id, clock, watch, workers)
    finally:
        for each in helpers:
            _dismiss(each)
    if state == "issuing":
        issue(run_id, by=by, clock=clock, workers=workers, watch=watch)
    run.refresh_from_db()
    if run.contracts >= MANY_LOOKED_AT:
        _tidy(run)
    return run


def draft(run_id: int, *, by: Actor, clock: Clock, workers: int = 1) -> None:
    """Draft chunks until none is open to this process, one of so many workers.

    :raises NoSuchRun: if the company has none of that number.
    """
    runs.to_work_on(run_id, by=by)
    _draft(run_id, clock, None, workers)


def _draft(run_id: int, clock: Clock, watch: Watcher | None, workers: int) -> None:
    at = chunks.worker(run_id, clock=clock)
    with _busy(), among(workers):
        while _tried(lambda: chunks.draft_next(at)):
            if watch is not None:
                watch(_progress(run_id))


@contextmanager
def _busy() -> Iterator[None]:
    """Have Python suited to making many documents.

    The search for cycles is left out: a tenth of the time, and there are none; what a chunk is
    made of is given back when it is done, by counting references. And the connection's thread
    gets its turn as soon as PostgreSQL wants more, not when the thread beside it has calculated
    for five milliseconds.
    """
    searched = gc.isenabled()
    gc.disable()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(USUAL_SWITCH)  # not what was found: another run may be at work beside
        if searched:
            gc.enable()


def issue(
    run_id: int, *, by: Actor, clock: Clock, workers: int = 1, watch: Watcher | None = None
) -> None:
    """Issue the run's documents, batch by batch, to the end.

    :raises NoSuchRun: if the company has none of that number.
    """
    run = runs.to_work_on(run_id, by=by)
    at = issuing.issuer(run, clock=clock)
    done = run.issued_rank
    with _busy(), issuing_lanes.opened(at, workers=workers) as issue_next:
        while issued := _tried(issue_next):
            done += int(issued)
            if watch is not None:
                watch(Progress(phase="issuing", done=done, total=run.documents, documents=done))


def progress(run_id: int, *, by: Actor) -> Progress:
    """Return how far the drafting of a run is.

    :raises NoSuchRun: if the company has none of that number.
    """
    runs.find(run_id, by=by)
    return _progress(run_id)


def _progress(run_id: int) -> Progress:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state <> 'open'), count(*), coalesce(sum(documents), 0)"
            " FROM billing_runchunk WHERE run_id = %s",
            (run_id,),
        )
        done, total, documents = cursor.fetchone()
    return Progress(phase="drafting", done=done, total=total, documents=documents)


def _tidy(run: BillingRun) -> None:
    """Have the next look at what is due answer at once.

    A large run leaves one dead entry in the index for each contract that it advanced; the
    first look after it would step over them all. That look is taken here.
    """
    scope = runs.scope_of_run(run)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM billing_contractdue WHERE company_id = %s AND look_from <= %s",
            (run.company_id, as_of(scope)),
        )


def _tried(act: Callable[[], bool | int]) -> bool | int:
    """Do a transaction again when nobody is to blame: a deadlock, a cut connection."""
    for attempt in range(TRIES):
        try:
            return act()
        except OperationalError:
            if attempt == TRIES - 1:
                raise
            with suppress(OperationalError):
                connection.close()
            time.sleep(POLL * 2**attempt)
    return False


def _is_cancelled(run_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM billing_runcancel WHERE run_id = %s)", (run_id,)
        )
        return bool(cursor.fetchone()[0])


def _spawn(run: BillingRun, workers: int) -> list[subprocess.Popen[bytes]]:
    """Start further processes that draft the same run, until there are so many workers."""
    numbers = [str(each) for each in (run.company_id, run.pk, workers)]
    command = [sys.executable, "-m", settings.RUN_WORKER, *numbers]
    environment = {**os.environ, **_same_database()}
    return [subprocess.Popen(command, env=environment) for _ in range(workers - 1)]  # noqa: S603


def _same_database() -> dict[str, str]:
    """The database of this very connection: under test it is not that of the settings."""
    name = connection.settings_dict["NAME"]
    return {"CADENCIA_WORKER_DATABASE": str(name)}


def _dismiss(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()
