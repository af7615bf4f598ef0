"""`cadencia why`: why a contract bills something on a day, or doesn't (GE-14)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.clock import today
from cadencia.cli.company import chosen_company
from cadencia.cli.dates import given_date
from cadencia.cli.installation import open_installation
from cadencia.cli.language import speak_as_asked
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.billing.why import NoSuchContract, Why

app = typer.Typer(add_completion=False)


@app.command()
def why(
    contract: Annotated[str, typer.Argument(help="The code of the contract.")],
    *,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day asked about.")],
    company: Annotated[str | None, typer.Option(help="The code of the company.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Take this day as today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Say why a contract bills something on a day, or doesn't: every cause, the first decides."""
    open_installation()
    speak_as_asked()
    answer = _answer(contract, on, company, as_of)
    if as_json:
        typer.echo(json.dumps(_as_json(answer), ensure_ascii=False, indent=2))
    else:
        _show(answer)


def _answer(contract: str, on: str, company: str | None, as_of: str | None) -> Why:
    from cadencia.billing.why import NoSuchContract
    from cadencia.billing.why import why as ask
    from cadencia.parties.access import administrator_of_machine

    day = given_date("--on", on)
    whose = chosen_company(company)
    taken_as_today = today(whose.time_zone) if as_of is None else given_date("--as-of", as_of)
    try:
        by = administrator_of_machine(whose.pk)
        return ask(contract, day, as_of=taken_as_today, by=by)
    except NoSuchContract as refused:
        raise BadInput(_none_of_that_code(refused, whose.code)) from None


def _none_of_that_code(refused: NoSuchContract, company: str) -> str:
    from django.utils.translation import gettext as _

    places = {"code": refused.code, "company": company, "similar": ", ".join(refused.similar)}
    if refused.similar:
        sentence = _(
            "CONTRACT: the company %(company)s has no contract %(code)s; did you mean %(similar)s?"
        )
    else:
        sentence = _(
            "CONTRACT: the company %(company)s has no contract %(code)s; correct its code."
        )
    return sentence % places


def _show(answer: Why) -> None:
    from django.utils.translation import get_language
    from django.utils.translation import gettext as _

    from cadencia.documents.rendering.figures import figures_in

    figures = figures_in(get_language() or "en")
    title = _("Contract %(contract)s (%(customer)s), on %(on)s, seen on %(as_of)s:")
    typer.echo(
        title
        % {
            "contract": answer.contract,
            "customer": answer.customer,
            "on": figures.day(answer.on),
            "as_of": figures.day(answer.as_of),
        }
    )
    for cause in answer.causes:
        typer.echo(f"  {cause.sentence}")


def _as_json(answer: Why) -> dict[str, Any]:
    return {
        "contract": answer.contract,
        "customer": answer.customer,
        "on": answer.on.isoformat(),
        "as_of": answer.as_of.isoformat(),
        "verdict": answer.verdict.value,
        "causes": [
            {
                "code": each.code,
                "verdict": each.verdict.value,
                "line": each.line,
                "values": {name: plain(value) for name, value in each.values.items()},
                "sentence": each.sentence,
            }
            for each in answer.causes
        ],
    }


def plain(value: Any) -> Any:
    """Return a value as JSON has it: amounts and dates are texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if isinstance(value, tuple) else value
