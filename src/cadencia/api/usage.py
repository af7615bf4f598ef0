"""Usage: what was metered of a line, recorded by a program, billed once (LN-11)."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Amount, Code, Day, Form, Id, Short, Told, ToldAmount
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import Fault, Refused
from cadencia.billing import usage_recording
from cadencia.billing.usage_recording import UsageRow
from cadencia.parties.access import Permission

endpoints = Endpoints("Usage")
MOST = 10_000


class UsageForm(Form):
    """A quantity used of a line between two days, both included.

    `id` is yours: sent again it counts once. Without it a record is named after line and days.
    """

    contract: Code
    line: Short = Field("", description="Its key; empty: the only metered line.")
    used_from: Day = Field(alias="from")
    used_until: Day = Field(alias="until")
    quantity: Amount
    id: Annotated[str, Field(max_length=usage_recording.LONGEST_NAME)] = ""
    source: Short = ""


class UsageForms(Form):
    """Records, all of them or none; `dry_run` only says what recording would do."""

    usage: Annotated[list[UsageForm], Field(min_length=1, max_length=MOST)]
    dry_run: bool = False


class UsageNumbers(Form):
    """The numbers of records to delete."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)]


class Recorded(Told):
    """What recording did. `late`: billed by the next installment; `stranded`: by none any more."""

    added: int
    known: int
    late: int
    quantity: ToldAmount
    stranded: list[str]
    written: bool


class ToldUsage(Told):
    """A record, and the due date of the installment that billed it."""

    number: int
    contract: str
    line: str
    used_from: Day = Field(serialization_alias="from")
    used_until: Day = Field(serialization_alias="until")
    quantity: ToldAmount
    id: str
    source: str
    billed_on: Day | None


class Deleted(Told):
    """How many records are gone."""

    deleted: int


@endpoints.get("/usage", Page[ToldUsage], by_alias=True)
def list_usage(
    request: ApiRequest,
    contract: Annotated[str | None, Query(max_length=100, description="Its code.")] = None,
    billed: bool | None = None,  # noqa: FBT001 - a parameter of the address
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List what was recorded, in the order in which it was."""
    found = usage_recording.page(
        by=request.auth.actor,
        contract=contract,
        billed=billed,
        after=paging.after(cursor),
        most=limit + 1,
    )
    told = [
        ToldUsage(
            number=each.id,
            contract=each.contract,
            line=each.line,
            used_from=each.used_from,
            used_until=each.used_until,
            quantity=each.quantity,
            id=each.external_id,
            source=each.source,
            billed_on=each.billed_on,
        )
        for each in found[:limit]
    ]
    following = paging.written(found[limit - 1].id) if len(found) > limit else None
    return {"data": told, "next": following}


@endpoints.post("/usage", {200: Recorded}, needs=Permission.EVERYDAY)
def record_usage(request: ApiRequest, form: UsageForms) -> HttpResponse:
    """Record usage, all of it or nothing; what was recorded before counts once."""
    given = [
        UsageRow(
            contract=each.contract,
            line=each.line,
            used_from=each.used_from,
            used_until=each.used_until,
            quantity=each.quantity,
            external_id=each.id,
            source=each.source,
        )
        for each in form.usage
    ]
    by = request.auth.actor
    try:
        done = usage_recording.record(given, at=now(), by=by, dry_run=form.dry_run)
    except usage_recording.UsageRefused as refused:
        raise Refused("refused", faults=[_fault(each) for each in refused.refused]) from None
    told = Recorded(
        added=done.added,
        known=done.known,
        late=done.late,
        quantity=done.quantity,
        stranded=list(done.stranded),
        written=not form.dry_run,
    )
    return answer(200, told)


@endpoints.post("/usage/delete", {200: Deleted}, needs=Permission.EVERYDAY)
def delete_usage(request: ApiRequest, form: UsageNumbers) -> HttpResponse:
    """Delete records that aren't billed, all of them or none."""
    return answer(200, Deleted(deleted=usage_recording.delete(form.ids, by=request.auth.actor)))


_NAMES = {"used_from": "from", "used_until": "until", "external_id": "id"}


def _fault(refused: Any) -> Fault:
    path = refused.problem.path
    return Fault(f"usage.{refused.row}.{_NAMES.get(path, path)}", refused.problem.message)
