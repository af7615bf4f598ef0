"""Doing a request once, however often it is sent: the `Idempotency-Key` header.

The key, what was asked and what was answered are kept in the very transaction of the act; a
second request of the same key waits for the first and is answered the same. Nothing is kept of
what was refused: once mended, it may be sent again under the same key.

A run works in many transactions. Its key is kept first and its answer at the end; between the
two the same key is answered "busy", for ten minutes at most: the run itself is done once anyway.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cadencia.api.authentication import ApiRequest
from cadencia.api.bodies import body_of
from cadencia.api.clock import now
from cadencia.api.models import KeptAnswer
from cadencia.api.problems import Refused, refused_field
from cadencia.parties import access, kept_plans

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=30)
STALE_AFTER = timedelta(minutes=10)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Location",)

Act = Callable[[], HttpResponse]

# Waits for a first one that is still being done.
_INSERT = """
INSERT INTO api_keptanswer
    (company_id, token_id, key, method, path, body_sha256, headers, body, created_at)
VALUES (%s, %s, %s, %s, %s, %s, '{}', '', %s) ON CONFLICT (company_id, token_id, key) DO NOTHING
RETURNING id
"""
_KEEP = "UPDATE api_keptanswer SET status = %s, headers = %s::jsonb, body = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks, as far as the same key must ask the same."""

    key: str
    method: str
    path: str
    body: str  # SHA-256

    def is_kept_in(self, kept: KeptAnswer) -> bool:
        asked = (self.method, self.path, self.body)
        return asked == (kept.method, kept.path, kept.body_sha256)


def once(request: ApiRequest, act: Act, *, resumable: bool = False) -> HttpResponse:
    """Do the act, or answer again what was answered to the same key.

    `resumable` acts work in transactions of their own and may be begun twice.

    :raises Refused: if the key was used for something else, or its act is still being done.
    """
    asked = _asked(request)
    if resumable:
        return _done_resumable(request, asked, act)
    with access.acting(request.auth.actor):
        if asked is None:
            return act()
        kept, _is_new = _kept(request, asked, at=now())
        if kept.status is not None:
            return _again(kept)
        answer = act()
        _keep(kept, answer)
    return answer


def refuse_key(request: ApiRequest) -> None:
    """Refuse a key where nothing is kept.

    :raises Refused: if the request has one.
    """
    if HEADER in request.headers:
        raise refused_field(HEADER, _("This isn't kept, so it takes no key."), place="header")


def forget_old(*, at: datetime) -> int:
    """Delete the answers that nobody asks for again; return how many."""
    return KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]


def _done_resumable(request: ApiRequest, asked: _Asked | None, act: Act) -> HttpResponse:
    if asked is None:
        return act()
    at = now()
    with transaction.atomic():
        kept, is_new = _kept(request, asked, at=at)
        if kept.status is not None:
            return _again(kept)
        if not is_new:
            if at - kept.created_at < STALE_AFTER:
                raise Refused("busy", _("A request with this key is still being done."))
            kept.created_at = at
            kept.save(update_fields=["created_at"])
    try:
        answer = act()
    except Exception:
        kept.delete()
        raise
    _keep(kept, answer)
    return answer


def _asked(request: ApiRequest) -> _Asked | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        message = _("Write 1 to 255 letters, digits or signs, without blanks.")
        raise refused_field(HEADER, message, place="header")
    body = hashlib.sha256(body_of(request)).hexdigest()
    return _Asked(key, request.method or "", request.get_full_path(), body)


def _kept(request: ApiRequest, asked: _Asked, *, at: datetime) -> tuple[KeptAnswer, bool]:
    """Return the row of the key, locked, and whether it is new; a new one has no answer.

    :raises Refused: if the key was used to ask for something else.
    """
    token = request.auth.token
    with kept_plans.cursor() as cursor:
        values = (token.company_id, token.pk, asked.key, asked.method, asked.path, asked.body, at)
        cursor.execute(_INSERT, values)
        new = cursor.fetchone()
    if new is not None:
        return KeptAnswer(pk=new[0]), True
    kept = KeptAnswer.objects.select_for_update().get(
        company_id=token.company_id, token=token, key=asked.key
    )
    if not asked.is_kept_in(kept):
        raise Refused("key-reused", _("Send another request under another key."))
    return kept, False


def _keep(kept: KeptAnswer, answer: HttpResponse) -> None:
    headers = {name: answer[name] for name in _KEPT_HEADERS if name in answer}
    values = (answer.status_code, json.dumps(headers), answer.content.decode(), kept.pk)
    with kept_plans.cursor() as cursor:
        cursor.execute(_KEEP, values)


def _again(kept: KeptAnswer) -> HttpResponse:
    answer = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    if not kept.body:
        del answer["Content-Type"]
    for name, value in kept.headers.items():
        answer[name] = value
    answer["Idempotent-Replayed"] = "true"
    return answer
