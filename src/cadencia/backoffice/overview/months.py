"""Months as the screens name them."""

from datetime import date

from django.utils.dates import MONTHS_3
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.core.dates import add_months


def named(month: str) -> str:
    """Return a month, 2026-01, as the columns of a table name it: `ene 26`.

    What is paid after the last month of a forecast is `later`.
    """
    if month == "later":
        return _("Later")
    year, number = month.split("-")
    name = str(MONTHS_3[int(number)])
    if (get_language() or "").startswith("en"):
        name = name.capitalize()  # Spanish writes them small
    return f"{name} {year[2:]}"


def around(today: date, back: int, ahead: int) -> list[str]:
    """Return the months from so many before that of today to so many after, in order."""
    first = today.replace(day=1)
    return [f"{add_months(first, n):%Y-%m}" for n in range(-back, ahead + 1)]
