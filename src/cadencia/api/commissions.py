"""What sales representatives earned in a period (AG-4)."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day
from cadencia.api.paging import Cursor, Limit
from cadencia.billing import commission_statement
from cadencia.parties.access import Permission

endpoints = Endpoints("Commissions")


First = Annotated[Day, Query(alias="from", description="First issue date.")]
Last = Annotated[Day, Query(description="Last issue date, included; a year at most.")]
SalesRep = Annotated[str, Query(max_length=100, description="Its code; empty: all.")]


@endpoints.get("/commissions", {200: dict[str, Any]}, needs=Permission.READ)
def list_commissions(
    request: ApiRequest, since: First, until: Last, sales_rep: SalesRep = ""
) -> HttpResponse:
    """Tell what representatives earned by the invoices and credit notes issued in a period."""
    by = request.auth.actor
    found = commission_statement.statement(since, until, by=by, agent=sales_rep, most=0)
    return answer(200, commission_statement.totals_form(found))


@endpoints.get("/commissions/lines", {200: paging.Page[dict[str, Any]]}, needs=Permission.READ)
def list_commission_lines(  # noqa: PLR0913 - what it is asked by
    request: ApiRequest,
    since: First,
    until: Last,
    sales_rep: SalesRep = "",
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """Tell the lines of documents that these commissions come from."""
    asked = {"after": paging.after(cursor), "limit": limit + 1}
    by = request.auth.actor
    found = commission_statement.page(since, until, by=by, agent=sales_rep, **asked)
    following = paging.written(found[limit - 1].line_id) if len(found) > limit else None
    return paging.told((found[:limit], following), commission_statement.line_form)
