"""The clock, read at the edge: a screen reads it and passes on what it shows."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from cadencia.core.dates import civil_date


def clock() -> Callable[[], datetime]:
    """Return what tells this moment, in UTC, as the installation says."""
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found


def now() -> datetime:
    """Return this moment, in UTC."""
    return clock()()


def today(time_zone: str) -> date:
    """Return today's civil date in a company's time zone."""
    return civil_date(now(), time_zone)
