"""Safety bounds: what looks wrong enough to ask before it is issued (R16)."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from cadencia.billing import expectations
from cadencia.billing.expectations import Usual
from cadencia.billing.gathering import Masters
from cadencia.billing.models import BillingRun
from cadencia.billing.recording import Planned
from cadencia.core.dates import add_months

SAMPLES = 10  # contracts named for each bound
FEW_DOCUMENTS = 20  # below so many, growth says nothing
HUNDRED = Decimal(100)

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


def alerts(planned: Sequence[Planned], masters: Masters, run_id: int) -> dict[str, Any]:
    """Return what a chunk would be asked about: bound -> how many, and some contracts."""
    limit = int(masters.bounds["max_installments_per_contract"])
    many = [
        each.gathered.agreement.contract.code
        for each in planned
        if len(each.plan.installments) > limit
    ]
    moved = _moved_prices(planned, masters.bounds["max_price_change"], run_id)
    found = {"installments_per_contract": many, "price_change": moved}
    return {
        name: {"count": len(codes), "contracts": codes[:SAMPLES]}
        for name, codes in found.items()
        if codes
    }


def reasons(run: BillingRun, masters: Masters) -> dict[str, Any]:
    """Return why the whole run should be asked about before it is issued; empty if it is sound."""
    found = _added_alerts(run.pk)
    growth = _growth(run, masters.bounds["max_growth"])
    if growth:
        found["growth"] = growth
    return found


def _moved_prices(planned: Sequence[Planned], percent: Decimal, run_id: int) -> list[str]:
    """The contracts with a line whose price moved by more than `percent` of the last one."""
    known = [
        each.gathered.contract_id
        for each in planned
        if each.plan.documents and each.gathered.agreement.history.last_due_on is not None
    ]
    if not known:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LAST_PRICES, (known, run_id))
        last = dict(cursor.fetchall())
    return [
        each.gathered.agreement.contract.code
        for each in planned
        if any(
            _moved(last.get(line.key), line.unit_price, percent)
            for document in each.plan.documents
            for line in document.lines
            if line.part is None
        )
    ]


def _moved(before: Decimal | None, now: Decimal, percent: Decimal) -> bool:
    if before is None or now == before:
        return False
    return abs(now - before) * HUNDRED > percent * abs(before)


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


def _growth(run: BillingRun, limit: Decimal) -> dict[str, Any] | None:
    """Compare with what the same month last year, the last month and the forecast let expect."""
    usual = [_billed(run, start, until) for start, until in _comparable(run)]
    forecast = expectations.expected(run.company_id, *_stretch(run))
    if forecast is not None:
        usual.append(forecast)
    expected = [each for each in usual if each.documents >= FEW_DOCUMENTS]
    if not expected:
        return None
    documents = max(each.documents for each in expected)
    if run.documents > limit * documents:
        return {"documents": run.documents, "expected": documents}
    for currency, amount in run.totals.items():
        most = max(each.totals.get(currency, Decimal(0)) for each in expected)
        if most and Decimal(amount) > limit * most:
            return {"currency": currency, "amount": amount, "expected": str(most)}
    return None


def _comparable(run: BillingRun) -> list[tuple[date, date]]:
    """The same stretch a year and a month before."""
    start, until = _stretch(run)
    return [(add_months(start, -back), add_months(until, -back, until.day)) for back in (12, 1)]


def _stretch(run: BillingRun) -> tuple[date, date]:
    """The days that the run bills; one as of a day is taken as its month."""
    start = run.range_from or run.as_of.replace(day=1)
    return start, run.range_until or add_months(start, 1) - timedelta(days=1)


def _billed(run: BillingRun, start: date, until: date) -> Usual:
    """What the runs of that stretch came to."""
    before = BillingRun.objects.filter(
        company_id=run.company_id, as_of__gte=start, as_of__lte=until, state="issued"
    ).exclude(pk=run.pk)
    documents, totals = 0, dict[str, Decimal]()
    for each in before:
        documents += each.documents
        for currency, amount in each.totals.items():
            totals[currency] = totals.get(currency, Decimal(0)) + Decimal(amount)
    return Usual(documents, totals)
