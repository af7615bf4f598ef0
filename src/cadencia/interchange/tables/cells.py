"""The kinds of cell: how each is read from a file and how it is written to one.

`read` gives a value of the contract file's JSON form, or raises `Refused`; `show` is its
inverse. Blank cells never reach them.
"""

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from cadencia.interchange.tables import locales, safe_text, words
from cadencia.interchange.tables.locales import Locale
from cadencia.interchange.tables.records import Json, Raw

MAX_INTEGER_DIGITS = 12
MAX_TEXT = 10_000
MAX_DECIMALS = 8
_NATIVE_DECIMALS = Decimal("0.00000001")  # a spreadsheet's own numbers carry noise beyond
_EXACT_DIGITS = 15  # significant digits that a spreadsheet's number keeps
_SEPARATORS = re.compile(r"[;|\n]")
_CODE_SEPARATORS = re.compile(r"[;,|\n]")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/D"})
_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})")


class Refused(Exception):
    """The cell can't be understood: a code of `sentences` and its values."""

    def __init__(self, code: str, **values: Json) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Cell(Protocol):
    """A kind of cell."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        """Return the value of the JSON form. :raises Refused: if it can't be understood."""

    def show(self, value: Json, locale: Locale) -> Raw:
        """Return what is written in the file for a value of the JSON form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Any text; outer blanks are not part of it."""

    limit: int = MAX_TEXT

    def read(self, raw: Raw, locale: Locale) -> Json:
        if isinstance(raw, bool):
            raise Refused("not_text_cell")
        text = _as_text(raw)
        if text in _ERRORS:
            raise Refused("error_value")
        text = safe_text.restore(text.replace("\r\n", "\n").replace("\r", "\n"))
        if len(text) > self.limit:
            raise Refused("text_too_long", limit=self.limit)
        if not text.isprintable() and any(_is_control(each) for each in text):
            raise Refused("control_character")
        return text

    def show(self, value: Json, locale: Locale) -> Raw:
        return safe_text.defuse(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with decimals; a percent may carry its sign."""

    decimals: int = 8
    percent: bool = False

    def read(self, raw: Raw, locale: Locale) -> Json:
        if isinstance(raw, str) and self.percent:
            raw = raw.rstrip().removesuffix("%")
        value = _number(raw, locale)
        if -int(value.as_tuple().exponent) > self.decimals:
            value = value.normalize()
        if -int(value.as_tuple().exponent) > self.decimals:
            raise Refused("too_many_decimals", limit=self.decimals)
        if abs(value) >= 10**MAX_INTEGER_DIGITS:
            raise Refused("number_too_large")
        return format(value if value else abs(value), "f")

    def show(self, value: Json, locale: Locale) -> Raw:
        return _exact(Decimal(value), locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number within bounds, both included."""

    minimum: int = 0
    maximum: int = 1_000_000

    def read(self, raw: Raw, locale: Locale) -> Json:
        value = _number(raw, locale)
        if value != value.to_integral_value():
            raise Refused("not_whole")
        if not self.minimum <= value <= self.maximum:
            raise Refused("out_of_bounds", minimum=self.minimum, maximum=self.maximum)
        return int(value)

    def show(self, value: Json, locale: Locale) -> Raw:
        return int(value)


@dataclass(frozen=True, slots=True)
class Day:
    """A civil date."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        return _day(raw, locale).isoformat()

    def show(self, value: Json, locale: Locale) -> Raw:
        return date.fromisoformat(value)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of some words. Each is compared by identity, so that its words are folded once."""

    words: words.Words

    def read(self, raw: Raw, locale: Locale) -> Json:
        text = _as_text(raw)
        found = _by_word(self).get(folded(text))
        if found is None:
            raise Refused("not_a_choice", **self._choices(text, locale))
        return found

    def show(self, value: Json, locale: Locale) -> Raw:
        return self.words[value][locale.code][0] if value in self.words else value

    def _choices(self, text: str, locale: Locale) -> dict[str, Json]:
        shown = [each[locale.code][0] for each in self.words.values()]
        return {"choices": ", ".join(shown), "near": nearest(text, shown)}


_YES_NO = Choice(words.YES_NO)
_MONTH = Choice(words.MONTHS)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, in words, as 1 and 0, or as the spreadsheet's own."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        if isinstance(raw, bool):
            return raw
        return _YES_NO.read(raw, locale) == "true"

    def show(self, value: Json, locale: Locale) -> Raw:
        return words.YES_NO["true" if value else "false"][locale.code][0]


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes separated by commas; `none` says that there are none."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        text = Text().read(raw, locale)
        if folded(text) in _none():
            return []
        return [each.strip() for each in _CODE_SEPARATORS.split(text) if each.strip()]

    def show(self, value: Json, locale: Locale) -> Raw:
        return safe_text.defuse(", ".join(value)) if value else words.NOTHING[locale.code][0]


@dataclass(frozen=True, slots=True)
class Percents:
    """Percents separated by `+` or `;`: `10 + 5`."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        percent = Amount(decimals=8, percent=True)
        if not isinstance(raw, str):
            return [percent.read(raw, locale)]
        if folded(raw) in _none():
            return []
        parts = (each.strip() for each in re.split(r"[+;|]", safe_text.restore(raw)))
        return [percent.read(each, locale) for each in parts if each]

    def show(self, value: Json, locale: Locale) -> Raw:
        if len(value) == 1:
            return _exact(Decimal(value[0]), locale)
        if not value:
            return None
        shown = " + ".join(locales.show_number(Decimal(each), locale) for each in value)
        return safe_text.defuse(shown)


@dataclass(frozen=True, slots=True)
class Months:
    """Months by number or name, separated by commas."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        parts = [each.strip() for each in re.split(r"[;,|\s]+", _as_text(raw)) if each.strip()]
        return sorted({_month(each) for each in parts})

    def show(self, value: Json, locale: Locale) -> Raw:
        return ", ".join(str(each) for each in value) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholes:
    """Whole numbers separated by commas."""

    minimum: int
    maximum: int

    def read(self, raw: Raw, locale: Locale) -> Json:
        whole = Whole(minimum=self.minimum, maximum=self.maximum)
        parts = re.split(r"[;,|\s]+", _as_text(raw))
        return [whole.read(each, locale) for each in parts if each]

    def show(self, value: Json, locale: Locale) -> Raw:
        return ", ".join(str(each) for each in value) or None


@dataclass(frozen=True, slots=True)
class OneOffDay:
    """A date, a month (`2027-03`, `03/2027`), or *with the next* (LN-4)."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        if isinstance(raw, str):
            if folded(raw) in {
                folded(each) for known in words.WITH_NEXT.values() for each in known
            }:
                return "next"
            if month := _YEAR_MONTH.fullmatch(raw.strip()):
                year = month[1] or month[4]
                return f"{year}-{int(month[2] or month[3]):02d}"
        return _day(raw, locale).isoformat()

    def show(self, value: Json, locale: Locale) -> Raw:
        if value == "next":
            return words.WITH_NEXT[locale.code][0]
        return date.fromisoformat(value) if len(value) == len("2026-12-31") else value


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of a formula: `base=10; km=2,5`."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        parameters = {}
        for part in _SEPARATORS.split(Text().read(raw, locale)):
            name, equals, value = part.partition("=")
            if part.strip():
                if not equals:
                    raise Refused("not_a_pair", text=part.strip(), sample="base=10; km=2")
                parameters[name.strip()] = Amount().read(value.strip(), locale)
        return parameters

    def show(self, value: Json, locale: Locale) -> Raw:
        shown = (f"{key}={locales.show_number(Decimal(v), locale)}" for key, v in value.items())
        return safe_text.defuse("; ".join(shown)) if value else None


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a payment: `30 %: 0; 70 %: 60`, percent and days."""

    def read(self, raw: Raw, locale: Locale) -> Json:
        parts = []
        for part in _SEPARATORS.split(_as_text(raw)):
            percent, colon, days = part.partition(":")
            if part.strip():
                if not colon:
                    raise Refused("not_a_pair", text=part.strip(), sample="30 %: 0; 70 %: 60")
                parts.append(
                    {
                        "percent": Amount(percent=True).read(percent.strip(), locale),
                        "days": Whole(maximum=3650).read(days.strip(), locale),
                    }
                )
        return parts

    def show(self, value: Json, locale: Locale) -> Raw:
        shown = (
            f"{locales.show_number(Decimal(each['percent']), locale)} %: {each.get('days', 0)}"
            for each in value
        )
        return "; ".join(shown) if value else None


def _exact(number: Decimal, locale: Locale) -> Decimal | str:
    """A number, or its text where a spreadsheet's number would lose its last digits."""
    if len(number.as_tuple().digits) > _EXACT_DIGITS:
        return locales.show_number(number, locale)
    return number


def plain(value: Decimal) -> str:
    """Return a number as the contract file writes it, without zeros that say nothing.

    >>> plain(Decimal("45.50")), plain(Decimal("100")), plain(Decimal("-0.0"))
    ('45.5', '100', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a name without accents, case, blanks or signs, to compare by.

    >>> folded("Código  Facturación"), folded("N.I.F."), folded("# de cuotas")
    ('codigofacturacion', 'nif', 'decuotas')
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in bare if each.isalnum())


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like a misspelt one, if any is."""
    by_folded = {folded(each): each for each in known}
    found = difflib.get_close_matches(folded(name), list(by_folded), n=1, cutoff=0.72)
    return by_folded[found[0]] if found else None


@functools.lru_cache
def _none() -> frozenset[str]:
    return frozenset(folded(each) for known in words.NOTHING.values() for each in known)


@functools.lru_cache
def _by_word(choice: Choice) -> dict[str, str]:
    found = {folded(value): value for value in choice.words}
    for value, languages in choice.words.items():
        for known in languages.values():
            found.update((folded(each), value) for each in known)
    return found


def _month(text: str) -> int:
    found = _by_word(_MONTH).get(folded(text).lstrip("0"))
    if found is None:
        raise Refused("not_a_month", name=text)
    return int(found)


def _as_text(raw: Raw) -> str:
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, Decimal):
        return plain(raw)
    return str(raw)


def _number(raw: Raw, locale: Locale) -> Decimal:
    if isinstance(raw, Decimal):
        if abs(raw) >= 10**MAX_INTEGER_DIGITS:
            raise Refused("number_too_large")
        noisy = -int(raw.as_tuple().exponent) > MAX_DECIMALS
        return raw.quantize(_NATIVE_DECIMALS, ROUND_HALF_UP).normalize() if noisy else raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    if isinstance(raw, str):
        if raw.strip() in _ERRORS:
            raise Refused("error_value")
        found = locales.number(raw.strip(), locale)
        if found is not None:
            return found
    raise Refused("not_a_number", sample=locale.sample_number)


def _day(raw: Raw, locale: Locale) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise Refused("day_with_time", sample=locale.sample_day)
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str):
        if raw.strip() in _ERRORS:
            raise Refused("error_value")
        found = locales.day(raw.strip(), locale)
        if found is not None:
            return found
    raise Refused("not_a_day", sample=locale.sample_day)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
