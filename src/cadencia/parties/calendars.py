"""Business days of a country or region, by the holidays package (SC-6, R5).

A calendar is named `ES`, `ES-MD` (country and region, ISO 3166) or by the code of a market
such as `XECB`, whose days are those of TARGET. Saturdays and Sundays are no business days.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from cadencia.core.business_days import IsBusinessDay, every_weekday

SPANISH_CALENDARS = frozenset(
    (
        *("ES", "ES-AN", "ES-AR", "ES-AS", "ES-CB", "ES-CE", "ES-CL", "ES-CM", "ES-CN", "ES-CT"),
        *("ES-EX", "ES-GA", "ES-IB", "ES-MC", "ES-MD", "ES-ML", "ES-NC", "ES-PV", "ES-RI", "ES-VC"),
    )
)
"""Calendars known without loading the package, which takes longer than a simulation."""


class UnknownCalendar(Exception):
    """The holidays package has no calendar of that name."""


def is_calendar(code: str) -> bool:
    """Say whether there is a calendar of that name."""
    if code in SPANISH_CALENDARS:
        return True
    try:
        business_days(code)
    except UnknownCalendar:
        return False
    return True


@lru_cache(maxsize=64)
def business_days(code: str | None) -> IsBusinessDay:
    """Return the question *is it a business day?* for a calendar; without one, Monday to Friday.

    >>> madrid = business_days("ES-MD")
    >>> madrid(date(2026, 5, 4)), madrid(date(2026, 5, 1)), madrid(date(2026, 5, 9))
    (True, False, False)

    :raises UnknownCalendar: if there is none.
    """
    if code is None:
        return every_weekday
    # Imported when a calendar is asked for: it costs more than a whole simulation.
    import holidays

    country, dash, region = code.partition("-")
    if dash and not region:
        raise UnknownCalendar(code)
    try:
        if dash or country in holidays.list_supported_countries():
            days = holidays.country_holidays(country, subdiv=region or None)
        else:
            days = holidays.financial_holidays(country)
    except (NotImplementedError, KeyError, AttributeError) as failure:
        raise UnknownCalendar(code) from failure

    def is_business_day(day: date) -> bool:
        return every_weekday(day) and day not in days

    return is_business_day
