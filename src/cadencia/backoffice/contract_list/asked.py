"""What the list is asked for, read from its address and written into it again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from cadencia.backoffice.forms.typed import day
from cadencia.billing.contract_filters import ContractFilter, Standing
from cadencia.billing.contract_listing import Order

SEVERAL: Mapping[str, str] = {
    "customer": "customers",
    "kind": "kinds",
    "project": "projects",
    "sales_rep": "sales_reps",
    "responsible": "responsibles",
    "document_type": "document_types",
    "series": "series",
    "template": "templates",
    "item": "items",
    "contract": "contracts",
}
"""Names in the address and in the filter; in the address each may stand several times."""

DAYS: Mapping[str, str] = {"due": "due_until", "ending": "ending_until"}
MARKS = ("unconfirmed", "parked")
GENERATIONS = ("automatic", "manual")
MOST_VALUES = 1000
LONGEST = 200
TODAY = "today"
NAMES = ("q", "standing", "generation", *SEVERAL, *DAYS, *MARKS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter with order and page. `given` is the filter as the address says it."""

    filter: ContractFilter
    order: Order = Order.CODE
    is_descending: bool = False
    page: int = 1
    given: Mapping[str, list[str]] = field(default_factory=dict)

    def query(self, **changes: Any) -> str:
        """Return the address of the filter and the order, with other values; None leaves out."""
        said: dict[str, Any] = {**self.given}
        if self.order is not Order.CODE or self.is_descending:
            said["order"] = [("-" if self.is_descending else "") + self.order.value]
        for name, value in changes.items():
            said.pop(name, None)
            if value not in (None, ""):
                said[name] = [str(value)]
        return urlencode(said, doseq=True)

    def without(self, name: str, value: str) -> str:
        """Return the address without one value of the filter."""
        kept = [each for each in self.given.get(name, []) if each != value]
        rest = {each: values for each, values in self.given.items() if each != name}
        return urlencode({**rest, **({name: kept} if kept else {})}, doseq=True)

    @property
    def with_due(self) -> str:
        """The address with only what is due today."""
        return self.query(due=TODAY)

    @property
    def without_due(self) -> str:
        """The address without it."""
        return self.query(due=None) or "clear"

    @property
    def filter_query(self) -> str:
        """The filter alone."""
        return urlencode(self.given, doseq=True)

    @property
    def is_restricted(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.given)


def read(query: QueryDict, *, today: date) -> Asked:
    """Return what an address asks for; what can't be read doesn't restrict."""
    given = {name: values for name in NAMES if (values := _values(query, name))}
    readable: dict[str, Callable[[str], bool]] = {
        "standing": lambda each: each in set(Standing),
        "generation": lambda each: each in GENERATIONS,
        "due": lambda each: _day(each, today) is not None,
        "ending": lambda each: _day(each, today) is not None,
    }
    for name, can_be_read in readable.items():
        given[name] = [each for each in given.get(name, ()) if can_be_read(each)]
    given = {name: values for name, values in given.items() if values}
    said: dict[str, Any] = {
        **{c: tuple(dict.fromkeys(given[n])) for n, c in SEVERAL.items() if n in given},
        **{c: _day(given[n][0], today) for n, c in DAYS.items() if n in given},
        **{name: True for name in MARKS if name in given},
    }
    filter_ = ContractFilter(
        text=given.get("q", [""])[0],
        standings=tuple(Standing(each) for each in given.get("standing", ())),
        generation=given.get("generation", [""])[0],
        **said,
    )
    order, is_descending = _order(query.get("order", ""))
    return Asked(filter_, order, is_descending, _number(query.get("page", "")), given)


def _values(query: QueryDict, name: str) -> list[str]:
    found = (each.replace("\0", "").strip() for each in query.getlist(name)[:MOST_VALUES])
    return [each[:LONGEST] for each in found if each]


def _day(text: str, today: date) -> date | None:
    return today if text == TODAY else day(text, today) if text else None


def _order(text: str) -> tuple[Order, bool]:
    bare = text.removeprefix("-")
    return (Order(bare), text != bare) if bare in set(Order) else (Order.CODE, False)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004
