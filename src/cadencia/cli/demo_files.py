"""Where the demo's spreadsheets are."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Speaker

COMPANY_FILE = "company.json"


def files_folder(given: Path | None, say: Speaker) -> Path:
    """Return where the demo's files are: as given, beside the checkout's code, or right here.

    :raises BadInput: if they are in none of these.
    """
    beside = Path(__file__).resolve().parents[3] / "demo"
    looked = [given] if given is not None else [beside, Path.cwd() / "demo"]
    for each in looked:
        if any(each.glob(f"*/{COMPANY_FILE}")):
            return each.resolve()
    raise BadInput(say("no_files", folders=", ".join(str(each) for each in looked)))


def chosen_folders(source: Path, codes: Sequence[str], say: Speaker) -> list[Path]:
    """Return the folders of the companies, those of some codes or all.

    :raises BadInput: if a code names none.
    """
    known = {each.parent.name: each.parent for each in sorted(source.glob(f"*/{COMPANY_FILE}"))}
    for code in codes:
        if code not in known:
            raise BadInput(say("no_company", code=code, companies=", ".join(known)))
    return [known[each] for each in (codes or known)]


def target_folder(given: Path | None, source: Path, say: Speaker) -> Path:
    """Return the folder for the PDFs, made now: beside the files, or here if that is another's.

    :raises BadInput: if it can't be written, before anything is done.
    """
    beside = source.parent if os.access(source.parent, os.W_OK) else Path.cwd()
    target = (given or beside / "out" / "demo").absolute()
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(say("unwritable", folder=target, reason=reason)) from None
    if not os.access(target, os.W_OK):
        raise BadInput(say("unwritable", folder=target, reason=os.strerror(errno.EACCES)))
    return target
