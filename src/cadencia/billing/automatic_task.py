"""The jobs of billing by the scheduler; `cadencia worker` runs them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cadencia.billing import automatic
from cadencia.billing.automatic_models import AutomaticDay
from cadencia.billing.runs import AnotherRunIsOpen, Clock
from cadencia.parties.access import Actor


def _clock() -> Callable[[], datetime]:
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="billing.look_for_automatic", queue="billing", queueing_lock="billing.look_for_automatic"
)
def look_for_automatic(timestamp: int) -> None:
    """Have each company billed whose hour has come; one job for each, however often asked."""
    for company in automatic.companies_waiting(_clock()()):
        _defer(company, again=False)


def begin(company_id: int, *, by: Actor, clock: Clock) -> AutomaticDay:
    """Open the run of what is automatic and due today, whatever the hour; a job does the rest.

    :raises AnotherRunIsOpen: if a run of another scope is open.
    """
    day = automatic.begin(company_id, by=by, clock=clock)
    if day.state == "going":
        _defer(company_id, again=True)
    return day


def _defer(company_id: int, *, again: bool) -> None:
    name = f"billing.automatic.{company_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = bill_company.configure(lock=name, queueing_lock=name)
        job.defer(company_id=company_id, again=again)


@app.task(name="billing.bill_company", queue="billing")
def bill_company(*, company_id: int, again: bool = False) -> None:
    """Bill what is automatic and due; while another run is open, the next look tries again."""
    with suppress(AnotherRunIsOpen):
        automatic.bill(company_id, by=automatic.scheduler(company_id), clock=_clock(), again=again)
