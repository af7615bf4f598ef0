"""Scheduled modifications of a contract: seen first, added, changed, removed (SM-3)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.contract_forms import FormOfModification
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.everyday import Removed, Waiting
from cadencia.api.forms import Day, Form, Id, Told, ToldAmount, body_like, inside
from cadencia.api.problems import Fault, Refused
from cadencia.billing import modifying
from cadencia.billing.acts import Drafts
from cadencia.core.outlook import Ahead
from cadencia.parties.access import Permission

endpoints = Endpoints("Scheduled modifications")
CHOICES = ("refuse", "delete", "keep")


class ModificationForm(Form):
    """A modification; `id` where one that is there is changed: then the fields given only."""

    id: Id | None = None
    modification: FormOfModification
    drafts: Waiting = "refuse"


class ModificationToTry(Form):
    """A modification to see before it is scheduled, changed or taken away."""

    id: Id | None = None
    modification: FormOfModification | None = Field(
        None, description="Without it, the one of `id` is taken away."
    )


class ModificationRemoval(Form):
    """The modification to take away."""

    id: Id
    drafts: Waiting = "refuse"


class ToldModification(Told):
    """A modification, and the last date on which it billed something."""

    id: int
    modification: dict[str, Any]
    billed_last: Day | None


class Modifications(Told):
    """The modifications of a contract, in order of their beginning."""

    data: list[ToldModification]


class ToldAhead(Told):
    """An installment to come, and what it comes to."""

    due_on: Day
    number: int | None
    totals: list[ToldAmount]
    refusals: list[str]


class ToldOutlook(Told):
    """What would be billed before and after, from the first installment that is reached."""

    contract: str
    currency: str
    acts_from: Day | None
    before: list[ToldAhead]
    after: list[ToldAhead]


@endpoints.get("/contracts/{int:contract}/modifications", Modifications)
def list_modifications(request: ApiRequest, contract: RowId) -> Modifications:
    """List the scheduled modifications of a contract."""
    return _listed(request, contract)


@endpoints.post(
    "/contracts/{int:contract}/modifications/preview",
    {200: ToldOutlook},
    needs=Permission.READ,
)
def preview_modification(
    request: ApiRequest,
    contract: RowId,
    form: body_like(ModificationToTry),  # type: ignore[valid-type]
) -> HttpResponse:
    """Show what a modification would do, added, changed or taken away; nothing is written."""
    number, change, _waiting = _read(form, ModificationToTry)
    if number is None and change is None:
        raise Refused("refused", faults=[Fault("modification", _("Fill this in."))])
    by, day = request.auth.actor, today(request.auth.company.time_zone)
    with inside("modification"):
        if number is None:
            found = modifying.preview_add(contract, change or {}, today=day, by=by)
        elif change is None:
            found = modifying.preview_remove(contract, number, by=by)
        else:
            found = modifying.preview_change(contract, number, change, today=day, by=by)
    told = ToldOutlook(
        contract=found.contract,
        currency=found.currency,
        acts_from=found.acts_from,
        before=[_ahead(each) for each in found.before],
        after=[_ahead(each) for each in found.after],
    )
    return answer(200, told)


@endpoints.post(
    "/contracts/{int:contract}/modifications",
    {200: Modifications},
    needs=Permission.MODIFICATIONS,
)
def schedule_modification(
    request: ApiRequest,
    contract: RowId,
    form: body_like(ModificationForm),  # type: ignore[valid-type]
) -> HttpResponse:
    """Schedule a modification, or change the one of `id`: the fields given, null takes one away."""
    number, change, waiting = _read(form, ModificationForm)
    if change is None:
        raise Refused("refused", faults=[Fault("modification", _("Fill this in."))])
    by, day = request.auth.actor, today(request.auth.company.time_zone)
    with inside("modification"):
        if number is None:
            modifying.add(contract, change, today=day, by=by, waiting=waiting)
        else:
            modifying.change(contract, number, change, today=day, by=by, waiting=waiting)
    return answer(200, _listed(request, contract))


@endpoints.post(
    "/contracts/{int:contract}/modifications/remove",
    {200: Removed},
    needs=Permission.MODIFICATIONS,
)
def remove_modification(
    request: ApiRequest,
    contract: RowId,
    form: ModificationRemoval,
) -> HttpResponse:
    """Take the modification of `id` away, which has billed nothing."""
    waiting = Drafts(form.drafts)
    modifying.remove(contract, form.id, by=request.auth.actor, waiting=waiting)
    return answer(200, Removed(removed=True))


def _listed(request: ApiRequest, contract: int) -> Modifications:
    found = modifying.listed(contract, by=request.auth.actor)
    return Modifications(
        data=[
            ToldModification(id=each.id, modification=dict(each.form), billed_last=each.billed_last)
            for each in found
        ]
    )


def _read(form: object, model: type[Form]) -> tuple[int | None, dict[str, Any] | None, Drafts]:
    """Return which modification, what it is to say, and what becomes of drafts.

    :raises Refused: if the outline isn't right.
    """
    if not isinstance(form, dict):
        raise Refused("refused", faults=[Fault("body", _("Write an object: {…}"))])
    known = model.model_fields
    faults = [Fault(each, _("There is no such field.")) for each in form if each not in known]
    number, change = form.get("id"), form.get("modification")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        faults.append(Fault("id", _("Write a whole number.")))
    if change is not None and not isinstance(change, dict):
        faults.append(Fault("modification", _("Write an object: {…}")))
    drafts = form.get("drafts", "refuse")
    if drafts not in CHOICES:
        told = {"expected": ", ".join(CHOICES)}
        faults.append(Fault("drafts", _("Write one of these: %(expected)s.") % told))
    if faults:
        raise Refused("refused", faults=faults)
    return number, change, Drafts(drafts)


def _ahead(each: Ahead) -> ToldAhead:
    return ToldAhead(
        due_on=each.installment.due_on,
        number=each.installment.number,
        totals=[document.totals.total for document in each.documents],
        refusals=[refusal.code for refusal in each.refusals],
    )
