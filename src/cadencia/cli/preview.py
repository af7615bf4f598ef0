"""`cadencia preview`: the very documents that generating would make, and their fingerprint."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli import scope_options
from cadencia.cli.installation import open_installation
from cadencia.cli.preview_words import WORDS
from cadencia.cli.scope_options import Asked, ScopeOptions
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from rich.console import Console

    from cadencia.billing.gathering import Gathered
    from cadencia.billing.preview import Summary, Watcher
    from cadencia.core.drafts import ContractPlan
    from cadencia.parties.access import Actor
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

ROWS_SHOWN = 30
COUNTED_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A preview that is asked for: of which company, of what, in which language."""

    company: Company
    options: ScopeOptions
    asked: Asked
    language: str

    @property
    def by(self) -> Actor:
        """Who asks: the machine's command line."""
        from cadencia.parties.access import administrator_of_machine

        return administrator_of_machine(self.company.pk)


@app.command()
def preview(  # noqa: PLR0913 - one argument for each option
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
    lines: Annotated[bool, typer.Option("--lines", help="Show the lines too.")] = False,
    rows: Annotated[int, typer.Option(help="Documents shown at most.", min=0)] = ROWS_SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, all of it.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON to a line.")] = False,
) -> None:
    """Show what generating would bill: documents, totals, refusals, and their fingerprint.

    Nothing is written nor numbered. Exit code 1: some contract can't be billed.
    """
    open_installation()
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
    question = ask(company, options)
    if as_json or as_jsonl:
        found = _streamed(question, with_lines=lines, as_lines=as_jsonl)
    else:
        found = show(question, most=rows, with_lines=lines)
    raise typer.Exit(1 if found.refusals else 0)


def ask(company_code: str | None, options: ScopeOptions) -> Question:
    """Return what is asked for, with the company and the language of the terminal.

    :raises BadInput: if there is no such company, or an option can't be read.
    """
    from cadencia.cli.clock import today
    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked

    language = speak_as_asked()
    company = chosen_company(company_code)
    day = today(company.time_zone)
    asked = scope_options.read(options, company, today=day, language=language)
    return Question(company, options, asked, language)


def show(question: Question, *, most: int = ROWS_SHOWN, with_lines: bool = False) -> Summary:
    """Print a preview for people, and return what it comes to."""
    from cadencia.cli import screen
    from cadencia.cli.preview_listing import Rows, monies
    from cadencia.cli.scope_names import in_words
    from cadencia.documents.rendering.figures import figures_in

    say, console = Speaker(WORDS, question.language), screen.output()
    figures = figures_in(question.language)
    rows = Rows(say, figures, most, with_lines)
    with _counting(say) as count:
        summary = _summarized(question, _both(rows.see, count))
    scope = in_words(question.asked.scope, question.language)
    console.print(say("title", company=question.company.name, scope=scope), style="bold")
    console.print()
    if not summary.documents and not summary.refusals:
        console.print(say("nothing"))
    rows.show(console, summary, default_series(question.company))
    if summary.documents:
        console.print()
        counts = {
            name: figures.number(Decimal(getattr(summary, name)))
            for name in ("contracts", "installments", "documents")
        }
        console.print(say("counts", **counts, totals=monies(figures, summary.totals)))
        _show_joint(summary, say, console)
        if summary.fingerprint:
            console.print(say("fingerprint", fingerprint=summary.fingerprint))
        else:
            console.print(say("drafts_as_posted"), style="bold yellow")
    _show_next(question, summary, say, console)
    return summary


def default_series(company: Company) -> dict[str, str]:
    """Return the default series of a company, by type of document."""
    from cadencia.documents.models import Series

    found = Series.objects.filter(company=company, is_default=True)
    return dict(found.values_list("kind", "code"))


