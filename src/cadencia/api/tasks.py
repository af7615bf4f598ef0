"""The jobs that requests leave behind; `cadencia worker` does them."""

from procrastinate.contrib.django import app

from cadencia.api import idempotency
from cadencia.api.clock import now


@app.periodic(cron="17 4 * * *")
@app.task(name="api.forget_answers", queue="api", queueing_lock="api.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Delete the answers that are kept for nobody any more."""
    idempotency.forget_old(at=now())
