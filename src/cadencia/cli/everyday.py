"""`cadencia contract skip`, `move`, `withdraw` and their like (R4, R14)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.contract_ground import (
    DRAFTS,
    MISSED,
    Answer,
    AsJson,
    Code,
    Company,
    Ground,
    Line,
    Passed,
    Waiting,
    act_on,
    missed_form,
    missed_told,
)
from cadencia.cli.dates import given_date

if TYPE_CHECKING:
    from cadencia.billing.withdrawing import Beyond
    from cadencia.contracts.models import Contract

CLOSINGS = ("full", "prorated")
DueOn = Annotated[str, typer.Argument(metavar="DATE", help="Due date of the installment.")]
On = Annotated[str | None, typer.Option(help="The day of it, YYYY-MM-DD; today if not given.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    for act in (skip, unskip, move, withdraw, beyond):
        app.command()(act)
    app.command("reopen-installment")(reopen_installment)
    app.command("take-back")(take_back)


def skip(  # noqa: PLR0913 - the options of a command
    code: Code,
    due_on: DueOn,
    *,
    reason: Annotated[str, typer.Option(help="Why; `why` repeats it.")],
    line: Line = None,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Skip one installment; it keeps its number and counts."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import skipping
        from cadencia.billing.acts import Drafts

        row = skipping.skip(
            contract.pk,
            given_date("DATE", due_on),
            reason=reason,
            line=line,
            by=at.by,
            waiting=Drafts(at.choice("--drafts", drafts, DRAFTS)),
        )
        return _installment(at, "skipped", row)

    act_on(code, company, act, as_json=as_json)


def unskip(  # noqa: PLR0913 - the options of a command
    code: Code,
    due_on: DueOn,
    *,
    line: Line = None,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Owe a skipped installment again."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import skipping
        from cadencia.billing.acts import Drafts

        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        day = given_date("DATE", due_on)
        row = skipping.unskip(contract.pk, day, line=line, by=at.by, waiting=waiting)
        return _installment(at, "unskipped", row)

    act_on(code, company, act, as_json=as_json)


def reopen_installment(
    code: Code,
    due_on: DueOn,
    *,
    line: Line = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Reopen a billed installment whose documents are voided: the next run bills it again."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import reopening

        row = reopening.reopen(contract.pk, given_date("DATE", due_on), line=line, by=at.by)
        return _installment(at, "reopened", row)

    act_on(code, company, act, as_json=as_json)


def move(  # noqa: PLR0913 - the options of a command
    code: Code,
    due_on: DueOn,
    to: Annotated[str, typer.Argument(metavar="TO", help="The day on which it is billed.")],
    *,
    with_schedule: Annotated[
        bool, typer.Option("--with-schedule", help="All dates after it follow.")
    ] = False,
    drafts: Waiting = "refuse",
    company: Company = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bill one installment on another day; to its own due date it is moved back."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import moving
        from cadencia.billing.acts import Drafts

        day, target = given_date("DATE", due_on), given_date("TO", to)
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        if with_schedule:
            if not (yes or as_json) and sys.stdin.isatty():
                typer.confirm(at.say("ask_schedule", to=at.figures.day(target)), abort=True)
            told = moving.move_schedule(
                contract.pk, day, target, on=at.today, by=at.by, waiting=waiting
            )
        else:
            told = moving.move(contract.pk, day, target, by=at.by, waiting=waiting)
        form = {
            "done": True,
            "due_on": told.due_on.isoformat(),
            "to": told.to.isoformat(),
            "theoretical_on": told.on.isoformat(),
            "following": [each.isoformat() for each in told.following],
        }
        sentences = [at.say("moved", due_on=at.figures.day(day), on=at.figures.day(told.on))]
        if with_schedule:
            sentences.append(at.say("following", days=at.days(told.following[:4])))
        return Answer(form, sentences)

    act_on(code, company, act, as_json=as_json)


def withdraw(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    on: On = None,
    bill_day: Annotated[
        bool, typer.Option("--bill-day", help="Bill an installment due on the very day.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option(help="Why: a code of the company's list of reasons.")
    ] = None,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """End a contract on a day, and say what was billed beyond."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import withdrawing
        from cadencia.billing.acts import Drafts

        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        day = at.day("--on", on)
        told = withdrawing.withdraw(
            contract.pk, day, bill_day=bill_day, reason=reason, by=at.by, waiting=waiting
        )
        form = {"done": True, "on": day.isoformat(), "beyond": _beyond_form(told.beyond)}
        sentence = at.say("withdrawn_on", contract=contract.code, on=at.figures.day(day))
        return Answer(form, [sentence, *_beyond_told(at, told.beyond)])

    act_on(code, company, act, as_json=as_json)


def take_back(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    on: On = None,
    missed: Passed = "skip",
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Let a withdrawn contract go on."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import withdrawing
        from cadencia.billing.acts import Drafts
        from cadencia.billing.missing import Missed

        told = withdrawing.take_back(
            contract.pk,
            on=at.day("--on", on),
            missed=Missed(at.choice("--missed", missed, MISSED)),
            by=at.by,
            waiting=Drafts(at.choice("--drafts", drafts, DRAFTS)),
        )
        unbilled = [(each.start, each.until) for each in told.unbilled]
        sentences = [at.say("taken_back", contract=contract.code), *missed_told(at, told)]
        sentences += [
            at.say("unbilled", start=at.figures.day(start), until=at.figures.day(until))
            for start, until in unbilled
        ]
        form = {
            "done": True,
            **missed_form(told),
            "unbilled": [[start.isoformat(), until.isoformat()] for start, until in unbilled],
        }
        return Answer(form, sentences)

    act_on(code, company, act, as_json=as_json)


def beyond(
    code: Code,
    *,
    closing: Annotated[
        str | None, typer.Option(help="full: whole periods only; prorated: by days too.")
    ] = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """List what was billed beyond the end of a contract, with the amount to credit."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import withdrawing
        from cadencia.core.agreement import Closing

        chosen = closing and Closing(at.choice("--closing", closing, CLOSINGS))
        found = withdrawing.billed_beyond(contract.pk, closing=chosen or None, by=at.by)
        return Answer(_beyond_form(found), _beyond_told(at, found) or [at.say("nothing_beyond")])

    act_on(code, company, act, as_json=as_json)


# What came of it


def _installment(at: Ground, word: str, row: Any) -> Answer:
    form = {
        "done": True,
        "number": row.number,
        "due_on": row.due_on.isoformat(),
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason,
    }
    return Answer(form, [at.say(word, due_on=at.figures.day(row.due_on))])


def _beyond_form(found: tuple[Beyond, ...]) -> list[dict[str, Any]]:
    from cadencia.documents.printing import number_of

    return [
        {
            "document": number_of(each.document),
            "id": each.document.pk,
            "whole": each.is_whole,
            "credit": str(each.credit),
            "installments": list(each.installments),
            "lines": [
                {
                    "id": line.line_id,
                    "description": line.description,
                    "period_from": line.period.start.isoformat(),
                    "period_until": line.period.until.isoformat(),
                    "net": str(line.net),
                    "credit": str(line.credit),
                }
                for line in each.lines
            ],
        }
        for each in found
    ]


def _beyond_told(at: Ground, found: tuple[Beyond, ...]) -> list[str]:
    from cadencia.documents.printing import number_of

    return [
        at.say(
            "beyond_whole" if each.is_whole else "beyond_part",
            number=number_of(each.document) or "",
            credit=at.figures.money(
                each.credit, currency=each.document.currency, decimals=each.document.decimals
            ),
        )
        for each in found
    ]
