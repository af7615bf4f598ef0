"""The only place that reads the clock. Rules take dates and moments as arguments."""

from datetime import UTC, datetime

from cadencia.core.dates import civil_date

__all__ = ["civil_date", "now"]


def now() -> datetime:
    """Return this moment, in UTC. A company's civil date of it: `civil_date`."""
    return datetime.now(UTC)
