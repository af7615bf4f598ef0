"""Jobs that tidy up after people: `cadencia worker` does them at night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from cadencia.parties import password_links, sign_in


@app.periodic(cron="17 4 * * *")
@app.task(name="parties.forget_ended", queue="billing", queueing_lock="parties.forget_ended")
def forget_ended(timestamp: int) -> None:
    """Delete sessions that have ended, wrong attempts of days ago, links of a year ago."""
    clock: Callable[[], datetime] = import_string(settings.CLOCK)
    forget_ended_now(at=clock())


def forget_ended_now(*, at: datetime) -> int:
    """Do it at a moment; return how many sessions had ended by then."""
    deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
    sign_in.forget_old(at=at)
    password_links.forget_old(at=at)
    return deleted
