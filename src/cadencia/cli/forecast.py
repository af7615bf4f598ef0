"""`cadencia forecast`: what will be billed in the coming months, and when it is paid (GE-12)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli import scope_options
from cadencia.cli.forecast_words import GROUPS, WORDS
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput
from cadencia.cli.scope_options import ScopeOptions
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from rich.console import Console

    from cadencia.billing.forecast import Question
    from cadencia.billing.forecast_sums import By, Sums
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

MONTHS = 12
ROWS_SHOWN = 60
MOST_PARKED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the forecast is asked for, as typed."""

    months: int
    by: str
    drafts: bool
    no_renewals: bool


@app.command()
def forecast(  # noqa: PLR0913 - one argument for each option
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    months: Annotated[int, typer.Option(help="How many, this one included.")] = MONTHS,
    by: Annotated[
        str,
        typer.Option(help="month, customer, item, kind, sales_rep, type: several with commas."),
    ] = "month",
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day taken as today (YYYY-MM-DD).")
    ] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Count drafts as if posted.")] = False,
    no_renewals: Annotated[
        bool, typer.Option("--no-renewals", help="Let no contract renew itself.")
    ] = False,
    contract: scope_options.Contracts = None,
    customer: scope_options.Customers = None,
    kind: scope_options.Kinds = None,
    project: scope_options.Projects = None,
    sales_rep: scope_options.SalesReps = None,
    series: scope_options.SeriesCodes = None,
    type_: scope_options.Types = None,
    generation: scope_options.Generation = None,
    rows: Annotated[int, typer.Option(help="Rows shown at most.", min=0)] = ROWS_SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Answer in CSV, for a spreadsheet.")
    ] = False,
) -> None:
    """Forecast what will be billed, by month, customer, item and so on, and what is paid when.

    The calculation is that of the run, with the prices known today. Nothing is billed; one of
    the whole company by month is kept, for runs to be compared with.
    """
    open_installation()
    options = ScopeOptions(
        as_of=as_of,
        contracts=contract or (),
        customers=customer or (),
        kinds=kind or (),
        projects=project or (),
        sales_reps=sales_rep or (),
        series=series or (),
        types=type_ or (),
        generation=generation,
    )
    shape = Shape(months=months, by=by, drafts=drafts, no_renewals=no_renewals)
    owner, question, language = _asked(company, options, shape)
    say = Speaker(WORDS, language)
    if as_json and as_csv:
        raise BadInput(say("json_or_csv"))
    from cadencia.billing import expectations, forecast_rows
    from cadencia.billing import forecast as forecasts
    from cadencia.parties.access import administrator_of_machine

    found = forecasts.forecast(question, by=administrator_of_machine(owner.pk))
    if as_of is None:
        expectations.keep(owner.pk, question, found)
    if as_json:
        told = {"company": owner.code, **forecast_rows.form(found, question)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(_csv(found, say), nl=False)
    else:
        _show(owner, question, found, say, rows)


def _asked(
    company: str | None, options: ScopeOptions, shape: Shape
) -> tuple[Company, Question, str]:
    """Return what is asked for.

    :raises BadInput: with a line for each option that can't be read.
    """
    from cadencia.billing.forecast import MOST_MONTHS, Question
    from cadencia.cli.preview import ask

    problems: list[str] = []
    try:
        asked = ask(company, options)
    except BadInput as error:
        problems.append(str(error))
        asked = ask(company, ScopeOptions())
    say = Speaker(WORDS, asked.language)
    if not 1 <= shape.months <= MOST_MONTHS:
        problems.append(say("bad_months", most=MOST_MONTHS))
    by = _groups(shape.by, say, problems)
    if problems:
        raise BadInput("\n".join(problems))
    scope = asked.asked.scope
    question = Question(
        since=scope.as_of,
        months=shape.months,
        by=by,
        only=scope.only,
        drafts=shape.drafts,
        renewals=not shape.no_renewals,
    )
    return asked.company, question, asked.language


def _groups(typed: str, say: Speaker, problems: list[str]) -> tuple[By, ...]:
    from cadencia.billing.forecast_sums import By

    known, found = [str(each) for each in By], list[By]()
    for word in (each.strip() for each in typed.split(",")):
        name = GROUPS.get(word.casefold(), word.casefold())
        if name not in known:
            problems.append(say("bad_group", value=word, choices=", ".join(known)))
        elif By(name) in found:
            problems.append(say("twice", value=word))
        else:
            found.append(By(name))
    return tuple(found)


def _csv(found: Sums, say: Speaker) -> bytes:
    from cadencia.billing import forecast_rows
    from cadencia.billing.forecast_sums import By
    from cadencia.interchange.tables.writing import Table, csv_file

    by_item = By.ITEM in found.by
    amounts = ("documents", "net") if by_item else ("documents", "net", "total", "cash")
    headings = [say(name) for name in (*(str(each) for each in found.by), "currency", *amounts)]
    lines = [
        (*each.group.values(), each.currency, *(getattr(each, name) for name in amounts))
        for each in forecast_rows.rows(found)
    ]
    return csv_file(Table("forecast", tuple(headings), lines), locale=say.language)


def _show(owner: Company, question: Question, found: Sums, say: Speaker, most: int) -> None:
    from cadencia.cli import screen
    from cadencia.documents.rendering.figures import figures_in

    console, figures = screen.output(), figures_in(say.language)
    days = {name: figures.day(getattr(question, name)) for name in ("since", "until")}
    console.print(say("title", company=owner.name, **days), style="bold")
    if question.drafts:
        console.print(say("drafts_counted"))
    if not found.totals:
        console.print(say("nothing"))
    else:
        _show_rows(found, say, most, console)
        console.print(say("contracts", count=figures.number(Decimal(found.contracts))))
    _show_parked(found, say, console)


def _show_rows(found: Sums, say: Speaker, most: int, console: Console) -> None:
    from cadencia.billing import forecast_rows
    from cadencia.billing.forecast_sums import By
    from cadencia.cli import screen
    from cadencia.cli.preview_listing import money
    from cadencia.documents.rendering.figures import figures_in

    figures, by_item = figures_in(say.language), By.ITEM in found.by
    amounts = ("net",) if by_item else ("net", "total", "cash")
    names = [str(each) for each in found.by]
    right = tuple(range(len(names), len(names) + 1 + len(amounts)))
    table = screen.table(*(say(name) for name in (*names, "documents", *amounts)), right=right)
    every = forecast_rows.rows(found)
    sums = forecast_rows.totals(found)
    for place, row in enumerate((*islice(every, most), *sums)):
        group = [_shown(found, name, value) for name, value in row.group.items()]
        if not group:
            group = [say("sum"), *("" for _ in names[1:])]
        if place == min(most, len(every)):
            table.add_section()
        figures_of = [
            money(figures, getattr(row, name) or Decimal(0), row.currency) for name in amounts
        ]
        table.add_row(*group, figures.number(Decimal(row.documents)), *figures_of)
    console.print(table)
    if len(every) > most:
        console.print(say("more_rows", count=len(every) - most))


def _shown(found: Sums, name: str, value: str) -> str:
    if name == "customer":
        return f"{value} {found.names.get(value, '')}".strip()
    return value or "–"


def _show_parked(found: Sums, say: Speaker, console: Console) -> None:
    from cadencia.billing import forecast_rows
    from cadencia.documents.rendering.figures import figures_in

    if not found.parked:
        return
    figures = figures_in(say.language)
    console.print(say("parked"), style="bold red")
    for each in sorted(found.parked)[:MOST_PARKED]:
        day = figures.day(each.due_on) if each.due_on else "–"
        reason = forecast_rows.sentence(each)
        console.print(f"  {say('parked_one', contract=each.contract, date=day, reason=reason)}")
    if len(found.parked) > MOST_PARKED:
        console.print(say("more_parked", count=len(found.parked) - MOST_PARKED))
