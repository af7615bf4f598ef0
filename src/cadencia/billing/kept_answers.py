"""Answers that take longer than a request may: kept with their moment, worked out by jobs.

Whoever finds an answer missing or old asks for a new one (`begin`); only one is worked out at a
time, however many ask. Whoever works it out keeps it (`keep`), or says what went wrong (`fail`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from cadencia.billing.kept_models import KeptAnswer
from cadencia.parties.access import Actor, Permission, require

PATIENCE = timedelta(minutes=15)
"""After so long whoever was asked is taken to have died."""
KEPT = timedelta(days=30)

_BEGIN = """
INSERT INTO billing_keptanswer (company_id, what, key, asked_at, failed)
VALUES (%(company)s, %(what)s, %(key)s, %(at)s, '')
ON CONFLICT (company_id, what, key) DO UPDATE SET asked_at = excluded.asked_at, failed = ''
WHERE billing_keptanswer.asked_at IS NULL
   OR billing_keptanswer.asked_at <= billing_keptanswer.made_at
   OR billing_keptanswer.failed <> ''
   OR billing_keptanswer.asked_at < %(dead)s
RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer, if there is one yet, of the moment `made_at`.

    `is_waiting`: a new one is being worked out. `failed` names what went wrong the last time.
    """

    answer: Any
    made_at: datetime | None
    is_waiting: bool
    failed: str


NOTHING = Kept(answer=None, made_at=None, is_waiting=False, failed="")


def read(what: str, key: str, *, at: datetime | None = None, by: Actor) -> Kept:
    """Return what is kept of a question of the company, and if it is being worked out.

    Told the moment (`at`), whoever was asked too long before it isn't waited for any more.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    row = KeptAnswer.objects.filter(company_id=by.company_id, what=what, key=key).first()
    if row is None:
        return NOTHING
    asked_at = row.asked_at
    waiting = asked_at is not None and (row.made_at is None or asked_at > row.made_at)
    if at is not None and asked_at is not None and asked_at < at - PATIENCE:
        waiting = False
    return Kept(
        answer=row.answer,
        made_at=row.made_at,
        is_waiting=waiting and not row.failed,
        failed=row.failed,
    )


def begin(what: str, key: str, *, at: datetime, by: Actor) -> bool:
    """Note that an answer is asked for; say whether it is for the caller to have it worked out.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    said: dict[str, Any] = {
        "company": by.company_id,
        "what": what,
        "key": key,
        "at": at,
        "dead": at - PATIENCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, said)
        return cursor.fetchone() is not None


def keep(what: str, key: str, answer: Any, *, at: datetime, by: Actor) -> None:
    """Keep an answer worked out at a moment.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    KeptAnswer.objects.update_or_create(
        company_id=by.company_id,
        what=what,
        key=key,
        defaults={"answer": answer, "made_at": at, "failed": ""},
    )


def fail(what: str, key: str, error: str, *, by: Actor) -> None:
    """Say that an answer can't be worked out; the one there was stays.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    mine = KeptAnswer.objects.filter(company_id=by.company_id, what=what, key=key)
    mine.update(failed=error)


def forget_old(*, at: datetime) -> int:
    """Delete the answers of all companies that nobody has asked for in a month."""
    deleted, _ = KeptAnswer.objects.filter(asked_at__lt=at - KEPT).delete()
    return deleted
