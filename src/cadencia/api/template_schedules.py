"""Schedules of templates that change by date, for all who read them (AG-6, R4)."""

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path

from cadencia.api.authentication import ApiRequest
from cadencia.api.contract_forms import FormOfSchedule
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import LARGEST_ID, Day, Form, Told, fit_the_form
from cadencia.api.problems import Refused
from cadencia.billing import template_schedules
from cadencia.contracts.models import Template, TemplateSchedule
from cadencia.core.rescheduling import Rescheduled
from cadencia.parties.access import Permission

endpoints = Endpoints("Templates")
_SINCE = {"since": "valid_from"}
TemplateId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class ScheduleChangeForm(Form):
    """Another schedule for the periods that begin on `valid_from` or later."""

    valid_from: Day
    schedule: FormOfSchedule


class ScheduleWithdrawal(Form):
    """The day of the change that is taken back."""

    valid_from: Day


class ToldRescheduled(Told):
    """What it does: the old schedule covers the days before `begins`.

    The days between lie from `begins` to `until`; `opening` says what is billed of them.
    """

    begins: Day
    until: Day | None
    opening: str
    due_on: list[Day]


class RescheduledFollower(Told):
    """A follower, and what it does to it; null: it ends before."""

    contract: str
    customer: str
    then: ToldRescheduled | None


class ToldScheduleReach(Told):
    """How far it reaches, and what it does to the first ones."""

    followers: int
    billing: int
    shown: list[RescheduledFollower]


class ToldTemplateSchedules(Told):
    """The days on which the template's schedule changes."""

    id: int
    code: str
    changes_on: list[Day]


@endpoints.post(
    "/templates/{int:template}/schedules/preview", {200: ToldScheduleReach}, needs=Permission.READ
)
def preview_template_schedule(
    request: ApiRequest, template: TemplateId, form: ScheduleChangeForm
) -> HttpResponse:
    """Show which followers another schedule would touch, and their next dates."""
    with fit_the_form(_SINCE):
        found = template_schedules.reach(
            template, _schedule(form), since=form.valid_from, by=request.auth.actor
        )
    shown = [
        RescheduledFollower(
            contract=each.contract,
            customer=each.customer,
            then=None if each.then is None else _then(each.then),
        )
        for each in found.shown
    ]
    told = ToldScheduleReach(followers=found.followers, billing=found.billing, shown=shown)
    return answer(200, told)


@endpoints.post(
    "/templates/{int:template}/schedules", {200: ToldTemplateSchedules}, needs=Permission.PRICES
)
def change_template_schedule(
    request: ApiRequest, template: TemplateId, form: ScheduleChangeForm
) -> HttpResponse:
    """Give a template another schedule from a day on: that of followers without their own."""
    with fit_the_form(_SINCE):
        found = template_schedules.change(
            template, _schedule(form), since=form.valid_from, by=request.auth.actor
        )
    return answer(200, _told(found))


@endpoints.post(
    "/templates/{int:template}/schedules/withdraw",
    {200: ToldTemplateSchedules},
    needs=Permission.PRICES,
)
def withdraw_template_schedule(
    request: ApiRequest, template: TemplateId, form: ScheduleWithdrawal
) -> HttpResponse:
    """Take back the latest change of a template's schedule, if nothing was billed by it."""
    with fit_the_form(_SINCE):
        template_schedules.withdraw(template, form.valid_from, by=request.auth.actor)
    return answer(200, _told(Template.objects.get(pk=template, company=request.auth.company)))


def _schedule(form: ScheduleChangeForm) -> dict[str, object]:
    said = form.schedule.model_dump(exclude_none=True, mode="json")
    if not said:
        raise Refused("refused", _("Say which schedule it is to have."))
    return said


def _then(then: Rescheduled) -> ToldRescheduled:
    return ToldRescheduled(
        begins=then.begins,
        until=None if then.stretch is None else then.stretch.until,
        opening=then.opening.value,
        due_on=list(then.due_on),
    )


def _told(template: Template) -> ToldTemplateSchedules:
    changes = TemplateSchedule.objects.filter(template=template).order_by("valid_from")
    days: list[date] = list(changes.values_list("valid_from", flat=True))
    return ToldTemplateSchedules(id=template.pk, code=template.code, changes_on=days)
