"""Compile the translations (locale/*/LC_MESSAGES/*.po) whose compiled file is missing or old."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "cadencia"


def compile_messages(folder: Path) -> list[Path]:
    """Compile what changed below a folder; return the files written."""
    written = []
    for source in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as opened:
            catalog = read_po(opened, locale=source.parent.parent.name, abort_invalid=True)
        # Beside it first: a program that reads meanwhile finds the old one or the new one.
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as opened:
            write_mo(opened, catalog)
        draft.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for each in compile_messages(SOURCE):
        print(each.relative_to(SOURCE), file=sys.stderr)
