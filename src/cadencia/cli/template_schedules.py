"""`cadencia template set-schedule`: other dates for all followers, from a day on (R4, AG-6)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.contract_ground import Answer, AsJson, Company, Ground, answered, ground
from cadencia.cli.refusal import Refused
from cadencia.cli.template_answers import found, speaker

if TYPE_CHECKING:
    from cadencia.billing.template_schedules import Follower, Reach

Code = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Code of the template.")]
Since = Annotated[
    str | None, typer.Option("--from", help="Periods that begin from this day on; today.")
]
Every = Annotated[int | None, typer.Option(help="Every so many units…")]
Unit = Annotated[str | None, typer.Option(help="… day, week, month, quarter, semester or year.")]
First = Annotated[str | None, typer.Option(help="A date of it, from which the others count.")]
AnchorDay = Annotated[int | None, typer.Option(help="The day meant, if that month is shorter.")]
Months = Annotated[str | None, typer.Option(help="Or in these months: 1,4,7,10.")]
DayOf = Annotated[int | None, typer.Option("--day", help="On this day of them.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
Rows = Annotated[int, typer.Option(help="Followers shown at most.", min=1)]
ROWS_SHOWN = 20


def set_schedule(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    since: Since = None,
    every: Every = None,
    unit: Unit = None,
    first: First = None,
    anchor_day: AnchorDay = None,
    months: Months = None,
    day: DayOf = None,
    rows: Rows = ROWS_SHOWN,
    yes: Yes = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Give a template another schedule from a day on; shown before it is done."""
    at = ground(company)
    template = found(at, code)
    said = {"every": every, "unit": unit, "first": first, "anchor_day": anchor_day, "day": day}
    schedule: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if months is not None:
        schedule["months"] = [
            int(each) if each.strip().isdigit() else each for each in months.split(",")
        ]
    on = at.day("--from", since)

    def act() -> Answer:
        from cadencia.billing import template_schedules

        reach = template_schedules.reach(template.pk, schedule, since=on, by=at.by, most=rows)
        if not yes and not as_json and sys.stdin.isatty():
            _show(at, reach)
            typer.confirm(speaker(at)("ask_schedule"), abort=True)
        _refusing_drafts(
            at, lambda: template_schedules.change(template.pk, schedule, since=on, by=at.by)
        )
        told = [speaker(at)("schedule_set", code=code, on=at.figures.day(on)), _sum(at, reach)]
        return Answer({"done": True, **_form(reach)}, told)

    answered(at, act, as_json=as_json)


def withdraw_schedule(
    code: Code, *, since: Since = None, company: Company = None, as_json: AsJson = False
) -> None:
    """Take back the latest change of a template's schedule, if nothing was billed by it."""
    at = ground(company)
    template, on = found(at, code), at.day("--from", since)

    def act() -> Answer:
        from cadencia.billing import template_schedules

        _refusing_drafts(at, lambda: template_schedules.withdraw(template.pk, on, by=at.by))
        told = [speaker(at)("schedule_withdrawn", code=code, on=at.figures.day(on))]
        return Answer({"done": True, "template": code}, told)

    answered(at, act, as_json=as_json)


def _refusing_drafts(at: Ground, act: Any) -> None:
    from cadencia.billing.templates import FollowersHaveDrafts

    try:
        act()
    except FollowersHaveDrafts as waiting:
        runs = ", ".join(str(each) for each in waiting.runs) or "–"
        raise Refused(speaker(at)("drafts_of_followers", runs=runs)) from None


def _show(at: Ground, reach: Reach) -> None:
    typer.echo(_sum(at, reach))
    for each in reach.shown:
        typer.echo(_line(at, each))


def _sum(at: Ground, reach: Reach) -> str:
    return speaker(at)("reach", followers=reach.followers, billing=reach.billing)


def _line(at: Ground, each: Follower) -> str:
    """A follower with its next dates, and the days between that `opening` judges."""
    if each.then is None:
        return f"{each.contract}  {each.customer_name}  –"
    days = ", ".join(at.figures.day(day) for day in each.then.due_on)
    line = f"{each.contract}  {each.customer_name}  {days}"
    if each.then.stretch is None:
        return line
    between = {"start": each.then.stretch.start, "until": each.then.stretch.until}
    told = {name: at.figures.day(day) for name, day in between.items()}
    return f"{line}; " + speaker(at)(f"between_{each.then.opening.value}", **told)


def _form(reach: Reach) -> dict[str, Any]:
    return {
        "followers": reach.followers,
        "billing": reach.billing,
        "shown": [
            {
                "contract": each.contract,
                "customer": each.customer,
                "begins": each.then and each.then.begins.isoformat(),
                "opening": each.then and each.then.opening.value,
                "due_on": [day.isoformat() for day in each.then.due_on] if each.then else [],
            }
            for each in reach.shown
        ],
    }
