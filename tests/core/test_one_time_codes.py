"""Codes of the telephone: the vectors of RFC 6238, and what counts once."""

from datetime import UTC, datetime, timedelta

import pytest

from cadencia.core.one_time_codes import code, step_at, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [  # the RFC writes eight digits; these are its last six
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds, expected):
    assert code(SECRET, step_at(datetime.fromtimestamp(seconds, UTC))) == expected


@pytest.mark.parametrize(
    ("late", "counts"), [(-31, False), (-30, True), (0, True), (59, True), (60, False)]
)
def test_a_clock_may_be_half_a_minute_off(late, counts):
    shown = datetime.fromtimestamp(1111111110, UTC)  # the first second of its half minute
    typed = code(SECRET, step_at(shown))
    at = shown + timedelta(seconds=late)
    assert (step_of(typed, SECRET, at=at, after=0) == step_at(shown)) is counts


def test_it_counts_once():
    at = datetime.fromtimestamp(1111111111, UTC)
    assert step_of("050 471", SECRET, at=at, after=37037036) == 37037037
    assert step_of("050471", SECRET, at=at, after=37037037) is None


@pytest.mark.parametrize("typed", ["", "05047", "0504711", "abcdef", "٠٥٠٤٧١"])
def test_what_is_no_code(typed):
    assert step_of(typed, SECRET, at=datetime.fromtimestamp(1111111111, UTC), after=0) is None
