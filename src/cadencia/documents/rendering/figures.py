"""How numbers, amounts of money, percents and dates are written in the customer's language.

Separators and currency symbols are those of CLDR for the whole tag (es 1.234,56; es-GT 1,234.56;
en 1,234.56). Thousands are always grouped, also where CLDR would leave four digits together: an
invoice has columns. Dates are written so that no reader can take the month for the day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from cadencia.documents.rendering.page_words import base_language

NO_BREAK_SPACE = "\u00a0"
_DATE_PATTERNS = {"es": "dd/MM/yyyy", "en": "d MMM y"}
_PERCENT_SPACE = {"es": NO_BREAK_SPACE, "en": ""}
_MOST_DECIMALS = 8  # of a unit price (R8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The way of one language."""

    tag: str
    decimal_point: str
    thousands: str

    def number(self, value: Decimal, *, at_least: int = 0, at_most: int = _MOST_DECIMALS) -> str:
        """Return a number without the zeros it does not need: 1.5, 29.99, 0.0333."""
        shown = value.quantize(Decimal(1).scaleb(-at_most), ROUND_HALF_UP)
        whole, _, fraction = f"{abs(shown):f}".partition(".")
        fraction = fraction.rstrip("0").ljust(at_least, "0")
        sign = "-" if shown < 0 else ""
        return sign + self._grouped(whole) + (self.decimal_point + fraction if fraction else "")

    def amount(self, value: Decimal, *, decimals: int) -> str:
        """Return an amount without its currency, as in a column."""
        return self.number(value, at_least=decimals, at_most=decimals)

    def price(self, value: Decimal, *, decimals: int) -> str:
        """Return a unit price: at least the currency's decimals, at most eight."""
        return self.number(value, at_least=decimals)

    def money(self, value: Decimal, *, currency: str, decimals: int) -> str:
        """Return an amount with its currency, where the language puts it."""
        symbol, goes_first = _currency(self.tag, currency)
        text = self.amount(abs(value), decimals=decimals)
        sign = "-" if value < 0 else ""
        if goes_first:
            return sign + symbol + (NO_BREAK_SPACE if symbol[-1].isalpha() else "") + text
        return sign + text + NO_BREAK_SPACE + symbol

    def percent(self, value: Decimal) -> str:
        """Return a percent: `21 %` in Spanish, `21%` in English."""
        return self.number(value) + _PERCENT_SPACE[base_language(self.tag)] + "%"

    def day(self, value: date) -> str:
        """Return a date: `23/02/2026` in Spanish, `23 Feb 2026` in English."""
        return _day(value, base_language(self.tag))

    def _grouped(self, whole: str) -> str:
        return f"{int(whole):,}".replace(",", self.thousands)


@lru_cache(maxsize=64)
def figures_in(language: str) -> Figures:
    """Return the figures of a language tag such as `es`, `en` or `es-GT`.

    :raises babel.UnknownLocaleError: if CLDR does not know it.
    """
    locale = Locale.parse(language.replace("-", "_"))
    symbols = locale.number_symbols["latn"]
    return Figures(tag=str(locale), decimal_point=symbols["decimal"], thousands=symbols["group"])


@lru_cache(maxsize=4096)
def _day(value: date, base: str) -> str:
    return format_date(value, _DATE_PATTERNS[base], locale=base)


@lru_cache(maxsize=256)
def _currency(tag: str, currency: str) -> tuple[str, bool]:
    locale = Locale.parse(tag)
    symbol = locale.currency_symbols.get(currency, currency)
    return symbol, str(locale.currency_formats["standard"].pattern).lstrip().startswith("¤")
