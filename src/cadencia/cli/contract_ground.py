"""One contract that a command acts on: finding it, doing the act, saying what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cadencia.cli.contract_words import WORDS as STATE_WORDS
from cadencia.cli.dates import given_date
from cadencia.cli.everyday_words import WORDS
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.contracts.models import Contract
    from cadencia.documents.rendering.figures import Figures
    from cadencia.parties.access import Actor
    from cadencia.parties.models import Company as CompanyRow

Code = Annotated[str, typer.Argument(metavar="CODE", help="Code of the contract.")]
Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Waiting = Annotated[
    str,
    typer.Option("--drafts", help="Drafts made from it: refuse (the act) or delete them."),
]
Passed = Annotated[
    str, typer.Option("--missed", help="The dates that passed meanwhile: skip or due.")
]
Line = Annotated[str | None, typer.Option(help="Key of a one-off line, if that is meant.")]

DRAFTS = ("refuse", "delete", "keep")
MISSED = ("skip", "due")


class Answer(NamedTuple):
    """What came of an act: as data, and as sentences for people."""

    form: Any
    told: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """The company that a command works for, who does it, and how it speaks."""

    company: CompanyRow
    by: Actor
    say: Speaker
    figures: Figures
    today: date

    def day(self, option: str, written: str | None) -> date:
        """Return the date typed with an option, or today."""
        return self.today if written is None else given_date(option, written)

    def optional_day(self, option: str, written: str | None) -> date | None:
        """Return the date typed with an option, if any."""
        return None if written is None else given_date(option, written)

    def choice(self, option: str, written: str, choices: Sequence[str]) -> str:
        """Return a word typed with an option.

        :raises BadInput: if it is none of the choices.
        """
        if written not in choices:
            known = ", ".join(choices)
            raise BadInput(self.say("not_a_choice", option=option, value=written, choices=known))
        return written

    def days(self, days: Sequence[date]) -> str:
        """Return dates as a sentence lists them."""
        return ", ".join(self.figures.day(each) for each in days)


def ground(company: str | None) -> Ground:
    """Return the company chosen, spoken of in the language of the terminal."""
    open_installation()
    from cadencia.cli.clock import today
    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked
    from cadencia.documents.rendering.figures import figures_in
    from cadencia.parties.access import administrator_of_machine

    language = speak_as_asked()
    mine = chosen_company(company)
    return Ground(
        company=mine,
        by=administrator_of_machine(mine.pk),
        say=Speaker({**STATE_WORDS, **WORDS}, language),
        figures=figures_in(language),
        today=today(mine.time_zone),
    )


def act_on(
    code: str, company: str | None, act: Callable[[Ground, Contract], Answer], *, as_json: bool
) -> None:
    """Do an act on the contract of a code and say what came of it; exit code 1 if refused."""
    at = ground(company)
    contract = _contract(at, code)
    answered(at, lambda: act(at, contract), as_json=as_json)


def answered(at: Ground, act: Callable[[], Answer], *, as_json: bool) -> None:
    """Say what came of an act; what it refuses becomes sentences and exit code 1."""
    try:
        answer = act()
    except Exception as error:
        refused = _sentences(at, error)
        if refused is None:
            raise
        if as_json:
            typer.echo(_json({"done": False, "problems": refused}))
            raise typer.Exit(1) from None
        raise Refused("\n".join(refused)) from None
    if as_json:
        typer.echo(_json(answer.form))
    else:
        for sentence in answer.told:
            typer.echo(sentence)


def _contract(at: Ground, code: str) -> Contract:
    from cadencia.contracts.models import Contract

    mine = Contract.objects.filter(company=at.company)
    for same in (mine.filter(code=code), mine.filter(code__iexact=code)):
        found = list(same[:2])
        if len(found) == 1:
            return found[0]
    near = list(mine.filter(code__icontains=code).order_by("code").values_list("code", flat=True))
    raise BadInput(at.say("no_contract", code=code, near=", ".join(near[:5]) or "–"))


def _sentences(at: Ground, error: Exception) -> list[str] | None:
    """Return what a refusal says, None for an error that is none."""
    from cadencia.billing.acts import DraftedMeanwhile, DraftsWait
    from cadencia.contracts.services import PostingRefused
    from cadencia.contracts.states import ActNotAllowed
    from cadencia.parties.problems import ValuesRefused

    if isinstance(error, ValuesRefused | PostingRefused):
        return [f"{each.path}: {each.message}" for each in error.problems]
    if isinstance(error, DraftsWait):
        runs = ", ".join(str(each) for each in error.runs) or "–"
        return [at.say("drafts_wait", documents=str(len(error.documents)), runs=runs)]
    if isinstance(error, DraftedMeanwhile):
        return [at.say("drafted_meanwhile")]
    if isinstance(error, ActNotAllowed):
        return [at.say("not_for_state", contract=error.contract, state=at.say(f"is_{error.state}"))]
    return None


def _json(form: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(form, ensure_ascii=False, indent=2)


def missed_form(told: Any) -> dict[str, Any]:
    """Return what became of the dates that passed meanwhile, as data."""
    return {
        "missed": [each.isoformat() for each in told.missed],
        "settled": told.settled.value if told.missed else None,
    }


def missed_told(at: Ground, told: Any) -> list[str]:
    """Return the same as a sentence; none if no date passed."""
    if not told.missed:
        return []
    return [at.say(f"missed_{told.settled.value}", dates=at.days(told.missed))]
