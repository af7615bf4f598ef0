"""The demo's months: which one is next, its preview, its run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from cadencia.billing import issuing, run_report, runs
from cadencia.billing import preview as previews
from cadencia.billing.models import BillingRun
from cadencia.billing.preview import Summary
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope, month
from cadencia.cli.clock import clock, today
from cadencia.cli.demo_steps import Steps
from cadencia.cli.preview_listing import monies
from cadencia.cli.run_answer import Answer
from cadencia.cli.run_refusals import in_sentences
from cadencia.cli.run_watch import bring_to_end
from cadencia.cli.scope_names import in_words
from cadencia.core.dates import add_months
from cadencia.core.planning import Window
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.access import administrator_of_machine
from cadencia.parties.models import Company

ONE_DAY = timedelta(days=1)
MONTHS_AHEAD = 11


@dataclass(frozen=True, slots=True)
class Billed:
    """A month of a company that this call billed."""

    company: Company
    answer: Answer


def bill_next(company: Company, show: Steps) -> Billed | None:
    """Preview and generate the next month of a company; None if it is up to date.

    A run that was killed is carried on instead.
    """
    opened = BillingRun.objects.filter(company=company, state__in=("drafting", "issuing")).first()
    if opened is not None:
        show.done("previewing", company.name, show.say("resumed", run=opened.pk))
        return _billed(company, opened.pk, show)
    found = _next_scope(company, show)
    if found is None:
        _show_up_to_date(company, show)
        return None
    scope, summary = found
    _show_preview(company, scope, summary, show)
    wish, by = Wish(expect=summary.fingerprint, approve=True), administrator_of_machine(company.pk)
    with in_sentences(company, show.runs):
        issuing.refuse_unless_open(by=by, clock=clock())
        started = runs.start(scope, wish, by=by, clock=clock())
    return _billed(company, started.run_id, show)


def _next_scope(company: Company, show: Steps) -> tuple[Scope, Summary] | None:
    """Return the next month that bills anything, with its preview; None if there is none yet.

    The first one of all may lie ahead; later ones must have begun.
    """
    with show.console.status(f"{show.say('previewing')} · {company.name}"):
        by = administrator_of_machine(company.pk)
        for window in next_months(company):
            scope = Scope(as_of=window.until, window=window)
            summary = previews.summarize(scope, by=by, clock=clock())
            if summary.documents:
                return scope, summary
    return None


def next_months(company: Company) -> Iterator[Window]:
    """Yield the months after the last one billed that have begun; before the first, a year's."""
    by = administrator_of_machine(company.pk)
    last = run_report.billed_until(by=by)
    if last is not None:
        start, until = last + ONE_DAY, today(company.time_zone)
    else:
        first = run_report.first_month(by=by)
        if first is None:
            return
        start, until = first.start, add_months(first.start, MONTHS_AHEAD)
    while start <= until:
        window = month(start.year, start.month)
        yield window
        start = window.until + ONE_DAY


def _show_preview(company: Company, scope: Scope, summary: Summary, show: Steps) -> None:
    figures = figures_in(show.say.language)
    values = {
        "month": in_words(scope, show.say.language),
        "documents": figures.number(Decimal(summary.documents)),
        "totals": monies(figures, summary.totals),
    }
    show.done("previewing", company.name, show.say("previewed", **values))


def _billed(company: Company, run_id: int, show: Steps) -> Billed:
    by = administrator_of_machine(company.pk)
    with in_sentences(company, show.runs):
        worked = bring_to_end(run_id, by=by, workers=None, say=show.runs, transient=True)
    answer = Answer(company, worked.run, show.runs, worked.seconds)
    numbers = run_report.numbers_of(worked.run, by=by)
    outcome = [f"{each.first} – {each.last}" for each in numbers] or [show.runs(worked.run.state)]
    show.done("generating", company.name, outcome[0])
    for line in outcome[1:]:
        show.done("", "", line)
    reasons = list(answer.stop_sentences())
    if reasons:
        show.note(f"{show.runs('approved_anyway')} {' '.join(reasons)}")
    return Billed(company, answer)


def _show_up_to_date(company: Company, show: Steps) -> None:
    by = administrator_of_machine(company.pk)
    last = run_report.billed_until(by=by) or today(company.time_zone)
    next_on = run_report.next_date(Scope(as_of=last), by=by)
    if next_on is None:
        show.done("previewing", company.name, show.say("nothing_ever"))
        return
    day = figures_in(show.say.language).day(next_on)
    show.done("previewing", company.name, show.say("up_to_date", date=day))
