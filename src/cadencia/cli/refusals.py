"""`cadencia refusals`: which contracts can't be billed, why, and how to mend it (GE-6)."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.installation import open_installation
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.billing.refusals import ToldRefusal

app = typer.Typer(add_completion=False)

ROWS_SHOWN = 50
WORDS = {
    "none": Said(
        "Ningún contrato de {company} está sin poder facturarse.",
        "No contract of {company} is kept from being billed.",
    ),
    "contract": Said("Contrato", "Contract"),
    "customer": Said("Cliente", "Customer"),
    "due_on": Said("Cuota", "Due"),
    "since": Said("Desde", "Since"),
    "reason": Said("Por qué no, y cómo se arregla", "Why not, and how to mend it"),
    "more": Said(
        "… y más: véalos todos con --json o con --rows N.",
        "… and more: see them all with --json or --rows N.",
    ),
}


@app.command()
def refusals(
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    contract: Annotated[list[str] | None, typer.Option(help="Code; repeatable.")] = None,
    run: Annotated[int | None, typer.Option(help="Only those of this run.")] = None,
    rows: Annotated[int, typer.Option(help="Contracts shown at most.", min=1)] = ROWS_SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, all of it.")] = False,
) -> None:
    """List the contracts that the last run left aside; a good run clears them by itself."""
    open_installation()
    from cadencia.billing.refusals import stored
    from cadencia.cli.preview import ask
    from cadencia.cli.run_answer import refusal_form
    from cadencia.cli.scope_options import ScopeOptions

    question = ask(company, ScopeOptions(contracts=contract or ()))
    mine = question.company
    found = stored(by=question.by, contracts=contract or (), run_id=run)
    if as_json:
        told = [refusal_form(each) for each in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _show(list(islice(found, rows + 1)), rows, Speaker(WORDS, question.language), mine.name)


def _show(found: list[ToldRefusal], most: int, say: Speaker, company: str) -> None:
    from cadencia.cli import screen

    console = screen.output()
    if not found:
        console.print(say("none", company=company))
        return
    columns = ("contract", "customer", "due_on", "since", "reason")
    table = screen.table(*(say(each) for each in columns), fold=(1, 4))
    for each in found[:most]:
        due_on = each.due_on.isoformat() if each.due_on else ""
        since = f"{each.since:%Y-%m-%d}"
        table.add_row(
            each.contract, screen.clipped(each.customer_name), due_on, since, each.sentence
        )
    console.print(table)
    if len(found) > most:
        console.print(say("more"))
