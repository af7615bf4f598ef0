"""Numbers and dates as people type them, and as the fields of a form show them again.

The language decides what a point and a comma mean. What can only mean one thing is understood in
either language: the point of the numeric keypad, where no thousands could stand.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import get_language

from cadencia.interchange.tables import locales
from cadencia.interchange.tables.locales import ENGLISH, LOCALES, Locale

_PLAIN = re.compile(r"[-\u2212\u2013]?[0-9]*\.[0-9]+|[-\u2212\u2013]?[0-9]+\.")
_GROUPED = re.compile(r"[-\u2212\u2013]?[0-9]{1,3}([.,][0-9]{3})+")
_DAY = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")
_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})")
_CENTURY = 2000
_TWO_DIGITS = 99


def spoken() -> str:
    """Return the language that is spoken now, one of the two in which things are typed."""
    return "en" if (get_language() or "es").startswith("en") else "es"


def locale_of(language: str | None = None) -> Locale:
    """Return the way of writing of a language; without one, of the language spoken now."""
    return LOCALES.get((language or get_language() or "es")[:2], ENGLISH)


def number(text: str, language: str | None = None) -> Decimal | None:
    """Return the number that somebody typed, or None if it is none.

    >>> number("1.234,56", "es"), number("1234.56", "es"), number("1.234", "es")
    (Decimal('1234.56'), Decimal('1234.56'), Decimal('1234'))
    >>> number("1,234.56", "en"), number(",5", "es"), number("1.2.3", "es"), number("doce", "es")
    (Decimal('1234.56'), Decimal('0.5'), None, None)
    """
    locale = locale_of(language)
    bare = "".join(text.split()).rstrip("%")
    if bare.startswith(locale.decimal):
        bare = f"0{bare}"
    found = locales.number(bare, locale)
    if found is None and _PLAIN.fullmatch(bare) and not _GROUPED.fullmatch(bare):
        return Decimal(bare.replace("\u2212", "-").replace("\u2013", "-"))
    return found


def show_number(value: Decimal, language: str | None = None) -> str:
    """Return a number as a field shows it: with thousands, with all the decimals it has.

    >>> show_number(Decimal("1234567.50"), "es"), show_number(Decimal("-0.0333"), "en")
    ('1.234.567,50', '-0.0333')
    """
    locale = locale_of(language)
    whole, _, fraction = f"{abs(value):f}".partition(".")
    sign = "-" if value < 0 else ""
    shown = f"{int(whole):,}".replace(",", locale.thousands)
    return sign + shown + (locale.decimal + fraction if fraction else "")


def day(text: str, today: date | None = None) -> date | None:
    """Return the date that somebody typed: day, month, year, in either language; None if none.

    `2026-12-31`, `311226` and `31-12-26` are understood too, and, where `today` is given, `+7`,
    seven days from then, and `0`, that day.

    >>> day("31/12/2026"), day("3/4/26"), day("31122026"), day("31/02/2026")
    (datetime.date(2026, 12, 31), datetime.date(2026, 4, 3), datetime.date(2026, 12, 31), None)
    """
    bare = "".join(text.split())
    if today is not None and re.fullmatch(r"[+-][0-9]{1,4}|0", bare):
        return today + timedelta(days=int(bare))
    found = _DAY.fullmatch(bare) or _RUN_TOGETHER.fullmatch(bare)
    if found is None:
        return locales.day(bare, ENGLISH)  # 2026-12-31
    day_of_month, month, year = (int(each) for each in found.groups())
    try:
        return date(year if year > _TWO_DIGITS else _CENTURY + year, month, day_of_month)
    except ValueError:
        return None


def show_day(value: date) -> str:
    """Return a date as a field shows it, in both languages.

    >>> show_day(date(2026, 2, 1))
    '01/02/2026'
    """
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
