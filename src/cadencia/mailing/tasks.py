"""The jobs that send documents; `cadencia worker` does them."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from cadencia.documents.tasks import ENLIST
from cadencia.mailing import delivering, enlisting, outbox
from cadencia.parties.access import administrator_of_machine

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)  # seconds; the database was away


def _clock() -> Callable[[], datetime]:
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found


@app.task(name=ENLIST, queue="mail", retry=_RETRY)
def enlist(*, company_id: int, document_ids: list[int]) -> None:
    """Write down which of the documents whose PDFs were just made go by themselves."""
    by = administrator_of_machine(company_id, channel="job")
    enlisting.enlist(document_ids, by=by, at=_clock()())


@app.task(name=outbox.DELIVER, queue="mail")
def deliver(*, company_id: int) -> None:
    """Hand over what a company has waiting."""
    more_in = delivering.deliver(company_id, clock=_clock())
    if more_in is not None:
        outbox.wake(company_id, seconds=more_in)


@app.periodic(cron="* * * * *")
@app.task(name="mailing.sweep", queue="mail", queueing_lock="mailing.sweep")
def sweep(timestamp: int) -> None:
    """Look each minute for what waits: what is to be tried again, and what a crash left."""
    now = _clock()()
    delivering.give_up_unknown(at=now)
    for each in delivering.due_companies(at=now):
        outbox.wake(each)
