"""The jobs that tell other programs what happened; `cadencia worker` does them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cadencia.webhooks import delivering, outbox


def _clock() -> Callable[[], datetime]:
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found


@app.task(name=outbox.EXPAND, queue="webhooks")
def expand() -> None:
    """Turn the events there are into messages, and have those that are due sent."""
    clock = _clock()
    delivering.expand(clock=clock)
    _defer(delivering.due_endpoints(at=clock()))


@app.task(name="webhooks.deliver", queue="webhooks")
def deliver(*, endpoint_id: int) -> None:
    """Send an endpoint what is due."""
    if delivering.deliver(endpoint_id, clock=_clock()):
        _defer([endpoint_id])


@app.periodic(cron="* * * * *")
@app.task(name="webhooks.sweep", queue="webhooks", queueing_lock="webhooks.sweep")
def sweep(timestamp: int) -> None:
    """Look each minute for what waits: what failed before, and what a crash left."""
    expand()


@app.periodic(cron="23 4 * * *")
@app.task(name="webhooks.forget", queue="webhooks", queueing_lock="webhooks.forget")
def forget(timestamp: int) -> None:
    """Delete deliveries that ended a month ago."""
    delivering.forget_old(at=_clock()())


def _defer(endpoints: Iterable[int]) -> None:
    for each in endpoints:
        lock = f"webhooks.deliver.{each}"
        try:
            app.configure_task("webhooks.deliver", queueing_lock=lock, lock=lock).defer(
                endpoint_id=each
            )
        except AlreadyEnqueued:
            continue
