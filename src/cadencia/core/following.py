"""Delivery notes that are invoiced later: which share an invoice, and what it comes to (DO-1).

Notes share an invoice if they agree in all that an invoice has only one of. Where the law limits
a recapitulative invoice to the operations of one calendar month (RD 1619/2012 art. 13), each
month has its own. Taxes are worked out once for the invoice, on the sums of its notes (R10).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from cadencia.core import money
from cadencia.core.credited import BilledLine
from cadencia.core.totals import Rounding, TotalLine, Totals, document_totals

ONE_MONTH_ONLY = frozenset({"ES"})
"""Countries whose recapitulative invoices hold the operations of one calendar month."""


class NoteKey(NamedTuple):
    """What an invoice has only one of. `customer` is the code of who receives it."""

    customer: str
    bill_to: int
    currency: str
    decimals: int
    tax_regime: str
    prices_include_tax: bool
    withholding_rate: Decimal
    payment_method: str
    mandate: str
    terms: str  # the terms of payment of the contract, in JSON; empty: the customer's
    separate: int = 0  # the note itself, where each has an invoice of its own


class Note(NamedTuple):
    """An issued delivery note, not invoiced yet. `number` is as printed, `on` when it was."""

    id: int
    key: NoteKey
    number: str
    on: date
    issued_on: date
    expenses: Decimal
    lines: tuple[BilledLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesInvoice:
    """Notes that share an invoice, oldest first; its operation date is that of the last."""

    key: NoteKey
    notes: tuple[Note, ...]
    totals: Totals

    @property
    def on(self) -> date:
        """Return the date of the last operation."""
        return self.notes[-1].on


def invoices(
    notes: Iterable[Note], *, by_month: bool, rounding: Rounding
) -> tuple[NotesInvoice, ...]:
    """Return the invoices of the notes, in the order of operation date, customer, first note.

    With `by_month` an invoice holds the notes of one calendar month.
    """
    groups: dict[tuple[object, ...], list[Note]] = {}
    for each in sorted(notes, key=_order):
        month = (each.on.year, each.on.month) if by_month else ()
        groups.setdefault((each.key, month), []).append(each)
    found = [
        NotesInvoice(key=group[0].key, notes=tuple(group), totals=_totals(group, rounding))
        for group in groups.values()
    ]
    return tuple(
        sorted(found, key=lambda each: (each.on, each.key.customer, _order(each.notes[0])))
    )


def _order(note: Note) -> tuple[date, str, int]:
    return note.on, note.number, note.id


def _totals(notes: Sequence[Note], rounding: Rounding) -> Totals:
    key = notes[0].key
    with localcontext(money.EXACT):
        expenses = sum((each.expenses for each in notes), Decimal(0))
    return document_totals(
        [TotalLine(line.net, line.taxes, line.withheld) for each in notes for line in each.lines],
        decimals=key.decimals,
        expenses=expenses,
        surcharge_applies=True,  # a tax without surcharge has a rate of zero
        withholding_rate=key.withholding_rate,
        rounding=rounding,
        prices_include_tax=key.prices_include_tax,
    )
