"""The jobs that screens and programs leave behind: previews, runs, undoing.

`cadencia worker` does them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cadencia.billing import generation, undoing
from cadencia.billing.models import BillingRun
from cadencia.billing.previewing import working
from cadencia.parties.access import Actor, administrator_of_machine

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)  # seconds; the database was away


def defer_preview(company_id: int, preview_id: int) -> None:
    """Have a job calculate a kept preview; two never work on one at once."""
    job = calculate_preview.configure(lock=f"billing.preview.{preview_id}")
    job.defer(company_id=company_id, preview_id=preview_id)


def defer_run(company_id: int, run_id: int) -> None:
    """Have a job carry an open run on to its end."""
    carry_run_on.defer(company_id=company_id, run_id=run_id)


def defer_undoing(company_id: int, run_id: int) -> None:
    """Have a job delete the drafts of a run."""
    undo_run.configure(lock=f"billing.undo.{run_id}").defer(company_id=company_id, run_id=run_id)


@app.task(name="billing.calculate_preview", queue="runs", retry=_RETRY)
def calculate_preview(*, company_id: int, preview_id: int) -> None:
    """Calculate a kept preview; one killed half way begins again."""
    working.work(preview_id, by=_machine(company_id), clock=_clock())


# The other name is that of jobs which an earlier version may have left waiting.
@app.task(name="billing.carry_run_on", aliases=["api.carry_run_on"], queue="runs", retry=_RETRY)
def carry_run_on(*, company_id: int, run_id: int) -> None:
    """Carry a run on; one that has ended or was cancelled meanwhile is left alone."""
    if _is_in(company_id, run_id, "drafting", "issuing"):
        generation.carry_on(run_id, by=_machine(company_id), clock=_clock())


@app.task(name="billing.undo_run", queue="runs", retry=_RETRY)
def undo_run(*, company_id: int, run_id: int) -> None:
    """Undo a run; one that can't be undone any more is left alone."""
    if _is_in(company_id, run_id, *undoing.UNDOABLE):
        undoing.undo(run_id, by=_machine(company_id), clock=_clock())


def _is_in(company_id: int, run_id: int, *states: str) -> bool:
    mine = BillingRun.objects.filter(company_id=company_id, pk=run_id)
    return mine.filter(state__in=states).exists()


def _machine(company_id: int) -> Actor:
    return administrator_of_machine(company_id, channel="job")


def _clock() -> Callable[[], datetime]:
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found
