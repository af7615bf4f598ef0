"""A CSV file of values that a command is given: what it holds, or why it can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cadencia.interchange.tables.locales import Locale

Found = TypeVar("Found")

WORDS = {
    "unreadable": Said(
        "FICHERO: no se puede leer «{name}»: {why}.", 'FILE: "{name}" can\'t be read: {why}.'
    ),
    "not_text": Said(
        "FICHERO: no es un CSV de texto; guárdelo como CSV.",
        "FILE: it isn't a text CSV; save it as CSV.",
    ),
    "locale_unknown": Said(
        "--locale: «{value}» no sirve; escriba es o en.", '--locale: "{value}" won\'t do; es or en.'
    ),
}


def read_values(
    file: Path, locale: str, read: Callable[[bytes, Locale], Found], say: Speaker
) -> Found:
    """Return what `read` finds in the file, its numbers and days as the locale writes them.

    :raises BadInput: if there is no such locale, or the file can't be read or isn't text.
    """
    from cadencia.interchange.tables.cells import Refused as Unreadable
    from cadencia.interchange.tables.locales import LOCALES

    if locale not in LOCALES:
        raise BadInput(say("locale_unknown", value=locale))
    try:
        return read(file.read_bytes(), LOCALES[locale])
    except OSError as error:
        raise BadInput(say("unreadable", name=file, why=error.strerror or "–")) from None
    except Unreadable:
        raise BadInput(say("not_text")) from None
