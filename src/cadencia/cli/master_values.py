"""The fields of a master as `cadencia master set` takes them: FIELD=VALUE."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = {
    "unknown": Said(
        "{field}: no existe; los campos son: {known}.",
        "{field}: there is no such field; they are: {known}.",
    ),
    "not_a_field": Said("{text}: escriba CAMPO=VALOR.", "{text}: write FIELD=VALUE."),
    "twice": Said("{field}: aparece más de una vez.", "{field}: it is given more than once."),
    "not_yes": Said("{field}: escriba sí o no.", "{field}: write yes or no."),
    "not_whole": Said(
        "{field}: escriba un número entero, como 12.", "{field}: write a whole number, such as 12."
    ),
    "not_json": Said(
        '{field}: escriba un objeto, como {{"days": 30}}.',
        '{field}: write an object, such as {{"days": 30}}.',
    ),
}
_YES = {"yes": True, "true": True, "sí": True, "si": True, "1": True}
_NO = {"no": False, "false": False, "0": False}


def read(kind: str, arguments: Sequence[str], language: str) -> tuple[str, dict[str, Any]]:
    """Return the name that stands first, if any, and the fields as they are written in JSON.

    :raises BadInput: with all that can't be read.
    """
    from cadencia.billing.masters import written

    say = Speaker(WORDS, language)
    shapes = {each.name: each.shape for each in written.fields_of(kind)}
    name = "" if "=" in arguments[0] else arguments[0]
    found: dict[str, Any] = {}
    wrong = []
    for text in arguments[1:] if name else arguments:
        field, equals, value = text.partition("=")
        if not equals:
            wrong.append(say("not_a_field", text=text))
        elif field not in shapes:
            wrong.append(say("unknown", field=field, known=", ".join(shapes)))
        elif field in found:
            wrong.append(say("twice", field=field))
        else:
            try:
                found[field] = _value(shapes[field], value)
            except _Unclear as unclear:
                wrong.append(say(unclear.sentence, field=field))
    if wrong:
        raise BadInput("\n".join(wrong))
    return name, found


class _Unclear(Exception):
    """The value can't be read; `sentence` says how it is written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _value(shape: str, text: str) -> Any:
    """Return the value in JSON; null where nothing stands after the sign."""
    if not text:
        return None
    return _READERS.get(shape, str)(text)


def _flag(text: str) -> bool:
    known = _YES | _NO
    if text.lower() not in known:
        raise _Unclear("not_yes")
    return known[text.lower()]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise _Unclear("not_whole")
    return int(text[:18])


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise _Unclear("not_json") from None
    if not isinstance(found, dict):
        raise _Unclear("not_json")
    return found


def _codes(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


_READERS: dict[str, Any] = {"flag": _flag, "whole": _whole, "terms": _object, "codes": _codes}
