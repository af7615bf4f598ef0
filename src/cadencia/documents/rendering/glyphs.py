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
_FILES: Final = ("Inter-Regular.otf", "DejaVuSans.ttf")
REPLACEMENT: Final = "\ufffd"
_UNICODE_TABLES: Final = {(0, 3), (0, 4), (3, 1), (3, 10)}  # platform, encoding of a cmap
_SEGMENTS: Final = 4
_GROUPS: Final = 12
# Controls, direction overrides (a text must not be able to turn an amount round), surrogates,
# private use and unassigned ones have no place on a page.
_DROPPED: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MARKS: Final = {"Mn", "Mc", "Me"}  # accents, points, signs that combine with a letter
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LONGEST_WORD: Final = 30  # characters; a longer one may be broken anywhere
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_PUNCTUATION: Final = re.compile(r"[@/\\._\-,;:=&?]+(?=.)")
_BREAK: Final = "\u200b"
_CHUNK: Final = 10


def fit_for_page(text: str, *, first_font_only: bool = False) -> str:
    """Return the text as the fonts can draw it; line ends are kept, very long words may break.

    With `first_font_only` whatever the page's own font lacks is replaced, and nothing combines.
    """
    if text.isascii() and text.isprintable():
        return _LONG_WORD.sub(_with_breaks, text)
    fonts = _coverage()[:1] if first_font_only else _coverage()
    return _LONG_WORD.sub(_with_breaks, "".join(_drawable(_plain_lines(text), fonts)))


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters that would be replaced on the page, once each, in order."""
    missing = (
        each
        for each in _plain_lines(text)
        if each not in (REPLACEMENT, "\n") and _drawn(each, _coverage()) == REPLACEMENT
    )
    return tuple(dict.fromkeys(missing))


def _plain_lines(text: str) -> str:
    return _LINE_END.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")


def _drawable(text: str, fonts: tuple[frozenset[int], ...]) -> Iterator[str]:
    """Yield what can be drawn, a character and the marks that combine with it from one font."""
    able: tuple[frozenset[int], ...] = ()
    for character in text:
        if unicodedata.category(character) in _MARKS:
            able = tuple(font for font in able if ord(character) in font)
            if able:
                yield character
            continue
        drawn = "\n" if character == "\n" else _drawn(character, fonts)
        able = tuple(font for font in fonts if drawn.isalpha() and ord(drawn) in font)
        yield drawn


def _drawn(character: str, fonts: tuple[frozenset[int], ...]) -> str:
    category = unicodedata.category(character)
    if category in _DROPPED:
        return ""
    if any(ord(character) in font for font in fonts):
        return character
    return "" if category in _MARKS else REPLACEMENT


def _with_breaks(word: re.Match[str]) -> str:
    """Let a long word break after its punctuation, and where that is not enough anywhere."""
    parts = _PUNCTUATION.sub(rf"\g<0>{_BREAK}", word.group()).split(_BREAK)
    return _BREAK.join(piece for part in parts for piece in _pieces(part))


def _pieces(part: str) -> list[str]:
    if len(part) <= _LONGEST_WORD:
        return [part]
    return [part[at : at + _CHUNK] for at in range(0, len(part), _CHUNK)]


@lru_cache(maxsize=1)
def _coverage() -> tuple[frozenset[int], ...]:
    """Return the code points of each font, the page's own font first."""
    return tuple(frozenset(_code_points((FONTS / name).read_bytes())) for name in _FILES)


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
    """Yield from a format 4 table: four arrays of numbers, one place per segment."""
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    layout = f">{doubled // 2}H"
    after = 14 + doubled + 2  # the first array, and two bytes of padding
    lasts = struct.unpack_from(layout, font, start + 14)
    firsts = struct.unpack_from(layout, font, start + after)
    shifts = struct.unpack_from(layout, font, start + after + doubled)
    ranges_at = start + after + 2 * doubled
    ranges = struct.unpack_from(layout, font, ranges_at)
    for index, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        glyphs_at = ranges_at + 2 * index + ranges[index]
        for code in range(first, last + 1):
            glyph = code
            if ranges[index]:
                (glyph,) = struct.unpack_from(">H", font, glyphs_at + 2 * (code - first))
                if glyph == 0:
                    continue  # a hole in the segment
            if (glyph + shifts[index]) % 0x10000:
                yield code
