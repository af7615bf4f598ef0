"""Why contracts end: the company's list of reasons, and which of them is given (LC-7)."""

from typing import Any

from django.http import HttpResponse

from cadencia.api import contracts, paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Code, Form, Short, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.billing import acts
from cadencia.contracts import termination
from cadencia.contracts.termination_models import TerminationReason
from cadencia.parties.access import Permission

endpoints = Endpoints("Termination reasons")


class ReasonForm(Form):
    """A reason; the one of the same code gets the name."""

    code: Code
    name: Short = ""


class GivenReason(Form):
    """The code of a reason of the company's list."""

    reason: Code


class ToldReason(Told):
    """A reason why contracts end."""

    id: int
    code: str
    name: str


class ToldEnd(Told):
    """Why a contract ended, or ends on the day of its withdrawal."""

    id: int
    code: str
    state: str
    reason: str


@endpoints.get("/termination-reasons", Page[ToldReason])
def list_reasons(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List the reasons why contracts end."""
    found = TerminationReason.objects.filter(company=request.auth.company)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _told)


@endpoints.post("/termination-reasons", {200: ToldReason}, needs=Permission.MASTERS)
def save_reason(request: ApiRequest, form: ReasonForm) -> HttpResponse:
    """Add a reason, or change the name of the one of that code."""
    return answer(200, _told(termination.save_reason(form.code, form.name, by=request.auth.actor)))


@endpoints.post("/contracts/{int:contract}/reason", {200: ToldEnd}, needs=Permission.EVERYDAY)
def give_reason(request: ApiRequest, contract: RowId, form: GivenReason) -> HttpResponse:
    """Say why a contract ended, or is to end on its day of withdrawal."""
    contracts.found(request, contract)
    done = acts.give_reason(contract, form.reason, by=request.auth.actor)
    reason = done.termination_reason.code if done.termination_reason else ""
    return answer(200, ToldEnd(id=done.pk, code=done.code, state=done.state, reason=reason))


def _told(reason: TerminationReason) -> ToldReason:
    return ToldReason(id=reason.pk, code=reason.code, name=reason.name)
