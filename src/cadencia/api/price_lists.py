"""Price lists and their prices, by item, quantity and date."""

from decimal import Decimal
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
from cadencia.api.forms import (
    Amount,
    Code,
    Day,
    Form,
    Short,
    Told,
    ToldAmount,
    fit_the_form,
    given,
)
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.catalog import checks, services
from cadencia.catalog.models import Item, PriceList, PriceListEntry
from cadencia.parties.access import Permission
from cadencia.parties.problems import Problem, refuse_if_any

endpoints = Endpoints("Price lists")
_DATES = {"valid_from": "from", "valid_until": "until"}


class PriceListChange(Form):
    """What is to change of a price list."""

    name: Short


class NewPriceList(Form):
    """A price list to create."""

    code: Code
    name: Short = ""


class ToldPriceList(Told):
    """A price list (*tarifa*)."""

    id: int
    code: str
    name: str


class Price(Form):
    """A price of an item from a quantity on, between two dates, both included."""

    item: Code
    min_quantity: Amount | None = None
    price: Amount
    valid_from: Day | None = Field(None, alias="from")
    valid_until: Day | None = Field(None, alias="until")


class ToldPrice(Told):
    """A price of a price list."""

    id: int
    item: str
    min_quantity: ToldAmount
    price: ToldAmount
    valid_from: Day | None = Field(serialization_alias="from")
    valid_until: Day | None = Field(serialization_alias="until")


@endpoints.get("/price-lists", Page[ToldPriceList])
def list_price_lists(
    request: ApiRequest,
    code: Annotated[str | None, Query(max_length=100, description="The one of this code.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List price lists."""
    found = _mine(request) if code is None else _mine(request).filter(code=code)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), told)


@endpoints.get("/price-lists/{int:price_list}", ToldPriceList)
def get_price_list(request: ApiRequest, price_list: RowId) -> ToldPriceList:
    """Read a price list."""
    return told(_found(request, price_list))


@endpoints.post("/price-lists", {201: ToldPriceList}, needs=Permission.MASTERS)
def create_price_list(request: ApiRequest, form: NewPriceList) -> HttpResponse:
    """Create a price list."""
    if _mine(request).filter(code=form.code).exists():
        refuse_if_any([Problem("code", _("There is a price list with this code already."))])
    (made,) = services.save_price_lists(
        request.auth.company, [form.model_dump()], by=request.auth.actor
    )
    return answer(201, told(made), location=f"/api/v1/price-lists/{made.pk}")


@endpoints.patch("/price-lists/{int:price_list}", {200: ToldPriceList}, needs=Permission.MASTERS)
def change_price_list(
    request: ApiRequest, price_list: RowId, form: PriceListChange
) -> HttpResponse:
    """Change the name of a price list."""
    found = _found(request, price_list)
    row = {"code": found.code, "name": form.name}
    (changed,) = services.save_price_lists(request.auth.company, [row], by=request.auth.actor)
    return answer(200, told(changed))


@endpoints.get("/price-lists/{int:price_list}/prices", Page[ToldPrice], by_alias=True)
def list_prices(
    request: ApiRequest,
    price_list: RowId,
    item: Annotated[str | None, Query(max_length=100, description="Code of the item.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the prices of a price list."""
    found = PriceListEntry.objects.filter(price_list=_found(request, price_list))
    if item is not None:
        found = found.filter(item__code=item)
    prices = found.select_related("item")
    return paging.told(paging.page(prices, cursor=cursor, limit=limit), told_price)


@endpoints.post("/price-lists/{int:price_list}/prices", {200: ToldPrice}, needs=Permission.MASTERS)
def save_price(request: ApiRequest, price_list: RowId, form: Price) -> HttpResponse:
    """Add a price, or change the one of the same item, quantity and first day."""
    found = _found(request, price_list)
    company = request.auth.company
    item = Item.objects.filter(company=company, code=form.item).first()
    values = {name: each for name, each in given(form).items() if name != "item"}
    values = {"valid_from": None, **values, "min_quantity": form.min_quantity or Decimal(1)}
    problems = checks.price_problems(values)
    if item is None:
        problems.append(Problem("item", _("There is no item of this code.")))
    with fit_the_form(_DATES):
        refuse_if_any(problems)
    row = {**values, "price_list_id": found.pk, "item_id": item.pk if item else 0}
    (saved,) = services.save_price_list_entries(company, [row], by=request.auth.actor)
    return answer(200, told_price(saved))


def told(price_list: PriceList) -> ToldPriceList:
    """Return a price list as it is answered."""
    return ToldPriceList(id=price_list.pk, code=price_list.code, name=price_list.name)


def told_price(price: PriceListEntry) -> ToldPrice:
    """Return a price as it is answered."""
    return ToldPrice(
        id=price.pk,
        item=price.item.code,
        min_quantity=price.min_quantity,
        price=price.price,
        valid_from=price.valid_from,
        valid_until=price.valid_until,
    )


def _mine(request: ApiRequest) -> QuerySet[PriceList]:
    return PriceList.objects.filter(company=request.auth.company)


def _found(request: ApiRequest, number: int) -> PriceList:
    found = _mine(request).filter(pk=number).first()
    if found is None:
        raise not_found()
    return found
