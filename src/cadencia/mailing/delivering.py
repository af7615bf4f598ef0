"""Handing over what waits: one company after another, within the bound of its server.

Each step commits by itself. A message is `sending` from just before its first word until what
came of it is written: one that is found so after its time may have arrived, and is left to people
(`unknown`). Before that step nothing was handed over, and a crash costs nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from cadencia.core import mail_attempts
from cadencia.core.mail_attempts import Attempt, Outcome
from cadencia.core.text_variables import VariableWithoutValue
from cadencia.documents.files import NotMade
from cadencia.documents.models import DocumentVoid
from cadencia.mailing import composing, telling
from cadencia.mailing.default_texts import Text
from cadencia.mailing.models import Delivery, MailServer
from cadencia.mailing.postman import Postman, Told, Unreached
from cadencia.parties.access import Actor, administrator_of_machine

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)

AT_ONCE = 20
LONGEST = 500
LONGEST_TURN = timedelta(seconds=30)
CLAIM = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)

_CLAIM = """
UPDATE mailing_delivery SET claimed_until = %s
WHERE id IN (
    SELECT id FROM mailing_delivery
    WHERE company_id = %s AND state = 'waiting' AND next_at <= %s
      AND (claimed_until IS NULL OR claimed_until < %s)
    ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class _Turn:
    server: MailServer
    postman: Postman
    by: Actor
    clock: Clock


def deliver(company_id: int, *, clock: Clock) -> int | None:
    """Hand over what a company has waiting, for half a minute.

    Return in how many seconds there is more to do; None if that is known by then.
    """
    server = MailServer.objects.filter(company_id=company_id, is_active=True).first()
    if server is None:
        return None
    by = administrator_of_machine(company_id, channel="job")
    turn = _Turn(server, Postman(server), by, clock)
    try:
        return _work(turn, clock() + LONGEST_TURN)
    finally:
        turn.postman.close()


def due_companies(*, at: datetime) -> list[int]:
    """Return the companies that have something to hand over."""
    waiting = Delivery.objects.filter(state="waiting", next_at__lte=at)
    sends = MailServer.objects.filter(is_active=True).values("company_id")
    found = waiting.filter(company_id__in=sends).values_list("company_id", flat=True)
    return sorted(set(found))


def give_up_unknown(*, at: datetime) -> int:
    """Mark as failed what somebody was handing over when the process died; return how many.

    Nobody knows whether it arrived: sending it again is for people to decide.
    """
    with transaction.atomic():
        lost = Delivery.objects.filter(state="sending", claimed_until__lt=at)
        found = list(lost.select_for_update(skip_locked=True).order_by("company_id", "pk"))
        mine = Delivery.objects.filter(pk__in=[each.pk for each in found])
        mine.update(state="failed", reason="unknown", claimed_until=None, next_at=None)
        for company_id, rows in groupby(found, key=attrgetter("company_id")):
            telling.not_delivered(company_id, [(each, "unknown") for each in rows])
    return len(found)


def _work(turn: _Turn, ends_at: datetime) -> int | None:
    while (now := turn.clock()) < ends_at:
        free = mail_attempts.room(_handed_lately(turn, now), turn.server.per_minute)
        if not free:
            return int(MINUTE.total_seconds())
        claimed = _claimed(turn.server.company_id, at=now, many=min(free, AT_ONCE))
        left = _hand_over_all(turn, claimed, ends_at)
        _release(left)
        if not claimed or (left and turn.clock() < ends_at):
            return None  # nothing waits, or nobody answers: looked at again within a minute
    return 1


def _hand_over_all(
    turn: _Turn, claimed: Sequence[Delivery], ends_at: datetime
) -> Sequence[Delivery]:
    """Hand over one after another; return those that were left alone."""
    for place, each in enumerate(claimed):
        if turn.clock() >= ends_at:
            return claimed[place:]
        if not _hand_over(turn, each):
            return claimed[place + 1 :]
    return ()


def _handed_lately(turn: _Turn, now: datetime) -> int:
    mine = Delivery.objects.filter(company_id=turn.server.company_id)
    return mine.filter(handed_at__gt=now - MINUTE).count()


def _claimed(company_id: int, *, at: datetime, many: int) -> Sequence[Delivery]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, (at + CLAIM, company_id, at, at, many))
        ids = [row[0] for row in cursor.fetchall()]
    names = ("document__series", "document__recipient", "document__company")
    return list(Delivery.objects.select_related(*names).filter(pk__in=ids).order_by("pk"))


