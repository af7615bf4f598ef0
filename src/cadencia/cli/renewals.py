"""`cadencia renewals`: the contracts that come to their end, and what happens then (LC-5)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.contract_ground import Answer, AsJson, Company, Ground, answered, ground
from cadencia.cli.renewal_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.tacit_renewal import Coming

app = typer.Typer(add_completion=False)
AHEAD = 90  # days
Until = Annotated[str | None, typer.Option(help="Up to this day; 90 days ahead if not given.")]


@app.command()
def renewals(
    *,
    until: Until = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Renew now what is due, as the worker does by itself.")
    ] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """List what renews, and what ends, next."""
    at = ground(company)
    from cadencia.billing import tacit_renewal  # reads the tables, known from here on only

    say = Speaker(WORDS, at.say.language)
    if apply:
        answered(at, lambda: _renewed(at, say), as_json=as_json)
        return
    day = at.optional_day("--until", until) or at.today + timedelta(days=AHEAD)
    found = tacit_renewal.coming(day, at.today, by=at.by)
    if as_json:
        typer.echo(json.dumps([_form(each) for each in found], ensure_ascii=False, indent=2))
    elif found:
        _show(at, say, found)
    else:
        typer.echo(say("none_coming", until=at.figures.day(day)))


def _renewed(at: Ground, say: Speaker) -> Answer:
    from cadencia.billing import tacit_renewal

    done = tacit_renewal.renew_due(at.today, by=at.by)
    form = [
        {
            "contract": each.contract.code,
            "previous_end": each.previous_end.isoformat(),
            "ends_on": each.ends_on.isoformat(),
        }
        for each in done
    ]
    return Answer(form, [say("renewed_now", count=len(done))])


def _show(at: Ground, say: Speaker, found: list[Coming]) -> None:
    from cadencia.cli import screen

    names = ("contract", "customer", "ends", "notice_until", "new_end", "outcome")
    table = screen.table(*(say(each) for each in names), fold=(1, 5))
    for each in found:
        table.add_row(
            each.contract,
            screen.clipped(each.customer_name),
            at.figures.day(each.ends_on),
            at.figures.day(each.notice_until) if each.notice_until else "",
            at.figures.day(each.new_end) if each.new_end else "",
            say(f"is_{each.outcome}"),
        )
    screen.output().print(table)


def _form(coming: Coming) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in asdict(coming).items()
    }
