"""What the program says in one language alone: the texts of its catalogues.

    of_the_other("es").found_in("Save")     # said in English on a page that is in Spanish

A text that both languages write alike (Total, Error, IBAN) tells nothing, and is neither's.
"""

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cadencia

SAME = frozenset({"PDF", "NIF", "IBAN", "BIC", "API", "Logo", "SQL", "Webhooks"})
"""Said alike in both, though only one of the catalogues' sides has it as a text of its own."""

SOURCES = Path(cadencia.__file__).parent
_PLACE = re.compile(r"%\(\w+\)[sd]|%s")
_LETTERS = re.compile(r"[^\W\d_]")
ENOUGH = 7  # letters besides what takes its place: else a pattern fits whatever there is


@dataclass(frozen=True)
class Sayings:
    """Whole texts, and those with places in them as a telling part and a pattern."""

    whole: frozenset[str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def found_in(self, text: str) -> bool:
        """Say whether a text of a page is one of these."""
        bare = plain(text)
        return bare in self.whole or any(
            part in bare and pattern.fullmatch(bare) for part, pattern in self.patterns
        )


def plain(text: str) -> str:
    """Return a text without what pages put around it."""
    return " ".join(text.split()).strip(" :*·")


@cache
def of_the_other(language: str) -> Sayings:
    """Return what may not be said on pages of a language: es or en."""
    english, spanish = set[str](), set[str]()
    for msgid, msgstr in _pairs():
        english.add(plain(msgid))
        spanish.add(plain(msgstr))
    found = (english - spanish) if language == "es" else (spanish - english)
    whole = {each for each in found if not _PLACE.search(each) and _LETTERS.search(each)}
    whole -= SAME
    return Sayings(frozenset(whole), tuple(_patterns(found - whole)))


def _pairs() -> Iterator[tuple[str, str]]:
    for each in SOURCES.glob("**/locale/es/LC_MESSAGES/django.mo"):
        with each.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        for key, said in catalogue.items():
            msgid = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
            if msgid:
                yield msgid, said


def _patterns(found: set[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    for each in found:
        parts = _PLACE.split(each.replace("%%", "%"))
        told = max(parts, key=len)
        if len(_LETTERS.findall(" ".join(parts))) >= ENOUGH:
            yield told.strip(), re.compile(".+?".join(map(re.escape, parts)))
