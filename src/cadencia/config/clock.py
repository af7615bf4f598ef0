"""The only place that reads the clock. Rules take dates and moments as arguments."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment, in UTC. A company's civil date of it: core.dates.civil_date."""
    return datetime.now(UTC)
