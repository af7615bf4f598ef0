"""`cadencia documents`: the documents of a run or of the company, newest first; acts on them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import beyond_acts, document_acts, note_acts, printing
from cadencia.cli.installation import open_installation

if TYPE_CHECKING:
    from cadencia.documents.models import Document
    from cadencia.documents.rendering.figures import Figures

app = typer.Typer(add_completion=False)
document_acts.add_to(app)
note_acts.add_to(app)
beyond_acts.add_to(app)
printing.add_to(app)

SHOWN = 50


@app.callback(invoke_without_command=True)
def documents(
    context: typer.Context,
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    run: Annotated[int | None, typer.Option(help="Only the documents of this run.")] = None,
    limit: Annotated[
        int | None, typer.Option(help=f"How many at most; {SHOWN} on the screen.", min=1)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List documents with their number, date, customer, total and whether their PDF is kept.

    The commands credit, void, notes, invoice-notes, issue, delete and print act on them.
    """
    if context.invoked_subcommand is not None:
        return
    open_installation()
    from django.db.models import Exists, OuterRef

    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked
    from cadencia.cli.run_documents import documents_of
    from cadencia.documents.models import DocumentFile, DocumentVoid

    speak_as_asked()
    found = documents_of(chosen_company(company), run)
    most = limit if limit is not None or as_json else SHOWN
    shown = (
        found.select_related("series", "bill_to", "recipient")
        .annotate(
            has_pdf=Exists(DocumentFile.objects.filter(document=OuterRef("pk"))),
            is_void=Exists(DocumentVoid.objects.filter(document=OuterRef("pk"))),
        )
        .order_by("-pk")[:most]
    )
    rows = [_as_json(each) for each in shown.iterator(chunk_size=1000)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _show(rows, found.count())


def _dated(row: dict[str, Any], figures: Figures) -> str:
    """Return the issue date; of a draft that of its operation, in parentheses."""
    if row["issue_date"]:
        return figures.day(date.fromisoformat(row["issue_date"]))
    return f"({figures.day(date.fromisoformat(row['operation_date']))})"


def _total(row: dict[str, Any], figures: Figures) -> str:
    total = Decimal(row["total"])
    decimals = max(0, -int(total.as_tuple().exponent))
    return figures.money(total, currency=row["currency"], decimals=decimals)


def _as_json(document: Document) -> dict[str, Any]:
    from cadencia.documents.printing import number_of

    issued_on = document.issue_date
    return {
        "id": document.pk,
        "number": number_of(document),
        "kind": document.kind,
        "state": _state(document),
        "issue_date": issued_on.isoformat() if issued_on else None,
        "operation_date": document.operation_date.isoformat(),
        "customer": document.bill_to.code,
        "name": str(document.recipient),
        "total": str(document.total),
        "payable": str(document.payable),
        "currency": document.currency,
        "run": document.run_id,
        "pdf": bool(getattr(document, "has_pdf", False)),
    }


def _state(document: Document) -> str:
    if document.number is None:
        return "draft"
    return "void" if getattr(document, "is_void", False) else "issued"


def _show(rows: list[dict[str, Any]], total: int) -> None:
    from django.utils.translation import get_language
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.table import Table

    from cadencia.documents.rendering.figures import figures_in

    if not rows:
        typer.echo(_("There are no documents."))
        return
    figures = figures_in(get_language() or "es")
    words = {"draft": _("draft"), "issued": _("issued"), "void": _("void")}
    table = Table(box=None, pad_edge=False)
    for heading in (_("Number"), _("State"), _("Date"), _("Customer")):
        table.add_column(heading)
    table.add_column(_("Total"), justify="right")
    table.add_column("PDF")
    for each in rows:
        table.add_row(
            each["number"] or f"#{each['id']}",
            words[each["state"]],
            _dated(each, figures),
            f"{each['customer']} {each['name']}",
            _total(each, figures),
            _("yes") if each["pdf"] else "",
        )
    Console(highlight=False, markup=False).print(table)
    if total > len(rows):
        typer.echo(_("… and %(more)s more; --limit shows them.") % {"more": total - len(rows)})
