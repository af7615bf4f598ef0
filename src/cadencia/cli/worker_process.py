"""One process that runs the jobs of the queue, whatever they are."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from cadencia.cli.installation import open_installation

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.manager import JobManager

STALLED_AFTER = 30.0  # seconds without a sign of life of the worker
LOOK_EVERY = 30.0
MOST_ATTEMPTS = 20
"""How often a job is taken up again after its worker died: it may be what kills it."""


def run_jobs(*, until_empty: bool) -> bool:
    """Run jobs in this process until asked to stop; say whether it ended as asked.

    SIGINT and SIGTERM let the job at hand end. With `until_empty` it ends when none is waiting.
    """
    from procrastinate.contrib.django import app

    return asyncio.run(_run(app, until_empty=until_empty))


def run_as_child(until_empty: bool) -> None:  # noqa: FBT001 - the only argument of a process
    """Run jobs in a process of its own, which ends when its parent does."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()
    open_installation()
    if not run_jobs(until_empty=until_empty):
        raise SystemExit(1)


async def resume_stalled(jobs: JobManager) -> int:
    """Put back into the queue the jobs whose worker died without a word; return how many."""
    from procrastinate.exceptions import ConnectorException
    from procrastinate.jobs import Status

    stalled = await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
    resumed = 0
    for job in stalled:
        # Another worker may have put it back a moment ago; then there is nothing to do.
        with suppress(ConnectorException):
            if job.attempts < MOST_ATTEMPTS:
                await jobs.retry_job(job)
                resumed += 1
            else:
                await jobs.finish_job(job, Status.FAILED, delete_job=False)
    return resumed


async def _run(app: App, *, until_empty: bool) -> bool:
    # Tasks keep the app of Django, so that a job deferred inside one belongs to its transaction.
    working = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with working.open_async():
        await working.job_manager.prune_stalled_workers(STALLED_AFTER)
        await resume_stalled(working.job_manager)
        looking = asyncio.create_task(_look_for_stalled(working.job_manager))
        worker = asyncio.create_task(
            working.run_worker_async(
                wait=not until_empty,
                concurrency=1,
                delete_jobs="successful",
                install_signal_handlers=False,
                stalled_worker_timeout=STALLED_AFTER,
            )
        )
        try:
            return await _ended_as_asked(worker, until_empty=until_empty)
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking


async def _ended_as_asked(worker: asyncio.Task[None], *, until_empty: bool) -> bool:
    """Wait for the worker; a signal cancels it once, which lets the job at hand end."""
    asked: list[int] = []

    def stop(number: int) -> None:
        if not asked:
            worker.cancel()
        asked.append(number)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        await worker
    except asyncio.CancelledError:
        return True
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    return until_empty or bool(asked)


async def _look_for_stalled(jobs: JobManager) -> None:
    from procrastinate.exceptions import ConnectorException

    while True:
        await asyncio.sleep(LOOK_EVERY)
        with suppress(ConnectorException):
            await resume_stalled(jobs)


def _follow(parent: int) -> None:
    """Wait for the parent's end, then stop this process as a signal would."""
    from multiprocessing.connection import wait

    wait([parent])
    os.kill(os.getpid(), signal.SIGTERM)
