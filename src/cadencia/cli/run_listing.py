"""Runs as tables: the latest ones, and the record of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.console import Console

from cadencia.billing import run_report, runs
from cadencia.billing.models import BillingRun
from cadencia.cli import screen
from cadencia.cli.preview_listing import monies
from cadencia.cli.scope_names import in_words
from cadencia.cli.wording import Speaker
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.access import administrator_of_machine


def show(found: Sequence[BillingRun], say: Speaker) -> None:
    """Print runs, one to a row."""
    console, figures = screen.output(), figures_in(say.language)
    if not found:
        console.print(say("no_runs"))
        return
    columns = ("run", "started", "scope", "state", "documents", "totals", "refusals")
    table = screen.table(*(say(each) for each in columns), right=(0, 4, 5, 6), fold=(2,))
    for run in found:
        totals = {currency: Decimal(amount) for currency, amount in run.totals.items()}
        table.add_row(
            str(run.pk),
            local(run.started_at, run),
            in_words(runs.scope_of_run(run), say.language),
            say(run.state),
            figures.number(Decimal(run.documents)),
            monies(figures, totals),
            figures.number(Decimal(run.refusals)),
        )
    console.print(table)


def show_record(run: BillingRun, say: Speaker, console: Console) -> None:
    """Print who ran it and when, its chunks and their errors, and its fingerprint."""
    facts = screen.facts()
    facts.add_row(say("who"), run.user.get_username() if run.user else say("command_line"))
    facts.add_row(say("started"), local(run.started_at, run))
    if run.finished_at:
        facts.add_row(say("finished"), local(run.finished_at, run))
    counted = chunks(run)
    facts.add_row(say("chunks"), f"{counted['done']} / {counted['total']}")
    if run.fingerprint:
        facts.add_row(say("fingerprint"), run.fingerprint)
    by = administrator_of_machine(run.company_id)
    left_out = [f"{code}@{day}" for code, day in run_report.excluded(run, by=by)]
    if left_out:
        facts.add_row(say("excluded"), ", ".join(left_out))
    for each in run.chunks.exclude(error="").order_by("n"):
        facts.add_row(say("failures"), f"{each.n}: {each.error}")
    console.print(facts)


def chunks(run: BillingRun) -> dict[str, int]:
    """Return how many chunks a run has, and how many of them are done."""
    states = list(run.chunks.values_list("state", flat=True))
    return {"total": len(states), "done": sum(each != "open" for each in states)}


def local(moment: datetime, run: BillingRun) -> str:
    """Return a moment as the clocks of the company show it."""
    return f"{moment.astimezone(ZoneInfo(run.company.time_zone)):%Y-%m-%d %H:%M}"
