"""What is typed into one field, read and shown again: a value typed is the value kept.

A field's kind is that of its column in a spreadsheet (`interchange.tables`), so that both speak
of the same choices with the same words. What a browser holds is text, but for boxes (true or
false), months (a list of numbers) and parameters (texts by name).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.forms import typed
from cadencia.interchange.tables import cells, words
from cadencia.interchange.tables.cells import Cell, folded

Json = Any
_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})")
_MONTHS = range(1, 13)
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # what no text of the database may hold
_MOST_FIGURES = 12  # before the decimals, as in the contract file
UNTAXED = "-"
"""What the field of taxes holds for a line without any; empty is the item's own."""


class Unclear(Exception):
    """What was typed can't be understood; the sentence says how to write it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read(cell: Cell, raw: Json, language: str) -> Json:
    """Return the value of the contract file that was typed; None for nothing.

    :raises Unclear: if it can't be understood.
    """
    if raw is None or raw == "" or (isinstance(raw, str) and not raw.strip()):
        return None
    return _READERS[type(cell)](cell, raw, language)


def show(cell: Cell, value: Json, language: str) -> Json:
    """Return what a field holds for a value of the contract file."""
    if value is None:
        return _NOTHING.get(type(cell), "")
    return _WRITERS.get(type(cell), _as_it_is)(value, language)


def read_taxes(raw: Json) -> list[str] | None:
    """Return the taxes chosen; none chosen is the item's own."""
    text = _text(raw)
    if not text:
        return None
    return [] if text == UNTAXED else [each for each in text.split("|") if each]


def show_taxes(value: list[str] | None) -> str:
    """Return what the field of taxes holds."""
    if value is None:
        return ""
    return "|".join(value) or UNTAXED


def is_fit(text: str) -> bool:
    """Say whether a text can be kept: a cut emoji or a NUL can't."""
    return _UNFIT.search(text) is None


def unfit() -> Unclear:
    """Return why a text that isn't fit is refused."""
    return Unclear(_("It has a character that can't be kept, half an emoji perhaps: delete it."))


def _text(raw: Json) -> str:
    if not isinstance(raw, str):
        raise Unclear(_("Write a text."))
    if not is_fit(raw):
        raise unfit()
    return raw.replace("\r\n", "\n")


def _as_text(cell: Cell, raw: Json, language: str) -> str:
    return _text(raw)


def _number(raw: Json, language: str) -> Decimal:
    found = typed.number(_text(raw), language)
    if found is None:
        sample = typed.locale_of(language).sample_number
        raise Unclear(_("Write a number, as in %(sample)s.") % {"sample": sample})
    if found and found.adjusted() >= _MOST_FIGURES:
        raise Unclear(_("The number is too large: 12 figures before the decimals at most."))
    return found


def _as_amount(cell: Cell, raw: Json, language: str) -> str:
    return format(_number(raw, language), "f")


def _as_whole(cell: Cell, raw: Json, language: str) -> int:
    found = _number(raw, language)
    if found != found.to_integral_value():
        raise Unclear(_("Write a whole number."))
    return int(found)


def _as_day(cell: Cell, raw: Json, language: str) -> str:
    found = typed.day(_text(raw))
    if found is None:
        raise Unclear(_("Write a date, as in 31/12/2026."))
    return found.isoformat()


def _as_choice(cell: Cell, raw: Json, language: str) -> str:
    assert isinstance(cell, cells.Choice)  # noqa: S101 - chosen by its type
    if not isinstance(raw, str) or raw not in cell.words:
        raise Unclear(_("Choose one of the list."))
    return str(raw)


def _as_flag(cell: Cell, raw: Json, language: str) -> bool:
    if not isinstance(raw, bool):
        raise Unclear(_("Mark the box, or leave it."))
    return raw


def _as_codes(cell: Cell, raw: Json, language: str) -> list[str]:
    return [each.strip() for each in re.split(r"[;,|\n]", _text(raw)) if each.strip()]


def _as_percents(cell: Cell, raw: Json, language: str) -> list[str]:
    parts = [each.strip() for each in re.split(r"[+;|]", _text(raw))]
    return [_as_amount(cell, each, language) for each in parts if each]


