"""How many requests a token may make in a minute, counted in the database (US-2).

One row for each token, in a table that isn't logged: counting a request costs no disk, and the
server's processes, on one machine or many, count together. It is counted by the statement that
recognises the token.
"""

from datetime import datetime

from django.conf import settings

from cadencia.api.models import Token

MINUTE = 60  # seconds

COUNT = """
INSERT INTO api_requestcount AS c (token_id, company_id, minute, requests)
SELECT id, company_id, %s::bigint, 1 FROM token
ON CONFLICT (token_id) DO UPDATE
SET requests = CASE WHEN c.minute = excluded.minute THEN c.requests + 1 ELSE 1 END,
    minute = excluded.minute
RETURNING requests
"""
"""Counts a request of the row of `token` in a minute, and gives how many those are."""


class TooManyRequests(Exception):
    """The token made more requests in this minute than it may; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def minute_of(at: datetime) -> int:
    """Return the minute of a moment, counted since 1970."""
    return int(at.timestamp()) // MINUTE


def refuse_too_many(token: Token, requests: int, *, at: datetime) -> None:
    """Let so many requests of a token in this minute pass, or refuse the last of them.

    :raises TooManyRequests: if it is one too many.
    """
    most = token.requests_per_minute or settings.API_REQUESTS_PER_MINUTE
    if requests > most:
        raise TooManyRequests((minute_of(at) + 1) * MINUTE - int(at.timestamp()))
