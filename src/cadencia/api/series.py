"""Series of numbers: listed, read, created, changed."""

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Code, Form, Short, Told, given, usual
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.documents import services
from cadencia.documents.models import Series
from cadencia.parties.access import Permission
from cadencia.parties.problems import Problem, refuse_if_any

endpoints = Endpoints("Series")


class SeriesChange(Form):
    """What is to change of a series. The pattern stays once something is numbered by it."""

    name: Short | None = None
    pattern: Short | None = None
    ledger: Short | None = None
    is_default: Literal[True] | None = None


class NewSeries(Form):
    """A series to create. `pattern` may name {series}, {year} and {number}."""

    code: Code
    kind: Code = "invoice"
    name: Short = ""
    pattern: Short = "{series}-{year}-{number:06d}"
    ledger: Short = ""
    is_default: bool = False


class ToldSeries(Told):
    """A series of numbers, for one kind of document."""

    id: int
    code: str
    name: str
    kind: str
    pattern: str
    ledger: str
    is_default: bool


@endpoints.get("/series", Page[ToldSeries])
def list_series(
    request: ApiRequest,
    code: Annotated[str | None, Query(max_length=100, description="The one of this code.")] = None,
    kind: Annotated[str | None, Query(max_length=100, description="Kind of document.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List series."""
    found = _mine(request)
    if code is not None:
        found = found.filter(code=code)
    if kind is not None:
        found = found.filter(kind=kind)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), told)


@endpoints.get("/series/{int:series}", ToldSeries)
def get_series(request: ApiRequest, series: RowId) -> ToldSeries:
    """Read a series."""
    return told(_found(request, series))


@endpoints.post("/series", {201: ToldSeries}, needs=Permission.MASTERS)
def create_series(request: ApiRequest, form: NewSeries) -> HttpResponse:
    """Create a series; a default one takes the place of the other of its kind."""
    if _mine(request).filter(code=form.code).exists():
        refuse_if_any([Problem("code", _("There is a series with this code already."))])
    made = services.save_series(request.auth.company, form.model_dump(), by=request.auth.actor)
    return answer(201, told(made), location=f"/api/v1/series/{made.pk}")


@endpoints.patch("/series/{int:series}", {200: ToldSeries}, needs=Permission.MASTERS)
def change_series(request: ApiRequest, series: RowId, form: SeriesChange) -> HttpResponse:
    """Change a series: the fields given, and no others."""
    found = _found(request, series)
    values = {
        name: usual(Series, name) if each is None else each for name, each in given(form).items()
    }
    if form.is_default is None:
        values.pop("is_default", None)
    if values.get("pattern") == found.pattern:
        del values["pattern"]
    values |= {"code": found.code} | ({"kind": found.kind} if "is_default" in values else {})
    changed = services.save_series(request.auth.company, values, by=request.auth.actor)
    return answer(200, told(changed))


def told(series: Series) -> ToldSeries:
    """Return a series as it is answered."""
    names = ToldSeries.model_fields
    return ToldSeries(**{name: getattr(series, name) for name in names})


def _mine(request: ApiRequest) -> QuerySet[Series]:
    return Series.objects.filter(company=request.auth.company)


def _found(request: ApiRequest, number: int) -> Series:
    found = _mine(request).filter(pk=number).first()
    if found is None:
        raise not_found()
    return found
