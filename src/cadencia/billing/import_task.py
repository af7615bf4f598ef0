"""Jobs for imports that a request has no time for; `cadencia worker` does them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from cadencia.billing import file_imports
from cadencia.billing.file_imports import NoSuchImport, NotChecked
from cadencia.billing.import_models import FileImport
from cadencia.billing.importing import Progress, Stage
from cadencia.parties import signing_in
from cadencia.parties.access import (
    Actor,
    NotAllowed,
    Permission,
    administrator_of_machine,
    require_in,
)
from cadencia.parties.models import User
from cadencia.parties.signing_in import NoWayIn

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 0.5
_HOW_FAR = "UPDATE billing_fileimport SET stage = %s, done = %s, total = %s WHERE id = %s"


def defer_check(asked: FileImport, *, by: Actor) -> None:
    """Have a job check an import, as whoever asks."""
    _defer(asked, by, carry_out=False)


def defer_import(asked: FileImport, *, by: Actor) -> None:
    """Have a job make an import that was checked, as whoever asks."""
    _defer(asked, by, carry_out=True)


def _defer(asked: FileImport, by: Actor, *, carry_out: bool) -> None:
    require_in(by, asked.company_id, Permission.READ)
    look_at_import.defer(
        company_id=asked.company_id,
        import_id=asked.pk,
        user_id=by.user_id,
        channel=by.channel,
        carry_out=carry_out,
    )


@app.task(name="billing.look_at_import", queue="billing")
def look_at_import(
    *, company_id: int, import_id: int, user_id: int | None, channel: str, carry_out: bool
) -> None:
    """Check an import, or make it; one that ended meanwhile, or may not be made, is left alone.

    Roles are looked at now: whoever lost theirs since they asked imports nothing.
    """
    clock = _clock()
    act = file_imports.carry_out if carry_out else file_imports.check
    machine = administrator_of_machine(company_id, channel="job")
    try:
        by = machine if user_id is None else _user(user_id, company_id, clock(), channel)
        with _told(import_id) as progress:
            act(import_id, clock=clock, by=by, progress=progress)
    except (NoSuchImport, NotChecked):
        return
    except (NotAllowed, NoWayIn):
        file_imports.fail(import_id, file_imports.NOT_ALLOWED, by=machine)
    except Exception as error:
        log.exception("import %s of company %s failed", import_id, company_id)
        file_imports.fail(import_id, type(error).__name__, by=machine)


@app.periodic(cron="41 4 * * *")
@app.task(name="billing.forget_files", queue="billing", queueing_lock="billing.forget_files")
def forget_files(timestamp: int) -> None:
    """Delete the files of imports that nobody made within a week."""
    file_imports.forget_old(at=_clock()())


def _user(user_id: int, company_id: int, at: datetime, channel: str) -> Actor:
    user = User.objects.get(pk=user_id)
    return signing_in.actor_of(user, company_id, at=at, channel=channel)


@contextmanager
def _told(import_id: int) -> Iterator[Progress]:
    """Tell how far an import is on a connection of its own: the import's shows nothing yet."""
    aside = connection.copy()
    last = 0.0

    def tell(stage: Stage, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < SECONDS_BETWEEN and done < total:
            return
        last = time.monotonic()
        with aside.cursor() as cursor:
            cursor.execute(_HOW_FAR, (stage.value, done, total, import_id))

    try:
        yield tell
    finally:
        aside.close()


def _clock() -> Callable[[], datetime]:
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found
