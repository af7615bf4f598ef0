"""The figures of a company: what waits to be done, what was billed and will be (US-1).

What can be counted is counted when asked (`counts`); what has to be calculated contract by
contract (`worked_out`) is kept, with its moment, and worked out anew by a job. The calculation is
that of the run and of the forecast.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from cadencia.billing import expectations, forecast, forecast_table, preview, recurring
from cadencia.billing.forecast import Question
from cadencia.billing.forecast_sums import By
from cadencia.billing.models import BillingRun
from cadencia.billing.preview import Summary
from cadencia.billing.querying import rows
from cadencia.billing.recurring import Span
from cadencia.billing.runs import Clock
from cadencia.billing.scopes import Scope
from cadencia.core.dates import add_months
from cadencia.parties.access import Actor, Permission, require

WHAT = "figures"
BACK = 24  # months billed that are shown
AHEAD = 12  # months to come
FRESH = timedelta(minutes=15)
FEW = 1000  # contracts whose figures are worked out within a request
NAMED = 12  # contracts left out that are told by code
NEAR = 60  # days in which something is coming

_CONTRACTS = """
SELECT count(*) FILTER (WHERE state = 'draft'),
       count(*) FILTER (WHERE live),
       count(*) FILTER (WHERE live AND (confirm_first AND NOT first_confirmed
                                        OR confirm_last AND NOT last_confirmed)),
       count(*) FILTER (WHERE is_ending AND renew_automatically),
       count(*) FILTER (WHERE is_ending AND NOT renew_automatically AND ends_on >= %(today)s)
FROM (SELECT *, state = 'posted' AND is_active AS live,
             state = 'posted' AND ends_on <= %(near)s
             AND (withdrawn_on IS NULL OR withdrawn_on > ends_on) AS is_ending
      FROM contracts_contract WHERE company_id = %(company)s AND state IN ('draft', 'posted')) c
"""
_OTHERS = """
SELECT (SELECT count(*) FROM billing_contractdue
        WHERE company_id = %(company)s AND look_from <= %(today)s),
       (SELECT count(*) FROM billing_refusal WHERE company_id = %(company)s),
       (SELECT count(*) FROM documents_document
        WHERE company_id = %(company)s AND number IS NULL)
"""
# The date k of a review is its first one plus k steps, a shorter month's last day at most.
_REVIEWS = """
SELECT count(DISTINCT r.contract_id)
FROM contracts_pricereview r
JOIN contracts_contract c ON c.id = r.contract_id AND c.state = 'posted' AND c.is_active,
LATERAL (SELECT CASE WHEN r.every_months IS NULL THEN 0 ELSE greatest(0, (
            (extract(year FROM %(today)s::date) - extract(year FROM r.valid_from)) * 12
            + extract(month FROM %(today)s::date) - extract(month FROM r.valid_from))::int
            / r.every_months) END AS k) done,
LATERAL (SELECT min(day) AS day FROM (VALUES
            (r.valid_from + make_interval(months => done.k * coalesce(r.every_months, 0))),
            (r.valid_from + make_interval(months => (done.k + 1) * r.every_months)))
         AS dates (day) WHERE day >= %(today)s::date) following
