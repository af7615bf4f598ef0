"""Contracts: listed, read, registered one by one or a thousand at once, edited, deleted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query

from cadencia.api import filters, paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.contract_forms import (
    ChangeOfContract,
    FormOfContract,
    NewContract,
    NewContracts,
    OfCustomer,
)
from cadencia.api.contract_links import ToldLink, ToldRenewing
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day, Told, body_like, described_by
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import Fault, Refused, not_found
from cadencia.billing import contract_links, editing_drafts, registering
from cadencia.billing.exporting.records import tell_one
from cadencia.billing.models import ContractDue
from cadencia.billing.querying import rows
from cadencia.contracts.models import Contract
from cadencia.parties.access import Permission
from cadencia.parties.problems import Problem

endpoints = Endpoints("Contracts")
_LOOK_FROM = "SELECT contract_id, look_from FROM billing_contractdue WHERE contract_id = ANY(%s)"


class ToldCustomerOf(Told):
    """Whose contract it is."""

    code: str
    name: str


class ContractInList(Told):
    """A contract, in short. `look_from` is the day from which it may ask to be billed.

    `renews` and `template` are the codes of what it goes on with and of what it follows.
    """

    id: int
    code: str
    reference: str
    customer: ToldCustomerOf
    kind: str | None
    state: Literal["draft", "posted", "finished", "void"]
    active: bool
    starts_on: Day | None
    ends_on: Day | None
    renews: str | None
    template: str | None
    look_from: Day | None
    version: int


class ToldContract(Told):
    """A contract, whole: `contract` is the form in which it is also given.

    Of one that follows a `template` the form has all that it reads of it. `renews` is the
    contract that it goes on with, `renewed_by` those that go on with it.
    """

    id: int
    version: int
    look_from: Day | None
    template: ToldLink | None
    renews: ToldLink | None
    renewed_by: list[ToldLink]
    renewal: ToldRenewing
    customer: OfCustomer
    contract: described_by(FormOfContract)  # type: ignore[valid-type]


class Registered(Told):
    """What became of a contract of a batch: created, or refused with what is to be mended."""

    index: int
    created: bool
    id: int | None
    code: str | None
    state: str | None
    errors: list[dict[str, str]]


class Batch(Told):
    """What became of a batch, contract by contract."""

    created: int
    refused: int
    contracts: list[Registered]


@endpoints.get("/contracts", Page[ContractInList])
def list_contracts(  # noqa: PLR0913 - one argument for each parameter
    request: ApiRequest,
    code: Annotated[str | None, Query(max_length=100, description="The one of this code.")] = None,
    customer: Annotated[
        str | None, Query(max_length=100, description="Code of the customer.")
    ] = None,
    state: Literal["draft", "posted", "finished", "void"] | None = None,
    active: bool | None = None,  # noqa: FBT001 - a parameter of the address
    kind: Annotated[str | None, Query(max_length=100, description="Type of contract.")] = None,
    due_until: Annotated[Day | None, Query(description="May ask to be billed by then.")] = None,
    search: Annotated[
        str | None, Query(max_length=100, description="Part of the code, name or customer.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List contracts."""
    filters.refuse_unless_theirs(request, customer=customer, kind=kind)
    asked = {
        "code": code,
        "customer__code": customer,
        "state": state,
        "is_active": active,
        "kind__name": kind,
    }
    found = _mine(request).filter(
        **{name: each for name, each in asked.items() if each is not None}
    )
    if due_until is not None:
        due = ContractDue.objects.filter(company=request.auth.company, look_from__lte=due_until)
        found = found.filter(pk__in=due.values("contract_id"))
    if search is not None:
        found = found.filter(
            Q(code__icontains=search)
            | Q(reference__icontains=search)
            | Q(customer__name__icontains=search)
        )
    rows, following = paging.page(found, cursor=cursor, limit=limit)
    days = _look_from([each.pk for each in rows])
    return {"data": [_short(each, days) for each in rows], "next": following}


@endpoints.get("/contracts/{int:contract}", ToldContract)
def get_contract(request: ApiRequest, contract: RowId) -> dict[str, Any]:
    """Read a contract, whole."""
    return told(request, contract)


