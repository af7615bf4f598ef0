"""Masters of any kind: read whole, created, changed, by the service that the screens save with."""

from collections.abc import Mapping
from typing import Annotated, Any, Union

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field, RootModel, create_model

from cadencia.api.authentication import ApiRequest
from cadencia.api.contract_forms import FormOfTerms
from cadencia.api.customers import RowId
from cadencia.api.endpoints import answer
from cadencia.api.forms import Amount, Code, Day, Form, Text, Told, body_like, described_by
from cadencia.api.masters import MasterKind, endpoints
from cadencia.api.problems import Fault, Refused, not_found
from cadencia.billing.masters import NoSuchMaster, written
from cadencia.billing.masters.written import Shape, Written
from cadencia.parties.access import Permission

__all__ = ["endpoints"]  # those of `masters`: an address has one place for all its methods

SavedKind = Annotated[
    MasterKind,
    Query(
        description="Which kind of master it is: any but customers and templates, which have"
        " addresses of their own."
    ),
]
_TYPES: Mapping[Shape, Any] = {
    Shape.TEXT: Text,
    Shape.FLAG: bool,
    Shape.AMOUNT: Amount,
    Shape.WHOLE: Annotated[int, Field(ge=1, le=written.MOST_WHOLE)],
    Shape.DAY: Day,
    Shape.CODES: list[Code],
    Shape.TERMS: FormOfTerms,
    Shape.REFERENCE: Code,
}


def _title(kind: str) -> str:
    return "".join(each.capitalize() for each in kind.split("-"))


def _form(kind: str, prefix: str, *, whole: bool) -> Any:
    """Return the description of a kind: to create one its key and the like are required."""
    fields: dict[str, Any] = {
        each.column: _described(each, whole=whole) for each in written.fields_of(kind)
    }
    return create_model(
        f"{prefix}{_title(kind)}",
        __base__=Form,
        __module__=__name__,
        __doc__=f"A master of the kind `{kind}`.",
        **fields,
    )


def _described(each: Written, *, whole: bool) -> tuple[Any, Any]:
    kind = _TYPES[each.shape]
    if whole and each.required:
        return kind, Field(alias=each.name)
    return kind | None, Field(None, alias=each.name)


def _any_of(prefix: str, *, whole: bool) -> Any:
    kinds = [_form(each, prefix, whole=whole) for each in written.written_kinds()]
    return Union[tuple(kinds)]  # noqa: UP007 - of as many as there are


class NewMaster(RootModel[_any_of("NewMasterOf", whole=True)]):  # type: ignore[misc]
    """A master to create: the form of its kind."""


class MasterChange(RootModel[_any_of("MasterOf", whole=False)]):  # type: ignore[misc]
    """The fields of a master of some kind."""


class ToldWholeMaster(Told):
    """A master, whole: `values` has the fields of its kind, as they are also given."""

    id: int
    kind: MasterKind
    name: str
    values: described_by(MasterChange)  # type: ignore[valid-type]


@endpoints.get("/masters/{int:master}", ToldWholeMaster)
def get_master(request: ApiRequest, master: RowId, kind: SavedKind) -> dict[str, Any]:
    """Read a master, whole."""
    name = _saved(kind)
    try:
        return _told(name, written.find(name, master, by=request.auth.actor))
    except NoSuchMaster:
        raise not_found() from None


@endpoints.post("/masters", {201: ToldWholeMaster}, needs=Permission.MASTERS)
def create_master(
    request: ApiRequest,
    kind: SavedKind,
    form: body_like(NewMaster),  # type: ignore[valid-type]
) -> HttpResponse:
    """Create a master of a kind; what is left out has its usual value."""
    name = _saved(kind)
    made = written.create(name, _object(form), by=request.auth.actor)
    return answer(201, _told(name, made), location=f"/api/v1/masters/{made.pk}?kind={name}")


@endpoints.patch("/masters/{int:master}", {200: ToldWholeMaster}, needs=Permission.MASTERS)
def change_master(
    request: ApiRequest,
    master: RowId,
    kind: SavedKind,
    form: body_like(MasterChange),  # type: ignore[valid-type]
) -> HttpResponse:
    """Change a master: the fields given, null for the usual value."""
    name = _saved(kind)
    try:
        changed = written.change(name, master, _object(form), by=request.auth.actor)
    except NoSuchMaster:
        raise not_found() from None
    return answer(200, _told(name, changed))


def _saved(kind: MasterKind) -> str:
    """Return the kind's name.

    :raises Refused: if it is one that has addresses of its own.
    """
    if kind.value not in written.written_kinds():
        sentence = _("It has addresses of its own: /%(kind)s.") % {"kind": kind.value}
        raise Refused("refused", faults=[Fault("kind", sentence, "query")])
    return str(kind.value)


def _object(form: object) -> dict[str, Any]:
    if not isinstance(form, dict):
        raise Refused("refused", faults=[Fault("body", _("Write an object: {…}"))])
    return form


def _told(kind: str, row: Any) -> dict[str, Any]:
    return {"id": row.pk, "kind": kind, "name": str(row), "values": written.told(kind, row)}
