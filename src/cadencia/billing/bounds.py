"""Safety bounds: what looks wrong enough to ask before it is issued (R16)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from cadencia.billing import expectations
from cadencia.billing.expectations import Usual
from cadencia.billing.gathering import Gathered, Masters, arrays
from cadencia.billing.models import BillingRun
from cadencia.billing.recording import Planned
from cadencia.core.comparing import LONGEST_MONTH
from cadencia.core.dates import add_months
from cadencia.core.drafts import ContractPlan

SAMPLES = 10  # contracts named for each bound
FEW_DOCUMENTS = 20  # below so many, growth says nothing
HUNDRED = Decimal(100)

LastPrices = Mapping[Any, Decimal]
"""Unit prices by key of the line."""

# The lines of the last billed installment of each contract: as constant as the ledger's end.
_LAST_PRICES = """
SELECT l.contract_line_id, l.unit_price
FROM unnest(%s::bigint[]) AS asked (id)
CROSS JOIN LATERAL (
    SELECT i.id FROM billing_installment i
    WHERE i.contract_id = asked.id AND i.kind <> 'one_off' AND NOT i.replaced
      AND i.state = 'billed' AND i.run_id IS DISTINCT FROM %s
    ORDER BY i.due_on DESC LIMIT 1
) last
JOIN billing_installmentdocument d ON d.installment_id = last.id
JOIN documents_documentline l ON l.document_id = d.document_id
WHERE l.contract_line_id IS NOT NULL AND l.part IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What would be billed of some days, both included; `run_id` is the run that does, if any."""

    company_id: int
    start: date
    until: date
    documents: int
    totals: Mapping[str, Decimal]
    run_id: int | None = None


def last_prices(part: Sequence[Gathered], run_id: int) -> LastPrices:
    """Return what the lines of contracts cost when they were billed last, by another run."""
    known = [each.contract_id for each in part if each.agreement.history.last_due_on is not None]
    if not known:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_PRICES, (arrays.written(known), run_id))
        return dict(cursor.fetchall())


def alerts(
    planned: Sequence[Planned], last: LastPrices, limits: Mapping[str, Decimal]
) -> dict[int, list[str]]:
    """Return which bounds contracts pass, by contract; those that pass none are missing."""
    found = ((each.gathered.contract_id, passed(each.plan, last, limits)) for each in planned)
    return {contract: names for contract, names in found if names}


def counted(planned: Sequence[Planned], alerts: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    """Return what a chunk would be asked about: bound -> how many, and some contracts."""
    found: dict[str, list[str]] = {}
    for each in planned if alerts else ():
        for name in alerts.get(each.gathered.contract_id, ()):
            found.setdefault(name, []).append(each.gathered.agreement.contract.code)
    return {
        name: {"count": len(codes), "contracts": codes[:SAMPLES]} for name, codes in found.items()
    }


def passed(plan: ContractPlan, last: LastPrices, limits: Mapping[str, Decimal]) -> list[str]:
    """Return the names of the bounds that a contract passes.

    `last` are the unit prices of its lines when they were billed last, by key of the line.
    """
    found = []
    if len(plan.installments) > int(limits["max_installments_per_contract"]):
        found.append("installments_per_contract")
    if last and _has_moved(plan, last, limits["max_price_change"]):
        found.append("price_change")
    return found


def reasons(run: BillingRun, masters: Masters) -> dict[str, Any]:
    """Return why the whole run should be asked about before it is issued; empty if it is sound."""
    found = _added_alerts(run.pk)
    totals = {currency: Decimal(amount) for currency, amount in run.totals.items()}
    start, until = run.range_from or run.as_of.replace(day=1), run.range_until
    grown = growth(
        Stretch(
            company_id=run.company_id,
            start=start,
            until=until or end_of_month(start),
            documents=run.documents,
            totals=totals,
            run_id=run.pk,
        ),
        masters.bounds["max_growth"],
    )
    return {**found, "growth": grown} if grown else found


def _has_moved(plan: ContractPlan, last: LastPrices, percent: Decimal) -> bool:
    for document in plan.documents:
        for line in document.lines:
            before = last.get(line.key)
            if before is None or line.unit_price == before or line.part is not None:
                continue
            if abs(line.unit_price - before) * HUNDRED > percent * abs(before):
                return True
    return False


def _added_alerts(run_id: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, sum((value->>'count')::int), jsonb_agg(value->'contracts')::text"
            " FROM billing_runchunk, jsonb_each(alerts) WHERE run_id = %s GROUP BY key",
            (run_id,),
        )
        rows = cursor.fetchall()
    return {key: {"count": count, "contracts": _first(samples)} for key, count, samples in rows}


def _first(samples: str) -> list[str]:
    return [code for codes in json.loads(samples) for code in codes][:SAMPLES]


def growth(of: Stretch, limit: Decimal) -> dict[str, Any] | None:
    """Compare with what the same month last year, the last month and the forecast let expect.

    Return what passes `limit` times as much; None if nothing does, or too little is known.
    """
    usual = [_billed(of, start, until) for start, until in _comparable(of)]
    forecast = expectations.expected(of.company_id, of.start, of.until)
    if forecast is not None:
        usual.append(forecast)
    expected = [each for each in usual if each.documents >= FEW_DOCUMENTS]
    if not expected:
        return None
    documents = max(each.documents for each in expected)
    if of.documents > limit * documents:
        return {"documents": of.documents, "expected": documents}
    for currency, amount in of.totals.items():
        most = max(each.totals.get(currency, Decimal(0)) for each in expected)
        if most and amount > limit * most:
            return {"currency": currency, "amount": str(amount), "expected": str(most)}
    return None


def end_of_month(start: date) -> date:
    """Return the last day of a month, of which the first is given."""
    return add_months(start, 1) - timedelta(days=1)


def _comparable(of: Stretch) -> list[tuple[date, date]]:
    """The same stretch a year and a month before; whole months are compared with whole months."""
    is_month_end = (of.until + timedelta(days=1)).day == 1
    anchor = LONGEST_MONTH if is_month_end else of.until.day
    return [(add_months(of.start, -back), add_months(of.until, -back, anchor)) for back in (12, 1)]


def _billed(of: Stretch, start: date, until: date) -> Usual:
    """What the runs of that stretch came to."""
    before = BillingRun.objects.filter(
        company_id=of.company_id, as_of__gte=start, as_of__lte=until, state="issued"
    ).exclude(pk=of.run_id or 0)
    documents, totals = 0, dict[str, Decimal]()
    for each in before:
        documents += each.documents
        for currency, amount in each.totals.items():
            totals[currency] = totals.get(currency, Decimal(0)) + Decimal(amount)
    return Usual(documents, totals)
