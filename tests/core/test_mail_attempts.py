"""What becomes of a message after an attempt (DO-6)."""

from datetime import UTC, datetime

import pytest

from cadencia.core.mail_attempts import Attempt, Next, Outcome, after, room

NOW = datetime(2026, 3, 15, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "state"),
    [
        (Attempt(Outcome.TAKEN), "sent"),
        (Attempt(Outcome.REFUSED, 399), "failed"),
        (Attempt(Outcome.REFUSED, 400), "waiting"),
        (Attempt(Outcome.REFUSED, 451), "waiting"),
        (Attempt(Outcome.REFUSED, 499), "waiting"),
        (Attempt(Outcome.REFUSED, 500), "failed"),
        (Attempt(Outcome.REFUSED, 550), "failed"),
        (Attempt(Outcome.UNREACHED), "waiting"),
        (Attempt(Outcome.UNKNOWN), "failed"),
    ],
)
def test_for_now_or_for_good(attempt, state):
    assert after(attempt, attempts=1, at=NOW).state == state


@pytest.mark.parametrize(
    ("attempts", "at"),
    [
        (1, datetime(2026, 3, 15, 10, 1, tzinfo=UTC)),
        (2, datetime(2026, 3, 15, 10, 5, tzinfo=UTC)),
        (3, datetime(2026, 3, 15, 10, 15, tzinfo=UTC)),
        (4, datetime(2026, 3, 15, 11, 0, tzinfo=UTC)),
        (8, datetime(2026, 3, 16, 10, 0, tzinfo=UTC)),
    ],
)
def test_it_waits_longer_each_time(attempts, at):
    assert after(Attempt(Outcome.UNREACHED), attempts=attempts, at=NOW) == Next("waiting", at)


def test_after_nine_attempts_it_is_given_up():
    assert after(Attempt(Outcome.UNREACHED), attempts=9, at=NOW) == Next("failed")


@pytest.mark.parametrize(("sent", "free"), [(0, 60), (59, 1), (60, 0), (61, 0)])
def test_the_bound_of_a_minute(sent, free):
    assert room(sent, 60) == free
