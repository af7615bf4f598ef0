"""Items of the catalog: listed, read, created, changed."""

from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import (
    Amount,
    Code,
    Form,
    Short,
    Told,
    ToldAmount,
    fit_the_form,
    given,
    usual,
)
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.catalog import services
from cadencia.catalog.models import Item
from cadencia.parties.access import Permission

endpoints = Endpoints("Items")
_NAMES = {"is_recurrent": "recurrent", "is_stocked": "stocked"}


class ItemChange(Form):
    """What is to change of an item; what is left out stays as it is."""

    name: Short | None = None
    price: Amount | None = None
    cost: Amount | None = None
    recurrent: bool | None = None
    stocked: bool | None = None
    taxes: list[Code] | None = None
    default_every: Annotated[int, Field(ge=1, le=1000)] | None = None
    default_unit: Short | None = None
    account: Short | None = None


class NewItem(ItemChange):
    """An item to create."""

    code: Code


class ToldItem(Told):
    """An item. Only recurrent ones are billed by lines that repeat (AG-5)."""

    id: int
    code: str
    name: str
    price: ToldAmount | None
    cost: ToldAmount
    recurrent: bool
    stocked: bool
    taxes: list[str]
    default_every: int | None
    default_unit: str
    account: str


@endpoints.get("/items", Page[ToldItem])
def list_items(
    request: ApiRequest,
    code: Annotated[str | None, Query(max_length=100, description="The one of this code.")] = None,
    search: Annotated[
        str | None, Query(max_length=100, description="Part of the name or code.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List items."""
    found = _mine(request)
    if code is not None:
        found = found.filter(code=code)
    if search is not None:
        found = found.filter(Q(name__icontains=search) | Q(code__icontains=search))
    return paging.told(paging.page(found, cursor=cursor, limit=limit), told)


@endpoints.get("/items/{int:item}", ToldItem)
def get_item(request: ApiRequest, item: RowId) -> ToldItem:
    """Read an item."""
    return told(_found(request, item))


@endpoints.post("/items", {201: ToldItem}, needs=Permission.MASTERS)
def create_item(request: ApiRequest, form: NewItem) -> HttpResponse:
    """Create an item."""
    with fit_the_form(_NAMES):
        made = services.create_item(request.auth.company, _values(form), by=request.auth.actor)
    return answer(201, told(made), location=f"/api/v1/items/{made.pk}")


@endpoints.patch("/items/{int:item}", {200: ToldItem}, needs=Permission.MASTERS)
def change_item(request: ApiRequest, item: RowId, form: ItemChange) -> HttpResponse:
    """Change an item: the fields given, and no others."""
    found = _found(request, item)
    with fit_the_form(_NAMES):
        services.update_item(found.pk, request.auth.company, _values(form), by=request.auth.actor)
    return answer(200, told(_found(request, item)))


def told(item: Item) -> ToldItem:
    """Return an item as it is answered."""
    fields = set(ToldItem.model_fields) - {"recurrent", "stocked"}
    return ToldItem(
        **{name: getattr(item, name) for name in fields},
        recurrent=item.is_recurrent,
        stocked=item.is_stocked,
    )


def _mine(request: ApiRequest) -> QuerySet[Item]:
    return Item.objects.filter(company=request.auth.company)


def _found(request: ApiRequest, number: int) -> Item:
    found = _mine(request).filter(pk=number).first()
    if found is None:
        raise not_found()
    return found


def _values(form: ItemChange) -> dict[str, Any]:
    values = given(form, **_NAMES)
    return {name: usual(Item, name) if each is None else each for name, each in values.items()}
