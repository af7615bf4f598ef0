"""When a contract must be looked at next: `contract_due`, derived and never typed.

Every act that can change a contract's future calls `refresh`; `expected` is what doctor
compares with. Too early is harmless: the run finds nothing. Too late would be the bug.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from django.db import connection

from cadencia.billing.gathering import Gathered, Masters, arrays, gather, masters_of
from cadencia.core.planning import look_from

CHUNK = 1000

_STORE = """
INSERT INTO billing_contractdue (company_id, contract_id, bill_to_id, look_from)
SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[], %s::date[])
ON CONFLICT (contract_id) DO UPDATE
SET bill_to_id = excluded.bill_to_id, look_from = excluded.look_from
WHERE (billing_contractdue.bill_to_id, billing_contractdue.look_from)
      IS DISTINCT FROM (excluded.bill_to_id, excluded.look_from)
"""


def refresh(
    contract_ids: Iterable[int], company_id: int, *, masters: Masters | None = None
) -> dict[int, date | None]:
    """Compute anew from when on the contracts must be looked at, keep it, and return it.

    Call it in the transaction of the act, with the contracts locked. `masters` are the
    company's, if the transaction has read them already.
    """
    masters = masters or masters_of(company_id)
    days: dict[int, date | None] = {}
    for chunk in _chunks(contract_ids):
        found = [(each, _look_from(each, masters)) for each in gather(chunk, masters)]
        store(company_id, found)
        days.update((each.contract_id, look) for each, look in found)
    return days


def expected(contract_ids: Iterable[int], company_id: int) -> dict[int, date | None]:
    """Return from when on each contract must be looked at, computed anew; writes nothing."""
    masters = masters_of(company_id)
    return {
        each.contract_id: _look_from(each, masters)
        for chunk in _chunks(contract_ids)
        for each in gather(chunk, masters)
    }


def store(company_id: int, found: Sequence[tuple[Gathered, date | None]]) -> None:
    """Keep from when on the gathered contracts must be looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE,
            (
                company_id,
                arrays.written(each.contract_id for each, _ in found),
                arrays.written(each.bill_to_id for each, _ in found),
                arrays.written(look for _, look in found),
            ),
        )


def _look_from(gathered: Gathered, masters: Masters) -> date | None:
    """Only a posted, active contract is ever looked at (R4)."""
    contract = gathered.agreement.contract
    if contract.state != "posted" or not contract.active:
        return None
    return look_from(gathered.agreement, masters.is_business_day)


def _chunks(contract_ids: Iterable[int]) -> Iterable[list[int]]:
    rest = iter(contract_ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
