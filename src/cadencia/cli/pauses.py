"""`cadencia contract pause`, `change-pause`, `remove-pause`, `resume` (R4, SC-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.contract_ground import (
    DRAFTS,
    MISSED,
    Answer,
    AsJson,
    Code,
    Company,
    Ground,
    Passed,
    Waiting,
    act_on,
    missed_form,
    missed_told,
)
from cadencia.cli.dates import given_date

if TYPE_CHECKING:
    from cadencia.billing.pausing import Paused
    from cadencia.contracts.models import Contract

MODES = ("skip", "shift")
Start = Annotated[str, typer.Argument(metavar="START", help="First day of the pause.")]
Until = Annotated[str | None, typer.Option(help="Last day, included; open if not given.")]
Mode = Annotated[str, typer.Option(help="skip leaves them out; shift puts them off.")]
On = Annotated[str | None, typer.Option(help="The day of it, YYYY-MM-DD; today if not given.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    app.command()(pause)
    app.command("change-pause")(change_pause)
    app.command("remove-pause")(remove_pause)
    app.command()(resume)


def pause(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    until: Until = None,
    mode: Mode = "skip",
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Leave a stretch of a contract without billing."""
    from cadencia.core import agreement

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import pausing
        from cadencia.billing.acts import Drafts

        wanted = agreement.Pause(
            start=given_date("--from", start),
            until=at.optional_day("--until", until),
            mode=agreement.PauseMode(at.choice("--mode", mode, MODES)),
        )
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        return _paused(at, pausing.pause(contract.pk, wanted, by=at.by, waiting=waiting))

    act_on(code, company, act, as_json=as_json)


def change_pause(  # noqa: PLR0913 - the options of a command
    code: Code,
    start: Start,
    *,
    new_start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Another first day.")
    ] = None,
    until: Until = None,
    mode: Mode = "skip",
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Give a pause other days or another mode; what it skipped already stays skipped."""
    from cadencia.core import agreement

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import pausing
        from cadencia.billing.acts import Drafts

        wanted = agreement.Pause(
            start=given_date("--from", new_start or start),
            until=at.optional_day("--until", until),
            mode=agreement.PauseMode(at.choice("--mode", mode, MODES)),
        )
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        before = given_date("START", start)
        told = pausing.change_pause(contract.pk, before, wanted, by=at.by, waiting=waiting)
        return _paused(at, told)

    act_on(code, company, act, as_json=as_json)


def remove_pause(
    code: Code,
    start: Start,
    *,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Take a pause away; what it skipped already stays skipped."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import pausing
        from cadencia.billing.acts import Drafts

        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        pausing.remove_pause(contract.pk, given_date("START", start), by=at.by, waiting=waiting)
        return Answer({"done": True}, [at.say("pause_removed", contract=contract.code)])

    act_on(code, company, act, as_json=as_json)


def resume(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    on: On = None,
    missed: Passed = "skip",
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Go on with a paused contract: the pause ends the day before."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import pausing
        from cadencia.billing.acts import Drafts
        from cadencia.billing.missing import Missed

        told = pausing.resume(
            contract.pk,
            at.day("--on", on),
            by=at.by,
            missed=Missed(at.choice("--missed", missed, MISSED)),
            waiting=Drafts(at.choice("--drafts", drafts, DRAFTS)),
        )
        sentence = at.say("resumed", contract=contract.code, on=at.figures.day(told.on))
        form = {"done": True, "on": told.on.isoformat(), **missed_form(told)}
        return Answer(form, [sentence, *missed_told(at, told)])

    act_on(code, company, act, as_json=as_json)


def _paused(at: Ground, told: Paused) -> Answer:
    values = {"start": at.figures.day(told.start)}
    if told.until is not None:
        values["until"] = at.figures.day(told.until)
    sentences = [at.say("paused" if told.until else "paused_open", **values)]
    if told.skipped:
        sentences.append(at.say("will_skip", days=at.days(told.skipped)))
    if told.billed:
        sentences.append(at.say("billed_before", days=at.days(told.billed)))
    form = {
        "done": True,
        "from": told.start.isoformat(),
        "until": told.until.isoformat() if told.until else None,
        "mode": told.mode.value,
        "skipped": [each.isoformat() for each in told.skipped],
        "billed": [each.isoformat() for each in told.billed],
    }
    return Answer(form, sentences)
