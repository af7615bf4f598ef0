"""How a file writes numbers and dates: its declared locale decides, nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A way of writing numbers and dates."""

    code: str
    decimal: str
    thousands: str
    number: re.Pattern[str]
    day: re.Pattern[str] | None  # day, month, year; None: only 2026-12-31
    sample_number: str
    sample_day: str
    delimiter: str  # of the CSV files written


def _number(decimal: str, thousands: str) -> re.Pattern[str]:
    point, comma = re.escape(decimal), re.escape(thousands)
    return re.compile(rf"-?(?:[0-9]{{1,3}}(?:{comma}[0-9]{{3}})+|[0-9]+)(?:{point}[0-9]+)?")


SPANISH = Locale(
    code="es",
    decimal=",",
    thousands=".",
    number=_number(",", "."),
    day=re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})"),
    sample_number="1.234,56",
    sample_day="31/12/2026",
    delimiter=";",
)
# 3/4/2026 is March in one English-speaking country and April in another: refused.
ENGLISH = Locale(
    code="en",
    decimal=".",
    thousands=",",
    number=_number(".", ","),
    day=None,
    sample_number="1,234.56",
    sample_day="2026-12-31",
    delimiter=",",
)
LOCALES = {"es": SPANISH, "en": ENGLISH}


def number(text: str, locale: Locale) -> Decimal | None:
    """Return the number a text writes in a locale, or None if it writes none.

    >>> number("1.234,56 €", SPANISH), number("1.234", SPANISH), number("12.5", SPANISH)
    (Decimal('1234.56'), Decimal('1234'), None)
    """
    bare = _BLANKS.sub("", text).translate(_MINUS).removesuffix("€").removesuffix("EUR")
    if not locale.number.fullmatch(bare):
        return None
    return Decimal(bare.replace(locale.thousands, "").replace(locale.decimal, "."))


def day(text: str, locale: Locale) -> date | None:
    """Return the date a text writes in a locale, or as `2026-12-31`; None if it writes none.

    >>> day("31/12/2026", SPANISH), day("2026-12-31", SPANISH), day("31/02/2026", SPANISH)
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), None)
    """
    if iso := _ISO.fullmatch(text):
        year, month, day_of_month = iso.groups()
    elif locale.day and (found := locale.day.fullmatch(text)):
        day_of_month, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None


def show_number(value: Decimal, locale: Locale) -> str:
    """Return a number as the locale writes it, without thousands.

    >>> show_number(Decimal("1234.50"), SPANISH)
    '1234,50'
    """
    return format(value, "f").replace(".", locale.decimal)


def show_day(value: date, locale: Locale) -> str:
    """Return a date as the locale writes it.

    >>> show_day(date(2026, 2, 1), SPANISH), show_day(date(2026, 2, 1), ENGLISH)
    ('01/02/2026', '2026-02-01')
    """
    if locale.day is None:
        return value.isoformat()
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
