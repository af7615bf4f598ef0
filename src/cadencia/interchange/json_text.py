"""From bytes to JSON values, refusing what another reader might understand differently.

Numbers that aren't plain whole ones keep their text, so that a sentence can quote them;
objects remember the names that were given twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from cadencia.interchange.problems import Problem

LARGEST_FILE = 50_000_000  # bytes
WHOLE_FILE = "file"
"""The path of problems that concern the file as such."""

_LONGEST_WHOLE = 15  # digits: no field takes a larger one


@dataclass(frozen=True, slots=True)
class JsonNumber:
    """A number that no field takes: with a point, an exponent, too long, NaN or Infinity."""

    text: str


class JsonObject(dict[str, object]):
    """An object, and the names that it gives more than once."""

    repeated: tuple[str, ...] = ()


class Unreadable(Exception):
    """The file isn't JSON text in UTF-8 of a bearable size and depth."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.problem = Problem(WHOLE_FILE, code, params)


def load(data: bytes) -> object:
    """Return the file's JSON value.

    :raises Unreadable: if it is too large or too deep, isn't UTF-8, or isn't JSON.
    """
    if len(data) > LARGEST_FILE:
        raise Unreadable("file_too_large", megabytes=LARGEST_FILE // 1_000_000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise Unreadable("file_not_utf8", position=failure.start) from failure
    if not text.strip():
        raise Unreadable("file_empty")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=JsonNumber,
            parse_constant=JsonNumber,
        )
    except json.JSONDecodeError as failure:
        raise Unreadable("file_not_json", line=failure.lineno, column=failure.colno) from failure
    except RecursionError as failure:
        raise Unreadable("file_too_deep") from failure


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.repeated = tuple(dict.fromkeys(each for each in names if names.count(each) > 1))
    return found


def _whole(text: str) -> int | JsonNumber:
    return int(text) if len(text) <= _LONGEST_WHOLE else JsonNumber(text)
