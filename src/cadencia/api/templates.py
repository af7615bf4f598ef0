"""Templates: what many contracts follow, and how a change reaches them from a day on (AG-6)."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.contract_forms import ContractChange, FormOfLine, FormOfSchedule
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import (
    LARGEST_ID,
    Amount,
    Code,
    Day,
    Form,
    Text,
    Told,
    ToldAmount,
    body_like,
    described_by,
)
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import Fault, Refused, not_found
from cadencia.billing import followers, template_editing, template_schedules, templates
from cadencia.billing.templates import LineChange
from cadencia.contracts.models import Contract, Template, TemplateChange, TemplateLine
from cadencia.parties.access import Permission

endpoints = Endpoints("Templates")
TemplateId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class TemplateForm(ContractChange):
    """A template: schedule, delivery options and lines, by the names of the contract file."""

    code: Code
    name: Text | None = None
    notes: Text | None = None
    lines: list[FormOfLine]


class LineChangeForm(Form):
    """What a line says from a day on, for all who follow."""

    line: Code
    on: Day
    unit_price: Amount | None = None
    quantity: Amount | None = None
    discounts: Annotated[list[Amount], Field(max_length=10)] | None = None
    description: Text = ""
    keep_drafts: bool = Field(
        default=False, description="Keep drafts of followers, which then can't be issued."
    )


class TemplateInList(Told):
    """A template, in short."""

    id: int
    code: str
    name: str


class ToldTemplateLine(Told):
    """A line of a template."""

    key: str
    item: str | None
    description: str
    quantity: ToldAmount
    unit_price: ToldAmount | None
    valid_from: Day | None
    valid_until: Day | None


class ToldTemplateChange(Told):
    """What a line says from a day on; null as before."""

    line: str
    on: Day
    unit_price: ToldAmount | None
    quantity: ToldAmount | None
    description: str


class ToldSchedule(Told):
    """The schedule that a template has from a day on, in place of the one of its form."""

    valid_from: Day
    schedule: FormOfSchedule


class ToldTemplate(TemplateInList):
    """A template, whole: `template` is the form in which it is also given."""

    followers: int
    lines: list[ToldTemplateLine]
    changes: list[ToldTemplateChange]
    schedules: list[ToldSchedule]
    template: described_by(TemplateForm)  # type: ignore[valid-type]


class Follower(Told):
    """A contract that follows a template."""

    id: int
    code: str
    customer: str
    state: str


class TouchedFollower(Told):
    """A follower: the first installment that the change reaches, and its totals."""

    contract: str
    customer: str
    currency: str
    due_on: Day | None
    before: ToldAmount | None
    after: ToldAmount | None


class ToldReach(Told):
    """How far a change reaches."""

    followers: int
    billing: int
    shown: list[TouchedFollower]


@endpoints.get("/templates", Page[TemplateInList])
def list_templates(
    request: ApiRequest,
    code: Annotated[str | None, Query(max_length=100, description="The one of this code.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List templates."""
    mine = Template.objects.filter(company=request.auth.company)
    found = mine if code is None else mine.filter(code=code)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _short)


@endpoints.get("/templates/{int:template}", ToldTemplate)
def get_template(request: ApiRequest, template: TemplateId) -> ToldTemplate:
    """Read a template with its lines and their changes by date."""
    return _told(request, _found(request, template))


@endpoints.post("/templates", {201: ToldTemplate}, needs=Permission.PRICES)
def create_template(
    request: ApiRequest,
    form: body_like(TemplateForm),  # type: ignore[valid-type]
) -> HttpResponse:
    """Make a template."""
    if not isinstance(form, dict):
        raise Refused("refused", faults=[Fault("body", _("Write an object: {…}"))])
    made = templates.create(form, by=request.auth.actor)
    return answer(201, _told(request, made), location=f"/api/v1/templates/{made.pk}")


@endpoints.get("/templates/{int:template}/followers", Page[Follower])
def list_followers(
    request: ApiRequest, template: TemplateId, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List the contracts that follow a template."""
    found = Contract.objects.filter(
        company=request.auth.company, template=_found(request, template), follows_template=True
    ).select_related("customer")
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _follower)


@endpoints.post(
    "/templates/{int:template}/changes/preview", {200: ToldReach}, needs=Permission.READ
)
def preview_template_change(
    request: ApiRequest, template: TemplateId, form: LineChangeForm
) -> HttpResponse:
    """Show which followers a change would touch, and what their next installment would be."""
    found = followers.touched(template, _change(form), by=request.auth.actor)
    names = tuple(TouchedFollower.model_fields)
    shown = [
        TouchedFollower(**{name: getattr(each, name) for name in names}) for each in found.shown
    ]
    reach = ToldReach(followers=found.followers, billing=found.billing, shown=shown)
    return answer(200, reach)


@endpoints.post("/templates/{int:template}/changes", {200: ToldTemplate}, needs=Permission.PRICES)
def change_template(
    request: ApiRequest, template: TemplateId, form: LineChangeForm
) -> HttpResponse:
    """Have a line say something else from a day on, for all who follow: one row."""
    by = request.auth.actor
    templates.change_line(template, _change(form), by=by, keep_drafts=form.keep_drafts)
    return answer(200, _told(request, _found(request, template)))


def _change(form: LineChangeForm) -> LineChange:
    return LineChange(
        line=form.line,
        on=form.on,
        unit_price=form.unit_price,
        quantity=form.quantity,
        discounts=None if form.discounts is None else tuple(form.discounts),
        description=form.description,
    )


def _found(request: ApiRequest, number: int) -> Template:
    found = Template.objects.filter(company=request.auth.company, pk=number).first()
    if found is None:
        raise not_found()
    return found


def _short(template: Template) -> dict[str, Any]:
    return {"id": template.pk, "code": template.code, "name": template.name}


def _told(request: ApiRequest, template: Template) -> ToldTemplate:
    lines = TemplateLine.objects.filter(template=template).select_related("item")
    changes = TemplateChange.objects.filter(template=template).select_related("line")
    mine = Contract.objects.filter(template=template, follows_template=True)
    names = ("key", "description", "quantity", "unit_price", "valid_from", "valid_until")
    by = request.auth.actor
    return ToldTemplate(
        **_short(template),
        followers=mine.count(),
        lines=[
            ToldTemplateLine(
                item=each.item.code if each.item else None,
                **{name: getattr(each, name) for name in names},
            )
            for each in lines.order_by("position", "pk")
        ],
        changes=[
            ToldTemplateChange(
                line=each.line.key,
                on=each.valid_from,
                unit_price=each.unit_price,
                quantity=each.quantity,
                description=each.description,
            )
            for each in changes.order_by("valid_from", "pk")
        ],
        schedules=[
            ToldSchedule(valid_from=day, schedule=FormOfSchedule(**schedule))
            for day, schedule in template_schedules.dated(template.pk, by=by)
        ],
        template=template_editing.as_form(template.pk, by=by),
    )


def _follower(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.pk,
        "code": contract.code,
        "customer": contract.customer.code,
        "state": contract.state,
    }
