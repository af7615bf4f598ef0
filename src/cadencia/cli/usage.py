"""`cadencia usage`: what was metered, recorded from a file, billed when it covers (LN-11)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.acting import begin
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.value_files import WORDS as FILE_WORDS
from cadencia.cli.value_files import read_values
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.billing.usage_recording import Recorded, UsageListed, UsageRefused
    from cadencia.interchange.tables.usage_file import UsageFile

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Recorded usage: import, list, delete.",
)

CompanyCode = Annotated[str | None, typer.Option("--company", help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

ROWS_SHOWN = 50

WORDS = {
    **FILE_WORDS,
    "row": Said("fila {row}, {field}: {why}", "row {row}, {field}: {why}"),
    "heading": Said("falta la columna «{cell}».", 'the column "{cell}" is missing.'),
    "missing": Said("rellénelo.", "fill this in."),
    "date": Said(
        "«{cell}» no es una fecha; escríbala como 2026-03-31 o 31/03/2026.",
        '"{cell}" isn\'t a date; write it like 2026-03-31.',
    ),
    "number": Said(
        "«{cell}» no es un número; escríbalo como 1.234,5 (o use --locale).",
        '"{cell}" isn\'t a number; write it like 1,234.5 (or use --locale).',
    ),
    "no_rows": Said("no hay ninguna fila.", "there are no rows."),
    "recorded": Said(
        "{added} lecturas nuevas ({quantity} unidades), {known} ya estaban, {late} tarde: se"
        " facturarán con la próxima cuota.",
        "{added} new records ({quantity} units), {known} known already, {late} late: the next"
        " installment bills them.",
    ),
    "stranded": Said(
        "Aviso: no queda ninguna cuota que facture las de {contracts}.",
        "Notice: no installment is left to bill those of {contracts}.",
    ),
    "dry": Said("Con --dry-run no se ha escrito nada.", "With --dry-run nothing was written."),
    "none": Said("No hay lecturas.", "There are no records."),
    "more": Said("… y {count} más; véalas con --json.", "… and {count} more; see --json."),
    "not_deletable": Said(
        "NÚMERO: ya facturadas, {billed}; no existen, {unknown}. No se ha borrado ninguna.",
        "NUMBER: billed already, {billed}; not there, {unknown}. None was deleted.",
    ),
    "deleted": Said("Borradas: {count}.", "Deleted: {count}."),
    "id": Said("Número", "Number"),
    "contract": Said("Contrato", "Contract"),
    "line": Said("Línea", "Line"),
    "from": Said("Desde", "From"),
    "until": Said("Hasta", "Until"),
    "quantity": Said("Cantidad", "Quantity"),
    "name": Said("Identificador", "Name"),
    "billed": Said("Cuota", "Installment"),
}


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with headings.")],
    *,
    company: CompanyCode = None,
    locale: Annotated[str, typer.Option(help="How numbers are written: es or en.")] = "es",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Record usage from a file, all or none; what was recorded before counts once."""
    by, say = begin(company, WORDS)
    from cadencia.billing import usage_recording
    from cadencia.billing.usage_recording import UsageRow
    from cadencia.cli.clock import clock
    from cadencia.interchange.tables import usage_file

    found = read_values(file, locale, usage_file.read, say)
    if found.problems:
        raise BadInput(
            "\n".join(
                say("row", row=each.row, field=each.field, why=say(each.code, cell=each.cell))
                for each in found.problems
            )
        )
    given = [UsageRow(*each[1:]) for each in found.records]
    try:
        done = usage_recording.record(given, at=clock()(), by=by, dry_run=dry_run)
    except usage_recording.UsageRefused as error:
        raise BadInput(_refused(error, found, say)) from None
    _tell(done, say, as_json=as_json, dry_run=dry_run)


@app.command("list")
def list_(
    *,
    company: CompanyCode = None,
    contract: Annotated[list[str] | None, typer.Option(help="Code; repeatable.")] = None,
    pending: Annotated[bool, typer.Option("--pending", help="Only what isn't billed.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what was recorded, and the due date of the installment that bills it."""
    by, say = begin(company, WORDS)
    from cadencia.billing import usage_recording

    billed = False if pending else None
    found = usage_recording.listed(by=by, contracts=contract or (), billed=billed)
    if as_json:
        typer.echo(json.dumps([_form(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _show(found, say)


@app.command()
def delete(
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER...", help="See list.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Delete records that aren't billed, all of those named or none."""
    by, say = begin(company, WORDS)
    from cadencia.billing import usage_recording

    try:
        count = usage_recording.delete(numbers, by=by)
    except usage_recording.NotDeletable as error:
        numbers_of = {
            "billed": ", ".join(str(each) for each in error.billed) or "–",
            "unknown": ", ".join(str(each) for each in error.unknown) or "–",
        }
        raise Refused(say("not_deletable", **numbers_of)) from None
    typer.echo(json.dumps({"deleted": count}) if as_json else say("deleted", count=count))


def _refused(error: UsageRefused, found: UsageFile, say: Speaker) -> str:
    return "\n".join(
        say(
            "row",
            row=found.records[each.row].row,
            field=each.problem.path,
            why=each.problem.message,
        )
        for each in error.refused
    )


def _tell(done: Recorded, say: Speaker, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        told = {
            "added": done.added,
            "known": done.known,
            "late": done.late,
            "quantity": f"{done.quantity:f}",
            "stranded": list(done.stranded),
            "dry_run": dry_run,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    counts = {"added": done.added, "known": done.known, "late": done.late}
    typer.echo(say("recorded", quantity=f"{done.quantity:f}", **counts))
    if done.stranded:
        typer.echo(say("stranded", contracts=", ".join(done.stranded[:ROWS_SHOWN])))
    if dry_run:
        typer.echo(say("dry"))


def _show(found: list[UsageListed], say: Speaker) -> None:
    from cadencia.cli import screen

    if not found:
        typer.echo(say("none"))
        return
    names = ("id", "contract", "line", "from", "until", "quantity", "name", "billed")
    table = screen.table(*(say(each) for each in names), right=(0, 5), fold=(6,))
    for each in found[:ROWS_SHOWN]:
        table.add_row(
            str(each.id),
            each.contract,
            each.line,
            each.used_from.isoformat(),
            each.used_until.isoformat(),
            f"{each.quantity:f}",
            each.external_id,
            "" if each.billed_on is None else each.billed_on.isoformat(),
        )
    console = screen.output()
    console.print(table)
    if len(found) > ROWS_SHOWN:
        console.print(say("more", count=len(found) - ROWS_SHOWN))


def _form(each: UsageListed) -> dict[str, object]:
    return {
        "number": each.id,
        "contract": each.contract,
        "line": each.line,
        "from": each.used_from.isoformat(),
        "until": each.used_until.isoformat(),
        "quantity": f"{each.quantity:f}",
        "source": each.source,
        "external_id": each.external_id,
        "billed_on": None if each.billed_on is None else each.billed_on.isoformat(),
    }
