"""What the forecast kept before a month lets expect of it, for the safety bounds (R16).

A forecast made when the run is would be the run itself, with the same mistakes in it: only one
that was made before the month began says what was expected.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.billing.forecast import Question
from cadencia.billing.forecast_models import KeptForecast
from cadencia.billing.forecast_sums import By, Sums
from cadencia.billing.scopes import EVERYTHING
from cadencia.core.dates import add_months


class Usual(NamedTuple):
    """What was billed, or expected, of a stretch of months: documents, totals by currency."""

    documents: int
    totals: dict[str, Decimal]


def keep(company_id: int, question: Question, found: Sums) -> bool:
    """Keep a forecast of the whole company by month; say whether it is one."""
    is_whole = question.only == EVERYTHING and question.by == (By.MONTH,)
    if not is_whole or question.drafts:
        return False
    months: dict[str, dict[str, object]] = {}
    for (month, currency), each in found.billed.items():
        kept = months.setdefault(month, {"documents": 0, "totals": {}})
        kept["documents"] = int(str(kept["documents"])) + each.documents
        kept["totals"] = {**_texts(kept["totals"]), currency: str(each.total)}
    KeptForecast.objects.update_or_create(
        company_id=company_id, made_on=question.since, defaults={"months": months}
    )
    return True


def expected(company_id: int, start: date, until: date) -> Usual | None:
    """Return what the latest forecast made before the month of `start` says of those months.

    None if there is none, or if it doesn't reach so far.
    """
    first = start.replace(day=1)
    kept = (
        KeptForecast.objects.filter(company_id=company_id, made_on__lt=first)
        .order_by("-made_on")
        .first()
    )
    if kept is None:
        return None
    documents, totals = 0, dict[str, Decimal]()
    while first <= until:
        month = kept.months.get(f"{first:%Y-%m}")
        if month is None:
            return None
        documents += month["documents"]
        for currency, amount in month["totals"].items():
            totals[currency] = totals.get(currency, Decimal(0)) + Decimal(amount)
        first = add_months(first, 1)
    return Usual(documents, totals)


def _texts(value: object) -> dict[str, str]:
    return dict(value) if isinstance(value, dict) else {}
