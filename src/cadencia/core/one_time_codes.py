"""Codes of six digits that change every half minute, as telephones show them (RFC 6238).

A secret and a moment go in, a code comes out; nothing is kept here.
"""

import hmac
from datetime import datetime

SECONDS = 30
DIGITS = 6
STEPS_AROUND = 1  # a clock may be half a minute off


def step_at(moment: datetime) -> int:
    """Return the number of the half minute that a moment lies in, counted from 1970."""
    return int(moment.timestamp()) // SECONDS


def code(secret: bytes, step: int) -> str:
    """Return the code of a half minute (RFC 4226, with SHA-1 as all programs do).

    >>> code(b"12345678901234567890", 1)
    '287082'
    """
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(typed: str, secret: bytes, *, at: datetime, after: int) -> int | None:
    """Return the half minute whose code was typed, if it is now or next to now, and later than
    `after`, so that a code counts once; None if it is wrong.
    """
    bare = "".join(typed.split())
    if not (bare.isascii() and bare.isdigit() and len(bare) == DIGITS):
        return None
    now = step_at(at)
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if step > after and hmac.compare_digest(code(secret, step), bare):
            return step
    return None
