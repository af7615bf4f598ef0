"""Tokens: made, shown once, listed, revoked, and recognised (US-2)."""

import hashlib
import re
import secrets
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cadencia.api import limiting
from cadencia.api.models import Token
from cadencia.parties import access, kept_plans, signing_in
from cadencia.parties.access import Actor, Permission
from cadencia.parties.models import Company, User
from cadencia.parties.problems import Problem, refuse_if_any

PREFIX = "cad_"
CHANNEL = "api"
USUAL_DAYS = 365
MOST_DAYS = 3660
MOST_REQUESTS = 1_000_000  # a minute
_SHOWN = 10  # characters of it that tell tokens apart in a list
_FORM = re.compile(r"cad_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a token is to be: for what, until when, in whose name."""

    name: str
    scopes: Collection[str]
    days: int = USUAL_DAYS
    user: User | None = None
    vouched: bool = False
    requests_per_minute: int | None = None


class NoSuchToken(Exception):
    """The company has no token of that number."""


def create(wanted: Wanted, *, by: Actor, at: datetime) -> tuple[Token, str]:
    """Make a token of the actor's company; return it and its text, which is shown this once.

    :raises ValuesRefused: if it has no name, no known scope, or lasts too long.
    """
    refuse_if_any(_problems(wanted))
    text = PREFIX + secrets.token_urlsafe(32)
    with access.permitted(by, Permission.SETTINGS):
        token = Token.objects.create(
            company_id=by.company_id,
            name=wanted.name.strip(),
            user=wanted.user,
            scopes=sorted(set(wanted.scopes)),
            vouched=wanted.vouched,
            digest=digest(text),
            hint=text[:_SHOWN],
            requests_per_minute=wanted.requests_per_minute,
            created_at=at,
            expires_at=at + timedelta(days=wanted.days),
        )
    return token, text


def revoke(token_id: int, *, by: Actor, at: datetime) -> Token:
    """End a token at once; one that has ended stays as it is.

    :raises NoSuchToken: if the company has none of that number.
    """
    with access.permitted(by, Permission.SETTINGS):
        mine = Token.objects.select_for_update().filter(company_id=by.company_id, pk=token_id)
        token = mine.first()
        if token is None:
            raise NoSuchToken(token_id)
        if token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
    return token


def of_company(company: Company) -> QuerySet[Token]:
    """Return the tokens of a company, the latest first."""
    return Token.objects.filter(company=company).select_related("user").order_by("-pk")


def recognised(text: str, *, at: datetime) -> tuple[Token, int] | None:
    """Return the token that the text is, if it is one and still holds, and count the request.

    With it, how many requests were made in this minute, this one included.
    """
    if not _FORM.fullmatch(text):
        return None
    with kept_plans.cursor() as cursor:
        cursor.execute(_RECOGNISED, (digest(text), at, limiting.minute_of(at)))
        found = cursor.fetchone()
    if found is None:
        return None
    requests, *version = found
    token = _of_version(tuple(version))
    return None if token is None else (token, requests)


_RECOGNISED = f"""
WITH token AS (
    SELECT t.id, t.company_id, t.ctid::text AS place, t.xmin::text AS written,
        c.ctid::text AS company_place, c.xmin::text AS company_written,
        u.ctid::text AS user_place, u.xmin::text AS user_written
    FROM api_token t
    JOIN parties_company c ON c.id = t.company_id
    LEFT JOIN parties_user u ON u.id = t.user_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s
), counted AS ({limiting.COUNT})
SELECT counted.requests, token.id, place, written, company_place, company_written,
    user_place, user_written
FROM token, counted
"""  # noqa: S608 - no value in it
"""The versions of the rows, as PostgreSQL itself has them: each change makes others."""

_read_before: dict[tuple[Any, ...], Token] = {}
_MOST_KEPT = 1000


def _of_version(version: tuple[Any, ...]) -> Token | None:
    """Return the token, its company and user, which are read again only once they changed."""
    found = _read_before.get(version)
    if found is None:
        mine = Token.objects.select_related("company", "user").defer("company__logo")
        found = mine.filter(pk=version[0]).first()
        if found is None:
            return None
        if len(_read_before) >= _MOST_KEPT:
            _read_before.clear()
        _read_before[version] = found
    token = copy(found)
    token.company, token.user = copy(found.company), copy(found.user)
    return token


def actor(token: Token, *, at: datetime) -> Actor:
    """Return who the token stands for: its scopes, as far as the role of its user reaches.

    :raises NoWayIn: if its user has no role in the company any more.
    """
    scopes = frozenset(Permission(each) for each in token.scopes)
    if token.user is None:
        return Actor(
            company_id=token.company_id,
            permissions=scopes,
            name=token.name,
            channel=CHANNEL,
            gave_credentials=token.vouched,
            program=str(token),
        )
    user = signing_in.actor_of(token.user, token.company_id, at=at, channel=CHANNEL)
    return replace(
        user,
        permissions=scopes & user.permissions,
        gave_credentials=token.vouched or user.gave_credentials,
        program=str(token),
    )


def digest(text: str) -> str:
    """Return what is kept of a token's text: it is long and random, so once is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def _problems(wanted: Wanted) -> list[Problem]:
    problems = []
    if not wanted.name.strip():
        problems.append(Problem("name", _("Say which program will use the token.")))
    known = ", ".join(Permission)
    for each in sorted(set(wanted.scopes) - set(Permission)):
        sentence = _("There is no scope %(scope)s. Choose among: %(known)s.")
        problems.append(Problem("scopes", sentence % {"scope": each, "known": known}))
    if not wanted.scopes:
        sentence = _("Say what the token may do, with at least one of: %(known)s.")
        problems.append(Problem("scopes", sentence % {"known": known}))
    if not 1 <= wanted.days <= MOST_DAYS:
        sentence = _("Write for how many days it holds, from 1 to %(most)s.")
        problems.append(Problem("days", sentence % {"most": MOST_DAYS}))
    most = wanted.requests_per_minute
    if most is not None and not 1 <= most <= MOST_REQUESTS:
        sentence = _("Write how many requests, from 1 to %(most)s.")
        problems.append(Problem("requests_per_minute", sentence % {"most": MOST_REQUESTS}))
    return problems
