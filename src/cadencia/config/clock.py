"""The only place that reads the clock. Rules take dates and moments as arguments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """Return today's civil date in a company's time zone, such as `Europe/Madrid`.

    :raises ZoneInfoNotFoundError: if there is no such time zone.
    """
    return civil_date(now(), time_zone)


def civil_date(moment: datetime, time_zone: str) -> date:
    """Return the civil date of a moment in a time zone.

    >>> civil_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Europe/Madrid")
    datetime.date(2027, 1, 1)
    """
    return moment.astimezone(ZoneInfo(time_zone)).date()
