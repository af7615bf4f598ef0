"""The sums of a forecast: by month, customer, item and so on, to be merged (GE-12)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from cadencia.core.drafts import DraftDocument
from cadencia.core.forecast import Expected, Forecast, items_of

BILLED = frozenset({"invoice", "delivery_note"})
"""Documents that carry money."""

Key = tuple[str, ...]  # a value for each of the groups asked for, then the currency
Form = dict[str, Any]


ZERO = Decimal(0)
MONTH = "\0month"  # where the month goes: no code is like it


class By(StrEnum):
    """What the sums of a forecast may be kept apart by; the currency always is."""

    MONTH = "month"
    CUSTOMER = "customer"
    ITEM = "item"
    KIND = "kind"
    SALES_REP = "sales_rep"
    TYPE = "type"


class Labels(NamedTuple):
    """What a contract is grouped by, in the codes of the user; empty where it has none."""

    customer: str
    customer_name: str
    kind: str
    sales_rep: str


@dataclass(slots=True)
class Sum:
    """How many documents, and what they come to. By item: the documents it is on, and its net."""

    documents: int = 0
    net: Decimal = Decimal(0)
    total: Decimal = Decimal(0)

    def add(self, documents: int, net: Decimal, total: Decimal) -> None:
        """Count documents in."""
        self.documents += documents
        self.net += net
        self.total += total


class Parked(NamedTuple):
    """A contract that can't be billed from a day on: the refusal's code, sentence and date."""

    contract: str
    code: str
    message: str
    values: tuple[tuple[str, str], ...]
    due_on: date | None


_Around = tuple[Key, Key | None]
"""A key before and after its month; the whole key, if it has none."""


@dataclass(slots=True)
class _Placed:
    """A document and the groups that it counts in, so many times."""

    made: DraftDocument
    rows: list[tuple[_Around, Decimal, Decimal]]
    cash: _Around
    times: int = 0


@dataclass(slots=True)
class Sums:
    """What many contracts are expected to bill, and when it is expected to be paid.

    `cash` is by the same groups without the item; its month is that of the payment date.
    """

    by: tuple[By, ...]
    contracts: int = 0
    billed: dict[Key, Sum] = field(default_factory=dict)
    cash: dict[Key, Decimal] = field(default_factory=dict)
    totals: dict[str, Sum] = field(default_factory=dict)  # by currency
    names: dict[str, str] = field(default_factory=dict)  # of customers, by code
    parked: list[Parked] = field(default_factory=list)

    def add(self, code: str, labels: Labels, found: Forecast) -> None:
        """Count a contract in."""
        if found.refusal is not None:
            each = found.refusal
            self.parked.append(Parked(code, each.code, each.message, each.values, each.due_on))
        if not found.documents:
            return
        self.contracts += 1
        if By.CUSTOMER in self.by:
            self.names[labels.customer] = labels.customer_name
        for here in self._add_documents(labels, found.documents):
            self._add_total(here)

    def _add_documents(self, labels: Labels, documents: Iterable[Expected]) -> "list[_Placed]":
        """Count documents in; return the different ones, each with how often it was counted."""
        placed: dict[int, _Placed] = {}  # the same document stands for many months
        for expected in documents:
            made = expected.made
            if made.key.document_type not in BILLED:
                continue
            here = placed.get(id(made))
            if here is None:
                here = placed[id(made)] = self._placed(labels, made)
            self._add_document(here, expected)
        return list(placed.values())

    def _add_total(self, here: "_Placed") -> None:
        foot, times = here.made.totals, here.times
        found = self.totals.setdefault(here.made.key.currency, Sum())
        found.add(times, times * foot.net, times * foot.total)

    def _placed(self, labels: Labels, made: DraftDocument) -> "_Placed":
        """Say in which groups a document is, whatever its month."""
        group = [_VALUES[each](labels, made) for each in self.by]
        cash = [value for each, value in zip(self.by, group, strict=True) if each is not By.ITEM]
        rows = [(group, made.totals.net, made.totals.total)]
        if By.ITEM in self.by:
            rows = []
            place = self.by.index(By.ITEM)
            for item, net in items_of(made).items():
                rows.append(([*group[:place], item or "", *group[place + 1 :]], net, net))
        currency = made.key.currency
        return _Placed(
            made=made,
            rows=[(_around_month(each, currency), net, total) for each, net, total in rows],
            cash=_around_month(cash, currency),
        )

    def _add_document(self, here: "_Placed", expected: Expected) -> None:
        here.times += 1
        month = _month(expected.on)
        for (before, after), net, total in here.rows:
            key = before if after is None else (*before, month, *after)
            found = self.billed.get(key)
            if found is None:
                found = self.billed[key] = Sum()
            found.documents += 1
            found.net += net
            found.total += total
        before, after = here.cash
        for on, amount in expected.due_dates:
            key = before if after is None else (*before, _month(on), *after)
            self.cash[key] = self.cash.get(key, ZERO) + amount

    def merge(self, other: "Sums") -> None:
        """Take in the sums of other contracts."""
        self.contracts += other.contracts
        for key, each in other.billed.items():
            self.billed.setdefault(key, Sum()).add(each.documents, each.net, each.total)
        for key, amount in other.cash.items():
            self.cash[key] = self.cash.get(key, ZERO) + amount
        for currency, each in other.totals.items():
            self.totals.setdefault(currency, Sum()).add(each.documents, each.net, each.total)
        self.names |= other.names
        self.parked += other.parked

    def form(self) -> Form:
        """Return the sums as they pass from one process to another."""
        return {
            "by": list(self.by),
            "contracts": self.contracts,
            "billed": [[list(key), *_numbers(each)] for key, each in self.billed.items()],
            "cash": [[list(key), str(amount)] for key, amount in self.cash.items()],
            "totals": [[currency, *_numbers(each)] for currency, each in self.totals.items()],
            "names": self.names,
            "parked": [
                [*each[:3], [list(pair) for pair in each.values], str(each.due_on or "")]
                for each in self.parked
            ],
        }


def of_form(form: Form) -> Sums:
    """Return the sums that another process sent."""
    return Sums(
        by=tuple(By(each) for each in form["by"]),
        contracts=form["contracts"],
        billed={tuple(key): _sum(*numbers) for key, *numbers in form["billed"]},
        cash={tuple(key): Decimal(amount) for key, amount in form["cash"]},
        totals={currency: _sum(*numbers) for currency, *numbers in form["totals"]},
        names=form["names"],
        parked=[
            Parked(
                contract,
                code,
                message,
                tuple((name, value) for name, value in values),
                date.fromisoformat(due_on) if due_on else None,
            )
            for contract, code, message, values, due_on in form["parked"]
        ],
    )


def _numbers(each: Sum) -> tuple[int, str, str]:
    return each.documents, str(each.net), str(each.total)


def _sum(documents: int, net: str, total: str) -> Sum:
    return Sum(documents, Decimal(net), Decimal(total))


@lru_cache(maxsize=8192)
def _month(on: date) -> str:
    return on.isoformat()[:7]


def _around_month(group: list[str], currency: str) -> _Around:
    """Cut a group where its month goes."""
    key = (*group, currency)
    if MONTH not in group:
        return key, None
    place = group.index(MONTH)
    return key[:place], key[place + 1 :]


_VALUES: dict[By, Callable[[Labels, DraftDocument], str]] = {
    By.MONTH: lambda *_: MONTH,
    By.CUSTOMER: lambda labels, _: labels.customer,
    By.ITEM: lambda *_: "",  # each document has several
    By.KIND: lambda labels, _: labels.kind,
    By.SALES_REP: lambda labels, _: labels.sales_rep,
    By.TYPE: lambda _, made: made.key.document_type,
}
