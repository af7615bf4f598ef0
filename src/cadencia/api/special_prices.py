"""Special prices: what a customer pays for an item, between two dates (LN-10)."""

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Amount, Code, Day, Form, Told, ToldAmount, fit_the_form, given
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.catalog import checks, services
from cadencia.catalog.models import Item, SpecialPrice
from cadencia.parties.access import Permission
from cadencia.parties.models import Customer
from cadencia.parties.problems import Problem, refuse_if_any

endpoints = Endpoints("Price lists")
_DATES = {"valid_from": "from", "valid_until": "until"}


class SpecialPriceForm(Form):
    """What a customer pays for an item between two dates, both included."""

    customer: Code
    item: Code
    price: Amount
    valid_from: Day | None = Field(None, alias="from")
    valid_until: Day | None = Field(None, alias="until")


class ToldSpecialPrice(Told):
    """A customer's own price of an item."""

    id: int
    customer: str
    item: str
    price: ToldAmount
    valid_from: Day | None = Field(serialization_alias="from")
    valid_until: Day | None = Field(serialization_alias="until")


@endpoints.get("/special-prices", Page[ToldSpecialPrice], by_alias=True)
def list_special_prices(
    request: ApiRequest,
    customer: Annotated[str | None, Query(max_length=100, description="Its code.")] = None,
    item: Annotated[str | None, Query(max_length=100, description="Its code.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the special prices of customers."""
    found = _mine(request)
    if customer is not None:
        found = found.filter(customer__code=customer)
    if item is not None:
        found = found.filter(item__code=item)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _told)


@endpoints.get("/special-prices/{int:price}", ToldSpecialPrice, by_alias=True)
def get_special_price(request: ApiRequest, price: RowId) -> ToldSpecialPrice:
    """Read a special price."""
    found = _mine(request).filter(pk=price).first()
    if found is None:
        raise not_found()
    return _told(found)


@endpoints.post("/special-prices", {200: ToldSpecialPrice}, needs=Permission.MASTERS)
def save_special_price(request: ApiRequest, form: SpecialPriceForm) -> HttpResponse:
    """Add a special price, or change the one of the same customer, item and first day."""
    company = request.auth.company
    customer = Customer.objects.filter(company=company, code=form.customer).first()
    item = Item.objects.filter(company=company, code=form.item).first()
    values = {n: each for n, each in given(form).items() if n not in ("customer", "item")}
    values = {"valid_from": None, **values}
    problems = checks.price_problems(values)
    if customer is None:
        problems.append(Problem("customer", _("There is no customer with this code.")))
    if item is None:
        problems.append(Problem("item", _("There is no item of this code.")))
    with fit_the_form(_DATES):
        refuse_if_any(problems)
    row = {
        **values,
        "customer_id": customer.pk if customer else 0,
        "item_id": item.pk if item else 0,
    }
    (saved,) = services.save_special_prices(company, [row], by=request.auth.actor)
    return answer(200, _told(_mine(request).get(pk=saved.pk)))


def _mine(request: ApiRequest) -> QuerySet[SpecialPrice]:
    mine = SpecialPrice.objects.filter(company=request.auth.company)
    return mine.select_related("customer", "item")


def _told(price: SpecialPrice) -> ToldSpecialPrice:
    return ToldSpecialPrice(
        id=price.pk,
        customer=price.customer.code,
        item=price.item.code,
        price=price.price,
        valid_from=price.valid_from,
        valid_until=price.valid_until,
    )