def _release(deliveries: Sequence[Delivery]) -> None:
    numbers = [each.pk for each in deliveries]
    Delivery.objects.filter(pk__in=numbers, state="waiting").update(claimed_until=None)


def _hand_over(turn: _Turn, delivery: Delivery) -> bool:
    """Hand one over, and write what came of it; return whether the server can be spoken with."""
    try:
        text = _text_of(delivery)
        message = composing.message_of(delivery, text, turn.server, by=turn.by, at=turn.clock())
        turn.postman.open()
    except VariableWithoutValue as missing:
        return _failed(delivery, "no_value", missing.name)
    except _Void:
        return _failed(delivery, "void", "")
    except NotMade as refused:
        _write(turn, delivery, Told(Attempt(Outcome.UNREACHED), "no_pdf", refused.detail))
        return True
    except ValueError as error:
        log.exception("The message of delivery %s can't be made", delivery.pk)
        return _failed(delivery, "broken", str(error)[:LONGEST])
    except Unreached as refused:
        told = Told(Attempt(Outcome.UNREACHED), refused.reason, refused.answer)
        _write(turn, delivery, told)
        return False
    if not _begin(turn, delivery, text):
        return True
    told = turn.postman.hand_over(message)
    _write(turn, delivery, told)
    return told.attempt.outcome is not Outcome.UNREACHED


class _Void(Exception):
    """The document was voided meanwhile."""


def _text_of(delivery: Delivery) -> Text:
    document = delivery.document
    if DocumentVoid.objects.filter(document=document).exists():
        raise _Void
    if delivery.subject or delivery.body:
        return Text(delivery.subject, delivery.body)
    text = composing.text_for(document.company_id, document.language)
    return composing.filled_in(text, document)


def _begin(turn: _Turn, delivery: Delivery, text: Text) -> bool:
    """Write that it is being handed over; False if somebody took it away meanwhile."""
    now = turn.clock()
    mine = Delivery.objects.filter(pk=delivery.pk, state="waiting")
    begun = mine.update(
        state="sending",
        handed_at=now,
        claimed_until=now + CLAIM,
        next_at=None,
        subject=text.subject,
        body=text.body,
    )
    return begun == 1


def _write(turn: _Turn, delivery: Delivery, told: Told) -> None:
    """Write what came of an attempt."""
    now = turn.clock()
    attempts = delivery.attempts + 1
    following = mail_attempts.after(told.attempt, attempts=attempts, at=now)
    changes: dict[str, Any] = {
        "state": following.state,
        "attempts": attempts,
        "next_at": following.at,
        "sent_at": now if following.state == "sent" else None,
        "reason": told.reason,
        "answer": told.answer,
        "refused": list(told.refused),
        "claimed_until": None,
    }
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=delivery.pk, state__in=("waiting", "sending"))
        written = mine.update(**changes)  # none if somebody gave it up meanwhile
        if written and following.state == "sent":
            telling.sent(delivery)
        elif written and following.state == "failed":
            telling.not_delivered(delivery.company_id, [(delivery, told.reason)])


def _failed(delivery: Delivery, reason: str, answer: str) -> bool:
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=delivery.pk, state="waiting")
        if mine.update(
            state="failed", reason=reason, answer=answer, next_at=None, claimed_until=None
        ):
            telling.not_delivered(delivery.company_id, [(delivery, reason)])
    return True
