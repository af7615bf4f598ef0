"""`cadencia commissions`: what sales representatives earned in a period (AG-4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.commission_words import WORDS
from cadencia.cli.contract_ground import Answer, AsJson, Company, Ground, answered, ground
from cadencia.cli.dates import given_date
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.commission_statement import Statement, Total

app = typer.Typer(add_completion=False)


@app.command()
def commissions(
    *,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="First issue date.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="Last issue date, included.")],
    sales_rep: Annotated[str, typer.Option(help="Code of one salesperson.")] = "",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Tell what salespeople earned by the invoices and credit notes issued in a period."""
    at = ground(company)
    first, last = given_date("--from", since), given_date("--until", until)

    def act() -> Answer:
        from cadencia.billing import commission_statement

        found = commission_statement.statement(first, last, by=at.by, agent=sales_rep)
        told = {"company": at.company.code, **commission_statement.form(found)}
        if not as_json:
            _show(at, found)
        return Answer(told, [])

    answered(at, act, as_json=as_json)


def _show(at: Ground, found: Statement) -> None:
    from cadencia.cli import screen
    from cadencia.cli.preview_listing import money

    say, console = Speaker(WORDS, at.say.language), screen.output()
    days = {name: at.figures.day(getattr(found, name)) for name in ("since", "until")}
    console.print(say("title", company=at.company.name, **days), style="bold")
    if not found.totals:
        console.print(say("nothing"))
        return
    names = ("sales_rep", "lines", "net", "commission")
    table = screen.table(*(say(each) for each in names), right=(1, 2, 3))
    for each in found.totals:
        table.add_row(
            _named(each),
            at.figures.number(Decimal(each.lines)),
            money(at.figures, each.net, each.currency),
            money(at.figures, each.amount, each.currency),
        )
    console.print(table)
    for each in found.totals:
        if each.without_cost:
            count = at.figures.number(Decimal(each.without_cost))
            console.print(say("without_cost", name=_named(each), count=count))


def _named(total: Total) -> str:
    return f"{total.agent} {total.name}".strip()
