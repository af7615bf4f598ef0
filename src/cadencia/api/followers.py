"""Contracts made from a template, that begin to follow one, or follow it no more (AG-6)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cadencia.api import contracts
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.contract_forms import FormOfContract, OfCustomer
from cadencia.api.contracts import ToldContract
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.everyday import WithDrafts
from cadencia.api.forms import Code, Form, body_like, described_by, fit_the_form
from cadencia.api.problems import Fault, Refused
from cadencia.billing import following
from cadencia.parties.access import Permission

endpoints = Endpoints("Templates")
_NOT_OWN = ("modifications", "reviews", "pauses", "moves")
"""What a contract is given by acts of its own, once it is made."""
_NAMES = {"customer": "customer.code", "template": "template"}


class FromTemplate(Form):
    """A draft to make from a template: its customer, and in `contract` what is its own."""

    template: Code
    customer: OfCustomer
    contract: described_by(FormOfContract) = None  # type: ignore[valid-type]


class FollowForm(Form):
    """The template to follow; `drop_lines` leaves the contract without lines of its own."""

    template: Code
    drop_lines: bool = False


class Detaching(WithDrafts):
    """What becomes of drafts that were made from the contract."""


@endpoints.post("/contracts/from-template", {201: ToldContract}, needs=Permission.CONTRACTS)
def contract_from_template(
    request: ApiRequest,
    form: body_like(FromTemplate),  # type: ignore[valid-type]
) -> HttpResponse:
    """Make a draft that follows a template; without a code it is given the next one."""
    template, customer, own = _read(form)
    day = today(request.auth.company.time_zone)
    with fit_the_form(_NAMES, others="contract"):
        made = following.make_contract(template, customer, own, today=day, by=request.auth.actor)
    place = f"/api/v1/contracts/{made.pk}"
    return answer(201, contracts.told(request, made.pk), location=place)


@endpoints.post("/contracts/{int:contract}/follow", {200: ToldContract}, needs=Permission.CONTRACTS)
def follow_template(request: ApiRequest, contract: RowId, form: FollowForm) -> HttpResponse:
    """Have a draft follow a template, with its own lines beside, or without them."""
    by = request.auth.actor
    following.follow(contract, form.template, by=by, drop_lines=form.drop_lines)
    return answer(200, contracts.told(request, contract))


@endpoints.post("/contracts/{int:contract}/detach", {200: ToldContract}, needs=Permission.CONTRACTS)
def detach_from_template(request: ApiRequest, contract: RowId, form: Detaching) -> HttpResponse:
    """Give a follower what it reads of its template as its own; posted, it asks for `revert`."""
    following.detach(contract, by=request.auth.actor, waiting=form.waiting)
    return answer(200, contracts.told(request, contract))


def _read(form: object) -> tuple[str, str, dict[str, Any]]:
    """Return the template, the customer and what is the contract's own.

    :raises Refused: if the outline isn't right.
    """
    if not isinstance(form, dict):
        raise Refused("refused", faults=[Fault("body", _("Write an object: {…}"))])
    known = ("template", "customer", "contract")
    faults = [Fault(each, _("There is no such field.")) for each in form if each not in known]
    if not isinstance(form.get("template"), str) or not form["template"]:
        faults.append(Fault("template", _("Fill this in.")))
    if not contracts.is_customer(form.get("customer")):
        faults.append(Fault("customer", _('Name it by its code: {"code": "…"}')))
    own = form.get("contract")
    if own is not None and not isinstance(own, dict):
        faults.append(Fault("contract", _("Write an object: {…}")))
    elif own:
        sentence = _("There is no such field.")
        faults += [Fault(f"contract.{each}", sentence) for each in own if each in _NOT_OWN]
    if faults:
        raise Refused("refused", faults=faults)
    return form["template"], form["customer"]["code"], own or {}
