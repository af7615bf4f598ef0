"""`cadencia doctor`: look whether all that must hold does hold, and say what to do."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.installation import open_installation

if TYPE_CHECKING:
    from cadencia.billing.doctor import Finding

app = typer.Typer(add_completion=False)


@app.command()
def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False
) -> None:
    """Check every invariant over the whole database; exit code 1 if anything is found."""
    open_installation()
    findings = _examine() if as_json else _examine_showing_progress()
    if as_json:
        told = {"sound": not findings, "findings": [_as_json(each) for each in findings]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(findings)
    raise typer.Exit(1 if findings else 0)


def _examine() -> "list[Finding]":
    from cadencia.billing.doctor import examine
    from cadencia.cli.clock import clock

    return examine(at=clock()())


def _examine_showing_progress() -> "list[Finding]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from cadencia.billing.doctor import checks, examine
    from cadencia.cli.clock import clock

    at = clock()()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("doctor", total=len(checks(at=at)))

        def advance(name: str) -> None:
            progress.update(bar, advance=1, description=name)

        return examine(at=at, done=advance)


def _show(findings: "list[Finding]") -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    if not findings:
        typer.echo(_("Everything that must hold holds."))
        return
    for each in findings:
        found = ngettext("%(number)s row", "%(number)s rows", each.how_many)
        count = found % {"number": each.how_many}
        typer.echo(f"{each.name} ({count}): {each.says}")
        for offender in each.offenders:
            company = "" if offender.company is None else f"[{offender.company}] "
            typer.echo(f"    {company}{offender.row} {offender.detail}".rstrip())
        if each.how_many > len(each.offenders):
            typer.echo("    …")
        typer.echo(f"  → {each.remedy}")


def _as_json(finding: "Finding") -> dict[str, Any]:
    return {
        "name": finding.name,
        "says": finding.says,
        "remedy": finding.remedy,
        "how_many": finding.how_many,
        "offenders": [
            {"company": each.company, "row": each.row, "detail": each.detail}
            for each in finding.offenders
        ],
    }
