"""A forecast as a table: a row for each group, a column for each month (GE-12).

What a screen shows and a spreadsheet takes. It is JSON, so that it can be kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cadencia.billing import forecast_rows
from cadencia.billing.forecast import Question, candidates
from cadencia.billing.forecast_rows import Row
from cadencia.billing.forecast_sums import By, Sums
from cadencia.core.dates import add_months
from cadencia.interchange.answer import plain
from cadencia.parties.access import Actor, Permission, require

WHAT = "forecast"
MOST_ROWS = 2_000  # groups that are kept; the smaller ones are added up as one
MOST_NAMED = 200  # contracts that can't be billed
AT_ONCE = 6_000  # contracts times months that a request calculates itself
LATER = "later"  # sorted after every month
ZERO = Decimal(0)

_AMOUNTS = ("net", "total", "cash")


def key(question: Question) -> str:
    """Return the question as a text: equal questions have equal ones."""
    return json.dumps(question.form(), sort_keys=True, separators=(",", ":"), default=str)


def is_quick(question: Question, *, by: Actor) -> bool:
    """Say whether the forecast can be calculated within a request.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    return len(candidates(by.company_id, question)) * question.months <= AT_ONCE


def table(found: Sums, question: Question) -> dict[str, Any]:
    """Return the table of a forecast that was asked for by month, and perhaps by more.

    What fell due before the first month counts in it, what is paid after the last in `later`.
    """
    months = [f"{add_months(question.since, n):%Y-%m}" for n in range(question.months)]
    names = [str(each) for each in question.by if each is not By.MONTH]
    groups: dict[tuple[tuple[str, ...], str], _Line] = {}
    sums: dict[str, _Line] = {}
    for row in forecast_rows.rows(found):
        group = tuple(row.group[name] for name in names), row.currency
        month = _within(row.group["month"], months)
        groups.setdefault(group, _Line()).add(month, row)
        sums.setdefault(row.currency, _Line()).add(month, row)
    rows, others = _largest(groups)
    return {
        "since": question.since.isoformat(),
        "until": question.until.isoformat(),
        "months": months,
        "by": names,
        "contracts": found.contracts,
        "rows": rows,
        "others": others,
        "totals": [{"currency": name, **line.form()} for name, line in sorted(sums.items())],
        "names": {code: found.names[code] for code in _codes(rows, names, found.names)},
        "cannot_be_billed": [_parked(each) for each in sorted(found.parked)[:MOST_NAMED]],
        "parked": len(found.parked),
    }


def _within(month: str, months: list[str]) -> str:
    return LATER if month > months[-1] else max(month, months[0])


class _Line:
    """The amounts of a group by month, and of all months."""

    def __init__(self) -> None:
        self.cells: dict[str, dict[str, Decimal | int | None]] = {}
        self.total: dict[str, Decimal | int | None] = {}

    def add(self, month: str, row: Row) -> None:
        """Count a row of the forecast in."""
        _count(self.cells.setdefault(month, {}), row)
        _count(self.total, row)

    def take(self, other: _Line) -> None:
        """Count another group in."""
        for month, cell in other.cells.items():
            _merge(self.cells.setdefault(month, {}), cell)
        _merge(self.total, other.total)

    def form(self) -> dict[str, Any]:
        """Return it in JSON form."""
        cells = {month: _form(cell) for month, cell in sorted(self.cells.items())}
        return {"cells": cells, "total": _form(self.total)}


def _count(cell: dict[str, Any], row: Row) -> None:
    _merge(
        cell,
        {"documents": row.documents, "net": row.net, "total": row.total, "cash": row.cash},
    )


def _merge(cell: dict[str, Any], other: Mapping[str, Any]) -> None:
    for name, value in other.items():
        if value is not None:
            cell[name] = cell.get(name, 0) + value


def _form(cell: Mapping[str, Any]) -> dict[str, Any]:
    amounts = {name: plain(cell[name]) for name in _AMOUNTS if name in cell}
    return {"documents": cell.get("documents", 0), **amounts}


def _largest(
    groups: Mapping[tuple[tuple[str, ...], str], _Line],
) -> tuple[list[dict[str, Any]], int]:
    """Return the rows in order, the smaller ones as one at the end, and how many those are."""

    def size(pair: tuple[Any, _Line]) -> Decimal:
        return abs(Decimal(pair[1].total.get("net") or ZERO))

    ranked = sorted(groups.items(), key=size, reverse=True)
    shown, rest = dict(ranked[:MOST_ROWS]), ranked[MOST_ROWS:]
    rows = [
        {"group": list(group), "currency": currency, **line.form()}
        for (group, currency), line in sorted(shown.items(), key=lambda pair: pair[0])
    ]
    together: dict[str, _Line] = {}
    for (_, currency), line in rest:
        together.setdefault(currency, _Line()).take(line)
    rows += [
        {"group": None, "currency": currency, **line.form()}
        for currency, line in sorted(together.items())
    ]
    return rows, len(rest)


def _codes(rows: list[dict[str, Any]], names: list[str], known: Mapping[str, str]) -> list[str]:
    """Return the codes of the customers that the rows name."""
    if By.CUSTOMER not in names:
        return []
    place = names.index(By.CUSTOMER)
    found = {row["group"][place] for row in rows if row["group"]}
    return sorted(found & known.keys())


def _parked(each: Any) -> dict[str, Any]:
    return {
        "contract": each.contract,
        "code": each.code,
        "message": each.message,
        "values": [list(pair) for pair in each.values],
        "from": each.due_on.isoformat() if each.due_on else None,
    }
