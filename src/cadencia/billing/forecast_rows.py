"""The rows of a forecast for screens, tables and programs (GE-12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadencia.billing import refusals
from cadencia.billing.forecast import Question
from cadencia.billing.forecast_sums import By, Key, Parked, Sum, Sums
from cadencia.interchange.answer import plain

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A group: its values by what was asked for, what is billed and what is to be paid.

    A month that is paid in but billed nothing has a row too. `cash` is None by item.
    """

    group: dict[str, str]
    currency: str
    documents: int
    net: Decimal
    total: Decimal
    cash: Decimal | None


def rows(found: Sums) -> list[Row]:
    """Return a row for each group, in the order of the values asked for."""
    by_item = By.ITEM in found.by
    keys: set[Key] = set(found.billed)
    if not by_item:
        keys |= set(found.cash)
    return [_row(found, key, by_item=by_item) for key in sorted(keys)]


def totals(found: Sums) -> list[Row]:
    """Return a row for each currency; its cash includes what is paid after the last month."""
    cash: dict[str, Decimal] = {}
    for key, amount in found.cash.items():
        cash[key[-1]] = cash.get(key[-1], ZERO) + amount
    return [
        Row(
            group={},
            currency=currency,
            documents=each.documents,
            net=each.net,
            total=each.total,
            cash=cash.get(currency, ZERO),
        )
        for currency, each in sorted(found.totals.items())
    ]


def sentence(parked: Parked) -> str:
    """Return why a contract can't be billed, in the current language."""
    return refusals.sentence(parked.code, parked.message, dict(parked.values))


def form(found: Sums, question: Question) -> dict[str, Any]:
    """Return a forecast in JSON form; `as_of` is the day taken as today."""
    return {
        "as_of": question.since.isoformat(),
        "until": question.until.isoformat(),
        "by": [str(each) for each in found.by],
        "drafts": question.drafts,
        "renewals": question.renewals,
        "contracts": found.contracts,
        "rows": [row_form(each) for each in rows(found)],
        "totals": [row_form(each) for each in totals(found)],
        "customers": found.names,
        "cannot_be_billed": list(_parked(found)),
    }


def row_form(row: Row) -> dict[str, Any]:
    """Return a row in JSON form; by item only a net: taxes and payments are of documents."""
    amounts = {"net": plain(row.net)}
    if row.cash is not None:
        amounts |= {"total": plain(row.total), "cash": plain(row.cash)}
    return {**row.group, "currency": row.currency, "documents": row.documents, **amounts}


def _row(found: Sums, key: Key, *, by_item: bool) -> Row:
    billed = found.billed.get(key, Sum())
    return Row(
        group={str(by): value for by, value in zip(found.by, key, strict=False)},
        currency=key[-1],
        documents=billed.documents,
        net=billed.net,
        total=billed.total,
        cash=None if by_item else found.cash.get(key, ZERO),
    )


def _parked(found: Sums) -> Iterator[dict[str, Any]]:
    for each in sorted(found.parked):
        yield {
            "contract": each.contract,
            "code": each.code,
            "message": sentence(each),
            "from": each.due_on.isoformat() if each.due_on else None,
        }
