"""What sales representatives earned in a period (AG-4)."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query

from cadencia.api.authentication import ApiRequest
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day
from cadencia.billing import commission_statement
from cadencia.parties.access import Permission

endpoints = Endpoints("Commissions")


@endpoints.get("/commissions", {200: dict[str, Any]}, needs=Permission.READ)
def list_commissions(
    request: ApiRequest,
    since: Annotated[Day, Query(alias="from", description="First issue date.")],
    until: Annotated[Day, Query(description="Last issue date, included.")],
    sales_rep: Annotated[str, Query(max_length=100, description="Its code; empty: all.")] = "",
) -> HttpResponse:
    """Tell what representatives earned by the invoices and credit notes issued in a period."""
    by = request.auth.actor
    found = commission_statement.statement(since, until, by=by, agent=sales_rep)
    return answer(200, commission_statement.form(found))
