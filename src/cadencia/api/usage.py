"""Usage: what was metered of a line, recorded by a program, billed once (LN-11)."""

from typing import Annotated, Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field, ValidationError

from cadencia.api import filters, paging, wrong_values
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import (
    Amount,
    Code,
    Day,
    Form,
    Id,
    Short,
    Told,
    ToldAmount,
    body_like,
)
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


class UsageOutline(Form):
    """What is said of all records together."""

    usage: list[Any]
    dry_run: bool = False


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
    filters.refuse_unless_theirs(request, contract=contract)
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
def record_usage(
    request: ApiRequest,
    form: body_like(UsageForms),  # type: ignore[valid-type]
) -> HttpResponse:
    """Record usage, all of it or nothing; what was recorded before counts once."""
    typed, dry_run, faults = _typed(form)
    given = [each.row for each in typed]
    by = request.auth.actor
    try:
        done = usage_recording.record(given, at=now(), by=by, dry_run=dry_run or bool(faults))
    except usage_recording.UsageRefused as refused:
        more = [fault for each in refused.refused if (fault := _fault(each, typed))]
        raise Refused("refused", faults=_in_order([*faults, *more])) from None
    if faults:
        raise Refused("refused", faults=faults)
    told = Recorded(
        added=done.added,
        known=done.known,
        late=done.late,
        quantity=done.quantity,
        stranded=list(done.stranded),
        written=not dry_run,
    )
    return answer(200, told)


@endpoints.post("/usage/delete", {200: Deleted}, needs=Permission.EVERYDAY)
def delete_usage(request: ApiRequest, form: UsageNumbers) -> HttpResponse:
    """Delete records that aren't billed, all of them or none."""
    return answer(200, Deleted(deleted=usage_recording.delete(form.ids, by=request.auth.actor)))


_NAMES = {"used_from": "from", "used_until": "until", "external_id": "id"}
_STAND_INS = {"contract": "-", "line": "", "from": "2000-01-01", "until": "2000-01-01",
              "quantity": "0", "id": "", "source": ""}  # fmt: skip


class _Typed(NamedTuple):
    """A record as it was read; `wrong` are the fields that have a stand-in."""

    row: UsageRow
    wrong: frozenset[str]


def _typed(form: object) -> tuple[list[_Typed], bool, list[Fault]]:
    """Return the records, whether they are only tried, and what is wrong with the forms.

    A field that can't be read has a stand-in: what else is wrong is told at once.

    :raises Refused: if the outline isn't right.
    """
    outline = {**form, "usage": []} if isinstance(form, dict) else form
    faults = _of_outline(outline)
    rows = form.get("usage") if isinstance(form, dict) else None
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        faults.append(Fault("usage", _("Write a list of 1 to %(most)s records.") % {"most": MOST}))
    if faults or not isinstance(form, dict) or not isinstance(rows, list):
        raise Refused("refused", faults=faults)
    typed = [_one(each, place, faults) for place, each in enumerate(rows)]
    return typed, form.get("dry_run", False), faults


def _of_outline(outline: object) -> list[Fault]:
    try:
        UsageOutline.model_validate(outline)
    except ValidationError as error:
        return wrong_values.faults([{**each, "loc": _at(each)} for each in error.errors()])
    return []


def _one(form: object, place: int, faults: list[Fault]) -> _Typed:
    try:
        return _Typed(_row(UsageForm.model_validate(form)), frozenset())
    except ValidationError as error:
        found = [{**each, "loc": _at(each, "usage", str(place))} for each in error.errors()]
        faults += wrong_values.faults(found)
        wrong = frozenset(str(each["loc"][0]) for each in error.errors() if each["loc"])
    said = {name: form.get(name) for name in _STAND_INS} if isinstance(form, dict) else {}
    known = {name: each for name, each in said.items() if each is not None and name not in wrong}
    mended = {**_STAND_INS, "id": f"\x01{place}", **known}
    return _Typed(_row(UsageForm.model_validate(mended)), wrong or frozenset(_STAND_INS))


def _at(error: Any, *inside: str) -> tuple[str, ...]:
    return ("body", "form", *inside, *(str(each) for each in error["loc"]))


def _row(form: UsageForm) -> UsageRow:
    return UsageRow(
        contract=form.contract,
        line=form.line,
        used_from=form.used_from,
        used_until=form.used_until,
        quantity=form.quantity,
        external_id=form.id,
        source=form.source,
    )


def _fault(refused: usage_recording.RowRefused, typed: list[_Typed]) -> Fault | None:
    """Return what is wrong with a record, unless it is of what stands in for another value."""
    path = _NAMES.get(refused.problem.path, refused.problem.path)
    wrong = typed[refused.row].wrong
    if path in wrong or (path == "until" and "from" in wrong) or (path == "id" and wrong):
        return None
    return Fault(f"usage.{refused.row}.{path}", refused.problem.message)


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda each: int(each.path.split(".")[1]))
