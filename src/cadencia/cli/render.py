"""`cadencia render`: make now the PDFs that are missing, and say which can't be made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.installation import open_installation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cadencia.documents.models import Document, DocumentFileFailure
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

FAILURES_SHOWN = 50


@app.command()
def render(
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    run: Annotated[int | None, typer.Option(help="Only the documents of this run.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make nothing; say what is missing and why.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Make the PDFs of issued documents that have none yet; stopped, it goes on where it was.

    The jobs of `cadencia worker` make them too. Exit code 1 if some can't be made.
    """
    open_installation()
    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked
    from cadencia.cli.run_documents import documents_of
    from cadencia.documents import files
    from cadencia.parties.access import administrator_of_machine

    speak_as_asked()
    owner = chosen_company(company)
    documents = documents_of(owner, run)
    missing = files.without_file(by=administrator_of_machine(owner.pk))
    if run is not None:
        missing = missing.filter(pk__in=documents.values("pk"))
    made = 0 if dry_run else make_missing(owner, missing, quiet=as_json)
    failures = _failures(owner, documents if run is not None else None)
    told = {
        "company": owner.code,
        "run": run,
        "made": made,
        "waiting": missing.count(),
        "failures": [_as_json(each) for each in failures],
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(told)
    raise typer.Exit(1 if failures else 0)


def make_missing(company: Company, missing: QuerySet[Document], *, quiet: bool) -> int:
    """Make the PDFs of these documents with a progress bar; return how many were made."""
    from django.utils.translation import gettext as _

    from cadencia.cli.bars import progress_bar
    from cadencia.cli.clock import clock
    from cadencia.documents import files
    from cadencia.parties.access import administrator_of_machine

    made, now, by = 0, clock(), administrator_of_machine(company.pk)
    with progress_bar(_("PDFs"), missing.count(), quiet=quiet) as advance:
        for ids in files.in_batches(missing):
            made += files.make_files(ids, by=by, at=now()).files
            advance(len(ids))
    return made


def _failures(company: Company, documents: QuerySet[Document] | None) -> list[DocumentFileFailure]:
    from cadencia.documents.models import DocumentFileFailure

    found = DocumentFileFailure.objects.filter(company=company)
    if documents is not None:
        found = found.filter(document__in=documents.values("pk"))
    return list(found.select_related("document__series").order_by("document"))


def _as_json(failure: DocumentFileFailure) -> dict[str, Any]:
    from cadencia.documents.printing import number_of
    from cadencia.documents.refused_pages import why_not_printed

    return {
        "id": failure.document_id,
        "document": number_of(failure.document),
        "language": failure.language,
        "reason": failure.reason,
        "message": why_not_printed(failure.reason, failure.detail),
        "failed_at": failure.failed_at.isoformat(),
    }


def _show(told: dict[str, Any]) -> None:
    from django.utils.translation import gettext as _

    typer.echo(_("PDFs made: %(made)s. Still missing: %(waiting)s.") % told)
    for each in told["failures"][:FAILURES_SHOWN]:
        typer.echo(f"{each['document']}: {each['message']}")
    more = len(told["failures"]) - FAILURES_SHOWN
    if more > 0:
        typer.echo(_("… and %(more)s more; --json gives them all.") % {"more": more})
