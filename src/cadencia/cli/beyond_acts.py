"""`cadencia documents credit-beyond`: credit what was billed beyond a withdrawal (AG-9)."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cadencia.cli import document_answers
from cadencia.cli.document_answers import in_sentences, money, name_of
from cadencia.cli.refusal import BadInput

CLOSINGS = ("full", "prorated")


def add_to(app: typer.Typer) -> None:
    """Add the command to `cadencia documents`."""
    app.command("credit-beyond")(credit_beyond)


def credit_beyond(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Code of the contract.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; the credit notes print it.")],
    closing: Annotated[
        str | None,
        typer.Option(help="A period that is cut: full (not credited) or prorated (by days)."),
    ] = None,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Credit what the invoices of a withdrawn contract bill beyond its end."""
    question = document_answers.asked(company)
    from cadencia.billing import crediting_beyond
    from cadencia.cli.clock import clock
    from cadencia.contracts.models import Contract
    from cadencia.core.agreement import Closing

    if closing not in (None, *CLOSINGS):
        raise BadInput(question.say("not_a_closing"))
    found = Contract.objects.filter(company=question.company, code=contract).first()
    if found is None:
        where = question.company.code
        raise BadInput(question.say("no_contract", company=where, text=contract))
    with in_sentences(question):
        made = crediting_beyond.credit_beyond(
            found.pk,
            reason,
            closing=None if closing is None else Closing(closing),
            by=question.by,
            clock=clock(),
        )
    if as_json:
        form = {
            "credited": [
                {"number": name_of(note), "total": str(note.total)} for note in made.notes
            ],
            "others": [name_of(each) for each in made.others],
        }
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    for note in made.notes:
        typer.echo(f"{name_of(note)}: {money(note, note.total, question.language)}")
    if not made.notes:
        typer.echo(question.say("nothing_beyond"))
    if made.others:
        numbers = ", ".join(name_of(each) for each in made.others)
        typer.echo(question.say("others_beyond", numbers=numbers), err=True)
