"""Where the choices come from: which rows, by what they are found, what is shown of them.

All are read behind the wall and name their company besides. What begins with the text typed, by
its code, goes before what only holds it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from cadencia.catalog.models import Formula, IndexSeries, Item, PriceList, Tax
from cadencia.contracts.models import Contract, ContractKind
from cadencia.contracts.template_models import Template
from cadencia.contracts.termination_models import TerminationReason
from cadencia.documents.models import Series
from cadencia.parties.models import Address, Customer, ResponsibleParty, SalesRep

MOST = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One of what can be chosen: `value` is kept, the rest is shown."""

    value: str
    text: str
    detail: str = ""
    id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the field of a page reads it."""
        return {"value": self.value, "text": self.text, "detail": self.detail, "id": self.id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed, in which company, among what (a customer's addresses: `customer=C1`)."""

    company_id: int
    text: str
    scope: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[Asked], list[Choice]]


def found_in(
    model: type[Any],
    *,
    by: tuple[str, ...] = ("code", "name"),
    detail: tuple[str, ...] = (),
    among: Mapping[str, str] = MappingProxyType({}),
    only: Mapping[str, Any] = MappingProxyType({}),
) -> Source:
    """Return the source of a model's rows.

    `by` names the columns looked through, the one kept first; the second is shown as the name.
    `detail` names what is shown besides, `among` which column each scope compares with, and `only`
    what rows must be.
    """
    columns = [each.name for each in model._meta.get_fields() if hasattr(each, "column")]  # noqa: SLF001
    rests = {"is_active": True} if "is_active" in columns and model is not Contract else {}

    def choices(asked: Asked) -> list[Choice]:
        rows = model.objects.filter(company_id=asked.company_id, **only)
        wanted = {among[name]: value for name, value in asked.scope.items() if name in among}
        rows = rows.filter(**wanted)
        if asked.scope.get("all") != "1":
            rows = rows.filter(**rests)
        shown = [*by[:2], *detail]
        found = _ordered(rows, by, asked.text).values_list("pk", *shown)[:MOST]
        return [_choice(row, len(by[:2])) for row in found]

    return choices


def _ordered(rows: QuerySet[Any], by: tuple[str, ...], text: str) -> QuerySet[Any]:
    """Find each word in some column; what begins with the text goes first."""
    for word in text.split():
        anywhere = Q()
        for column in by:
            anywhere |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(anywhere)
    if not text:
        return rows.order_by(by[0])
    first = Case(
        When(**{f"{by[0]}__iexact": text}, then=Value(0)),
        When(**{f"{by[0]}__istartswith": text}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ordered: QuerySet[Any, Any] = rows.alias(goes_first=first).order_by("goes_first", F(by[0]))
    return ordered


def _choice(row: tuple[Any, ...], named: int) -> Choice:
    pk, shown, rest = row[0], row[1 : 1 + named], row[1 + named :]
    value = str(shown[0])
    name = str(shown[1]) if named > 1 else ""
    details = [value] if name else []
    details += [str(each) for each in rest if each not in (None, "")]
    return Choice(value=value, text=name or value, detail=" · ".join(details), id=pk)


KINDS: dict[str, Source] = {
    "customers": found_in(Customer, by=("code", "name", "tax_id"), detail=("tax_id", "city")),
    "items": found_in(Item),
    "contracts": found_in(
        Contract, by=("code", "customer__name", "reference"), among={"customer": "customer__code"}
    ),
    "price-lists": found_in(PriceList),
    "series": found_in(Series, among={"kind": "kind"}),
    "templates": found_in(Template),
    "taxes": found_in(Tax, by=("code",)),
    "formulas": found_in(Formula, by=("name",)),
    "indexes": found_in(IndexSeries, by=("name",)),
    "sales-reps": found_in(SalesRep),
    "responsible-parties": found_in(ResponsibleParty, by=("name",), detail=("tax_id", "phone")),
    "contract-kinds": found_in(ContractKind, by=("name",)),
    "addresses": found_in(
        Address, by=("label",), detail=("address", "city"), among={"customer": "customer__code"}
    ),
    "reasons": found_in(TerminationReason, by=("code", "name")),
}
"""What can be chosen, by the name that its address has."""
