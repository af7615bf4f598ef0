"""The job that looks at, or changes, many contracts for a screen; `cadencia worker` does it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from cadencia.billing import bulk_by_job, kept_answers
from cadencia.core.dates import civil_date
from cadencia.parties import signing_in
from cadencia.parties.access import (
    Actor,
    administrator_of_machine,
)
from cadencia.parties.models import Company, User

log = logging.getLogger(__name__)


def defer_bulk(what: str, key: str, order: dict[str, Any], *, by: Actor) -> None:
    """Have a job do it as whoever asks, who gave their credentials where they were wanted."""
    work_on_many.defer(
        company_id=by.company_id,
        user_id=by.user_id,
        channel=by.channel,
        what=what,
        key=key,
        order=order,
    )


@app.task(name="billing.work_on_many", queue="billing")
def work_on_many(  # noqa: PLR0913 - what a job is told
    *,
    company_id: int,
    user_id: int | None,
    channel: str,
    what: str,
    key: str,
    order: dict[str, Any],
) -> None:
    """Work it out and keep the answer; what goes wrong is kept for whoever waits."""
    clock: Callable[[], datetime] = import_string(settings.CLOCK)
    machine = administrator_of_machine(company_id, channel="job")
    at = clock()
    zone = Company.objects.values_list("time_zone", flat=True).get(pk=company_id)
    try:
        by = machine if user_id is None else _user(user_id, company_id, at, channel)
        with (
            translation.override(order.get("language") or "es"),
            kept_answers.telling(what, key, company_id) as tell,
            transaction.atomic(),  # the change and the word that it is done, or neither
        ):
            today = civil_date(at, zone)
            answer = bulk_by_job.answer_of(what, order, today=today, at=at, by=by, tell=tell)
            kept_answers.keep_unless_cancelled(what, key, answer, at=clock(), by=machine)
    except kept_answers.Cancelled:
        log.info("%s of company %s was cancelled", what, company_id)
    except bulk_by_job.REFUSED as refused:
        kept_answers.fail(what, key, type(refused).__name__, by=machine)
    except Exception as error:
        log.exception("%s of company %s could not be done", what, company_id)
        kept_answers.fail(what, key, type(error).__name__, by=machine)


def _user(user_id: int, company_id: int, at: datetime, channel: str) -> Actor:
    """Roles and credentials are looked at now: whoever lost theirs since changes nothing."""
    return signing_in.actor_of(User.objects.get(pk=user_id), company_id, at=at, channel=channel)
