"""Customers: listed, read, created, changed."""

from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import (
    LARGEST_ID,
    Code,
    Form,
    Name,
    Short,
    Small,
    Text,
    Told,
    given,
    usual,
)
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.catalog.models import PriceList
from cadencia.parties import services
from cadencia.parties.access import Permission
from cadencia.parties.models import Customer, usual_payment_terms
from cadencia.parties.problems import Problem, ValuesRefused

endpoints = Endpoints("Customers")
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class TermsPart(Form):
    """A part of a payment, in percent of the total; the last part takes the rest."""

    percent: Short | None = None
    days: Small = 0


class Terms(Form):
    """Payment terms: so many days or months after the date, on fixed days, in parts."""

    days: Small = 0
    months: Small = 0
    month_end: bool = False
    fixed_days: list[Small] = []
    parts: list[TermsPart] = []
    business_day: Short = "as_is"


class CustomerChange(Form):
    """What is to change of a customer; what is left out stays as it is."""

    name: Name | None = None
    legal_name: Short | None = None
    tax_id: Short | None = None
    address: Short | None = None
    postal_code: Short | None = None
    city: Short | None = None
    province: Short | None = None
    country: Short | None = None
    email: Short | None = None
    billing_email: Short | None = None
    email_copy: Short | None = None
    sending: Short | None = None
    phone: Short | None = None
    language: Short | None = None
    is_business: bool | None = None
    surcharge: bool | None = None
    decimals: Small | None = None
    payment_terms: Terms | None = None
    payment_method: Short | None = None
    mandate: Short | None = None
    price_list: Short | None = None
    delivery_address: Short | None = None
    bill_to: Short | None = None
    notes: Text | None = None


class NewCustomer(CustomerChange):
    """A customer to create. What is left out has its usual value."""

    code: Code
    name: Name


class ToldCustomer(Told):
    """A customer. `bill_to` is the code of who is billed instead."""

    id: int
    code: str
    name: str
    legal_name: str
    tax_id: str
    address: str
    postal_code: str
    city: str
    province: str
    country: str
    email: str
    billing_email: str
    email_copy: str
    sending: str
    phone: str
    language: str
    is_business: bool
    surcharge: bool
    decimals: int
    payment_terms: dict[str, Any]
    payment_method: str
    mandate: str
    price_list: str
    delivery_address: str
    bill_to: str | None
    notes: str


@endpoints.get("/customers", Page[ToldCustomer])
def list_customers(
    request: ApiRequest,
    code: Annotated[str | None, Query(max_length=100, description="The one of this code.")] = None,
    search: Annotated[
        str | None, Query(max_length=100, description="Part of the name, code or tax number.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List customers."""
    found = _mine(request)
    if code is not None:
        found = found.filter(code=code)
    if search is not None:
        found = found.filter(
            Q(name__icontains=search) | Q(code__icontains=search) | Q(tax_id__icontains=search)
        )
    return paging.told(paging.page(found, cursor=cursor, limit=limit), told)


@endpoints.get("/customers/{int:customer}", ToldCustomer)
def get_customer(request: ApiRequest, customer: RowId) -> ToldCustomer:
    """Read a customer."""
    return told(_found(request, customer))


@endpoints.post("/customers", {201: ToldCustomer}, needs=Permission.MASTERS)
def create_customer(request: ApiRequest, form: NewCustomer) -> HttpResponse:
    """Create a customer."""
    values = _values(request, form)
    made = services.create_customer(request.auth.company, values, by=request.auth.actor, at=now())
    return answer(201, told(made), location=f"/api/v1/customers/{made.pk}")


@endpoints.patch("/customers/{int:customer}", {200: ToldCustomer}, needs=Permission.MASTERS)
def change_customer(request: ApiRequest, customer: RowId, form: CustomerChange) -> HttpResponse:
    """Change a customer: the fields given, and no others."""
    found = _found(request, customer)
    values = _values(request, form)
    services.update_customer(
        found.pk, request.auth.company, values, by=request.auth.actor, at=now()
    )
    return answer(200, told(_found(request, customer)))


def told(customer: Customer) -> ToldCustomer:
    """Return a customer as it is answered."""
    fields = set(ToldCustomer.model_fields) - {"bill_to", "country"}
    return ToldCustomer(
        **{name: getattr(customer, name) for name in fields},
        country=customer.country.strip(),
        bill_to=customer.bill_to.code if customer.bill_to else None,
    )


def _mine(request: ApiRequest) -> QuerySet[Customer]:
    return Customer.objects.filter(company=request.auth.company).select_related("bill_to")


def _found(request: ApiRequest, number: int) -> Customer:
    found = _mine(request).filter(pk=number).first()
    if found is None:
        raise not_found()
    return found


def _values(request: ApiRequest, form: CustomerChange) -> dict[str, Any]:
    """Return the values of the columns: null is the usual value, codes are looked up.

    :raises ValuesRefused: if a code is unknown.
    """
    values = given(form)
    problems = []
    if isinstance(form.payment_terms, Terms):
        terms = form.payment_terms.model_dump(exclude_unset=True, exclude_none=True)
        values["payment_terms"] = {**usual_payment_terms(), **terms}
    if "bill_to" in values:
        values["bill_to"] = _mine(request).filter(code=form.bill_to or "").first()
        if form.bill_to and values["bill_to"] is None:
            problems.append(Problem("bill_to", _("There is no customer of this code.")))
    if form.price_list and not _price_list_exists(request, form.price_list):
        problems.append(Problem("price_list", _("There is no price list of this code.")))
    if problems:
        raise ValuesRefused(problems)
    return {name: usual(Customer, name) if each is None else each for name, each in values.items()}


def _price_list_exists(request: ApiRequest, code: str) -> bool:
    return PriceList.objects.filter(company=request.auth.company, code=code).exists()
