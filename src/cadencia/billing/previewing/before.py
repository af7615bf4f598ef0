"""What contracts billed before: their last installment each, and who may have stopped since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from cadencia.billing.gathering import arrays
from cadencia.billing.querying import rows
from cadencia.billing.scopes import Filter, restricted
from cadencia.core.comparing import Before

# As constant as the end of each ledger. A line of a document that several contracts share is
# its own contract's, and a document of several installments has lines of each.
_LAST = """
SELECT asked.id, last.due_on, l.contract_line_id, l.unit_price, l.net
FROM unnest(%s::bigint[]) AS asked (id)
CROSS JOIN LATERAL (
    SELECT i.id, i.due_on FROM billing_installment i
    WHERE i.contract_id = asked.id AND i.kind <> 'one_off' AND NOT i.replaced
      AND i.state = 'billed'
    ORDER BY i.due_on DESC LIMIT 1
) last
LEFT JOIN billing_installmentdocument d ON d.installment_id = last.id
LEFT JOIN documents_documentline l ON l.document_id = d.document_id AND l.part IS NULL
      AND l.contract_id = asked.id AND l.installment_id = last.id
"""

# Neither billed in a period nor among those of a preview, though billed in the year before it:
# those that stopped since, and of those that go on whoever was billed in the period before.
_STILL = """
SELECT c.id, c.code, c.customer_id, whose.code, whose.name, c.state, c.is_active,
       least(c.ends_on, c.withdrawn_on), was.due_on
FROM contracts_contract c JOIN parties_customer whose ON whose.id = c.customer_id {joins}
CROSS JOIN LATERAL (
    SELECT i.due_on FROM billing_installment i
    WHERE i.contract_id = c.id AND i.due_on >= %(year)s AND i.due_on < %(start)s
      AND i.kind <> 'one_off' AND NOT i.replaced AND i.state = 'billed'
    ORDER BY i.due_on DESC LIMIT 1
) was
WHERE c.company_id = %(company)s AND c.state <> 'draft' {conditions}
  AND NOT EXISTS (SELECT FROM billing_installment i WHERE i.contract_id = c.id
        AND i.due_on BETWEEN %(start)s AND %(until)s AND NOT i.replaced AND i.state = 'billed')
  AND NOT EXISTS (SELECT FROM billing_previewcontract p
        WHERE p.preview_id = %(preview)s AND p.contract_id = c.id)
  AND (c.state <> 'posted' OR NOT c.is_active OR least(c.ends_on, c.withdrawn_on) <= %(until)s
       OR EXISTS (SELECT FROM billing_installment i WHERE i.contract_id = c.id
        AND i.due_on BETWEEN %(before)s AND %(before_until)s
        AND i.kind <> 'one_off' AND NOT i.replaced AND i.state = 'billed'))
ORDER BY c.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A contract that was billed, `billed_on` the last time, and isn't now; `ended_on` its end."""

    contract_id: int
    code: str
    customer_id: int
    customer_code: str
    customer_name: str
    state: str
    is_active: bool
    ended_on: date | None
    billed_on: date


def last_billed(contract_ids: Iterable[int]) -> dict[int, Before]:
    """Return the last installment that each contract billed; one query for all of them."""
    prices: dict[int, dict[Any, Decimal]] = defaultdict(dict)
    nets: dict[int, Decimal] = defaultdict(Decimal)
    days: dict[int, date] = {}
    for contract, due_on, line, price, net in rows(_LAST, arrays.written(contract_ids)):
        days[contract] = due_on
        if net is None:
            continue  # it had no document, or only parts of divided prices
        nets[contract] += net
        if line is not None:
            prices[contract][line] = price
    return {
        contract: Before(due_on=due_on, prices=prices[contract], net=nets[contract])
        for contract, due_on in days.items()
    }


def still(
    company_id: int, only: Filter, periods: Mapping[str, date], *, preview_id: int
) -> list[Still]:
    """Return the contracts of a filter that may be missing in a period and its preview.

    Whether they are their calendar says. `periods`: year, before, before_until, start, until; all
    inclusive, but that what was billed from `year` on was due before `start`.
    """
    joins, conditions, parameters = restricted(only)
    query = _STILL.format(joins=joins, conditions=conditions)
    said = {**parameters, **periods, "company": company_id, "preview": preview_id}
    with connection.cursor() as cursor:
        cursor.execute(query, said)
        found = cursor.fetchall()
    names = Still.__slots__
    return [Still(**dict(zip(names, row, strict=True))) for row in found]
