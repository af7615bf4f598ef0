"""`cadencia contract`: move contracts through their states (R14)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import (
    associations,
    contract_billing,
    contract_details,
    contract_life,
    contract_payments,
    contract_show,
    everyday,
    pauses,
    renewing,
)
from cadencia.cli.contract_words import WORDS
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.succession import GoesOn
    from cadencia.contracts.models import Contract

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What is done to contracts: post, pause, skip, move, withdraw, follow up, finish…",
)
pauses.add_to(app)
everyday.add_to(app)
contract_details.add_to(app)
contract_billing.add_to(app)
associations.add_to(app)
contract_life.add_to(app)
contract_payments.add_to(app)
renewing.add_to(app)
contract_show.add_to(app)

Codes = Annotated[list[str], typer.Argument(metavar="CODE...", help="Codes of the contracts.")]
Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Waiting = Annotated[
    str | None,
    typer.Option(
        "--drafts",
        help="What becomes of drafts made from it: refuse (the act), delete or keep them.",
    ),
]
Passed = Annotated[
    str | None,
    typer.Option(
        "--missed",
        help="What becomes of the dates that passed meanwhile: skip (usual) or due.",
    ),
]
Reason = Annotated[str | None, typer.Option(help="Code of the reason why it ends.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]

DRAFTS = ("refuse", "delete", "keep")
MISSED = ("skip", "due")
OLD_ENDS = ("give_back", "keep")
USUAL_DRAFTS = {"revert": "refuse", "deactivate": "refuse", "finish": "delete", "void": "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the options choose where an act asks; None: as usual, or asked on a terminal."""

    act: str
    drafts: str | None = None
    missed: str | None = None
    reason: str | None = None
    old_end: str | None = None
    yes: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did to one contract: its state afterwards, or why it was refused."""

    code: str
    state: str = ""
    is_active: bool = False
    missed: tuple[date, ...] = ()
    settled: str = ""  # skip or due, for what was missed
    refused: tuple[str, ...] = ()
    goes_on: str = ""  # the contract that a voided renewal gave its end back
    goes_on_until: date | None = None


@app.command()
def post(
    codes: Codes, *, company: Company = None, missed: Passed = None, as_json: AsJson = False
) -> None:
    """Post drafts, after every check: from then on they generate."""
    _do(codes, company, Choices(act="post", missed=missed, as_json=as_json))


@app.command()
def revert(
    codes: Codes, *, company: Company = None, drafts: Waiting = None, as_json: AsJson = False
) -> None:
    """Make posted contracts drafts again, so that their lines and schedule can be edited."""
    _do(codes, company, Choices(act="revert", drafts=drafts, as_json=as_json))


@app.command()
def activate(
    codes: Codes, *, company: Company = None, missed: Passed = None, as_json: AsJson = False
) -> None:
    """Let posted contracts generate again."""
    _do(codes, company, Choices(act="activate", missed=missed, as_json=as_json))


@app.command()
def deactivate(
    codes: Codes, *, company: Company = None, drafts: Waiting = None, as_json: AsJson = False
) -> None:
    """Keep posted contracts from generating until they are activated."""
    _do(codes, company, Choices(act="deactivate", drafts=drafts, as_json=as_json))


@app.command()
def finish(
    codes: Codes,
    *,
    company: Company = None,
    drafts: Waiting = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Close contracts that have come to their normal end; drafts are deleted unless said."""
    _do(codes, company, Choices(act="finish", drafts=drafts, reason=reason, as_json=as_json))


@app.command()
def reopen(
    codes: Codes, *, company: Company = None, missed: Passed = None, as_json: AsJson = False
) -> None:
    """Make finished contracts posted ones again."""
    _do(codes, company, Choices(act="reopen", missed=missed, as_json=as_json))


