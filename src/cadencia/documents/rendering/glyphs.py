"""Which characters the shipped fonts can draw, and text made fit for the page.

PDF/A refuses a document that asks for a glyph which no font has, so one odd letter in a name would
stop an invoice. Such a letter is replaced by the sign for it, and `unprintable` tells beforehand.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
REPLACEMENT: Final = "\ufffd"
_UNICODE_TABLES: Final = {(0, 3), (0, 4), (3, 1), (3, 10)}  # platform, encoding of a cmap
_SEGMENTS: Final = 4
_GROUPS: Final = 12
# Controls, direction overrides (a text must not be able to turn an amount round), surrogates,
# private use and unassigned ones have no place on a page.
_DROPPED: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LONGEST_WORD: Final = 30  # characters; a longer one may be broken anywhere
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_PUNCTUATION: Final = re.compile(r"[@/\\._\-,;:=&?]+(?=.)")
_BREAK: Final = "\u200b"
_CHUNK: Final = 10


def fit_for_page(text: str) -> str:
    """Return the text as the fonts can draw it; line ends are kept, very long words may break."""
    if text.isascii() and text.isprintable():
        return _LONG_WORD.sub(_with_breaks, text)
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " ")
    drawable = "".join(_drawn(each) for each in lines)
    return _LONG_WORD.sub(_with_breaks, drawable)


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters that would be replaced on the page, once each, in order."""
    missing = (each for each in unicodedata.normalize("NFC", text) if _drawn(each) == REPLACEMENT)
    return tuple(dict.fromkeys(each for each in missing if each != REPLACEMENT))


def _drawn(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in _DROPPED:
        return ""
    if ord(character) in _coverage():
        return character
    return "" if category == "Mn" else REPLACEMENT


def _with_breaks(word: re.Match[str]) -> str:
    """Let a long word break after its punctuation, and where that is not enough anywhere."""
    parts = _PUNCTUATION.sub(rf"\g<0>{_BREAK}", word.group()).split(_BREAK)
    return _BREAK.join(piece for part in parts for piece in _pieces(part))


def _pieces(part: str) -> list[str]:
    if len(part) <= _LONGEST_WORD:
        return [part]
    return [part[at : at + _CHUNK] for at in range(0, len(part), _CHUNK)]


@lru_cache(maxsize=1)
def _coverage() -> frozenset[int]:
    files = [*sorted(FONTS.glob("*.otf")), *sorted(FONTS.glob("*.ttf"))]
    return frozenset().union(*(_code_points(each.read_bytes()) for each in files))


def _code_points(font: bytes) -> Iterator[int]:
    """Yield the code points of a font's character map (OpenType `cmap`, formats 4 and 12)."""
    start = _table(font, b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        if (platform, encoding) in _UNICODE_TABLES:
            yield from _subtable(font, start + offset)


def _table(font: bytes, tag: bytes) -> int:
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        name, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise LookupError(tag)


def _subtable(font: bytes, start: int) -> Iterator[int]:
    (layout,) = struct.unpack_from(">H", font, start)
    if layout == _SEGMENTS:
        yield from _segments(font, start)
    elif layout == _GROUPS:
        (groups,) = struct.unpack_from(">L", font, start + 12)
        for index in range(groups):
            first, last, _ = struct.unpack_from(">LLL", font, start + 16 + 12 * index)
            yield from range(first, last + 1)


def _segments(font: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    layout = f">{doubled // 2}H"
    lasts = struct.unpack_from(layout, font, start + 14)
    firsts = struct.unpack_from(layout, font, start + 16 + doubled)
    for first, last in zip(firsts, lasts, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
