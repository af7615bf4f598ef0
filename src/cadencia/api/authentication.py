"""Who asks: `Authorization: Bearer cad_…` (US-2)."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from cadencia.api import limiting, tokens
from cadencia.api.clock import now
from cadencia.api.models import Token
from cadencia.parties import behind_wall
from cadencia.parties.access import Actor
from cadencia.parties.models import Company
from cadencia.parties.signing_in import NoWayIn


class NotRecognised(Exception):
    """There is no token, or it is unknown, expired or revoked: which one isn't said."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, for which company."""

    token: Token
    company: Company
    actor: Actor


class ApiRequest(HttpRequest):
    """A request whose caller is known."""

    auth: Caller


class SurroundedRequest(HttpRequest):
    """A request as the middleware hands it on."""

    until_answered: ExitStack


class token(HttpBearer):  # noqa: N801 - its name is the scheme's in the OpenAPI document
    """Recognises the token of a request, and counts it."""

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who asks.

        :raises NotRecognised: if the request doesn't say, or not rightly.
        :raises TooManyRequests: if the token asked too often.
        """
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotRecognised
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return whose token it is; from here on only the rows of its company are seen."""
        at = now()
        recognised = tokens.recognised(token, at=at)
        if recognised is None:
            raise NotRecognised
        found, requests = recognised
        limiting.refuse_too_many(found, requests, at=at)
        try:
            caller = Caller(found, found.company, tokens.actor(found, at=at))
        except NoWayIn:
            raise NotRecognised from None
        cast(SurroundedRequest, request).until_answered.enter_context(
            behind_wall.of(
                found.company_id,
                user=str(caller.actor.user_id or ""),
                channel=caller.actor.channel,
                program=caller.actor.program,
            )
        )
        return caller
