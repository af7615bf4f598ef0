"""What a run or preview is asked for: as of when, which window, which contracts (GE-1, GE-2)."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from cadencia.core.dates import add_months
from cadencia.core.measure import WHOLE, Measure
from cadencia.core.planning import Window
from cadencia.core.recurrence import LAST_DATE

MOST_MONTHS = 11


class WindowTooLong(Exception):
    """A range reaches less than 11 months beyond its first day (R16)."""


class WindowBackwards(Exception):
    """The range ends before it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which contracts; what is empty does not restrict. Codes are the user's."""

    contracts: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    sales_reps: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    document_types: tuple[str, ...] = ()
    responsibles: tuple[str, ...] = ()  # names of users: the person in charge
    generation: str = ""  # automatic, manual; empty: both


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked: all that is pending as of a day, or what falls in a window.

    `measure` bounds it to so many installments of each contract, or reaches ahead (GE-3, GE-4).
    """

    as_of: date
    window: Window | None = None
    only: Filter = EVERYTHING
    measure: Measure = WHOLE
    group: bool = False  # contracts of a customer on one document, whatever it prefers (GE-9)

    def key(self) -> str:
        """Return the scope as a text: equal scopes have equal ones."""
        return json.dumps(self.form(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def form(self) -> dict[str, Any]:
        """Return the scope in JSON form, for the run's record."""
        said = {name: value for name, value in asdict(self.only).items() if value}
        said |= {name: value for name, value in asdict(self.measure).items() if value}
        said |= {"group": True} if self.group else {}
        if self.window is None:
            return {"as_of": self.as_of.isoformat(), **said}
        return {
            "from": self.window.start.isoformat(),
            "until": self.window.until.isoformat(),
            **said,
        }


def scope_of(form: dict[str, Any], *, as_of: date) -> Scope:
    """Return the scope from a run's record."""
    names = {each.name for each in fields(Filter)}
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in form.items()
        if name in names
    }
    window = None
    if "from" in form:
        window = Window(
            start=date.fromisoformat(form["from"]), until=date.fromisoformat(form["until"])
        )
    measured = {each.name: form[each.name] for each in fields(Measure) if each.name in form}
    return Scope(
        as_of=as_of,
        window=window,
        only=Filter(**said),
        measure=Measure(**measured) if measured else WHOLE,
        group=bool(form.get("group")),
    )


def month(year: int, number: int) -> Window:
    """Return a whole month, 1 to 12."""
    start = date(year, number, 1)
    return Window(start=start, until=add_months(start, 1) - timedelta(days=1))


def window(start: date, until: date) -> Window:
    """Return a range of dates, both included (R16).

    :raises WindowBackwards: if it ends before it begins.
    :raises WindowTooLong: if it reaches 11 months or more: 15 January to 14 December is
        the longest.
    """
    if until < start:
        raise WindowBackwards(start, until)
    if until > longest(start):
        raise WindowTooLong(start, until)
    return Window(start=start, until=until)


def longest(start: date) -> date:
    """Return the last day that a range from `start` may reach (R16).

    >>> longest(date(2026, 1, 15)).isoformat()
    '2026-12-14'
    """
    return add_months(start, MOST_MONTHS) - timedelta(days=1)


# Which contracts may have something due. The index on (company, look_from) answers it.

CANDIDATES = """
SELECT due.bill_to_id, due.contract_id
FROM billing_contractdue due {joins}
WHERE due.company_id = %(company)s AND due.look_from <= %(until)s {conditions}
"""

EARLIEST = """
SELECT min(due.look_from)
FROM billing_contractdue due {joins}
WHERE due.company_id = %(company)s AND due.look_from BETWEEN %(first)s AND %(last)s {conditions}
"""

EXPECTED = """
SELECT c.id
FROM contracts_contract c LEFT JOIN billing_contractdue due ON due.contract_id = c.id {joins}
WHERE c.company_id = %(company)s
  AND (c.state = 'posted' AND c.is_active
       AND (due.look_from <= %(until)s OR c.renew_automatically)
       OR %(drafts)s AND c.state = 'draft')
  {conditions} ORDER BY c.id
"""

_CONDITIONS = {
    "contracts": "c.code = ANY(%(contracts)s)",
    "customers": "u.code = ANY(%(customers)s)",
    "kinds": "k.name = ANY(%(kinds)s)",
    "projects": "c.project = ANY(%(projects)s)",
    "sales_reps": "r.code = ANY(%(sales_reps)s)",
    "series": "c.series = ANY(%(series)s)",
    "document_types": "c.document_type = ANY(%(document_types)s)",
    "responsibles": "w.username = ANY(%(responsibles)s)",
    "generation": "c.generation = %(generation)s",
}
_JOIN = "JOIN contracts_contract c ON c.id = due.contract_id"
_NAMES = (
    " JOIN parties_customer u ON u.id = c.customer_id"
    " LEFT JOIN contracts_contractkind k ON k.id = c.kind_id"
    " LEFT JOIN parties_salesrep r ON r.id = c.sales_rep_id"
    " LEFT JOIN parties_user w ON w.id = c.responsible_id"
)


def candidates(scope: Scope, company_id: int) -> tuple[str, dict[str, Any]]:
    """Return the query for (bill-to customer, contract) that may have something due."""
    joins, conditions, parameters = _of_due(scope.only)
    query = CANDIDATES.format(joins=joins, conditions=conditions)
    return query, {**parameters, "company": company_id, "until": look_until(scope)}


def earliest(only: Filter, company_id: int, first: date, last: date) -> tuple[str, dict[str, Any]]:
    """Return the query for the earliest day, from `first` to `last`, that asks for a look."""
    joins, conditions, parameters = _of_due(only)
    query = EARLIEST.format(joins=joins, conditions=conditions)
    return query, {**parameters, "company": company_id, "first": first, "last": last}


def expected(
    only: Filter, company_id: int, until: date, *, drafts: bool
) -> tuple[str, dict[str, Any]]:
    """Return the query for the contracts that may bill something up to a day to come."""
    joins, conditions, parameters = restricted(only)
    query = EXPECTED.format(joins=joins, conditions=conditions)
    return query, {**parameters, "company": company_id, "until": until, "drafts": drafts}


def _of_due(only: Filter) -> tuple[str, str, dict[str, Any]]:
    """Return what `restricted` does, for a query of the dues; no join for an empty filter."""
    joins, conditions, parameters = restricted(only)
    return _JOIN + joins if conditions else "", conditions, parameters


def restricted(only: Filter) -> tuple[str, str, dict[str, Any]]:
    """Return joins, conditions and parameters of a filter, for a query of `contracts_contract c`.

    Nothing for an empty one. The names u, k, r and w are taken by the joins.
    """
    conditions, parameters = "", dict[str, Any]()
    for each in fields(Filter):
        value = getattr(only, each.name)
        if value:
            conditions += f" AND {_CONDITIONS[each.name]}"
            parameters[each.name] = list(value) if isinstance(value, tuple) else value
    return _NAMES if conditions else "", conditions, parameters


def as_of(scope: Scope) -> date:
    """Return the day up to which installments are asked for."""
    return scope.as_of if scope.window is None else scope.window.until


def look_until(scope: Scope) -> date:
    """Return the day up to which contracts are looked at: in advance, whatever their dates."""
    return LAST_DATE if scope.measure.ahead else as_of(scope)
