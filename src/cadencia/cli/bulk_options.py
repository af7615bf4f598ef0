"""The options of commands over many contracts, and how what they would do is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.bulk_words import WORDS
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.scope_options import ScopeOptions
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.bulk import Wish
    from cadencia.billing.choosing import Choice
    from cadencia.billing.proposals import Proposal, Touched
    from cadencia.contracts.models import BulkAct
    from cadencia.parties.access import Actor
    from cadencia.parties.models import Company
    from cadencia.parties.problems import Problem

Items = Annotated[
    list[str] | None, typer.Option("--item", help="Only lines of this item; repeatable.")
]
Expect = Annotated[
    str | None, typer.Option("--expect", help="Fingerprint of the preview that was approved.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
Rows = Annotated[int, typer.Option(help="Lines shown at most.", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, all of it.")]
CompanyCode = Annotated[str | None, typer.Option("--company", help="Code of the company.")]

ROWS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, of which company, of which contracts, in which words."""

    company: Company
    choice: Choice
    by: Actor
    today: date
    say: Speaker


def desk(company_code: str | None, options: ScopeOptions, items: Sequence[str] = ()) -> Desk:
    """Return what is needed to ask; an unknown code is refused.

    :raises BadInput: with a line for each option that can't be read or names nothing.
    """
    from cadencia.billing.choosing import Choice
    from cadencia.cli.clock import today
    from cadencia.cli.preview import ask
    from cadencia.parties.access import administrator_of_machine

    question = ask(company_code, options)
    say = Speaker(WORDS, question.language)
    _refuse_unknown_items(question.company, items, say)
    return Desk(
        company=question.company,
        choice=Choice(only=question.asked.scope.only, items=tuple(items)),
        by=administrator_of_machine(question.company.pk),
        today=today(question.company.time_zone),
        say=say,
    )


def _refuse_unknown_items(company: Company, items: Sequence[str], say: Speaker) -> None:
    from cadencia.catalog.models import Item

    known = set(Item.objects.filter(company=company, code__in=items).values_list("code", flat=True))
    missing = [each for each in items if each not in known]
    if missing:
        raise BadInput(say("unknown", option="--item", values=", ".join(missing)))


def filters(  # noqa: PLR0913 - one for each option
    contract: Sequence[str] | None,
    customer: Sequence[str] | None,
    kind: Sequence[str] | None,
    project: Sequence[str] | None,
    sales_rep: Sequence[str] | None,
    series: Sequence[str] | None,
) -> ScopeOptions:
    """Return the options that say which contracts."""
    return ScopeOptions(
        contracts=contract or (),
        customers=customer or (),
        kinds=kind or (),
        projects=project or (),
        sales_reps=sales_rep or (),
        series=series or (),
    )


def amount(option: str, typed: str | None, say: Speaker) -> Decimal | None:
    """Return the number of an option, written with a point; a percent may carry its sign.

    :raises BadInput: if it is none.
    """
    if typed is None:
        return None
    bare = typed.strip().removesuffix("%").strip()
    try:
        found = Decimal(bare)
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite() or "e" in bare.casefold():
        raise BadInput(say("not_a_number", option=option, value=typed))
    return found


def refused(problems: Sequence[Problem]) -> BadInput:
    """Return problems as what a command refuses: one line for each, naming its option."""
    lines = [f"--{each.path.replace('_', '-')}: {each.message}" for each in problems]
    return BadInput("\n".join(lines))


def previewed(at: Desk, wish: Wish, rows: int, *, as_json: bool) -> Proposal:
    """Show what a wish would do.

    :raises BadInput: if the wish itself can't be used.
    """
    from cadencia.billing import bulk
    from cadencia.parties.problems import ValuesRefused

    try:
        proposal = bulk.preview(at.choice, wish, today=at.today, by=at.by)
    except ValuesRefused as error:
        raise refused(error.problems) from None
    if as_json:
        typer.echo(json.dumps(form(proposal), ensure_ascii=False, indent=2))
    else:
        show(proposal, rows, at.say)
    return proposal


