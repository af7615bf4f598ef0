"""`cadencia index`: index series such as the IPC, imported from a CSV file (LN-12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.acting import begin
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.value_files import WORDS as FILE_WORDS
from cadencia.cli.value_files import read_values
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.billing.index_series import IndexChange

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Index series that price reviews look at: import, list, show.",
)

CompanyCode = Annotated[str | None, typer.Option("--company", help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

WORDS = {
    **FILE_WORDS,
    "row": Said("fila {row}: {why}", "row {row}: {why}"),
    "month": Said(
        "«{cell}» no es un mes; escríbalo como 2026-03 o 2026M03.",
        '"{cell}" isn\'t a month; write it like 2026-03 or 2026M03.',
    ),
    "value": Said(
        "«{cell}» no es un valor mayor que cero; escríbalo como 120,345 (o use --locale).",
        '"{cell}" isn\'t a value above zero; write it like 120.345 (or use --locale).',
    ),
    "decimals": Said(
        "«{cell}» tiene más de 8 decimales; redondéelo.",
        '"{cell}" has more than 8 decimals; round it.',
    ),
    "repeated": Said(
        "el mes {cell} está dos veces con valores distintos; deje uno.",
        "the month {cell} is there twice with different values; keep one.",
    ),
    "nothing": Said(
        "no hay valores: dos columnas, mes y valor.",
        "there are no values: two columns, month, value.",
    ),
    "used": Said(
        "Ya se ha facturado con otro valor de {months}: quítelos del fichero, o use --change-used"
        " si de verdad deben cambiar.",
        "Something was billed with another value of {months}: take them out of the file, or use"
        " --change-used if they really are to change.",
    ),
    "sum": Said(
        "{name}: {added} valores nuevos, {changed} cambiados, {unchanged} iguales.",
        "{name}: {added} new values, {changed} changed, {unchanged} the same.",
    ),
    "dry": Said("Con --dry-run no se ha escrito nada.", "With --dry-run nothing was written."),
    "unknown": Said("NOMBRE: no hay ninguna serie {name}.", "NAME: there is no series {name}."),
    "none": Said("No hay series de índices.", "There are no index series."),
    "series": Said("Serie", "Series"),
    "first": Said("Desde", "From"),
    "last": Said("Hasta", "To"),
    "months": Said("Meses", "Months"),
    "reviews": Said("Revisiones", "Reviews"),
    "month_column": Said("Mes", "Month"),
    "value_column": Said("Valor", "Value"),
}


@app.command("import")
def import_(  # noqa: PLR0913 - one argument for each option
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the series, such as IPC.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: month; value.")],
    *,
    company: CompanyCode = None,
    locale: Annotated[str, typer.Option(help="How numbers are written: es or en.")] = "es",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    change_used: Annotated[
        bool, typer.Option("--change-used", help="Change also values that were billed with.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add the values of a published series, as the INE gives them; all or none."""
    by, say = begin(company, WORDS)
    from cadencia.billing import index_series
    from cadencia.interchange.tables import index_file

    found = read_values(file, locale, index_file.read, say)
    if found.problems:
        why = (say(each.code, cell=each.cell) for each in found.problems)
        rows = zip(found.problems, why, strict=True)
        raise BadInput("\n".join(say("row", row=each.row, why=text) for each, text in rows))
    try:
        if dry_run:
            change = index_series.preview_import(name, found.values, by=by)
        else:
            change = index_series.import_values(name, found.values, by=by, change_used=change_used)
    except index_series.ValuesUsed as error:
        raise Refused(say("used", months=", ".join(error.months))) from None
    _tell(change, say, as_json=as_json, dry_run=dry_run)
    if dry_run and change.used and not change_used:
        raise Refused(say("used", months=", ".join(change.used)))


@app.command("list")
def list_(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the series with their first and last month."""
    by, say = begin(company, WORDS)
    from cadencia.billing import index_series
    from cadencia.cli import screen

    found = index_series.listed(by=by)
    if as_json:
        told = [
            {
                "name": each.name,
                "first": each.first or None,
                "last": each.last or None,
                "months": each.months,
                "reviews": each.reviews,
            }
            for each in found
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(say("none"))
        return
    names = ("series", "first", "last", "months", "reviews")
    table = screen.table(*(say(each) for each in names), right=(3, 4))
    for each in found:
        table.add_row(each.name, each.first, each.last, str(each.months), str(each.reviews))
    screen.output().print(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the series.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Show the values of a series, month by month."""
    by, say = begin(company, WORDS)
    from cadencia.billing import index_series
    from cadencia.cli import screen

    try:
        found = index_series.values_of(name, by=by)
    except index_series.NoSuchIndex:
        raise BadInput(say("unknown", name=name)) from None
    if as_json:
        values = {month: f"{value:f}" for month, value in found.items()}
        typer.echo(json.dumps({"name": name, "values": values}, ensure_ascii=False, indent=2))
        return
    table = screen.table(say("month_column"), say("value_column"), right=(1,))
    for month, value in found.items():
        table.add_row(month, f"{value:f}")
    screen.output().print(table)


def _tell(change: IndexChange, say: Speaker, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        told: dict[str, Any] = {
            "name": change.name,
            "new_series": change.is_new,
            "added": {month: f"{value:f}" for month, value in change.added.items()},
            "changed": {
                month: {"before": f"{before:f}", "after": f"{after:f}"}
                for month, (before, after) in change.changed.items()
            },
            "unchanged": change.unchanged,
            "used": list(change.used),
            "dry_run": dry_run,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    counts = {"added": len(change.added), "changed": len(change.changed)}
    typer.echo(say("sum", name=change.name, unchanged=change.unchanged, **counts))
    for month, (before, after) in change.changed.items():
        typer.echo(f"  {month}: {before:f} -> {after:f}")
    if dry_run:
        typer.echo(say("dry"))
