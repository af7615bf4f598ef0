"""`cadencia documents notes` and `invoice-notes`: delivery notes invoiced later (DO-1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import document_answers
from cadencia.cli.dates import given_date
from cadencia.cli.document_answers import Question, in_sentences, name_of
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.billing.invoicing_notes import NotesWish
    from cadencia.core.following import NotesInvoice
    from cadencia.documents.models import Document

Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Customers = Annotated[
    list[str] | None, typer.Option("--customer", help="Code of a customer; repeatable.")
]
Until = Annotated[
    str | None, typer.Option(help="Notes of dates until this one, YYYY-MM-DD; today if not given.")
]
Each = Annotated[bool, typer.Option("--each", help="An invoice for each note.")]
Series = Annotated[str, typer.Option(help="Code of a series of invoices.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia documents`."""
    app.command()(notes)
    app.command("invoice-notes")(invoice_notes)


def notes(
    *,
    customer: Customers = None,
    until: Until = None,
    each: Each = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Show the delivery notes to be invoiced, as the invoices that they would make."""
    question = document_answers.asked(company)
    from cadencia.billing import invoicing_notes

    wish = _wish(question, customer or [], until, one_each=each)
    with in_sentences(question):
        plan = invoicing_notes.preview(wish, by=question.by)
    rows = [_planned(made) for made in plan.invoices]
    waiting = [note.number for made in plan.negative for note in made.notes]
    _answer(question, rows, waiting, as_json=as_json)


def invoice_notes(  # noqa: PLR0913 - the options of a command
    *,
    customer: Customers = None,
    until: Until = None,
    each: Each = False,
    series: Series = "",
    draft: Annotated[bool, typer.Option("--draft", help="Leave drafts.")] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Invoice delivery notes, grouped by customer and, where the law says so, by month."""
    from dataclasses import replace

    question = document_answers.asked(company)
    from cadencia.billing import invoicing_notes
    from cadencia.cli.clock import clock

    wish = _wish(question, customer or [], until, one_each=each)
    wish = replace(wish, series=series, issue=not draft)
    with in_sentences(question):
        made = invoicing_notes.invoice_notes(wish, by=question.by, clock=clock())
        waiting = invoicing_notes.preview(wish, by=question.by).negative
    numbers = [note.number for each_one in waiting for note in each_one.notes]
    _answer(question, [_made(document) for document in made], numbers, as_json=as_json)


def _wish(
    question: Question, customers: list[str], until: str | None, *, one_each: bool
) -> NotesWish:
    from cadencia.billing.invoicing_notes import NotesWish
    from cadencia.billing.pending_notes import NotesScope
    from cadencia.cli.clock import today
    from cadencia.parties.models import Customer

    known = Customer.objects.filter(company=question.company, code__in=customers)
    missing = sorted(set(customers) - set(known.values_list("code", flat=True)))
    if missing:
        where = question.company.code
        raise BadInput(
            "\n".join(question.say("no_customer", company=where, text=text) for text in missing)
        )
    day = given_date("--until", until) if until else today(question.company.time_zone)
    return NotesWish(scope=NotesScope(until=day, customers=tuple(customers), one_each=one_each))


def _planned(made: NotesInvoice) -> dict[str, Any]:
    return {
        "customer": made.key.customer,
        "until": made.on.isoformat(),
        "notes": [each.number for each in made.notes],
        "total": str(made.totals.total),
        "currency": made.key.currency,
    }


def _made(document: Document) -> dict[str, Any]:
    from cadencia.documents.following_models import InvoicedNote

    listed = InvoicedNote.objects.filter(document=document).select_related("note__series")
    return {
        "invoice": name_of(document),
        "id": document.pk,
        "customer": document.bill_to.code,
        "until": document.operation_date.isoformat(),
        "notes": [name_of(each.note) for each in listed.order_by("note__operation_date", "note")],
        "total": str(document.total),
        "currency": document.currency,
    }


def _answer(
    question: Question, rows: list[dict[str, Any]], waiting: list[str], *, as_json: bool
) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_json:
        form = {"invoices": rows, "negative": waiting}
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    say = question.say
    if not rows:
        typer.echo(say("no_notes"))
    else:
        names = [each for each in ("invoice", "customer", "until", "notes") if each in rows[0]]
        table = Table(box=None, pad_edge=False)
        for name in names:
            table.add_column(say(name))
        table.add_column(say("total"), justify="right")
        for row in rows:
            cells = [", ".join(row[n]) if n == "notes" else row[n] for n in names]
            table.add_row(*cells, f"{row['total']} {row['currency']}")
        Console(highlight=False, markup=False).print(table)
    if waiting:
        typer.echo(say("negative", numbers=", ".join(waiting)), err=True)
