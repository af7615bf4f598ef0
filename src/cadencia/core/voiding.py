"""Whether an issued document may be voided (DO-3): its number stays, and is never used again.

In Spain an invoice that reached the customer is corrected, not voided; voiding is for what
should never have been issued and nobody has received (RD 1619/2012 art. 15, RD 1007/2023 art.
11). Notes and work orders are no invoices: they may be voided until they are invoiced.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Voiding(StrEnum):
    """When a company voids its invoices."""

    NEVER = "never"
    UNDELIVERED = "undelivered"  # as long as nobody has received it
    ALWAYS = "always"


INVOICES = frozenset({"invoice", "credit_note"})
UNDELIVERED_ONLY = frozenset({"ES"})
"""Countries whose law lets only undelivered invoices be voided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voidable:
    """What is asked about a document before it is voided."""

    kind: str
    issued_on: date | None  # None: a draft, which is deleted
    is_void: bool = False
    is_corrected: bool = False  # by a credit note that stands
    is_invoiced: bool = False  # a note, on an invoice that stands
    gave_back: bool = False  # a credit note that gave installments back


def policy(chosen: str, country: str) -> Voiding:
    """Return when a company voids: as it chose, but never more than its law admits."""
    lawful = Voiding.UNDELIVERED if country in UNDELIVERED_ONLY else Voiding.ALWAYS
    if not chosen:
        return lawful
    wanted = Voiding(chosen)
    return lawful if wanted is Voiding.ALWAYS else wanted


def objections(
    document: Voidable, allowed: Voiding, *, delivered: bool, closed_until: date | None
) -> list[str]:
    """Return the codes of all that keeps a document from being voided; none if it may be."""
    if document.issued_on is None:
        return ["draft"]
    asked = {
        "void_already": document.is_void,
        "corrected": document.is_corrected,
        "invoiced": document.is_invoiced,
        "gave_back": document.gave_back,
        "period_closed": closed_until is not None and document.issued_on <= closed_until,
    }
    found = [code for code, is_so in asked.items() if is_so]
    if document.kind in INVOICES:
        if allowed is Voiding.NEVER:
            found.append("never")
        elif allowed is Voiding.UNDELIVERED and delivered:
            found.append("delivered")
    return found