def _as_months(cell: Cell, raw: Json, language: str) -> list[int] | None:
    if not isinstance(raw, list) or any(each not in _MONTHS for each in raw):
        raise Unclear(_("Choose months of the year."))
    return sorted(set(raw)) or None


def _as_wholes(cell: Cell, raw: Json, language: str) -> list[int]:
    parts = re.split(r"[;,|\s]+", _text(raw))
    return [_as_whole(cell, each, language) for each in parts if each]


def _as_once(cell: Cell, raw: Json, language: str) -> str:
    text = _text(raw).strip()
    if folded(text) in {folded(each) for known in words.WITH_NEXT.values() for each in known}:
        return "next"
    if month := _YEAR_MONTH.fullmatch(text):
        return f"{month[1] or month[4]}-{int(month[2] or month[3]):02d}"
    found = typed.day(text)
    if found is None:
        told = {"next": words.WITH_NEXT[language][0]}
        raise Unclear(_("Write a date (31/12/2026), a month (12/2026), or: %(next)s.") % told)
    return found.isoformat()


def _as_parameters(cell: Cell, raw: Json, language: str) -> dict[str, str] | None:
    if not isinstance(raw, Mapping):
        raise Unclear(_("Write a number for each parameter."))
    given = {name: each for name, each in raw.items() if each not in (None, "")}
    if not all(is_fit(name) for name in given):
        raise unfit()
    return {name: _as_amount(cell, each, language) for name, each in given.items()} or None


def _as_parts(cell: Cell, raw: Json, language: str) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    for part in re.split(r"[;|\n]", _text(raw)):
        percent, colon, days = part.partition(":")
        if not part.strip():
            continue
        if not colon:
            raise Unclear(_("Write percents and days, as in 30 %: 0; 70 %: 60."))
        found.append(
            {
                "percent": _as_amount(cell, percent, language),
                "days": _as_whole(cell, days, language),
            }
        )
    return found


_Reader = Callable[[Any, Json, str], Json]
_READERS: Mapping[type[Any], _Reader] = {
    cells.Text: _as_text,
    cells.Amount: _as_amount,
    cells.Whole: _as_whole,
    cells.Day: _as_day,
    cells.Choice: _as_choice,
    cells.YesNo: _as_flag,
    cells.Codes: _as_codes,
    cells.Percents: _as_percents,
    cells.Months: _as_months,
    cells.Wholes: _as_wholes,
    cells.OneOffDay: _as_once,
    cells.Parameters: _as_parameters,
    cells.Parts: _as_parts,
}
_NOTHING: Mapping[type[Any], Json] = {cells.YesNo: False, cells.Months: [], cells.Parameters: {}}


def _as_it_is(value: Json, language: str) -> Json:
    return value


def _shown_number(value: Json, language: str) -> str:
    return typed.show_number(Decimal(str(value)), language)


def _shown_day(value: str, language: str) -> str:
    return typed.show_day(date.fromisoformat(value))


def _shown_once(value: str, language: str) -> str:
    if value == "next":
        return words.WITH_NEXT[language][0]
    if len(value) == len("2026-12-31"):
        return _shown_day(value, language)
    year, month = value.split("-")
    return f"{month}/{year}"


def _shown_parts(value: list[Mapping[str, Json]], language: str) -> str:
    shown = (
        f"{_shown_number(each['percent'], language)} %: {each.get('days') or 0}" for each in value
    )
    return "; ".join(shown)


_WRITERS: Mapping[type[Any], Callable[[Any, str], Json]] = {
    cells.Amount: _shown_number,
    cells.Whole: lambda value, language: str(value),
    cells.Day: _shown_day,
    cells.Codes: lambda value, language: ", ".join(value),
    cells.Percents: lambda value, language: " + ".join(
        _shown_number(each, language) for each in value
    ),
    cells.Wholes: lambda value, language: ", ".join(str(each) for each in value),
    cells.OneOffDay: _shown_once,
    cells.Parameters: lambda value, language: {
        name: _shown_number(each, language) for name, each in value.items()
    },
    cells.Parts: _shown_parts,
}
