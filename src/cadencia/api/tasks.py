"""The jobs that requests leave behind; `cadencia worker` does them."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cadencia.api import idempotency
from cadencia.api.clock import clock, now
from cadencia.billing import generation, runs
from cadencia.parties.access import administrator_of_machine

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)  # seconds; the database was away


def defer_run(company_id: int, run_id: int) -> None:
    """Have a job carry an open run on to its end."""
    carry_run_on.defer(company_id=company_id, run_id=run_id)


@app.task(name="api.carry_run_on", queue="runs", retry=_RETRY)
def carry_run_on(*, company_id: int, run_id: int) -> None:
    """Carry a run on; one that has ended meanwhile is left alone."""
    by = administrator_of_machine(company_id, channel="job")
    if runs.find(run_id, by=by).state in ("drafting", "issuing"):
        generation.carry_on(run_id, by=by, clock=clock())


@app.periodic(cron="17 4 * * *")
@app.task(name="api.forget_answers", queue="api", queueing_lock="api.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Delete the answers that are kept for nobody any more."""
    idempotency.forget_old(at=now())
