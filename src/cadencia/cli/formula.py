"""`cadencia formula`: prices and quantities by formula, tried before they are used (LN-9)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated

import typer

from cadencia.cli import bulk_options
from cadencia.cli.acting import begin
from cadencia.cli.bulk_options import AsJson, CompanyCode
from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said, Speaker

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Formulas over an amount and parameters: list, set, try.",
)

WORDS = {
    "none": Said("No hay fórmulas.", "There are no formulas."),
    "name": Said("Fórmula", "Formula"),
    "expression": Said("Expresión", "Expression"),
    "parameters": Said("Parámetros", "Parameters"),
    "uses": Said("Usos", "Uses"),
    "kept": Said("Guardada: {name} = {expression}", "Kept: {name} = {expression}"),
    "unknown": Said("NOMBRE: no hay ninguna fórmula {name}.", "NAME: there is no formula {name}."),
    "not_a_parameter": Said(
        "--with: «{value}» no se entiende; escriba NOMBRE=VALOR, como base=10.",
        '--with: "{value}" can\'t be read; write NAME=VALUE, like base=10.',
    ),
    "not_a_number": Said(
        "{option}: «{value}» no es un número; escríbalo como 3.1.",
        '{option}: "{value}" isn\'t a number; write it like 3.1.',
    ),
}
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the formula.")]


@app.command("list")
def list_(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the formulas, and how many lines and modifications name each."""
    by, say = begin(company, WORDS)
    from cadencia.billing import formula_trying
    from cadencia.cli import screen

    found = formula_trying.listed(by=by)
    if as_json:
        told = [
            {
                "name": each.name,
                "expression": each.expression,
                "parameters": list(each.parameters),
                "uses": each.uses,
            }
            for each in found
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(say("none"))
        return
    names = ("name", "expression", "parameters", "uses")
    table = screen.table(*(say(each) for each in names), right=(3,), fold=(1,))
    for each in found:
        table.add_row(each.name, each.expression, ", ".join(each.parameters), str(each.uses))
    screen.output().print(table)


@app.command("set")
def set_(
    name: Name,
    expression: Annotated[str, typer.Argument(help="Such as: amount * 0.26 + base")],
    *,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", help="Its name; repeatable.")
    ] = None,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Keep a formula, or change the one of that name; prices kept from it stay."""
    by, say = begin(company, WORDS)
    from cadencia.billing import formula_trying
    from cadencia.parties.problems import ValuesRefused

    try:
        kept = formula_trying.keep(name, expression, parameter or [], by=by)
    except ValuesRefused as error:
        raise bulk_options.refused(error.problems) from None
    if as_json:
        told = {"name": kept.name, "expression": kept.expression, "parameters": kept.parameters}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(say("kept", name=kept.name, expression=kept.expression))


@app.command("try")
def try_(
    name: Name,
    amount: Annotated[str, typer.Argument(help="The amount to be evaluated.")],
    *,
    given: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME=VALUE", help="Repeatable.")
    ] = None,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Show what a formula gives, before it is accepted as a price."""
    by, say = begin(company, WORDS)
    from cadencia.billing import formula_trying
    from cadencia.parties.problems import ValuesRefused

    parameters = dict(_parameter(each, say) for each in given or ())
    number = bulk_options.amount("AMOUNT", amount, say) or Decimal(0)
    try:
        found = formula_trying.result(name, number, parameters, by=by)
    except formula_trying.NoSuchFormula:
        raise BadInput(say("unknown", name=name)) from None
    except ValuesRefused as error:
        raise bulk_options.refused(error.problems) from None
    if as_json:
        typer.echo(json.dumps({"name": name, "amount": f"{number:f}", "result": f"{found:f}"}))
    else:
        typer.echo(f"{found:f}")


def _parameter(typed: str, say: Speaker) -> tuple[str, Decimal]:
    name, equals, value = typed.partition("=")
    if not equals or not name.strip():
        raise BadInput(say("not_a_parameter", value=typed))
    return name.strip(), bulk_options.amount("--with", value, say) or Decimal(0)
