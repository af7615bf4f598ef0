"""`cadencia reasons`: why contracts end, as the company names it (LC-7)."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cadencia.cli.acting import answer, begin, refusals
from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The reasons why contracts end: list, set, give one to a contract that has ended.",
)

WORDS = {
    "code": Said("Código", "Code"),
    "name": Said("Motivo", "Reason"),
    "none": Said(
        "La empresa no tiene motivos de baja; añada uno con cadencia reasons set CÓDIGO MOTIVO.",
        "The company has no reasons yet; add one with cadencia reasons set CODE NAME.",
    ),
    "kept": Said("{code}: {name}", "{code}: {name}"),
    "given": Said("{contract}: motivo {name}", "{contract}: reason {name}"),
    "unknown": Said(
        "{contract}: no hay ningún contrato con ese código.",
        "{contract}: there is no contract of that code.",
    ),
}
Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Code of the reason.")]


@app.command("list")
def list_reasons(*, company: Company = None, as_json: AsJson = False) -> None:
    """List the company's reasons."""
    by, say = begin(company, WORDS)
    from cadencia.cli import screen
    from cadencia.contracts import termination

    found = termination.reasons(by=by)
    if as_json:
        forms = [{"code": each.code, "name": each.name} for each in found]
        typer.echo(json.dumps(forms, ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(say("none"))
        return
    table = screen.table(say("code"), say("name"), fold=(1,))
    for each in found:
        table.add_row(each.code, each.name)
    screen.output().print(table)


@app.command("set")
def set_reason(
    code: Code,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Add a reason, or change what the one of that code is called."""
    by, say = begin(company, WORDS)
    from cadencia.contracts import termination

    with refusals():
        reason = termination.save_reason(code, name, by=by)
    form = {"code": reason.code, "name": reason.name}
    answer(say("kept", **form), form, as_json=as_json)


@app.command()
def give(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Code of the contract.")],
    code: Code,
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Say why a contract ended, or why it was withdrawn."""
    by, say = begin(company, WORDS)
    from cadencia.billing import acts
    from cadencia.contracts.models import Contract

    found = Contract.objects.filter(company_id=by.company_id, code=contract).first()
    if found is None:
        raise BadInput(say("unknown", contract=contract))
    with refusals():
        after = acts.give_reason(found.pk, code, by=by)
    sentence = say("given", contract=contract, name=after.termination_reason)
    answer(sentence, {"contract": contract, "reason": code}, as_json=as_json)
