"""Masters of every kind: listed, offered no more, offered again, removed; a customer's contacts."""

from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import clock, paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Form, Short, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.billing.masters import KINDS, NoSuchMaster, customers, removing, saving
from cadencia.parties.access import Permission
from cadencia.parties.customer_cards import Card
from cadencia.parties.models import Contact, Customer

endpoints = Endpoints("Masters")

MasterKind = StrEnum("MasterKind", {each.replace("-", "_").upper(): each for each in KINDS})  # type: ignore[misc]
"""The kinds of masters, by the names that the back office's addresses have too."""

Kind = Annotated[MasterKind, Query(description="Which kind of master it is.")]
MOST_CONTACTS = 200


class ToldMaster(Told):
    """A master of a kind: `name` tells it from the others of its kind."""

    id: int
    name: str
    offered: bool


class ContactForm(Form):
    """A person of a customer. One that is there already is named by its `id`."""

    id: RowId | None = None
    name: Short
    position: Short = ""
    email: Short = ""
    phone: Short = ""


class ContactsForm(Form):
    """All the contacts of a customer: one that isn't among them is removed."""

    contacts: Annotated[list[ContactForm], Field(max_length=MOST_CONTACTS)]


class ToldContact(Told):
    """A person of a customer."""

    id: int
    name: str
    position: str
    email: str
    phone: str


class ToldContacts(Told):
    """The contacts of a customer."""

    contacts: list[ToldContact]


class ResponsiblePartyForm(Form):
    """Who answers for the debt of others (AG-8)."""

    name: Short
    tax_id: Short = ""
    address: Short = ""
    postal_code: Short = ""
    city: Short = ""
    email: Short = ""
    phone: Short = ""
    notes: Short = ""


@endpoints.get("/masters", Page[ToldMaster])
def list_masters(
    request: ApiRequest,
    kind: Kind,
    offered: Annotated[
        bool | None, Query(description="Only those that are offered, or that aren't any more.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the masters of a kind."""
    what = KINDS[kind.value]
    found = what.model._default_manager.filter(company=request.auth.company)  # noqa: SLF001
    if what.rests and offered is not None:
        found = found.filter(is_active=offered)
    elif offered is False:
        found = found.none()  # of this kind all are offered
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _told)


@endpoints.post("/masters/{int:master}/rest", {200: ToldMaster}, needs=Permission.MASTERS)
def rest_master(request: ApiRequest, master: RowId, kind: Kind) -> HttpResponse:
    """Offer a master no more; what uses it goes on."""
    return _offered(request, kind, master, again=False)


@endpoints.post("/masters/{int:master}/wake", {200: ToldMaster}, needs=Permission.MASTERS)
def wake_master(request: ApiRequest, master: RowId, kind: Kind) -> HttpResponse:
    """Offer a master again."""
    return _offered(request, kind, master, again=True)


@endpoints.delete("/masters/{int:master}", {204: None}, needs=Permission.MASTERS)
def remove_master(request: ApiRequest, master: RowId, kind: Kind) -> HttpResponse:
    """Remove a master that nothing uses; where something does, it is told what."""
    try:
        removing.remove(kind.value, master, by=request.auth.actor)
    except NoSuchMaster:
        raise not_found() from None
    return answer(204)


@endpoints.post("/responsible-parties", {201: ToldMaster}, needs=Permission.MASTERS)
def create_responsible_party(request: ApiRequest, form: ResponsiblePartyForm) -> HttpResponse:
    """Keep who answers for the debt of others."""
    made = saving.create("responsible-parties", form.dict(), by=request.auth.actor)
    return answer(201, _told(made))


@endpoints.get("/customers/{int:customer}/contacts", ToldContacts)
def list_contacts(request: ApiRequest, customer: RowId) -> ToldContacts:
    """Read the contacts of a customer."""
    return _contacts(_customer(request, customer))


@endpoints.put("/customers/{int:customer}/contacts", {200: ToldContacts}, needs=Permission.MASTERS)
def keep_contacts(request: ApiRequest, customer: RowId, form: ContactsForm) -> HttpResponse:
    """Keep these contacts of a customer, and no others."""
    found = _customer(request, customer)
    rows = [each.dict() for each in form.contacts]
    customers.change(
        found.pk, Card(values={}, contacts=rows), by=request.auth.actor, at=clock.now()
    )
    return answer(200, _contacts(found))


def _offered(request: ApiRequest, kind: MasterKind, row: int, *, again: bool) -> HttpResponse:
    act = saving.wake if again else saving.rest
    try:
        return answer(200, _told(act(kind.value, row, by=request.auth.actor)))
    except NoSuchMaster:
        raise not_found() from None


def _customer(request: ApiRequest, number: int) -> Customer:
    found = Customer.objects.filter(company=request.auth.company, pk=number).first()
    if found is None:
        raise not_found()
    return found


def _contacts(customer: Customer) -> ToldContacts:
    rows = Contact.objects.filter(company_id=customer.company_id, customer=customer).order_by("pk")
    names = ("id", "name", "position", "email", "phone")
    return ToldContacts(
        contacts=[ToldContact(**{name: getattr(each, name) for name in names}) for each in rows]
    )


def _told(row: Any) -> ToldMaster:
    return ToldMaster(id=row.pk, name=str(row), offered=getattr(row, "is_active", True))
