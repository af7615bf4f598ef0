"""The clock of the pages under test: it stands where a test puts it."""

from datetime import UTC, datetime

USUAL = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
_stands = [USUAL]


def now() -> datetime:
    """Return the moment at which the clock stands."""
    return _stands[0]


def stand_at(moment: datetime) -> None:
    """Put the clock at a moment."""
    _stands[0] = moment
