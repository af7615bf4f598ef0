"""Due dates that a document brings with it, as they are kept: in `Document.fixed_due_dates`.

[{"on": "2026-03-01", "amount": "30.00"}, …]    the due dates themselves (ST-4)
[{"from": "2026-03-01", "amount": "30.00"}, …]  parts whose terms count from their own date
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cadencia.core.business_days import IsBusinessDay
from cadencia.core.payment_terms import DueDate, PaymentTerms, due_dates_of_parts

Kept = Sequence[Mapping[str, str]]


def settled(
    kept: Kept,
    terms: PaymentTerms,
    *,
    issued_on: date,
    decimals: int,
    is_business_day: IsBusinessDay,
) -> tuple[DueDate, ...]:
    """Return the due dates of a document issued on a day (R5)."""
    fixed = tuple(_dated(each["on"], each) for each in kept if "on" in each)
    parts = [_dated(each["from"], each) for each in kept if "from" in each]
    if not parts:
        return fixed
    return fixed + due_dates_of_parts(terms, parts, issued_on, decimals, is_business_day)


def _dated(on: str, kept: Mapping[str, str]) -> DueDate:
    return DueDate(date.fromisoformat(on), Decimal(kept["amount"]))
