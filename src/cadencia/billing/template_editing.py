"""A template edited as a whole, as long as that touches nobody's bills (AG-6).

What every follower reads (lines, schedule) is rewritten only while no posted contract follows;
from then on it changes by date (`templates`, `template_schedules`). What a contract copies when
it is made from the template may change any time.
"""

from typing import Any

from django.utils.translation import gettext as _

from cadencia.billing import template_form, templates
from cadencia.billing.gathering import masters_of
from cadencia.billing.importing.fields import Columns, Json, Refs
from cadencia.billing.template_form import Form, TemplateRows
from cadencia.billing.templates import NoSuchTemplate
from cadencia.contracts.models import Template, TemplateLine
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.meanwhile import refuse_if_changed
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, refuse_if_any

SCHEDULE = (
    *("schedule_every", "schedule_unit", "schedule_first", "schedule_anchor_day"),
    *("schedule_months", "schedule_day", "schedule_since"),
)


def as_form(template_id: int, *, by: Actor) -> dict[str, Json]:
    """Return the template by the names of the contract file; what has its default is left out.

    :raises NoSuchTemplate: if the company has none of that number.
    """
    require(by, Permission.READ)
    template = Template.objects.filter(pk=template_id, company_id=by.company_id).first()
    if template is None:
        raise NoSuchTemplate(template_id)
    company = Company.objects.defer("logo").get(pk=by.company_id)
    masters = masters_of(company.pk)
    by_code = template_form.refs_of(company, masters)
    codes: Refs = {kind: {n: code for code, n in each.items()} for kind, each in by_code.items()}
    form = template_form.written(template, masters, codes)
    return {**form, "notes": template.notes}


def rewrite(template_id: int, form: Form, *, by: Actor, seen: int | None = None) -> Template:
    """Have the template say what the form says. `seen` is the last change that was shown of it.

    :raises NoSuchTemplate: if the company has none of that number.
    :raises ChangedMeanwhile: if somebody changed it since.
    :raises ValuesRefused: with all that is wrong, also where followers would be billed otherwise.
    """
    with permitted(by, Permission.PRICES):
        template = templates.locked(template_id, by.company_id)
        refuse_if_changed(template, seen, by=by)
        company = Company.objects.defer("logo").get(pk=by.company_id)
        read = template_form.read(form, company)
        others = Template.objects.filter(company=company, code=read.header["code"])
        problems = []
        if others.exclude(pk=template.pk).exists():
            problems.append(Problem("code", _("There is a template with this code already.")))
        lines = list(TemplateLine.objects.filter(template=template).order_by("position", "pk"))
        is_followed = templates.is_followed(template)
        if is_followed:
            problems += _read_by_followers(template, lines, read)
        refuse_if_any(problems)
        _write(template, lines, read, is_followed=is_followed)
    return template


def _read_by_followers(
    template: Template, lines: list[TemplateLine], read: TemplateRows
) -> list[Problem]:
    found = []
    if any(getattr(template, name) != read.header[name] for name in SCHEDULE):
        sentence = _("Contracts follow already: change the schedule from a day on.")
        found.append(Problem("schedule", sentence))
    if len(lines) != len(read.lines) or any(
        _differs(line, row) for line, row in zip(lines, read.lines, strict=False)
    ):
        sentence = _("Contracts follow already: change, add or end lines from a day on.")
        found.append(Problem("lines", sentence))
    return found


def _differs(line: TemplateLine, row: Columns) -> bool:
    return any(getattr(line, name) != value for name, value in row.items() if name != "position")


def _write(
    template: Template, lines: list[TemplateLine], read: TemplateRows, *, is_followed: bool
) -> None:
    changed = _assigned(template, read.header)
    if changed:
        template.save(update_fields=changed)
    if is_followed:
        return
    there = {each.key: each for each in lines}
    kept = {row["key"] for row in read.lines}
    for key, line in there.items():
        if key not in kept:
            line.delete()
    for row in read.lines:
        line = there.get(row["key"]) or TemplateLine(
            company_id=template.company_id, template=template, key=row["key"]
        )
        if _assigned(line, row) or line.pk is None:
            line.save()
    templates.dates_changed(template)


def _assigned(row: Any, values: Columns) -> list[str]:
    """Give the row the values; return the names of those that are new."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
