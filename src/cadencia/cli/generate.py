"""`cadencia generate`: bill what is due, exactly once, with a bar and a record (GE-1, GE-10)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli import scope_options
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput
from cadencia.cli.run_words import WORDS
from cadencia.cli.scope_options import ScopeOptions
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.runs import Wish
    from cadencia.cli.preview import Question
    from cadencia.cli.run_answer import Answer

app = typer.Typer(add_completion=False)

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
MOST_WORKERS = 64
INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a run was asked to be done, as typed."""

    expect: str | None = None
    drafts: bool = False
    issue: bool = False
    approve: bool = False
    document_date: str | None = None
    workers: int | None = None
    quiet: bool = False


@app.command()
def generate(  # noqa: PLR0913 - one argument for each option
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    month: scope_options.Month = None,
    start: scope_options.From = None,
    until: scope_options.Until = None,
    as_of: scope_options.AsOf = None,
    contract: scope_options.Contracts = None,
    customer: scope_options.Customers = None,
    kind: scope_options.Kinds = None,
    project: scope_options.Projects = None,
    sales_rep: scope_options.SalesReps = None,
    series: scope_options.SeriesCodes = None,
    type_: scope_options.Types = None,
    generation: scope_options.Generation = None,
    exclude: scope_options.Excluded = None,
    oldest: scope_options.Oldest = False,
    group: scope_options.Grouped = False,
    expect: Annotated[
        str | None,
        typer.Option(metavar="FINGERPRINT", help="Issue only if a preview's plan still holds."),
    ] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Leave drafts, issue nothing.")] = False,
    issue: Annotated[bool, typer.Option("--issue", help="Issue, with numbers.")] = False,
    approve: Annotated[
        bool, typer.Option("--approve", "--yes", help="Issue though the safety bounds would ask.")
    ] = False,
    document_date: Annotated[
        str | None, typer.Option(metavar="DATE", help="One issue date for all documents.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that draft; one to a core if nothing is said.")
    ] = None,
    automatic: Annotated[
        bool, typer.Option("--automatic", help="Do now what the scheduler does; nothing else.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Bill what is due: draft it, check it, and give it numbers.

    The same command again joins or resumes a run that is open. Without --drafts or --issue it
    does as the company says. Exit code 1: something was refused, or the run stopped before
    issuing; 2: bad input.
    """
    open_installation()
    from cadencia.cli.preview import ask

    options = ScopeOptions(
        month=month,
        start=start,
        until=until,
        as_of=as_of,
        contracts=contract or (),
        customers=customer or (),
        kinds=kind or (),
        projects=project or (),
        sales_reps=sales_rep or (),
        series=series or (),
        types=type_ or (),
        generation=generation,
        excluded=exclude or (),
        oldest=oldest,
        group=group,
    )
    manner = Manner(
        expect=expect,
        drafts=drafts,
        issue=issue,
        approve=approve,
        document_date=document_date,
        workers=workers,
        quiet=as_json,
    )
    if automatic:
        from cadencia.cli.automatic import by_hand

        by_hand(ask(company, ScopeOptions()), as_json=as_json)
    question = ask(company, options)
    tell(run(question, manner), question, as_json=as_json)


def run(question: Question, manner: Manner) -> Answer:
    """Start the run or join it, bring it to its end, and ask if it stopped before issuing.

    :raises Refused: with a sentence, if it can't be started or issued.
    """
    from cadencia.billing import issuing, runs
    from cadencia.cli.clock import clock
    from cadencia.cli.run_refusals import in_sentences

    company, say = question.company, Speaker(WORDS, question.language)
    wish = _wish(question, manner, say)
    with in_sentences(company, say):
        if wish.issue:
            issuing.refuse_unless_open(by=question.by, clock=clock())
        started = runs.start(question.asked.scope, wish, by=question.by, clock=clock())
    if started.joined and not manner.quiet:
        typer.echo(say("joined", run=started.run_id), err=True)
    answer = carry_on(question, started.run_id, manner)
    if may_be_asked(answer, manner) and _confirmed(answer):
        return approve(question, started.run_id, manner)
    return answer


def approve(question: Question, run_id: int, manner: Manner) -> Answer:
    """Issue the drafts of a run, or carry the issuing on if it had begun.

    :raises Refused: with a sentence, if it is in no state to be issued.
    """
    from cadencia.billing import closing, runs
    from cadencia.cli.clock import clock
    from cadencia.cli.run_refusals import in_sentences

    company = question.company
    with in_sentences(company, Speaker(WORDS, question.language)):
        if runs.find(run_id, by=question.by).state != "issuing":
            closing.approve(run_id, by=question.by, clock=clock())
    return carry_on(question, run_id, manner)


def carry_on(question: Question, run_id: int, manner: Manner) -> Answer:
    """Work on an open run until it ends, stops or is interrupted."""
    from cadencia.cli.run_answer import Answer
    from cadencia.cli.run_refusals import in_sentences
    from cadencia.cli.run_watch import bring_to_end

    company, say = question.company, Speaker(WORDS, question.language)
    try:
        with in_sentences(company, say):
            worked = bring_to_end(
                run_id, by=question.by, workers=manner.workers, say=say, quiet=manner.quiet
            )
    except KeyboardInterrupt:
        typer.echo(say("interrupted"), err=True)
        raise typer.Exit(INTERRUPTED) from None
    return Answer(company, worked.run, say, worked.seconds)


def tell(answer: Answer, question: Question, *, as_json: bool) -> None:
    """Show what a run came to, and end with its exit code."""
    from cadencia.cli import preview, screen

    console = screen.output()
    if as_json:
        typer.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
    else:
        answer.show(console)
        if not answer.run.documents and answer.run.state != "drafting":
            preview.show_what_waits(question, console)
    raise typer.Exit(0 if answer.is_clean else 1)


def may_be_asked(answer: Answer, manner: Manner) -> bool:
    """Whether someone is there to say that a stopped run is to be issued all the same.

    A preview that no longer holds is never asked about: it was to be exactly that (GE-15).
    """
    run = answer.run
    reasons = run.stop_reason or {}
    stopped = run.state == "drafted" and run.issue and bool(reasons)
    somebody = sys.stdin.isatty() and sys.stdout.isatty() and not manner.quiet
    return stopped and "expected" not in reasons and somebody


def _confirmed(answer: Answer) -> bool:
    for each in answer.stop_sentences():
        typer.echo(each)
    return typer.confirm(answer.say("ask_to_issue"), default=False)


def _wish(question: Question, manner: Manner, say: Speaker) -> Wish:
    """Return how the run is to be done.

    :raises BadInput: with a line for each option that can't be used.
    """
    from cadencia.billing.runs import Wish

    problems: list[str] = []
    if manner.drafts and manner.issue:
        problems.append(say("drafts_or_issue"))
    if manner.expect is not None and not FINGERPRINT.fullmatch(manner.expect.strip().lower()):
        problems.append(say("not_a_fingerprint", value=manner.expect))
    if manner.workers is not None and not 1 <= manner.workers <= MOST_WORKERS:
        problems.append(say("not_workers", most=MOST_WORKERS))
    document_date = _document_date(question, manner.document_date, say, problems)
    if problems:
        raise BadInput("\n".join(problems))
    chosen = manner.issue or manner.drafts
    return Wish(
        issue=manner.issue if chosen else question.company.documents_are == "issued",
        expect=(manner.expect or "").strip().lower(),
        approve=manner.approve,
        document_date=document_date,
        excluded=_pairs(question),
    )


def _document_date(
    question: Question, typed: str | None, say: Speaker, problems: list[str]
) -> date | None:
    """Return the date that all documents are to bear, checked as issuing will (R5)."""
    from cadencia.cli.clock import today
    from cadencia.cli.scope_words import WORDS as SCOPE_WORDS

    if typed is None:
        return None
    found = scope_options.as_day(typed)
    if found is None:
        words = Speaker(SCOPE_WORDS, say.language)
        problems.append(words("not_a_date", option="--document-date", value=typed))
        return None
    company = question.company
    last = today(company.time_zone)
    first = last - timedelta(days=company.max_backdating)
    if company.closed_until is not None:
        first = max(first, company.closed_until + timedelta(days=1))
    if not first <= found <= last:
        values = {"date": found, "first": first, "last": last}
        problems.append(say("document_date_refused", **values))
    return found


def _pairs(question: Question) -> Sequence[tuple[int, date]]:
    return [
        (contract, day)
        for contract, days in sorted(question.asked.excluded.items())
        for day in sorted(days)
    ]
