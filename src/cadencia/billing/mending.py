"""Where what can't be billed is mended: the item without a price, not the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cadencia.catalog.models import Formula, IndexSeries, Item
from cadencia.contracts.models import Contract
from cadencia.parties.access import Actor, Permission, require


class Reason(NamedTuple):
    """Why a contract can't be billed: the code of its refusal, and what its sentence names."""

    contract_id: int
    code: str
    values: Mapping[str, str]


class Place(NamedTuple):
    """What is to be mended: a kind of master, "contract" or "lines", and which; 0 for the list."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class _Named:
    """The master that a refusal names, by which of its values."""

    value: str
    kind: str
    model: type[Any]
    key: str


_NAMED: Mapping[str, _Named] = {
    "price_missing": _Named("item", "items", Item, "code"),
    "index_value_missing": _Named("index", "indexes", IndexSeries, "name"),
    "quantity_missing": _Named("formula", "formulas", Formula, "name"),
}
_LISTS: Mapping[str, str] = {"tax_missing": "taxes", "series_unknown": "series"}
_OF_LINES = ("variable_without_value", *_NAMED)


def places(reasons: Sequence[Reason], *, by: Actor) -> list[Place]:
    """Return where each of these is mended, in their order; with few queries for all of them.

    What a refusal names and isn't there any more is mended in the contract.
    """
    require(by, Permission.READ)
    named = {code: _ids(each, code, reasons, by) for code, each in _NAMED.items()}
    customers = _customers(reasons, by)
    return [_place(each, named, customers) for each in reasons]


def _place(
    reason: Reason, named: Mapping[str, Mapping[str, int]], customers: Mapping[int, int]
) -> Place:
    if reason.code in _LISTS:
        return Place(_LISTS[reason.code], 0)
    if reason.code in _NAMED:
        master = _NAMED[reason.code]
        found = named[reason.code].get(reason.values.get(master.value, ""))
        if found is not None:
            return Place(master.kind, found)
    if reason.contract_id in customers and reason.code == "recipient_missing":
        return Place("customers", customers[reason.contract_id])
    return Place("lines" if reason.code in _OF_LINES else "contract", reason.contract_id)


def _ids(master: _Named, code: str, reasons: Sequence[Reason], by: Actor) -> dict[str, int]:
    names = {each.values.get(master.value, "") for each in reasons if each.code == code}
    if not names:
        return {}
    found = master.model.objects.filter(
        company_id=by.company_id, **{f"{master.key}__in": sorted(names)}
    )
    return dict(found.values_list(master.key, "pk"))


def _customers(reasons: Sequence[Reason], by: Actor) -> dict[int, int]:
    """Return who is billed, by contract, where their data are what is missing."""
    numbers = [each.contract_id for each in reasons if each.code == "recipient_missing"]
    if not numbers:
        return {}
    found = Contract.objects.filter(company_id=by.company_id, pk__in=numbers)
    rows = found.values_list("pk", "customer_id", "bill_to_id")
    return {number: payer or customer for number, customer, payer in rows}
