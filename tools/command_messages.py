"""Collect the help texts of all commands for translation: `python tools/command_messages.py`.

What is translated stays so; what no command says any more is taken out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from cadencia.cli import help_texts, main, simulate

SOURCE = help_texts.LOCALE / "es" / "LC_MESSAGES" / f"{help_texts.DOMAIN}.po"
HEADER = "# The help of the commands, in Spanish."


def texts() -> Iterator[str]:
    """Yield each text that the help of a command shows, and those of the libraries."""
    root: Any = typer.main.get_command(main.app)
    yield from help_texts.texts_of(root)
    for name in main.COMMANDS:
        yield from help_texts.texts_of(main.untranslated(name))
    yield from simulate.HELP.values()
    yield from help_texts.OF_LIBRARIES


def read(source: Path) -> Catalog:
    """Return the catalog that a file holds; an empty one if there is no file."""
    if not source.exists():
        return Catalog(locale="es")
    with source.open("rb") as opened:
        return read_po(opened, locale="es")


def collect(source: Path) -> Catalog:
    """Return the catalog of all texts, with the translations that the file has."""
    known = read(source)
    catalog = Catalog(locale="es", header_comment=HEADER, fuzzy=False)
    for text in sorted(set(texts())):
        found = known.get(text)
        catalog.add(text, found.string if found else "")
    return catalog


if __name__ == "__main__":
    catalog = collect(SOURCE)
    SOURCE.parent.mkdir(parents=True, exist_ok=True)
    with SOURCE.open("wb") as opened:
        write_po(opened, catalog, width=100, omit_header=False)
    for each in catalog:
        if each.id and not each.string:
            print(each.id)
