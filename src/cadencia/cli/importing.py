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
    from cadencia.billing.importing import Manner, Outcome, Progress
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

COMPANY_FILE = "company.json"
REPORTS = frozenset({".xlsx", ".csv", ".json"})
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
    from cadencia.cli.clock import clock
    from cadencia.cli.import_answer import Answer, show
    from cadencia.cli.language import speak_as_asked

    language = speak_as_asked()
    _check_options(locale, kind, report, language)
    with stage_bars(language, quiet=as_json) as progress:
        manner = importing.Manner(
            at=clock()(),
            locale=locale,
            language=language,
            dry_run=dry_run,
            kind=kind,
            progress=progress,
        )
        target, outcome = _imported(files, company, manner)
    if report is not None:
        _write_report(report, outcome, language)
    answer = Answer(target.code, outcome, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=1))
    else:
        show(answer, language=language, most=rows)
    if outcome.problems:
        raise typer.Exit(BadInput.exit_code)


def _write_report(file: Path, outcome: Outcome, language: str) -> None:
    from cadencia.cli.import_answer import write_report

    try:
        write_report(file, outcome.problems, language)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(say("report_unwritable", language, name=file, reason=reason)) from None


def _check_options(locale: str, kind: str | None, report: Path | None, language: str) -> None:
    from cadencia.interchange.tables.contract_columns import BY_NAME
    from cadencia.interchange.tables.locales import LOCALES

    if locale not in LOCALES:
        raise BadInput(say("locale_unknown", language, name=locale))
    if kind is not None and kind not in BY_NAME:
        raise BadInput(say("kind_unknown", language, name=kind, kinds=", ".join(BY_NAME)))
    if report is not None and report.suffix.lower() not in REPORTS:
        raise BadInput(say("report_unknown", language, name=report))


def _imported(files: list[Path], code: str | None, manner: Manner) -> tuple[Company, Outcome]:
    """Import into the company named, or into the one whose folder is given."""
    from cadencia.billing import importing
    from cadencia.cli.company import chosen_company
    from cadencia.parties.access import acting, administrator_of_machine

    folders = [each for each in files if (each / COMPANY_FILE).is_file()]
    if folders and len(files) > 1:
        raise BadInput(say("several_folders", manner.language))
    if folders and code is None:
        return _imported_folder(folders[0], manner)
    paths: list[Path] = []
    for each in files:
        paths += inside(each, manner.language) if each.is_dir() else [each]
    company = chosen_company(code)
    with acting(administrator_of_machine(company.pk)):
        return company, importing.import_files(paths, company, manner)


def _imported_folder(folder: Path, manner: Manner) -> tuple[Company, Outcome]:
    from cadencia.billing import importing

    paths = inside(folder, manner.language)
    try:
        return importing.import_folder(folder / COMPANY_FILE, paths, manner)
    except importing.CompanyFileRefused as refused:
        lines = (f"{COMPANY_FILE}: {each.path}: {each.message}" for each in refused.problems)
        raise BadInput("\n".join(lines)) from None


def inside(folder: Path, language: str) -> list[Path]:
    """Return the files of a folder that an import reads, in the order of their names."""
    found = sorted(
        each
        for each in folder.iterdir()
        if each.suffix.lower() in SUFFIXES
        and each.name != COMPANY_FILE
        and not each.name.startswith((".", "_", "~"))
    )
    if not found and not (folder / COMPANY_FILE).is_file():  # a company may be opened alone
        raise BadInput(say("nothing_inside", language, name=folder))
    return found


@contextmanager
def stage_bars(language: str, *, quiet: bool) -> Iterator[Progress]:
    """Show a bar for each stage on the terminal, if there is one to show it on."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from cadencia.billing.importing import Stage
    from cadencia.cli.screen import margin

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = margin()
    with Bars(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        reading = bars.add_task(say("reading", language), total=1)
        tasks = {}

        def tell(stage: Stage, done: int, total: int) -> None:
            bars.update(reading, completed=1)
            if stage not in tasks:
                tasks[stage] = bars.add_task(say(stage.value, language), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