def executed(at: Desk, wish: Wish, expect: str | None, *, yes: bool, as_json: bool) -> None:
    """Do what a wish says after showing it, and asking if somebody is there.

    :raises Refused: if nothing is left to do, or it isn't what was expected.
    """
    from cadencia.billing import bulk
    from cadencia.cli.clock import clock
    from cadencia.parties.problems import ValuesRefused

    try:
        if not (yes or as_json or expect) and sys.stdin.isatty() and sys.stdout.isatty():
            expect = previewed(at, wish, ROWS_SHOWN, as_json=False).fingerprint
            typer.confirm(at.say("ask_execute"), abort=True)
        done = bulk.execute(
            at.choice, wish, today=at.today, at=clock()(), by=at.by, expect=expect or ""
        )
    except ValuesRefused as error:
        raise refused(error.problems) from None
    except bulk.NothingToDo as error:
        raise Refused("\n".join(_nothing(error.proposal, at.say))) from None
    except bulk.ProposalChanged as error:
        sentence = at.say("changed_since", fingerprint=error.proposal.fingerprint)
        raise Refused(sentence) from None
    if as_json:
        told = {"act": done.act_id, **form(done.proposal)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    proposal = done.proposal
    typer.echo(
        at.say(
            "executed",
            act=done.act_id,
            contracts=proposal.contracts,
            lines=len(proposal.touched),
            left_out=len(proposal.left_out),
        )
    )


def undone(at: Desk, act_id: int, *, as_json: bool) -> None:
    """Take a bulk act back.

    :raises Refused: if it can't be.
    """
    from cadencia.billing import bulk
    from cadencia.cli.clock import clock

    try:
        contracts = bulk.undo(act_id, at=clock()(), by=at.by)
    except bulk.NoSuchAct:
        raise BadInput(at.say("no_such_act", act=act_id)) from None
    except bulk.UndoneAlready:
        raise Refused(at.say("undone_already", act=act_id)) from None
    except bulk.BilledSince as error:
        shown = ", ".join(error.contracts[:ROWS_SHOWN])
        raise Refused(at.say("billed_since", contracts=shown)) from None
    if as_json:
        typer.echo(json.dumps({"act": act_id, "undone": True, "contracts": contracts}))
    else:
        typer.echo(at.say("undone", act=act_id, contracts=contracts))


def show(proposal: Proposal, rows: int, say: Speaker) -> None:
    """Print a proposal for people: the first lines, who is left out, the fingerprint."""
    from cadencia.cli import screen

    console = screen.output()
    if proposal.touched:
        names = ("contract", "customer", "line", "description", "first", "before", "after", "how")
        table = screen.table(*(say(each) for each in names), right=(5, 6), fold=(3, 7))
        for each in proposal.touched[:rows]:
            table.add_row(*_row(each))
        console.print(table)
    if len(proposal.touched) > rows:
        console.print(say("more", count=len(proposal.touched) - rows))
    for missed in proposal.left_out[:rows]:
        place = f"{missed.contract} {missed.line}".strip()
        console.print(say("left_out", contract=place, why=missed.sentence), style="dim")
    if len(proposal.left_out) > rows:
        console.print(say("more", count=len(proposal.left_out) - rows), style="dim")
    console.print(
        say("sum", contracts=proposal.contracts, lines=len(proposal.touched),
            left_out=len(proposal.left_out))
    )  # fmt: skip
    if proposal.touched:
        console.print(say("fingerprint", fingerprint=proposal.fingerprint))


def form(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal in JSON form."""
    from cadencia.billing.proposals import text

    return {
        "contracts": proposal.contracts,
        "fingerprint": proposal.fingerprint,
        "touched": [
            {
                "contract": each.contract,
                "customer": each.customer,
                "line": each.line or None,
                "description": each.description,
                "from": None if each.acts_from is None else each.acts_from.isoformat(),
                "first_due_on": None if each.due_on is None else each.due_on.isoformat(),
                "before": text(each.before),
                "after": text(each.after) if each.after is not None else None,
                "calculation": list(each.calculation),
                "missing": each.told_missing or None,
            }
            for each in proposal.touched
        ],
        "left_out": [
            {
                "contract": each.contract,
                "line": each.line or None,
                "reason": each.code,
                "message": each.sentence,
            }
            for each in proposal.left_out
        ],
    }


def show_acts(acts: Sequence[BulkAct], say: Speaker, *, as_json: bool) -> None:
    """Print bulk acts, the latest first."""
    from cadencia.cli import screen

    if as_json:
        told = [_act_form(each) for each in acts]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    console = screen.output()
    if not acts:
        console.print(say("no_acts"))
        return
    names = ("act", "when", "what", "contracts", "lines", "state", "who")
    table = screen.table(*(say(each) for each in names), right=(3, 4), fold=(2,))
    for each in acts:
        table.add_row(
            str(each.pk),
            f"{each.at:%Y-%m-%d}",
            f"{say(each.kind)} {_said(each.wish)}",
            str(each.contracts),
            str(each.lines),
            say(f"is_{each.state}"),
            each.name or each.channel,
        )
    console.print(table)


def _act_form(act: BulkAct) -> dict[str, Any]:
    return {
        "act": act.pk,
        "kind": act.kind,
        "at": act.at.isoformat(),
        "by": act.name,
        "channel": act.channel,
        "filter": act.only,
        "wish": act.wish,
        "contracts": act.contracts,
        "lines": act.lines,
        "left_out": act.left_out,
        "state": act.state,
        "undone_at": None if act.undone_at is None else act.undone_at.isoformat(),
    }


def _said(wish: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in wish.items())


def _row(each: Touched) -> tuple[Any, ...]:
    from cadencia.billing.proposals import text
    from cadencia.cli import screen

    return (
        each.contract,
        screen.clipped(each.customer),
        each.line,
        each.description,
        "" if each.due_on is None else each.due_on.isoformat(),
        text(each.before),
        text(each.after),
        each.told_missing or "; ".join(each.calculation),
    )


def _nothing(proposal: Proposal, say: Speaker) -> list[str]:
    shown = [
        say("left_out", contract=f"{each.contract} {each.line}".strip(), why=each.sentence)
        for each in proposal.left_out[:ROWS_SHOWN]
    ]
    return [say("nothing_to_do"), *shown]
