"""How many requests a token may make in a minute, counted in the database (US-2).

One row for each token, in a table that isn't logged: counting a request costs no disk, and the
server's processes, on one machine or many, count together.
"""

from datetime import datetime

from django.conf import settings
from django.db import connection

from cadencia.api.models import Token

MINUTE = 60  # seconds

_COUNT = """
INSERT INTO api_requestcount AS c (token_id, company_id, minute, requests)
VALUES (%s, %s, %s, 1)
ON CONFLICT (token_id) DO UPDATE
SET requests = CASE WHEN c.minute = excluded.minute THEN c.requests + 1 ELSE 1 END,
    minute = excluded.minute
RETURNING requests
"""


class TooManyRequests(Exception):
    """The token made more requests in this minute than it may; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def count(token: Token, *, at: datetime) -> None:
    """Count a request of the token.

    :raises TooManyRequests: if it is one too many in this minute.
    """
    seconds = int(at.timestamp())
    minute = seconds // MINUTE
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, (token.pk, token.company_id, minute))
        requests = cursor.fetchone()[0]
    most = token.requests_per_minute or settings.API_REQUESTS_PER_MINUTE
    if requests > most:
        raise TooManyRequests((minute + 1) * MINUTE - seconds)