@endpoints.post("/contracts", {201: ToldContract}, needs=Permission.CONTRACTS)
def create_contract(
    request: ApiRequest,
    form: body_like(NewContract),  # type: ignore[valid-type]
) -> HttpResponse:
    """Register a contract, posted unless its `state` says draft.

    Everything that posting would refuse is named at once, with its field.
    """
    given, faults = _new(form, "")
    if faults:
        raise Refused("refused", faults=faults)
    done = registering.register(request.auth.company, [given], **_manner(request))
    if done.problems:
        raise Refused("refused", faults=_faults(done.problems[0], ""))
    made = done.contracts[0]
    return answer(201, _told_new(made), location=f"/api/v1/contracts/{made.id}")


@endpoints.post("/contracts/batch", {200: Batch}, needs=Permission.CONTRACTS)
def create_contracts(
    request: ApiRequest,
    form: body_like(NewContracts),  # type: ignore[valid-type]
) -> HttpResponse:
    """Register up to 1,000 contracts: all of them or none, or each that can be."""
    each_alone, given = _batch(form)
    if each_alone:
        done = registering.register_each(request.auth.company, given, **_manner(request))
    else:
        done = registering.register(request.auth.company, given, **_manner(request))
        if done.problems:
            raise Refused("refused", faults=_faults_of_batch(done.problems))
    rows = [_registered(number, done) for number in range(len(given))]
    told_rows = {"created": len(done.contracts), "refused": len(done.problems), "contracts": rows}
    return answer(200, told_rows)


@endpoints.patch("/contracts/{int:contract}", {200: ToldContract}, needs=Permission.CONTRACTS)
def change_contract(
    request: ApiRequest,
    contract: RowId,
    form: body_like(ChangeOfContract),  # type: ignore[valid-type]
) -> HttpResponse:
    """Change a draft: the fields given, null for the usual value; lists are replaced whole."""
    faults = list(_faults_of_change(form))
    if faults:
        raise Refused("refused", faults=faults)
    manner = _manner(request)
    editing_drafts.edit(contract, form, **manner)
    return answer(200, told(request, contract))


@endpoints.delete("/contracts/{int:contract}", {204: None}, needs=Permission.CONTRACTS)
def delete_contract(request: ApiRequest, contract: RowId) -> HttpResponse:
    """Delete a draft that has never been billed."""
    editing_drafts.delete(contract, by=request.auth.actor)
    return answer(204)


def told(request: ApiRequest, number: int) -> dict[str, Any]:
    """Return a contract of the caller's company, whole.

    :raises NoSuchContract: if it has none of that number.
    """
    form = tell_one(request.auth.company, number, by=request.auth.actor)
    version = Contract.objects.values_list("version", flat=True).get(pk=number)
    links = contract_links.links_of(number, by=request.auth.actor)
    return _whole(number, version, _look_from([number]).get(number), form, links)


def _told_new(made: registering.Made) -> dict[str, Any]:
    """Return a contract just registered as `told` would, without reading it again."""
    return _whole(made.id, 1, made.look_from, made.form(), contract_links.NONE)


def _whole(
    number: int,
    version: int,
    look_from: date | None,
    form: dict[str, Any],
    links: contract_links.Links,
) -> dict[str, Any]:
    form["contract"].setdefault("state", "posted")
    return {
        "id": number,
        "version": version,
        "look_from": look_from.isoformat() if look_from else None,
        **contract_links.form(links),
        **form,
    }


def found(request: ApiRequest, number: int) -> Contract:
    """Return a contract of the caller's company.

    :raises Refused: if it has none of that number.
    """
    mine = _mine(request).filter(pk=number).first()
    if mine is None:
        raise not_found()
    return mine


def _mine(request: ApiRequest) -> QuerySet[Contract]:
    names = ("customer", "kind", "renewed_from", "template")
    return Contract.objects.filter(company=request.auth.company).select_related(*names)


def _look_from(numbers: Sequence[int]) -> Mapping[int, Any]:
    found = rows(_LOOK_FROM, list(numbers))
    return dict(found)


