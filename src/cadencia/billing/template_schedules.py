"""Another schedule for a template, by date, for all who read it (AG-6, R4).

One row, however many follow. Whoever was billed further than its day already has a row of its
own, written here under its lock, so that no period is billed twice; when each must be looked at
is found anew before the next run or preview.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from cadencia.billing import copying, everyday, template_form, templates
from cadencia.billing.gathering import Gathered, gather, masters_of
from cadencia.billing.gathering.schedules import schedule as schedule_of
from cadencia.billing.importing.fields import Json
from cadencia.billing.querying import rows
from cadencia.contracts.models import Template, TemplateSchedule
from cadencia.core.agreement import Every, InMonths, Proration, Schedule, ScheduleChange
from cadencia.core.recurrence import has_steps_of_months
from cadencia.core.rescheduling import Rescheduled, covered_from, rescheduled
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, refuse_if_any

CHUNK = 1000
NAMES = (
    *("schedule_every", "schedule_unit", "schedule_first", "schedule_anchor_day"),
    *("schedule_months", "schedule_day", "schedule_since"),
)
SHOWN = 20
COLUMNS = "company_id, contract_id, template_schedule_id, valid_from, schedule_unit, opening," + (
    " schedule_months"
)

# Whoever reads its schedule here. One of its own is the contract's.
_READERS = """
FROM contracts_contract c
WHERE c.company_id = %s AND c.template_id = %s AND c.follows_template
  AND c.schedule_every IS NULL AND c.schedule_months = '{}'
  AND c.state IN ('draft', 'posted')
"""
_LOCK = f"SELECT c.id {_READERS} ORDER BY c.id FOR NO KEY UPDATE"
_COUNT = f"SELECT count(*), count(*) FILTER (WHERE c.state = 'posted' AND c.is_active) {_READERS}"
_FIRST = f"SELECT c.id {_READERS} AND c.state = 'posted' ORDER BY c.code LIMIT %s"
_THIRTY = f"SELECT c.code {_READERS} AND c.proration = %s ORDER BY c.code LIMIT 1"
_BEYOND = f"""
SELECT c.id {_READERS}
  AND (c.billed_until >= %s OR EXISTS (
      SELECT FROM billing_installment i
      WHERE i.contract_id = c.id AND i.kind <> 'one_off' AND NOT i.replaced AND i.due_on >= %s))
ORDER BY c.id
"""  # noqa: S608 - no value in it
_BILLED = f"""
SELECT c.code {_READERS}
  AND EXISTS (
      SELECT FROM billing_installment i
      WHERE i.contract_id = c.id AND i.kind <> 'one_off' AND NOT i.replaced
        AND i.due_on >= coalesce((SELECT t.valid_from FROM contracts_schedulechange t
                                  WHERE t.contract_id = c.id AND t.template_schedule_id = %s), %s))
ORDER BY c.code LIMIT 5
"""  # noqa: S608 - no value in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """What another schedule does to one who reads it; None: it ends before."""

    contract: str
    customer: str
    customer_name: str
    then: Rescheduled | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many read the schedule, how many of them bill, and what it does to the first ones."""

    followers: int
    billing: int
    shown: tuple[Follower, ...]


def reach(template_id: int, schedule: Any, *, since: date, by: Actor, most: int = SHOWN) -> Reach:
    """Return what another schedule would do to the followers; writes nothing.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: with all that is wrong with the schedule.
    """
    require(by, Permission.READ)
    template = Template.objects.filter(pk=template_id, company_id=by.company_id).first()
    if template is None:
        raise templates.NoSuchTemplate(template_id)
    agreed = _value(_read(template, schedule, since))
    mine = (by.company_id, template.pk)
    followers, billing = rows(_COUNT, *mine)[0]
    first = [row[0] for row in rows(_FIRST, *mine, most)]
    found = gather(first, masters_of(by.company_id)) if first else []
    shown = sorted((_seen(each, agreed, since) for each in found), key=lambda each: each.contract)
    return Reach(followers=followers, billing=billing, shown=tuple(shown))


def change(template_id: int, schedule: Any, *, since: date, by: Actor) -> Template:
    """Give the template another schedule from a day on: that of followers without one of theirs.

    Periods that begin before the day stay as they are. While nobody follows, the schedule is
    simply the template's.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: with all that is wrong with the schedule or the day.
    :raises FollowersHaveDrafts: if drafts of followers wait.
    """
    with permitted(by, Permission.PRICES):
        readers = (by.company_id, template_id)
        rows(_LOCK, *readers)
        template = templates.locked(template_id, by.company_id)
        columns = _read(template, schedule, since)
        templates.refuse_if_drafts_wait(template)
        if not templates.is_followed(template) and not _dated(template):
            Template.objects.filter(pk=template.pk).update(**columns)
        else:
            _write(template, columns, since)
        templates.dates_changed(template)
        template.refresh_from_db()
        return template


