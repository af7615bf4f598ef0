"""Answers that take longer than a request may: kept with their moment, worked out by jobs.

Whoever finds an answer missing or old asks for a new one (`begin`); only one is worked out at a
time, however many ask. Whoever works it out keeps it (`keep`), or says what went wrong (`fail`).
It may be cancelled as long as it isn't there (`cancel`): who works it out hears of it when they say
how far they are (`telling`), and at the latest when they keep it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from cadencia.billing.kept_models import KeptAnswer
from cadencia.parties.access import Actor, Permission, require

PATIENCE = timedelta(minutes=15)
"""After so long whoever was asked is taken to have died."""
KEPT = timedelta(days=30)

_BEGIN = """
INSERT INTO billing_keptanswer (company_id, what, key, asked_at, failed)
VALUES (%(company)s, %(what)s, %(key)s, %(at)s, '')
ON CONFLICT (company_id, what, key)
DO UPDATE SET asked_at = excluded.asked_at, failed = '', done_so_far = 0, to_do = 0
WHERE billing_keptanswer.asked_at IS NULL
   OR billing_keptanswer.asked_at <= billing_keptanswer.made_at
   OR billing_keptanswer.failed <> ''
   OR billing_keptanswer.asked_at < %(dead)s
RETURNING id
"""


# Waits for a first one that is still being done.
_TAKE = """
INSERT INTO billing_keptanswer (company_id, what, key, asked_at, failed)
VALUES (%s, %s, %s, %s, '') ON CONFLICT (company_id, what, key) DO NOTHING
"""

_HOW_FAR = """
UPDATE billing_keptanswer SET done_so_far = %s, to_do = %s
WHERE company_id = %s AND what = %s AND key = %s RETURNING failed
"""
CANCELLED = "Cancelled"
SECONDS_BETWEEN = 0.5

Tell = Callable[[int, int], None]
"""Is told how many of how many are done."""


class Cancelled(Exception):
    """Somebody doesn't want the answer any more."""


def nobody_looks(done: int, total: int) -> None:
    """Be told how far something is, and tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer, if there is one yet, of the moment `made_at`.

    `is_waiting`: a new one is being worked out, `done` of `total` so far; without a total it waits
    for its turn. `failed` names what went wrong the last time.
    """

    answer: Any
    made_at: datetime | None
    is_waiting: bool
    failed: str
    done: int = 0
    total: int = 0


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
        done=row.done_so_far,
        total=row.to_do,
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


def keep_unless_cancelled(what: str, key: str, answer: Any, *, at: datetime, by: Actor) -> None:
    """Keep an answer together with what it tells of, in the transaction that has done it.

    :raises NotAllowed: if the actor may not read.
    :raises Cancelled: if somebody doesn't want it any more.
    """
    require(by, Permission.READ)
    mine = KeptAnswer.objects.select_for_update().filter(company_id=by.company_id, what=what)
    row = mine.filter(key=key).first()  # from now on it can't be cancelled
    if row is not None and row.failed == CANCELLED:
        raise Cancelled
    keep(what, key, answer, at=at, by=by)


def cancel(what: str, key: str, *, by: Actor) -> bool:
    """Want an answer no more; say whether there was still time.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    mine = KeptAnswer.objects.filter(company_id=by.company_id, what=what, key=key, failed="")
    is_asked = Q(made_at__isnull=True) | Q(asked_at__gt=F("made_at"))
    return bool(mine.filter(is_asked, asked_at__isnull=False).update(failed=CANCELLED))


@contextmanager
def telling(what: str, key: str, company_id: int) -> Iterator[Tell]:
    """Tell how far an answer is on a connection of its own: the work's shows nothing till its end.

    What is told raises `Cancelled` when somebody doesn't want the answer any more.
    """
    aside = connection.copy()
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < SECONDS_BETWEEN and done < total:
            return
        last = time.monotonic()
        with aside.cursor() as cursor:
            cursor.execute(_HOW_FAR, (done, total, company_id, what, key))
            if (CANCELLED,) in cursor.fetchall():
                raise Cancelled

    try:
        yield tell
    finally:
        aside.close()


def fail(what: str, key: str, error: str, *, by: Actor) -> None:
    """Say that an answer can't be worked out; the one there was stays.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    mine = KeptAnswer.objects.filter(company_id=by.company_id, what=what, key=key)
    mine.update(failed=error)


def locked(what: str, key: str, *, at: datetime, by: Actor) -> KeptAnswer:
    """Return what is kept of something that is done once, locked until the transaction ends.

    Its `answer` is None the first time; whoever does it writes there what came of it.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, (by.company_id, what, key, at))
    mine = KeptAnswer.objects.filter(company_id=by.company_id, what=what, key=key)
    return mine.select_for_update().get()


def forget_old(*, at: datetime) -> int:
    """Delete the answers of all companies that nobody has asked for in a month."""
    deleted, _ = KeptAnswer.objects.filter(asked_at__lt=at - KEPT).delete()
    return deleted
