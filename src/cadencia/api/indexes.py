"""Index series such as the IPC, that price reviews look at: values by JSON or CSV (LN-12)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.bodies import body_of
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Amount, Code, Form, Told, ToldAmount
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import Fault, Refused, not_found
from cadencia.billing import index_series
from cadencia.billing.index_series import IndexChange
from cadencia.catalog.models import IndexSeries
from cadencia.interchange.tables import index_file
from cadencia.interchange.tables.cells import Refused as Unreadable
from cadencia.interchange.tables.locales import LOCALES
from cadencia.parties.access import Permission

endpoints = Endpoints("Index series")
CSV = "text/csv"
MOST_VALUES = 10_000
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_SENTENCES = {
    "month": gettext_lazy('"%(cell)s" isn\'t a month: write it as 2026-03 or 2026M03.'),
    "value": gettext_lazy('"%(cell)s" isn\'t a value above zero, as the locale writes numbers.'),
    "decimals": gettext_lazy('"%(cell)s" has more than 8 decimals: round it.'),
    "repeated": gettext_lazy("%(cell)s is there twice with different values: leave one."),
    "nothing": gettext_lazy("There are no values: write two columns, month and value."),
}


class IndexForm(Form):
    """Values of a series by month; the series is created if there is none of the name.

    `change_used` changes also values that something was billed with.
    """

    name: Code
    values: Annotated[
        dict[Annotated[str, Field(pattern=MONTH)], Amount],
        Field(min_length=1, max_length=MOST_VALUES),
    ]
    dry_run: bool = False
    change_used: bool = False


class ToldSpan(Told):
    """A series with its first and last month."""

    name: str
    first: str | None
    last: str | None
    months: int
    reviews: int


class ToldIndex(Told):
    """A series with its values."""

    id: int
    name: str
    values: dict[str, ToldAmount]


class ChangedValue(Told):
    """A value that changes."""

    before: ToldAmount
    after: ToldAmount


class ToldChange(Told):
    """What was added and changed; `used` are months that something was billed with."""

    id: int | None
    name: str
    added: dict[str, ToldAmount]
    changed: dict[str, ChangedValue]
    unchanged: int
    used: list[str]
    written: bool


class IndexInList(ToldSpan):
    """A series with its number."""

    id: int


@endpoints.get("/indexes", Page[IndexInList])
def list_indexes(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List the index series by name."""
    found = index_series.listed(by=request.auth.actor)
    rows, following = paging.listed(found, lambda each: (each.name,), cursor=cursor, limit=limit)
    mine = IndexSeries.objects.filter(
        company=request.auth.company, name__in=[each.name for each in rows]
    )
    ids = dict(mine.values_list("name", "id"))
    told = [
        IndexInList(
            id=ids[each.name],
            name=each.name,
            first=each.first or None,
            last=each.last or None,
            months=each.months,
            reviews=each.reviews,
        )
        for each in rows
    ]
    return {"data": told, "next": following}


@endpoints.get("/indexes/{int:index}", ToldIndex)
def get_index(request: ApiRequest, index: RowId) -> ToldIndex:
    """Read a series with all its values, month by month."""
    found = IndexSeries.objects.filter(company=request.auth.company, pk=index).first()
    if found is None:
        raise not_found()
    values = index_series.values_of(found.name, by=request.auth.actor)
    return ToldIndex(id=index, name=found.name, values=values)


@endpoints.post("/indexes", {200: ToldChange}, needs=Permission.MASTERS)
def save_index(request: ApiRequest, form: IndexForm) -> HttpResponse:
    """Add values to a series, all or none; `dry_run` only says what it would do."""
    return _saved(request, form.name, form.values, (form.dry_run, form.change_used))


@endpoints.post(
    "/indexes/csv",
    {200: ToldChange},
    needs=Permission.MASTERS,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {CSV: {"schema": {"type": "string", "example": "2026-01;120,345"}}},
        }
    },
)
def import_index(
    request: ApiRequest,
    name: Annotated[str, Query(min_length=1, max_length=100, description="Of the series.")],
    locale: Annotated[Literal["es", "en"], Query(description="How numbers are written.")] = "es",
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
    change_used: bool = False,  # noqa: FBT001, FBT002
) -> HttpResponse:
    """Add values to a series from a CSV of two columns, month and value, as the INE gives it."""
    if request.content_type != CSV:
        raise Refused("not-json", _("Send it with Content-Type: text/csv."))
    if "\0" in name:
        raise Refused("bad-request")
    try:
        found = index_file.read(body_of(request), LOCALES[locale])
    except Unreadable:
        raise Refused("refused", faults=[Fault("body", _("It isn't a CSV in text."))]) from None
    if found.problems:
        told = [
            Fault(f"rows.{each.row}", str(_SENTENCES[each.code]) % {"cell": each.cell})
            for each in found.problems
        ]
        raise Refused("refused", faults=told)
    return _saved(request, name, found.values, (dry_run, change_used))


def _saved(
    request: ApiRequest, name: str, values: Mapping[str, Decimal], how: tuple[bool, bool]
) -> HttpResponse:
    dry_run, change_used = how
    by = request.auth.actor
    try:
        if dry_run:
            change = index_series.preview_import(name, values, by=by)
        else:
            change = index_series.import_values(name, values, by=by, change_used=change_used)
    except index_series.ValuesUsed as used:
        sentence = _("Something was billed with another value: leave it out, or say change_used.")
        faults = [Fault(f"values.{month}", sentence) for month in used.months]
        raise Refused("refused", faults=faults) from None
    series = IndexSeries.objects.filter(company=request.auth.company, name=name).first()
    return answer(200, _change(change, series.pk if series else None, written=not dry_run))


def _change(change: IndexChange, number: int | None, *, written: bool) -> ToldChange:
    return ToldChange(
        id=number,
        name=change.name,
        added=dict(change.added),
        changed={
            month: ChangedValue(before=before, after=after)
            for month, (before, after) in change.changed.items()
        },
        unchanged=change.unchanged,
        used=list(change.used),
        written=written,
    )
