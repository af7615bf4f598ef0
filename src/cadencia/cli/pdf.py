"""`cadencia pdf`: the PDF of a document, or those of a whole run in a folder."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput, Refused

if TYPE_CHECKING:
    from cadencia.documents.files import KeptFile
    from cadencia.documents.models import Document
    from cadencia.parties.access import Actor
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

STDOUT = Path("-")
LANGUAGES = ("es", "en")
_UNFIT = re.compile(r"[^A-Za-z0-9._-]|^[.-]")


@app.command()
def pdf(  # noqa: PLR0913 - one argument for each option
    document: Annotated[
        str | None, typer.Argument(help="Its printed number, or # and its id for a draft.")
    ] = None,
    *,
    run: Annotated[int | None, typer.Option(help="All issued documents of this run.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File or folder to write; - is the standard output.")
    ] = None,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    language: Annotated[str | None, typer.Option(help="es or en; default: its own.")] = None,
    duplicate: Annotated[
        bool, typer.Option("--duplicate", help="Mark it as a duplicate, for a second recipient.")
    ] = False,
) -> None:
    """Write a document's PDF, or those of a run; a draft's is marked as one.

    For a run, what the folder has already is left alone: stopped, it goes on where it was.
    """
    open_installation()
    from django.utils.translation import gettext as _

    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked

    speak_as_asked()
    for_one = language is not None or duplicate or out == STDOUT
    _refuse_bad_options(document, run, language, for_one=for_one)
    owner = chosen_company(company)
    try:
        if run is not None:
            _write_run(owner, run, out or Path(f"run-{run}"))
        else:
            _write_one(_found(owner, document or ""), out, language, duplicate=duplicate)
    except OSError as error:
        told = error.strerror or str(error)
        sentence = _("--out: %(file)s can't be written: %(reason)s.")
        raise BadInput(sentence % {"file": error.filename or out, "reason": told}) from None


def _refuse_bad_options(
    document: str | None, run: int | None, language: str | None, *, for_one: bool
) -> None:
    from django.utils.translation import gettext as _

    if (document is None) == (run is None):
        raise BadInput(_("DOCUMENT, --run: give one of the two, a document's number or a run."))
    if run is not None and for_one:
        raise BadInput(
            _("--language, --duplicate, --out -: these are for one document, not a run.")
        )
    if language not in (None, *LANGUAGES):
        raise BadInput(_("--language: write es or en."))


def file_name(number: str, document_id: int) -> str:
    """Return the name of a document's file: its number, if that makes a safe name.

    >>> file_name("F-2026-000041", 7), file_name("F/2026/41", 7)
    ('F-2026-000041.pdf', 'F_2026_41-7.pdf')
    """
    fit = _UNFIT.sub("_", number)
    return f"{fit}.pdf" if fit == number else f"{fit}-{document_id}.pdf"


def _found(company: Company, text: str) -> Document:
    from django.utils.translation import gettext as _

    from cadencia.documents.finding import find_document
    from cadencia.parties.access import administrator_of_machine

    document = find_document(text, by=administrator_of_machine(company.pk))
    if document is None:
        sentence = _("DOCUMENT: %(company)s has no document %(text)s; list: cadencia documents")
        raise BadInput(sentence % {"company": company.code, "text": text})
    return document


def _write_one(
    document: Document, out: Path | None, language: str | None, *, duplicate: bool
) -> None:
    from cadencia.cli.clock import clock
    from cadencia.documents import files
    from cadencia.documents.printing import number_of
    from cadencia.documents.refused_pages import why_not_printed
    from cadencia.parties.access import administrator_of_machine

    make = files.duplicate_of if duplicate else files.file_of
    try:
        by = administrator_of_machine(document.company_id)
        made = make(document, by=by, at=clock()(), language=language)
    except files.NotMade as refusal:
        raise Refused(why_not_printed(refusal.reason, refusal.detail)) from None
    if out == STDOUT:
        typer.get_binary_stream("stdout").write(made)
        return
    name = file_name(number_of(document) or f"draft-{document.pk}", document.pk)
    target = out / name if out is not None and out.is_dir() else out or Path(name)
    write_file(target, made)
    typer.echo(str(target))


def _write_run(company: Company, run: int, folder: Path) -> None:
    from django.utils.translation import gettext as _

    from cadencia.cli.bars import progress_bar
    from cadencia.cli.clock import clock
    from cadencia.cli.run_documents import issued_of
    from cadencia.documents import files
    from cadencia.parties.access import administrator_of_machine

    by = administrator_of_machine(company.pk)
    documents = issued_of(company, run)
    total, now, here, failures = documents.count(), clock(), 0, 0
    if not total:
        sentence = _("--run: run %(run)s has issued no documents; see: cadencia documents --run")
        raise Refused(sentence % {"run": run})
    folder.mkdir(parents=True, exist_ok=True)
    with progress_bar(_("PDFs"), total, quiet=False) as advance:
        for ids in files.in_batches(documents):
            failures += len(files.make_files(ids, by=by, at=now()).failures)
            kept = files.kept_files(ids, by=by)
            for each in kept:
                write_kept(folder / file_name(each.number, each.document_id), each, by=by)
            here += len(kept)
            advance(len(ids))
    typer.echo(_("%(here)s PDFs in %(folder)s") % {"here": here, "folder": folder})
    if failures:
        sentence = _("%(failures)s can't be made; see why: cadencia render --dry-run --run %(run)s")
        raise Refused(sentence % {"failures": failures, "run": run})


def write_kept(target: Path, kept: KeptFile, *, by: Actor) -> bool:
    """Write a kept PDF, unless the file is that very one; return whether it was written."""
    from cadencia.documents import files

    if _is_written(target, kept.sha256):
        return False
    write_file(target, files.pdf_of(kept.id, by=by))
    return True


def _is_written(target: Path, sha256: str) -> bool:
    return target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256


def write_file(target: Path, pdf: bytes) -> None:
    """Write the file whole or not at all, whatever happens meanwhile."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_bytes(pdf)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
