"""When a contract must be looked at next: `contract_due`, derived and never typed.

Every act that can change a contract's future calls `refresh`; `expected` is what doctor
compares with. Too early is harmless: the run finds nothing. Too late would be the bug.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from cadencia.billing.gathering import Masters, arrays, gather, masters_of
from cadencia.core.agreement import Agreement
from cadencia.core.planning import look_from
from cadencia.parties import kept_plans

CHUNK = 1000

Looked = tuple[int, int, date | None]
"""A contract, whoever is billed, and from when on it must be looked at."""

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
        found = [
            (each.contract_id, each.bill_to_id, of_agreement(each.agreement, masters))
            for each in gather(chunk, masters)
        ]
        store(company_id, found)
        days.update((contract, look) for contract, _payer, look in found)
    return days


def expected(contract_ids: Iterable[int], company_id: int) -> dict[int, date | None]:
    """Return from when on each contract must be looked at, computed anew; writes nothing."""
    masters = masters_of(company_id)
    return {
        each.contract_id: of_agreement(each.agreement, masters)
        for chunk in _chunks(contract_ids)
        for each in gather(chunk, masters)
    }


def of_agreement(agreement: Agreement, masters: Masters) -> date | None:
    """Return from when on a contract must be looked at: a posted, active one alone ever is (R4)."""
    if agreement.contract.state != "posted" or not agreement.contract.active:
        return None
    return look_from(agreement, masters.is_business_day)


def store(company_id: int, found: Sequence[Looked]) -> None:
    """Keep from when on contracts must be looked at."""
    with kept_plans.cursor() as cursor:
        cursor.execute(
            _STORE,
            (
                company_id,
                arrays.written(contract for contract, _, _ in found),
                arrays.written(payer for _, payer, _ in found),
                arrays.written(look for _, _, look in found),
            ),
        )


def _chunks(contract_ids: Iterable[int]) -> Iterable[list[int]]:
    rest = iter(contract_ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
