"""The clock, read at the edge: a command reads it once and passes on what it shows."""

from collections.abc import Callable
from datetime import date, datetime


def clock() -> Callable[[], datetime]:
    """Return what tells this moment, in UTC, as the installation says."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found


def today(time_zone: str) -> date:
    """Return today's civil date in a company's time zone."""
    from cadencia.core.dates import civil_date

    return civil_date(clock()(), time_zone)