@app.command()
def void(  # noqa: PLR0913 - options
    codes: Codes,
    *,
    company: Company = None,
    drafts: Waiting = None,
    reason: Reason = None,
    old_end: Annotated[
        str | None,
        typer.Option(
            "--old-end",
            help="Of a renewal: the contract before it gets its end back, give_back (usual), or"
            " keep.",
        ),
    ] = None,
    missed: Passed = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Annul contracts, for good; drafts made from them are deleted unless said.

    The contract that a renewal goes on with gets the end back that it had.
    """
    choices = Choices(
        act="void", drafts=drafts, missed=missed, reason=reason, old_end=old_end, yes=yes,
        as_json=as_json,
    )  # fmt: skip
    _do(codes, company, choices)


def _do(codes: Sequence[str], company_code: str | None, choices: Choices) -> None:
    """Do an act to each contract, one transaction each; exit code 1 if any was refused."""
    open_installation()
    from cadencia.cli.clock import today
    from cadencia.cli.preview import ask
    from cadencia.cli.scope_options import ScopeOptions

    question = ask(company_code, ScopeOptions(contracts=codes))
    say, mine = Speaker(WORDS, question.language), question.company
    _check(choices, say)
    if choices.act == "void" and not choices.yes and _somebody_is_there(choices):
        typer.confirm(say("ask_void", contracts=", ".join(codes)), abort=True)
    found = _found(codes, mine.pk)
    on = today(mine.time_zone)
    done = [_one(found[code], choices, on, say) for code in dict.fromkeys(codes)]
    if choices.as_json:
        typer.echo(json.dumps([_form(each) for each in done], ensure_ascii=False, indent=2))
    else:
        _tell(done, say)
    raise typer.Exit(1 if any(each.refused for each in done) else 0)


def _check(choices: Choices, say: Speaker) -> None:
    problems = [
        say("not_a_choice", option=option, value=value, choices=", ".join(known))
        for option, value, known in (
            ("--drafts", choices.drafts, DRAFTS),
            ("--missed", choices.missed, MISSED),
            ("--old-end", choices.old_end, OLD_ENDS),
        )
        if value is not None and value not in known
    ]
    if problems:
        raise BadInput("\n".join(problems))


def _found(codes: Sequence[str], company_id: int) -> dict[str, Contract]:
    from cadencia.contracts.models import Contract

    mine = Contract.objects.filter(company_id=company_id, code__in=codes)
    return {each.code: each for each in mine}


def _one(contract: Contract, choices: Choices, on: date, say: Speaker) -> Done:
    from cadencia.billing import acts
    from cadencia.contracts.services import PostingRefused
    from cadencia.contracts.states import ActNotAllowed
    from cadencia.parties.problems import ValuesRefused

    code = contract.code
    try:
        return _acted(contract, choices, on, say)
    except (PostingRefused, ValuesRefused) as refused:
        return Done(
            code, refused=tuple(f"{each.path}: {each.message}" for each in refused.problems)
        )
    except ActNotAllowed as refused:
        values = {"act": say(choices.act), "state": say(f"is_{refused.state}")}
        return Done(code, refused=(say("not_allowed", **values),))
    except acts.DraftsWait as waiting:
        runs = ", ".join(str(each) for each in waiting.runs) or "–"
        values = {"documents": str(len(waiting.documents)), "runs": runs}
        return Done(code, refused=(say("drafts_wait", **values),))
    except acts.DraftedMeanwhile:
        return Done(code, refused=(say("drafted_meanwhile"),))


def _acted(contract: Contract, choices: Choices, on: date, say: Speaker) -> Done:
    """Do the act; each one's service is asked for what it asks."""
    from cadencia.billing import acts, missing, one_contract
    from cadencia.parties.access import administrator_of_machine

    by = administrator_of_machine(contract.company_id)
    act, settled = choices.act, ""
    missed: tuple[date, ...] = ()
    if act in USUAL_DRAFTS:
        waiting = acts.Drafts(choices.drafts or USUAL_DRAFTS[act])
        if act == "void":
            return _voided(contract, choices, on, say)
        if act == "finish":
            missed, settled = tuple(one_contract.owed_by(contract.pk, as_of=on, by=by)), "never"
        stopping: dict[str, Callable[..., Contract]] = {
            "revert": acts.revert,
            "deactivate": acts.deactivate,
            "finish": partial(acts.finish, reason=choices.reason),
        }
        after = stopping[act](contract.pk, on=on, by=by, waiting=waiting)
    else:
        missed = tuple(each.due_on for each in missing.missed(contract, on=on, by=by))
        settled = choices.missed or _chosen(contract.code, missed, choices, say)
        starting = {"post": acts.post, "activate": acts.activate, "reopen": acts.reopen}
        after = starting[act](contract.pk, on=on, by=by, missed=missing.Missed(settled))
    return Done(contract.code, after.state, after.is_active, missed, settled)


def _voided(contract: Contract, choices: Choices, on: date, say: Speaker) -> Done:
    """Void it, and say what becomes of the contract that it renews, if it does."""
    from cadencia.billing import acts, succession
    from cadencia.billing.missing import Missed
    from cadencia.parties.access import administrator_of_machine

    by = administrator_of_machine(contract.company_id)
    goes_on = succession.would_go_on(contract.pk, on=on, by=by)
    old_end = choices.old_end or _asked_old_end(goes_on, choices, say)
    given_back = goes_on is not None and old_end == "give_back"
    missed = goes_on.missed if goes_on is not None and given_back else ()
    code = goes_on.contract if goes_on is not None else ""
    settled = choices.missed or _chosen(code, missed, choices, say)
    after = acts.void(
        contract.pk,
        by=by,
        waiting=acts.Drafts(choices.drafts or USUAL_DRAFTS["void"]),
        reason=choices.reason,
        renewed=succession.Voiding(
            on=on, old_end=succession.OldEnd(old_end), missed=Missed(settled)
        ),
    )
    ends_on = goes_on.previous_end if goes_on is not None and given_back else None
    return Done(
        contract.code, after.state, after.is_active, tuple(missed), settled,
        goes_on=code if given_back else "", goes_on_until=ends_on,
    )  # fmt: skip


def _asked_old_end(goes_on: GoesOn | None, choices: Choices, say: Speaker) -> str:
    """Ask whether the renewed contract gets its end back, if somebody is there."""
    if goes_on is None or choices.yes or not _somebody_is_there(choices):
        return "give_back"
    until = "–" if goes_on.previous_end is None else goes_on.previous_end.isoformat()
    values = {"contract": goes_on.contract, "now": goes_on.ends_on.isoformat(), "until": until}
    return "give_back" if typer.confirm(say("ask_old_end", **values), default=True) else "keep"


def _chosen(code: str, missed: Sequence[date], choices: Choices, say: Speaker) -> str:
    """Ask what becomes of the dates missed, if there are any and somebody is there (R4)."""
    if not missed or not _somebody_is_there(choices):
        return "skip"
    values = {"contract": code, "dates": ", ".join(day.isoformat() for day in missed)}
    owed = typer.confirm(say("ask_missed", **values), default=False)
    return "due" if owed else "skip"


def _somebody_is_there(choices: Choices) -> bool:
    return not choices.as_json and sys.stdin.isatty() and sys.stdout.isatty()


def _tell(done: Sequence[Done], say: Speaker) -> None:
    for each in done:
        for sentence in each.refused:
            typer.echo(f"{each.code}: {sentence}", err=True)
        if not each.refused:
            idle = each.state == "posted" and not each.is_active
            typer.echo(f"{each.code}: {say('is_inactive' if idle else f'is_{each.state}')}")
        if each.goes_on:
            until = "–" if each.goes_on_until is None else each.goes_on_until.isoformat()
            typer.echo(f"  {say('goes_on', contract=each.goes_on, until=until)}")
        if each.missed and not each.refused:
            dates = ", ".join(day.isoformat() for day in each.missed)
            typer.echo(f"  {say(f'missed_{each.settled}', dates=dates)}")


def _form(done: Done) -> dict[str, Any]:
    if done.refused:
        return {"contract": done.code, "done": False, "problems": list(done.refused)}
    return {
        "contract": done.code,
        "done": True,
        "state": done.state,
        "active": done.is_active,
        "missed": [day.isoformat() for day in done.missed],
        "settled": done.settled if done.missed else None,
        **_goes_on_form(done),
    }


def _goes_on_form(done: Done) -> dict[str, Any]:
    if not done.goes_on:
        return {}
    until = None if done.goes_on_until is None else done.goes_on_until.isoformat()
    return {"goes_on": {"contract": done.goes_on, "ends_on": until}}
