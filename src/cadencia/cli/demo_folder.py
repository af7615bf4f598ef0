"""The folder of the demo's PDFs: whatever was there, each file is of the document that it names.

The same numbers come back with another database, so that a name alone says nothing. What was
written is listed in a file that `sha256sum -c` reads; of that, what names no document any more is
taken away. Nothing else in the folder is touched but what stands in the place of a PDF.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

LIST = "SHA256SUMS"


def listed(target: Path) -> dict[str, str]:
    """Return the files that were written here before: path within the folder, digest."""
    try:
        text = (target / LIST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    lines = (each.partition("  ") for each in text.splitlines())
    return {path: digest for digest, _, path in lines if path}


def write_list(target: Path, files: Mapping[str, str]) -> None:
    """Write down what the folder holds, whole or not at all."""
    draft = target / f".{LIST}"
    lines = (f"{digest}  {path}\n" for path, digest in sorted(files.items()))
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(target / LIST)


def take_away(target: Path, files: Mapping[str, str]) -> None:
    """Remove these files, but for those that somebody changed or that lead out of the folder."""
    inside = target.resolve()
    for path, digest in files.items():
        file = target / path
        is_ours = file.is_file() and file.resolve().is_relative_to(inside)
        if is_ours and hashlib.sha256(file.read_bytes()).hexdigest() == digest:
            file.unlink()


def others(target: Path, companies: Iterable[str], wanted: Iterable[str]) -> int:
    """Return how many PDFs in the folders of these companies aren't among the wanted ones."""
    found = {
        each.relative_to(target).as_posix()
        for company in companies
        for each in target.glob(f"{company}/*/*.pdf")
    }
    return len(found - set(wanted))
