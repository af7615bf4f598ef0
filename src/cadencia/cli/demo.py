"""`cadencia demo`: four companies from their spreadsheets to their invoices (US-7)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli import demo_files
from cadencia.cli.demo_words import WORDS
from cadencia.cli.installation import open_installation
from cadencia.cli.run_words import WORDS as RUN_WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.cli.demo_billing import Billed
    from cadencia.cli.demo_pdfs import Printed
    from cadencia.cli.demo_steps import Steps
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    *,
    company: Annotated[
        list[str] | None, typer.Option(help="Only this demo company; repeatable.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Where the demo's files are, if not beside the code.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the PDFs.")] = None,
    pdfs: Annotated[bool, typer.Option("--pdfs/--no-pdfs", help="Make the PDFs.")] = True,
) -> None:
    """Import four companies, preview a month, generate it and write its PDFs.

    The first call bills the first month of each company; each later one the month after, up to
    today. Whatever is done already is left as it is.
    """
    began = time.perf_counter()
    open_installation()
    from cadencia.cli import demo_summary, demo_users, screen
    from cadencia.cli.demo_steps import Steps
    from cadencia.cli.language import speak_as_asked

    language = speak_as_asked()
    say = Speaker(WORDS, language)
    show = Steps(screen.output(), say, Speaker(RUN_WORDS, language))
    source = demo_files.files_folder(folder, say)
    folders = demo_files.chosen_folders(source, company or (), say)
    target = demo_files.target_folder(out, source, say)
    show.console.print(say("welcome"), style="bold")
    _prepare_tables(show)
    companies = _imported(folders, show)
    password = demo_users.made(companies, show)
    billed = [each for one in companies if (each := _bill_next(one, show)) is not None]
    printed = _printed(companies, target, show) if pdfs else None
    demo_summary.show(billed, show, seconds=time.perf_counter() - began)
    demo_summary.show_what_next(companies, billed, printed, show)
    demo_users.show_way_in(password, show)


def _prepare_tables(show: Steps) -> None:
    """Bring the tables up to date with this version."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    word = "database_other" if settings.EMBEDDED_SERVER is None else "database_own"
    show.done("database", "", show.say(word))
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        with show.console.status(show.say("tables")):
            call_command("migrate", interactive=False, verbosity=0)
    made = show.say("tables_made", count=waiting) if waiting else show.say("tables_ready")
    show.done("tables", "", made)


def _imported(folders: list[Path], show: Steps) -> list[Company]:
    from cadencia.cli import demo_import

    return [demo_import.imported(each, show) for each in folders]


def _bill_next(company: Company, show: Steps) -> Billed | None:
    from cadencia.cli import demo_billing

    return demo_billing.bill_next(company, show)


def _printed(companies: list[Company], target: Path, show: Steps) -> Printed:
    from cadencia.cli import demo_pdfs

    return demo_pdfs.print_all(companies, target, show)
