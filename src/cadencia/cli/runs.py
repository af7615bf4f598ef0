"""`cadencia runs`: what was generated, by whom and when; issue, stop or undo what waits (GE-10)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli import generate as generating
from cadencia.cli.installation import open_installation
from cadencia.cli.run_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.cli.preview import Question

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The runs: list, show, issue the drafts of one, stop, set aside or undo it.",
)

RUNS_SHOWN = 20

Company = Annotated[str | None, typer.Option(help="Code of the company.")]
RunNumber = Annotated[int, typer.Argument(metavar="RUN", help="Number of the run.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command(name="list")
def list_(
    *,
    company: Company = None,
    last: Annotated[int, typer.Option(min=1, help="How many, the latest first.")] = RUNS_SHOWN,
    as_json: AsJson = False,
) -> None:
    """List the latest runs."""
    question = _question(company)
    from cadencia.billing.models import BillingRun
    from cadencia.cli import run_listing
    from cadencia.cli.run_answer import form

    every = BillingRun.objects.filter(company=question.company).select_related("user")
    found = list(every.order_by("-pk")[:last])
    if as_json:
        told = [form(each, question.company) for each in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    run_listing.show(found, Speaker(WORDS, question.language))


@app.command()
def show(
    run: RunNumber,
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Show a run: who, when, what was asked, what came out, errors, time."""
    question = _question(company)
    from cadencia.billing import runs
    from cadencia.cli import run_listing, screen
    from cadencia.cli.run_answer import Answer
    from cadencia.cli.run_refusals import in_sentences

    say = Speaker(WORDS, question.language)
    with in_sentences(question.company, say):
        found = runs.find(run, by=question.by)
    answer = Answer(question.company, found, say)
    if as_json:
        told = {**answer.as_json(), "chunks": run_listing.chunks(found)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    console = screen.output()
    answer.show(console)
    run_listing.show_record(found, say, console)


@app.command()
def issue(
    run: RunNumber,
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Issue the drafts of a run that waits, whatever made it stop."""
    question = _question(company)
    answer = generating.approve(question, run, generating.Manner(quiet=as_json))
    generating.tell(answer, question, as_json=as_json)


@app.command()
def cancel(
    run: RunNumber,
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Ask a run that is being drafted to stop; it can be resumed or undone."""
    question = _question(company)
    from cadencia.billing import runs
    from cadencia.cli import run_commands
    from cadencia.cli.clock import clock
    from cadencia.cli.run_refusals import in_sentences

    mine, say = question.company, Speaker(WORDS, question.language)
    with in_sentences(mine, say, act="cancel"):
        runs.cancel(run, by=question.by, clock=clock())
    resume = run_commands.resume(runs.find(run, by=question.by), mine)
    if as_json:
        typer.echo(json.dumps({"run": run, "cancelled": True, "next": [resume]}))
        return
    typer.echo(say("cancelled", run=run, resume=resume, company=run_commands.option(mine)))


@app.command(name="set-aside")
def set_aside(
    run: RunNumber,
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Set aside a run that can't be issued today: others go on, it is issued another day."""
    question = _question(company)
    from cadencia.billing import closing, run_report, runs
    from cadencia.cli import run_commands
    from cadencia.cli.clock import clock
    from cadencia.cli.run_refusals import in_sentences

    mine, say = question.company, Speaker(WORDS, question.language)
    with in_sentences(mine, say, act="set_aside"):
        closing.set_aside(run, by=question.by, clock=clock())
    found = runs.find(run, by=question.by)
    drafts, issue = (
        run_report.left_as_drafts(found, by=question.by),
        run_commands.issue(found, mine),
    )
    if as_json:
        told = {"run": run, "state": found.state, "drafts": drafts, "next": [issue]}
        typer.echo(json.dumps(told))
        return
    typer.echo(say("set_aside_now", run=run, drafts=drafts, issue=issue))


@app.command()
def undo(
    run: RunNumber,
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Delete the drafts of a run; their installments are due again."""
    question = _question(company)
    from cadencia.billing import undoing
    from cadencia.cli.clock import clock
    from cadencia.cli.run_refusals import in_sentences

    mine, say = question.company, Speaker(WORDS, question.language)
    with in_sentences(mine, say, act="undo"):
        deleted = undoing.undo(run, by=question.by, clock=clock())
    if as_json:
        typer.echo(json.dumps({"run": run, "state": "undone", "documents": deleted}))
        return
    typer.echo(say("undone_now", run=run, documents=deleted))


def _question(company: str | None) -> Question:
    open_installation()
    from cadencia.cli.preview import ask
    from cadencia.cli.scope_options import ScopeOptions

    return ask(company, ScopeOptions())
