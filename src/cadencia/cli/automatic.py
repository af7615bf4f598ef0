"""`cadencia automatic`: what the scheduler billed on which day, and what it asks about (GE-5)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.installation import open_installation
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.billing.automatic_models import AutomaticDay
    from cadencia.cli.preview import Question
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

SHOWN = 14
WORDS = {
    "is_off": Said(
        "La generación automática está apagada en {company}.",
        "Automatic generation is off in {company}.",
    ),
    "is_on": Said(
        "Generación automática de {company}: cada día desde las {hour}:00; la hace «cadencia"
        " worker».",
        "Automatic generation of {company}: each day from {hour}:00; `cadencia worker` does it.",
    ),
    "none": Said("Todavía no ha facturado ningún día.", "It has billed no day yet."),
    "day": Said("Día", "Day"),
    "state": Said("Estado", "State"),
    "run": Said("Generación", "Run"),
    "why": Said("Por qué", "Why"),
    "going": Said("en curso", "going on"),
    "done": Said("hecho", "done"),
    "stopped": Said("parado: espera su aprobación", "stopped: waits to be approved"),
    "failed": Said("no se pudo", "failed"),
    "noted": Said("{count} avisos vistos.", "{count} alerts noted."),
    "reason_installments_per_contract": Said(
        "contratos con demasiadas cuotas: {contracts}",
        "contracts with too many installments: {contracts}",
    ),
    "reason_price_change": Said(
        "precios que cambian mucho: {contracts}", "prices that move a lot: {contracts}"
    ),
    "reason_growth": Said("mucho más de lo habitual", "much more than usual"),
    "reason_another_run": Said(
        "otra generación está abierta: {value}", "another run is open: {value}"
    ),
    "reason_refused": Said(
        "hoy no se puede emitir: {value}", "nothing can be issued today: {value}"
    ),
    "reason_left": Said("alguien la detuvo", "someone stopped it"),
    "reason_other": Said("{value}", "{value}"),
    "another_open": Said(
        "La generación {run} está abierta: termínela o deshágala antes.",
        "Run {run} is open: finish or undo it first.",
    ),
}


@app.command()
def automatic(
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    seen: Annotated[bool, typer.Option("--seen", help="Take note of the alerts.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Say what the scheduler billed each day, and what it could not.

    Exit code 1: there are alerts that nobody has taken note of.
    """
    open_installation()
    from cadencia.billing import automatic as scheduler
    from cadencia.billing.automatic_models import AutomaticDay
    from cadencia.cli.clock import clock
    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked
    from cadencia.parties.access import administrator_of_machine

    say = Speaker(WORDS, speak_as_asked())
    mine = chosen_company(company)
    by = administrator_of_machine(mine.pk)
    alerts = scheduler.alerts(mine.pk, by=by)
    if seen:
        noted = scheduler.take_note([each.pk for each in alerts], by=by, at=clock()())
        typer.echo(say("noted", count=noted), err=True)
        alerts = []
    days = list(AutomaticDay.objects.filter(company=mine).order_by("-on")[:SHOWN])
    if as_json:
        typer.echo(json.dumps(_form(mine, days), ensure_ascii=False, indent=2))
    else:
        _show(mine, days, say)
    raise typer.Exit(1 if alerts else 0)


def by_hand(question: Question, *, as_json: bool) -> None:
    """Do what the scheduler would do now, whatever the hour, and say what came of it."""
    from cadencia.billing import automatic as scheduler
    from cadencia.billing.models import BillingRun
    from cadencia.billing.runs import AnotherRunIsOpen
    from cadencia.cli.clock import clock
    from cadencia.cli.generate import tell
    from cadencia.cli.refusal import Refused
    from cadencia.cli.run_answer import Answer
    from cadencia.cli.run_words import WORDS as RUN_WORDS
    from cadencia.parties.access import administrator_of_machine

    mine, say = question.company, Speaker(WORDS, question.language)
    by = administrator_of_machine(mine.pk)
    try:
        day = scheduler.bill(mine.pk, by=by, clock=clock(), again=True)
    except AnotherRunIsOpen as error:
        raise Refused(say("another_open", run=error.run_id)) from None
    if day.state == "failed" or day.run_id is None:
        raise Refused(_why(day, say))
    run = BillingRun.objects.get(pk=day.run_id)
    tell(Answer(mine, run, Speaker(RUN_WORDS, question.language)), question, as_json=as_json)


def _form(company: Company, days: list[AutomaticDay]) -> dict[str, Any]:
    return {
        "company": company.code,
        "automatic": company.automatic_generation,
        "hour": company.automatic_hour,
        "workers": company.automatic_workers,
        "days": [
            {
                "on": each.on.isoformat(),
                "state": each.state,
                "run": each.run_id,
                "reason": each.reason,
                "seen_at": each.seen_at.isoformat() if each.seen_at else None,
            }
            for each in days
        ],
    }


def _show(company: Company, days: list[AutomaticDay], say: Speaker) -> None:
    from cadencia.cli import screen
    from cadencia.documents.rendering.figures import figures_in

    sentence = "is_on" if company.automatic_generation else "is_off"
    typer.echo(say(sentence, company=company.name, hour=company.automatic_hour))
    if not days:
        typer.echo(say("none"))
        return
    figures = figures_in(say.language)
    table = screen.table(say("day"), say("state"), say("run"), say("why"), right=(2,), fold=(3,))
    for each in days:
        number = "" if each.run_id is None else str(each.run_id)
        table.add_row(figures.day(each.on), say(each.state), number, _why(each, say))
    screen.output().print(table)


def _why(day: AutomaticDay, say: Speaker) -> str:
    told = []
    for name, value in (day.reason or {}).items():
        known = f"reason_{name}" if f"reason_{name}" in WORDS else "reason_other"
        contracts = ", ".join(value.get("contracts", ())) if isinstance(value, dict) else ""
        told.append(say(known, value=value, contracts=contracts))
    return "; ".join(told)
