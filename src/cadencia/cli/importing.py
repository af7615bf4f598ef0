"""`cadencia import`: customers, items, prices and contracts from spreadsheets and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.import_words import say
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.billing.importing import Moment, Outcome, Progress
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

COMPANY_FILE = "company.json"
SUFFIXES = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"})
ROWS_SHOWN = 50


@app.command()
def import_(  # noqa: PLR0913 - one argument for each option
    files: Annotated[
        list[Path],
        typer.Argument(help="Spreadsheets (.xlsx, .csv), JSON files, or a folder of them."),
    ],
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    locale: Annotated[
        str, typer.Option(help="How the files write numbers and dates: es or en.")
    ] = "es",
    kind: Annotated[
        str | None, typer.Option(help="What the sheets hold, if their names don't tell.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Only check; write nothing.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,  # noqa: FBT002
    report: Annotated[
        Path | None, typer.Option(help="Write all problems here: .json, .csv or .xlsx.")
    ] = None,
    rows: Annotated[int, typer.Option(help="Problems shown at most.", min=0)] = ROWS_SHOWN,
) -> None:
    """Import customers, items, prices and contracts: all of it, or nothing if anything is wrong.

    A folder with a company.json opens that company if it isn't there yet.
    """
    open_installation()
    from cadencia.billing import importing
    from cadencia.cli.import_answer import Answer, show
    from cadencia.cli.language import speak_as_asked

    language = speak_as_asked()
    _check_options(locale, kind, language)
    target, paths = _target(files, company, language)
    with stage_bars(language, quiet=as_json) as progress:
        manner = importing.Manner(
            moment=_moment(target),
            locale=locale,
            language=language,
            dry_run=dry_run,
            kind=kind,
            progress=progress,
        )
        outcome = importing.import_files(paths, target, manner)
    if report is not None:
        _write_report(report, outcome, language)
    answer = Answer(target.code, outcome, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=1))
    else:
        show(answer, language=language, most=rows)
    if outcome.problems:
        raise typer.Exit(BadInput.exit_code)


def import_folder(folder: Path, *, moment: Moment, language: str, progress: Progress) -> Outcome:
    """Import a folder with its company: what the demo does for each of its companies.

    :raises CompanyFileRefused: if its company.json can't be used.
    """
    from cadencia.billing import importing

    company = importing.company_in(folder / COMPANY_FILE, at=moment.at)
    manner = importing.Manner(moment=moment, language=language, progress=progress)
    return importing.import_files(_inside(folder, language), company, manner)


def _write_report(file: Path, outcome: Outcome, language: str) -> None:
    from cadencia.cli.import_answer import write_report

    try:
        write_report(file, outcome.problems, language)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(say("report_unwritable", language, name=file, reason=reason)) from None


def _moment(company: Company) -> Moment:
    from cadencia.billing.importing import Moment
    from cadencia.config import clock

    at = clock.now()
    return Moment(at=at, today=clock.civil_date(at, company.time_zone))


def _check_options(locale: str, kind: str | None, language: str) -> None:
    from cadencia.interchange.tables.contract_columns import BY_NAME
    from cadencia.interchange.tables.locales import LOCALES

    if locale not in LOCALES:
        raise BadInput(say("locale_unknown", language, name=locale))
    if kind is not None and kind not in BY_NAME:
        raise BadInput(say("kind_unknown", language, name=kind, kinds=", ".join(BY_NAME)))


def _target(files: list[Path], code: str | None, language: str) -> tuple[Company, list[Path]]:
    """Return the company to import into and the files to read."""
    folders = [each for each in files if (each / COMPANY_FILE).is_file()]
    if folders and len(files) > 1:
        raise BadInput(say("several_folders", language))
    if folders and code is None:
        return _company_in(folders[0]), _inside(folders[0], language)
    from cadencia.cli.company import chosen_company

    paths: list[Path] = []
    for each in files:
        paths += _inside(each, language) if each.is_dir() else [each]
    return chosen_company(code), paths


def _company_in(folder: Path) -> Company:
    from cadencia.billing import importing
    from cadencia.config import clock

    file = folder / COMPANY_FILE
    try:
        return importing.company_in(file, at=clock.now())
    except importing.CompanyFileRefused as refused:
        lines = (f"{file.name}: {each.path}: {each.message}" for each in refused.problems)
        raise BadInput("\n".join(lines)) from None


def _inside(folder: Path, language: str) -> list[Path]:
    found = sorted(
        each
        for each in folder.iterdir()
        if each.suffix.lower() in SUFFIXES
        and each.name != COMPANY_FILE
        and not each.name.startswith((".", "_", "~"))
    )
    if not found:
        raise BadInput(say("nothing_inside", language, name=folder))
    return found


@contextmanager
def stage_bars(language: str, *, quiet: bool) -> Iterator[Progress]:
    """Show a bar for each stage on the terminal, if there is one to show it on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from cadencia.billing.importing import Stage

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Bars(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        reading = bars.add_task(say("reading", language), total=1)
        tasks = {}

        def tell(stage: Stage, done: int, total: int) -> None:
            bars.update(reading, completed=1)
            if stage not in tasks:
                tasks[stage] = bars.add_task(say(stage.value, language), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