def withdraw(template_id: int, since: date, *, by: Actor) -> None:
    """Take back the latest change of a template's schedule, if nothing was billed by it.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: if the latest isn't of that day, or followers were billed by it.
    :raises FollowersHaveDrafts: if drafts of followers wait.
    """
    with permitted(by, Permission.PRICES):
        readers = (by.company_id, template_id)
        rows(_LOCK, *readers)
        template = templates.locked(template_id, by.company_id)
        latest = _dated(template)
        if latest is None or latest.valid_from != since:
            sentence = _("The latest change of the template's schedule isn't of that day.")
            refuse_if_any([Problem("since", sentence)])
        assert latest is not None  # noqa: S101 - refused above
        billed = [row[0] for row in rows(_BILLED, *readers, latest.pk, since)]
        if billed:
            sentence = _("Billed by it already: %(contracts)s. Change it from a later day.")
            problem = Problem("since", sentence % {"contracts": ", ".join(billed)})
            refuse_if_any([problem])
        templates.refuse_if_drafts_wait(template)
        latest.delete()
        templates.dates_changed(template)


def dated(template_id: int, *, by: Actor) -> list[tuple[date, dict[str, Json]]]:
    """Return the schedules that take the place of a template's first one, each with its day.

    By the names of the contract file, in the order of their days.
    """
    require(by, Permission.READ)
    found = TemplateSchedule.objects.filter(template_id=template_id, company_id=by.company_id)
    return [
        (each.valid_from, template_form.written_schedule(each))
        for each in found.order_by("valid_from")
    ]


def schedule_of_row(template: Template) -> Schedule | None:
    """Return the schedule of a template before any change by date."""
    return _value({name: getattr(template, name) for name in NAMES})


def _read(template: Template, schedule: Any, since: date) -> dict[str, Any]:
    """Read a schedule and its day, with all that is wrong with either."""
    everyday.check_days(since=since)
    company = Company.objects.get(pk=template.company_id)
    columns = template_form.read_schedule(schedule, company)
    refuse_if_any(list(_problems(template, columns, since)))
    return columns


def _problems(template: Template, columns: dict[str, Any], since: date) -> Iterator[Problem]:
    agreed = _value(columns)
    latest = _dated(template)
    if latest is not None and since <= latest.valid_from:
        sentence = _("Its schedule changes on %(date)s already: give a later day.")
        yield Problem("since", sentence % {"date": latest.valid_from.isoformat()})
    if agreed is None and templates.is_followed(template):
        sentence = _("Contracts follow it: say which schedule they have from then on.")
        yield Problem("schedule", sentence)
    if agreed is not None and not has_steps_of_months(agreed):
        mine = (template.company_id, template.pk)
        for (code,) in rows(_THIRTY, *mine, Proration.THIRTY.value):
            sentence = _("%(contract)s is prorated 30/360, which needs steps of months.")
            yield Problem("schedule", sentence % {"contract": code})


def _dated(template: Template) -> TemplateSchedule | None:
    return TemplateSchedule.objects.filter(template=template).order_by("-valid_from").first()


def _write(template: Template, columns: dict[str, Any], since: date) -> None:
    """The row for all, and one for each who was billed further than its day already."""
    beyond = dict(_beyond(template, since))
    row = TemplateSchedule.objects.create(
        company_id=template.company_id, template=template, valid_from=since, **columns
    )
    copying.copy(
        "contracts_schedulechange",
        COLUMNS,
        [
            f"{template.company_id}\t{contract}\t{row.pk}\t{day}\t\t\t{{}}"
            for contract, day in beyond.items()
            if day > since
        ],
    )


def _beyond(template: Template, since: date) -> Iterator[tuple[int, date]]:
    masters = masters_of(template.company_id)
    found = rows(_BEYOND, template.company_id, template.pk, since, since)
    for chunk in _chunks([row[0] for row in found]):
        for each in gather(chunk, masters):
            agreement = each.agreement
            day = covered_from(agreement.contract, agreement.history)
            if day is not None:
                yield each.contract_id, day


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _value(columns: dict[str, Any]) -> Schedule | None:
    """Return the columns as a schedule."""
    months = sorted(columns["schedule_months"] or ())
    written = f"{{{','.join(str(month) for month in months)}}}"
    said = {**columns, "schedule_months": written}
    return schedule_of(tuple(said[name] for name in NAMES))


def _seen(gathered: Gathered, agreed: Schedule | None, since: date) -> Follower:
    agreement = gathered.agreement
    contract = agreement.contract
    then = None
    if isinstance(agreed, Every | InMonths):
        covered = covered_from(contract, agreement.history)
        change = ScheduleChange(valid_from=max(since, covered or since), schedule=agreed)
        then = rescheduled(contract, agreement.history, change)
    return Follower(
        contract=contract.code,
        customer=contract.customer.code,
        customer_name=contract.customer.name,
        then=then,
    )