def _short(contract: Contract, days: Mapping[int, Any]) -> dict[str, Any]:
    follows = contract.template if contract.follows_template else None
    return {
        "id": contract.pk,
        "code": contract.code,
        "reference": contract.reference,
        "customer": {"code": contract.customer.code, "name": contract.customer.name},
        "kind": contract.kind.name if contract.kind else None,
        "state": contract.state,
        "active": contract.is_active,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "renews": contract.renewed_from.code if contract.renewed_from else None,
        "template": follows.code if follows else None,
        "look_from": days.get(contract.pk),
        "version": contract.version,
    }


def _manner(request: ApiRequest) -> dict[str, Any]:
    language = "en" if (get_language() or "es").startswith("en") else "es"
    return {"by": request.auth.actor, "at": now(), "language": language}


def _new(form: object, path: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return a form, and all that is wrong with its outline."""
    before = f"{path}." if path else ""
    if not isinstance(form, dict):
        sentence = _("Write an object with customer and contract: {…}")
        return {}, [Fault(path or "body", sentence)]
    faults = [
        Fault(f"{before}{name}", _("There is no such field."))
        for name in form
        if name not in ("customer", "contract")
    ]
    customer, contract = form.get("customer"), form.get("contract")
    if not is_customer(customer):
        faults.append(Fault(f"{before}customer", _('Name it by its code: {"code": "…"}')))
    if not isinstance(contract, dict):
        faults.append(Fault(f"{before}contract", _("Write an object: {…}")))
    return {"customer": customer, "contract": contract}, faults


def is_customer(value: object) -> bool:
    """Say whether a value names a customer, as `{"code": "…"}`."""
    return isinstance(value, dict) and set(value) == {"code"} and isinstance(value["code"], str)


def _batch(form: object) -> tuple[bool, list[dict[str, Any]]]:
    """Return whether each is registered by itself, and the forms.

    :raises Refused: if the outline isn't right.
    """
    if not isinstance(form, dict):
        raise Refused("refused", faults=[Fault("body", _("Write an object: {…}"))])
    faults = [
        Fault(name, _("There is no such field."))
        for name in form
        if name not in ("mode", "contracts")
    ]
    mode, forms = form.get("mode", "all"), form.get("contracts")
    if mode not in ("all", "each"):
        faults.append(Fault("mode", _("Write all or each.")))
    if not isinstance(forms, list) or not 1 <= len(forms) <= registering.MOST:
        most = {"most": registering.MOST}
        faults.append(Fault("contracts", _("Write a list of 1 to %(most)s contracts.") % most))
        forms = []
    read = [_new(each, f"contracts.{number}") for number, each in enumerate(forms)]
    faults += [fault for _given, wrong in read for fault in wrong]
    if faults:
        raise Refused("refused", faults=faults)
    return mode == "each", [given for given, _wrong in read]


def _faults_of_change(form: object) -> list[Fault]:
    if not isinstance(form, dict):
        return [Fault("body", _("Write an object: {…}"))]
    faults = [
        Fault(name, _("There is no such field."))
        for name in form
        if name not in ("customer", "contract")
    ]
    if form.get("customer") is not None and not is_customer(form["customer"]):
        faults.append(Fault("customer", _('Name it by its code: {"code": "…"}')))
    if form.get("contract") is not None and not isinstance(form["contract"], dict):
        faults.append(Fault("contract", _("Write an object: {…}")))
    return faults


def _faults(problems: Sequence[Problem], path: str) -> list[Fault]:
    return [Fault(f"{path}{each.path}", each.message) for each in problems]


def _faults_of_batch(problems: Mapping[int, Sequence[Problem]]) -> list[Fault]:
    return [
        fault
        for number, each in sorted(problems.items())
        for fault in _faults(each, f"contracts.{number}.")
    ]


def _registered(number: int, done: registering.Registered) -> dict[str, Any]:
    made = done.contracts.get(number)
    faults = _faults(done.problems.get(number, ()), f"contracts.{number}.")
    return {
        "index": number,
        "created": made is not None,
        "id": made.id if made else None,
        "code": made.code if made else None,
        "state": made.state if made else None,
        "errors": [each.form() for each in faults],
    }