def show_what_waits(question: Question, console: Console) -> None:
    """Say when something is next due, and which drafts wait to be issued."""
    from cadencia.billing import run_report
    from cadencia.documents.rendering.figures import figures_in

    say = Speaker(WORDS, question.language)
    company, scope = question.company, question.asked.scope
    figures = figures_in(question.language)
    earlier = run_report.pending_before(scope, by=question.by)
    if earlier is not None:
        before = scope.window.start if scope.window else scope.as_of
        console.print(say("pending_before", date=figures.day(earlier), as_of=before))
    next_on = run_report.next_date(scope, by=question.by)
    if next_on is None:
        console.print(say("no_next_date"))
    else:
        console.print(say("next_date", date=figures.day(next_on)))
    for run in run_report.waiting(by=question.by):
        values = {"run": run.pk, "documents": run.documents, "company": _option(company)}
        console.print(say("waiting", **values))


def _show_joint(summary: Summary, say: Speaker, console: Console) -> None:
    """Say which contracts share a document; above they stand one by one."""
    from cadencia.cli.preview_listing import money
    from cadencia.documents.rendering.figures import figures_in

    figures = figures_in(say.language)
    for one in summary.joint[:ROWS_SHOWN]:
        whole = one.document
        codes = ", ".join(each.gathered.agreement.contract.code for each in one.shares)
        total = money(figures, whole.totals.total, whole.key.currency)
        on = figures.day(whole.theoretical_on)
        console.print(say("joint", on=on, contracts=codes, total=total))


def _show_next(question: Question, summary: Summary, say: Speaker, console: Console) -> None:
    if not summary.documents:
        show_what_waits(question, console)
        return
    if not summary.fingerprint:
        return
    console.print(say("generate"))
    command = f"cadencia generate{_option(question.company)}{question.options.typed()}"
    console.print(f"  {command} --expect {summary.fingerprint}", soft_wrap=True)


def _option(company: Company) -> str:
    return f" --company {company.code}"


def _streamed(question: Question, *, with_lines: bool, as_lines: bool) -> Summary:
    from cadencia.billing import preview_form, run_report
    from cadencia.cli.preview_listing import Stream

    company, scope = question.company, question.asked.scope
    series = default_series(company)
    header = {"company": company.code, "scope": scope.form()}
    stream = Stream(sys.stdout, series, header, with_lines, as_lines)
    stream.begin()
    summary = _summarized(question, stream.see)
    next_on = run_report.next_date(scope, by=question.by)
    stream.end(
        {
            **preview_form.summary(summary, series),
            "next_date": next_on.isoformat() if next_on else None,
        }
    )
    return summary


def _summarized(question: Question, watch: Watcher) -> Summary:
    from cadencia.billing import preview as previews
    from cadencia.cli.clock import clock

    return previews.summarize(
        question.asked.scope,
        by=question.by,
        clock=clock(),
        excluded=question.asked.excluded,
        watch=watch,
        drafts=drafts_named(question),
    )


def drafts_named(question: Question) -> list[int]:
    """Return the contracts asked for by their code that are drafts, or inactive (GE-13)."""
    from django.db.models import Q

    from cadencia.contracts.models import Contract

    codes = list(question.options.contracts)
    if not codes:
        return []
    waiting = Q(state="draft") | Q(state="posted", is_active=False)
    named = Contract.objects.filter(waiting, company=question.company, code__in=codes)
    return list(named.order_by("pk").values_list("pk", flat=True))


def _both(first: Watcher, second: Callable[[], None]) -> Watcher:
    def see(gathered: Gathered, plan: ContractPlan) -> None:
        first(gathered, plan)
        second()

    return see


@contextmanager
def _counting(say: Speaker) -> Iterator[Callable[[], None]]:
    """Count contracts on the terminal while they are planned, if there is one."""
    from cadencia.cli import screen

    console, counted = screen.margin(), 0
    if not console.is_terminal:
        yield lambda: None
        return
    with console.status(say("working", contracts=0)) as status:

        def count() -> None:
            nonlocal counted
            counted += 1
            if counted % COUNTED_TOGETHER == 0:
                status.update(say("working", contracts=counted))

        yield count
