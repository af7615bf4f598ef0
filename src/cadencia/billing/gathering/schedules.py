"""A schedule from its columns, be they of a contract or of a template."""

from functools import lru_cache
from typing import Any

from cadencia.billing.gathering import arrays
from cadencia.core.agreement import Every, InMonths, Schedule, Unit

_UNIT = {each.value: each for each in Unit}


@lru_cache(maxsize=4096)
def schedule(columns: tuple[Any, ...]) -> Schedule | None:
    """Return the schedule: every, unit, first, anchor day, months as text, day, since.

    Equal columns give the same one: a company has few.
    """
    every, unit, first, anchor_day, months_text, day, since = columns
    if every is not None:
        return Every(interval=every, unit=_UNIT[unit], first=first, anchor_day=anchor_day)
    months = arrays.months(months_text)
    if months:
        return InMonths(months=months, day=day or 1, since=since)
    return None