WHERE r.company_id = %(company)s AND following.day <= %(near)s::date
"""
# Invoices as they were issued, less what corrections took back, each in its month.
_BILLED = """
SELECT currency, to_char(issue_date, 'YYYY-MM') AS month, sum(documents)::int, sum(net), sum(total)
FROM (
    SELECT d.currency, d.issue_date, 1 AS documents, d.net, d.total
    FROM documents_document d
    WHERE d.company_id = %(company)s AND d.kind = 'invoice' AND d.issue_date >= %(since)s
      AND NOT EXISTS (SELECT FROM documents_documentvoid v WHERE v.document_id = d.id)
    UNION ALL
    SELECT d.currency, d.issue_date, 0, -k.net, -k.total
    FROM documents_correction k
    JOIN documents_document d ON d.id = k.document_id AND d.issue_date >= %(since)s
    JOIN documents_document o ON o.id = k.original_id AND o.kind IN ('invoice', 'credit_note')
    WHERE k.company_id = %(company)s AND k.stands
      AND NOT EXISTS (SELECT FROM documents_documentvoid v WHERE v.document_id = o.id)
) billed GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much waits, each the number of a list. Contracts, but for `draft_documents`.

    `due`: may have something due. `renewing`: renew themselves at an end within `NEAR` days;
    `expiring`: end then. `reviews`: have a price review within them.
    """

    drafts: int
    active: int
    due: int
    unconfirmed: int
    parked: int
    renewing: int
    expiring: int
    reviews: int
    draft_documents: int
    near: date


def counts(*, today: date, by: Actor) -> Counts:
    """Return what waits, counted now: three queries, however many contracts there are.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    near = today + timedelta(days=NEAR)
    said = {"company": by.company_id, "today": today, "near": near}
    drafts, active, unconfirmed, renewing, expiring = _one(_CONTRACTS, said)
    due, parked, draft_documents = _one(_OTHERS, said)
    (reviews,) = _one(_REVIEWS, said)
    return Counts(
        drafts=drafts,
        active=active,
        due=due,
        unconfirmed=unconfirmed,
        parked=parked,
        renewing=renewing,
        expiring=expiring,
        reviews=reviews,
        draft_documents=draft_documents,
        near=near,
    )


def is_small(*, by: Actor) -> bool:
    """Say whether the figures can be worked out within a request.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    query = "SELECT count(*) FROM (SELECT FROM contracts_contract WHERE company_id = %s LIMIT %s) c"
    ((found,),) = rows(query, by.company_id, FEW + 1)
    return bool(found <= FEW)


def is_old(made_at: datetime | None, made_on: str, *, today: date, at: datetime, by: Actor) -> bool:
    """Say whether kept figures should be worked out anew: of another day, or much happened since.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    if made_at is None or made_on != today.isoformat() or made_at < at - FRESH:
        return True
    later = BillingRun.objects.filter(company_id=by.company_id, finished_at__gt=made_at)
    return later.exists()


def worked_out(
    *, today: date, clock: Clock, by: Actor, processes: int | None = 1
) -> dict[str, Any]:
    """Return in JSON form what is due today, billed by month, forecast, and recurring.

    `processes`: as in `forecast.forecast`; the second one forecasts while the first does the rest,
    which takes about as long. The forecast is kept too, for the bounds of R16.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    question = Question(since=today, months=AHEAD, by=(By.MONTH,))
    with forecast.meanwhile(question, by=by, processes=processes) as forecast_made:
        due = _due_form(_due(today, clock, by))
        revenue = recurring.recurring(Span(today=today, back=BACK, ahead=AHEAD), by=by)
        billed = _billed(by.company_id, today)
        expected = forecast_made()
    expectations.keep(by.company_id, question, expected)
    return {
        "on": today.isoformat(),
        "due": due,
        "billed": billed,
        "forecast": forecast_table.table(expected, question)["totals"],
        "recurring": recurring.form(revenue.months),
        "left_out": {"count": len(revenue.left_out), "contracts": revenue.left_out[:NAMED]},
    }


def _one(query: str, said: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, said)
        return cursor.fetchone()


def _due(today: date, clock: Clock, by: Actor) -> Summary:
    summary = Summary()
    for _, plan in preview.plans(Scope(as_of=today), by=by, clock=clock):
        summary.add(plan)
    return summary


def _due_form(summary: Summary) -> dict[str, Any]:
    return {
        "contracts": summary.contracts,
        "installments": summary.installments,
        "documents": summary.documents,
        "refusals": summary.refusals,
        "totals": {currency: str(total) for currency, total in sorted(summary.totals.items())},
    }


def _billed(company_id: int, today: date) -> list[dict[str, Any]]:
    since = add_months(today.replace(day=1), -BACK)
    with connection.cursor() as cursor:
        cursor.execute(_BILLED, {"company": company_id, "since": since})
        return [
            {
                "currency": currency,
                "month": month,
                "documents": documents,
                "net": str(net),
                "total": str(total),
            }
            for currency, month, documents, net, total in cursor.fetchall()
        ]
