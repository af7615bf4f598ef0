"""What the demo did, as a table, and what to try next."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from cadencia.billing import run_report, runs
from cadencia.billing.models import ContractDue
from cadencia.cli import screen
from cadencia.cli.demo_billing import Billed
from cadencia.cli.demo_pdfs import Printed
from cadencia.cli.demo_steps import Steps
from cadencia.cli.preview_listing import monies
from cadencia.cli.scope_names import in_words
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.models import Company

COLUMNS = ("company", "month", "installments", "documents", "total", "refusals", "seconds")


def show(billed: Sequence[Billed], show: Steps, *, seconds: float) -> None:
    """Print a row for each company that was billed, their sum, and the time."""
    say, figures = show.say, figures_in(show.say.language)
    if billed:
        table = screen.table(*(say(each) for each in COLUMNS), right=(2, 3, 4, 5, 6))
        for each in billed:
            run = each.answer.run
            table.add_row(
                each.company.name,
                in_words(runs.scope_of_run(run), say.language),
                *(figures.number(Decimal(value)) for value in (run.installments, run.documents)),
                monies(figures, _amounts([each])),
                figures.number(Decimal(run.refusals)),
                _seconds(each.answer.seconds or 0.0, show),
            )
        table.add_section()
        table.add_row(*_sum(billed, show), style="bold")
        show.console.print()
        show.console.print(table)
    show.console.print()
    show.console.print(say("took", seconds=_seconds(seconds, show)))


def show_what_next(
    companies: Sequence[Company], billed: Sequence[Billed], printed: Printed | None, show: Steps
) -> None:
    """Print the commands that go on from here."""
    show.console.print()
    show.console.print(show.say("what_next"), style="bold")
    found = list(_commands(companies, billed, printed))
    width = max(len(command) for command, _ in found)
    for command, purpose in found:
        show.console.print(f"  {command:<{width}}  # {show.say(purpose)}", soft_wrap=True)


def _commands(
    companies: Sequence[Company], billed: Sequence[Billed], printed: Printed | None
) -> Iterator[tuple[str, str]]:
    program = _program()
    if billed:
        yield f"{program} demo", "next_again"
    if printed is not None and printed.sample is not None:
        opener = "open" if sys.platform == "darwin" else "xdg-open"
        yield f"{opener} {_near(printed.sample)}", "next_see"
    most = max(billed, key=lambda each: each.answer.run.documents, default=None)
    company = most.company if most else companies[0]
    option = f"--company {company.code}"
    yield f"{program} preview {option}", "next_preview"
    next_one = _next_contract(company)
    if next_one is not None:
        yield f"{program} why {next_one[0]} --on {next_one[1]} {option}", "next_why"
    numbers = run_report.numbers_of(most.answer.run, by=most.answer.by) if most else []
    if numbers:
        yield f"{program} explain {numbers[0].first} {option}", "next_explain"
    yield f"{program} doctor", "next_doctor"
    if settings.EMBEDDED_SERVER is not None:
        yield f"{program} stop", "next_stop"


def _next_contract(company: Company) -> tuple[str, date] | None:
    """Return the contract that asks for something next, and on which day."""
    found = ContractDue.objects.filter(company=company, look_from__isnull=False)
    first = found.select_related("contract").order_by("look_from", "contract").first()
    return (first.contract.code, first.look_from) if first and first.look_from else None


def _sum(billed: Sequence[Billed], show: Steps) -> list[str]:
    figures = figures_in(show.say.language)
    found = [each.answer.run for each in billed]
    counts = (
        sum(run.installments for run in found),
        sum(run.documents for run in found),
    )
    return [
        show.say("sum"),
        "",
        *(figures.number(Decimal(value)) for value in counts),
        monies(figures, _amounts(billed)),
        figures.number(Decimal(sum(run.refusals for run in found))),
        _seconds(sum(each.answer.seconds or 0.0 for each in billed), show),
    ]


def _amounts(billed: Sequence[Billed]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in billed:
        for currency, amount in each.answer.run.totals.items():
            found[currency] = found.get(currency, Decimal(0)) + Decimal(amount)
    return found


def _seconds(seconds: float, show: Steps) -> str:
    return figures_in(show.say.language).number(Decimal(f"{seconds:.1f}"), at_least=1)


def _program() -> str:
    """Return how this very program is called from here."""
    typed = Path(sys.argv[0])
    return _near(typed) if typed.name == "cadencia" and len(typed.parts) > 1 else "cadencia"


def _near(path: Path) -> str:
    """Return a path as seen from here, if that is shorter."""
    seen = os.path.relpath(path)
    return min(seen, str(path), key=len)
