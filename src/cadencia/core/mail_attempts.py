"""What becomes of a message after an attempt to hand it over, and when it is tried again (DO-6).

The one thing that is never guessed: a server that was given the whole message and didn't answer
may have taken it. Trying again could send it twice, so that is left to people.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after the first attempt, the second… altogether about two days."""

_TEMPORARY = range(400, 500)


class Outcome(StrEnum):
    """What came of an attempt."""

    TAKEN = "taken"  # the server answers for it from now on
    REFUSED = "refused"  # by the server, with a code
    UNREACHED = "unreached"  # nothing of the message was handed over
    UNKNOWN = "unknown"  # handed over, and not answered


class Attempt(NamedTuple):
    """An attempt as it ended; `code` is the server's, 0 where it said none."""

    outcome: Outcome
    code: int = 0


class Next(NamedTuple):
    """What the message is now: sent, failed, or waiting until `at`."""

    state: str
    at: datetime | None = None


def after(attempt: Attempt, *, attempts: int, at: datetime) -> Next:
    """Return what becomes of a message after its attempt number `attempts`, from 1, at a moment.

    What the server refuses for now (4xx), and a server that isn't reached, are tried again after
    `WAITS`; what it refuses for good (5xx), and what nobody knows, are not.
    """
    if attempt.outcome is Outcome.TAKEN:
        return Next("sent")
    is_for_now = attempt.outcome is Outcome.UNREACHED or (
        attempt.outcome is Outcome.REFUSED and attempt.code in _TEMPORARY
    )
    if is_for_now and attempts <= len(WAITS):
        return Next("waiting", at + WAITS[attempts - 1])
    return Next("failed")


def room(sent_in_the_last_minute: int, per_minute: int) -> int:
    """Return how many messages may be handed over now without going over the bound."""
    return max(0, per_minute - sent_in_the_last_minute)
