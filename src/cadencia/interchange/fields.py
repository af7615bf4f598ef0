"""The fields of one JSON object, asked for by name and kind, problems gathered on the way.

A getter never raises: it notes the problem, naming the field, and answers the default, so
that one reading finds everything there is to mend. `null` is a field left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeVar

from cadencia.interchange.json_text import JsonNumber, JsonObject
from cadencia.interchange.problems import Problems, escaped

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_TEXT = 10_000  # characters
LONGEST_NAME = 100
EARLIEST_DAY = date(1900, 1, 1)  # a schedule may look a step of a thousand years back
PRICE_DECIMALS = 8
QUANTITY_DECIMALS = 6

_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.([0-9]+))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ZERO = Decimal(0)
NO_DAY = date(2000, 1, 1)  # stands where a date that must be there could not be read
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Bounds(NamedTuple):
    """How many decimals a number may have and between what it lies, both ends included."""

    decimals: int = PRICE_DECIMALS
    low: Decimal | None = None
    high: Decimal | None = None


PRICE = Bounds()
RATE = Bounds(low=_ZERO, high=Decimal(100))
DISCOUNT = Bounds(high=Decimal(100))
QUANTITY = Bounds(decimals=QUANTITY_DECIMALS, low=_ZERO)


class Fields:
    """A JSON object at a path. Whoever makes it says which names it may hold."""

    __slots__ = ("path", "problems", "raw")

    def __init__(
        self, raw: Mapping[str, object], path: str, problems: Problems, names: Collection[str]
    ) -> None:
        self.raw = raw
        self.path = path
        self.problems = problems
        for name in raw:
            if name not in names:
                self._refuse_unknown(name, names)
        if isinstance(raw, JsonObject) and raw.repeated:
            for name in raw.repeated:
                self.problem(printable(name), "field_repeated")

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def problem(self, name: str, code: str, **params: object) -> None:
        """Note a problem of a field."""
        self.problems.add(self.at(name), code, **params)

    def given(self, name: str) -> bool:
        """Say whether the field has a value."""
        return self.raw.get(name) is not None

    # ----------------------------------------------------------------- single values

    def text(self, name: str, default: str = "") -> str:
        """Return a text, which may be empty."""
        value = self.raw.get(name)
        if value is None:
            return default
        return self._text(name, value, LONGEST_TEXT) or ""

    def name(self, name: str) -> str | None:
        """Return a short text that isn't blank: a code, a key, a reference to something."""
        value = self.raw.get(name)
        if value is None:
            return None
        found = self._text(name, value, LONGEST_NAME)
        if found is not None and not found.strip():
            self.problem(name, "text_blank")
            return None
        return found

    def required(self, name: str, placeholder: str = "?", longest: int = LONGEST_NAME) -> str:
        """Return a text that has to be there and isn't blank."""
        value = self.raw.get(name)
        if value is None:
            self.problem(name, "field_missing")
            return placeholder
        found = self._text(name, value, longest)
        if found is not None and not found.strip():
            self.problem(name, "text_blank")
        return found or placeholder

    def matching(self, name: str, pattern: re.Pattern[str], code: str) -> str | None:
        """Return a text of a given form, else note `code`."""
        found = self.name(name)
        if found is not None and not pattern.fullmatch(found):
            self.problem(name, code, value=found)
            return None
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(name, "not_a_flag")
            return default
        return value

    def whole(self, name: str, low: int, high: int | None = None) -> int | None:
        """Return a whole number within its bounds, both included."""
        value = self.raw.get(name)
        return None if value is None else self._whole(name, value, low, high)

    def amount(self, name: str, bounds: Bounds = PRICE) -> Decimal | None:
        """Return a decimal number, which is written as a string."""
        value = self.raw.get(name)
        return None if value is None else self._amount(name, value, bounds)

    def day(self, name: str) -> date | None:
        """Return a date, written YYYY-MM-DD."""
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, str) and _DAY.fullmatch(value):
            return self._day(name, value)
        self.problem(name, "not_a_date", value=_quoted(value))
        return None

    def required_day(self, name: str) -> date:
        """Return a date that has to be there."""
        if not self.given(name):
            self.problem(name, "field_missing")
        return self.day(name) or NO_DAY

    def choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        """Return one of the values of an enumeration."""
        return self.optional_choice(name, choices) or default

    def optional_choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """Return one of the values of an enumeration, if given."""
        found = self.word(name, [each.value for each in choices])
        return None if found is None else choices(found)

    def word(self, name: str, words: Collection[str]) -> str | None:
        """Return one of some words, if given."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or value not in words:
            self.problem(name, "not_a_choice", value=_quoted(value), choices=", ".join(words))
            return None
        return value

    # ---------------------------------------------------------------- lists and objects

    def items(self, name: str) -> Iterator[tuple[str, object]]:
        """Yield the members of a list, each with its name for the path (`lines.0`)."""
        value = self.raw.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.problem(name, "not_a_list")
            return
        for position, each in enumerate(value):
            yield f"{name}.{position}", each

    def amounts(self, name: str, bounds: Bounds) -> tuple[Decimal, ...]:
        """Return a list of decimal numbers."""
        return tuple(
            _ZERO if each is None else self._amount(at, each, bounds) or _ZERO
            for at, each in self._present(name)
        )

    def wholes(self, name: str, low: int, high: int) -> tuple[int, ...]:
        """Return a list of different whole numbers, in ascending order."""
        found: list[int] = []
        for at, each in self._present(name):
            number = self._whole(at, each, low, high)
            if number is not None and number in found:
                self.problem(at, "value_repeated", value=number)
            elif number is not None:
                found.append(number)
        return tuple(sorted(found))

    def names(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the short texts of a list, each with its name for the path, no two equal."""
        seen = set()
        for at, each in self._present(name):
            text = self._text(at, each, LONGEST_NAME)
            if text is not None and text in seen:
                self.problem(at, "value_repeated", value=text)
            elif text is not None:
                seen.add(text)
                yield at, text

    def amounts_by_name(self, name: str, bounds: Bounds = PRICE) -> dict[str, Decimal]:
        """Return an object whose fields, of any name, are decimal numbers."""
        value = self.raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem(name, "not_an_object")
            return {}
        inside = Fields(value, self.at(name), self.problems, value)
        return {
            each: inside._amount(printable(each), number, bounds) or _ZERO
            for each, number in value.items()
        }

    def inside(self, name: str, names: Collection[str]) -> Fields | None:
        """Return the fields of the object that a field holds."""
        value = self.raw.get(name)
        return None if value is None else self.opened(name, value, names)

    def each(self, name: str, names: Collection[str]) -> Iterator[Fields]:
        """Yield the fields of each object of a list; one that is no object has none."""
        for at, value in self.items(name):
            yield self.opened(at, value, names) or Fields({}, self.at(at), Problems(), names)

    def opened(self, at: str, value: object, names: Collection[str]) -> Fields | None:
        """Return the fields of `value`, which stands at `at`, if it is an object."""
        if isinstance(value, Mapping):
            return Fields(value, self.at(at), self.problems, names)
        self.problem(at, "not_an_object")
        return None

    # -------------------------------------------------------------------------- private

    def _present(self, name: str) -> Iterator[tuple[str, object]]:
        for at, each in self.items(name):
            if each is None:
                self.problem(at, "field_missing")
            else:
                yield at, each

    def _text(self, name: str, value: object, longest: int) -> str | None:
        if not isinstance(value, str):
            self.problem(name, "not_a_text")
        elif len(value) > longest:
            self.problem(name, "text_too_long", longest=longest)
        elif not _is_unicode(value) or _CONTROL.search(value):
            self.problem(name, "text_not_printable")
        else:
            return value
        return None

    def _day(self, name: str, value: str) -> date | None:
        found = as_day(value)
        if found is None:
            self.problem(name, "date_not_real", value=value)
            return None
        if found < EARLIEST_DAY:
            self.problem(name, "date_too_early", value=value)
            return None
        return found

    def _whole(self, name: str, value: object, low: int, high: int | None) -> int | None:
        if isinstance(value, JsonNumber) or not isinstance(value, int) or isinstance(value, bool):
            self.problem(name, "not_a_whole_number", value=_quoted(value))
        elif value < low or (high is not None and value > high):
            self.problem(name, *_out_of_bounds(high), value=value, low=low, high=high)
        else:
            return value
        return None

    def _amount(self, name: str, value: object, bounds: Bounds) -> Decimal | None:
        match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            code = "amount_not_a_string" if _is_number(value) else "not_an_amount"
            self.problem(name, code, value=_quoted(value))
        elif len(match[1] or "") > bounds.decimals:
            self.problem(name, "too_many_decimals", value=match[0], decimals=bounds.decimals)
        else:
            return self._bounded(name, Decimal(match[0]), bounds)
        return None

    def _bounded(self, name: str, amount: Decimal, bounds: Bounds) -> Decimal | None:
        if bounds.low is not None and amount < bounds.low:
            self.problem(name, "amount_too_low", value=amount, low=bounds.low)
        elif bounds.high is not None and amount > bounds.high:
            self.problem(name, "amount_too_high", value=amount, high=bounds.high)
        else:
            return amount if amount else abs(amount)
        return None

    def _refuse_unknown(self, name: str, names: Collection[str]) -> None:
        from difflib import get_close_matches  # here: good files never need it

        near = get_close_matches(name, names, n=1, cutoff=0.7)
        if near:
            self.problem(printable(name), "field_unknown_near", near=near[0])
        else:
            self.problem(printable(name), "field_unknown")


def as_day(written: str) -> date | None:
    """Return the date that is written YYYY-MM-DD; None if there is no such day."""
    if not _DAY.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def printable(name: str) -> str:
    """Return a field's name as it may stand in a path, whatever the file calls it."""
    return "".join(each if each.isprintable() else escaped(each) for each in name)[:LONGEST_NAME]


def _out_of_bounds(high: int | None) -> tuple[str]:
    return ("number_too_low",) if high is None else ("number_out_of_bounds",)


def _is_number(value: object) -> bool:
    return isinstance(value, JsonNumber | int) and not isinstance(value, bool)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False  # half of a surrogate pair
    return True


def _quoted(value: object) -> str:
    """Return how a value stands in a sentence, by its kind."""
    if isinstance(value, JsonNumber):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return "{…}" if isinstance(value, Mapping) else "[…]"
