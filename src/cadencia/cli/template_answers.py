"""What `cadencia template` tells: templates, followers, how far a change reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from cadencia.cli.contract_ground import Answer, Ground
from cadencia.cli.refusal import BadInput
from cadencia.cli.renewal_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.followers import Reach, Touched
    from cadencia.billing.templates import LineChange
    from cadencia.contracts.models import Contract, Template


def speaker(at: Ground) -> Speaker:
    """Return what says the words of templates."""
    return Speaker(WORDS, at.say.language)


def found(at: Ground, code: str) -> Template:
    """Return the template of a code.

    :raises BadInput: if there is none.
    """
    from cadencia.billing import templates

    try:
        return templates.find(code, by=at.by)
    except templates.NoSuchTemplate:
        raise BadInput(speaker(at)("no_template", code=code)) from None


def templates_with_followers(at: Ground) -> list[dict[str, Any]]:
    """Return the templates with how many contracts follow each."""
    from django.db.models import Count, Q

    from cadencia.contracts.models import Contract, Template, TemplateLine

    mine = Template.objects.filter(company=at.company).order_by("code")
    lines = dict(
        TemplateLine.objects.filter(template__in=mine)
        .values_list("template_id")
        .annotate(count=Count("pk"))
    )
    following = dict(
        Contract.objects.filter(Q(template__in=mine), follows_template=True)
        .values_list("template_id")
        .annotate(count=Count("pk"))
    )
    return [
        {
            "code": each.code,
            "name": each.name,
            "lines": lines.get(each.pk, 0),
            "followers": following.get(each.pk, 0),
        }
        for each in mine
    ]


def whole_form(at: Ground, template: Template) -> dict[str, Any]:
    """Return a template as data: its form, and its changes by date."""
    from cadencia.billing import template_form, template_schedules
    from cadencia.billing.gathering import masters_of
    from cadencia.billing.importing.surroundings import codes_by_id

    refs = codes_by_id(at.company, customers=False)
    form = template_form.written(template, masters_of(at.company.pk), refs)
    changes = template.changes.select_related("line").order_by("line__position", "valid_from")
    form["changes"] = [
        {
            "line": each.line.key,
            "from": each.valid_from.isoformat(),
            "unit_price": None if each.unit_price is None else format(each.unit_price, "f"),
            "discounts": None if each.discounts is None else [str(d) for d in each.discounts],
            "quantity": None if each.quantity is None else format(each.quantity, "f"),
            "description": each.description,
        }
        for each in changes
    ]
    form["schedules"] = [
        {"valid_from": day.isoformat(), "schedule": schedule}
        for day, schedule in template_schedules.dated(template.pk, by=at.by)
    ]
    return form


def would_do(at: Ground, template: Template, change: LineChange, rows: int) -> Answer:
    """Return what a change would do, as an answer."""
    from cadencia.billing import followers as following

    reach = following.touched(template.pk, change, by=at.by, most=rows)
    told = [reach_told(at, reach), *(touched_told(at, each) for each in reach.shown)]
    return Answer(reach_form(reach), told)


def show_reach(at: Ground, reach: Reach) -> None:
    """Print how far a change reaches."""
    typer.echo(reach_told(at, reach))
    for each in reach.shown:
        typer.echo(touched_told(at, each))


def reach_told(at: Ground, reach: Reach) -> str:
    """Return how far a change reaches as a sentence."""
    return speaker(at)("reach", followers=reach.followers, billing=reach.billing)


def touched_told(at: Ground, each: Touched) -> str:
    """Return a follower that a change reaches as a line."""
    day = at.figures.day(each.due_on) if each.due_on else "–"
    return f"{each.contract}  {each.customer_name}  {day}: {each.before} → {each.after}"


def reach_form(reach: Reach) -> dict[str, Any]:
    """Return how far a change reaches as data."""
    return {
        "followers": reach.followers,
        "billing": reach.billing,
        "shown": [
            {
                "contract": each.contract,
                "customer": each.customer,
                "currency": each.currency,
                "due_on": each.due_on.isoformat() if each.due_on else None,
                "before": None if each.before is None else str(each.before),
                "after": None if each.after is None else str(each.after),
            }
            for each in reach.shown
        ],
    }


def contract_form(contract: Contract) -> dict[str, Any]:
    """Return a contract and what it follows as data."""
    return {
        "contract": contract.code,
        "done": True,
        "state": contract.state,
        "template": contract.template.code if contract.template else None,
        "follows_template": contract.follows_template,
    }
