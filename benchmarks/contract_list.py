"""The list of contracts behind the second wall: what a page of it costs (0092).

python -m benchmarks.contract_list --contracts 50000

Milliseconds of a page: what it took at best, and what Python and the server's process computed of
it, which other work on the machine doesn't change.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import installation, population

TODAY = date(2026, 2, 15)
TRIES = 10
ITEMS = 2000

_NAMES = """
UPDATE parties_customer SET tax_id = lpad((id * 7919 %% 100000000)::text, 8, '0') || 'A', name =
    (ARRAY['María', 'José', 'Ana', 'Íñigo', 'Lucía', 'Núria', 'Andrés', 'Óscar'])[1 + id %% 8]
    || ' '
    || (ARRAY['García', 'López', 'Pérez', 'Muñoz', 'Ibáñez', 'Sánchez', 'Gómez'])[1 + id %% 7]
    || ' ' || id
WHERE company_id = %s
"""
_REFERENCES = """
UPDATE contracts_contract SET reference = 'Expediente ' || (id * 31) %% 100000,
    project = 'P' || id %% 50,
    ends_on = CASE WHEN id %% 5 = 0 THEN date '2027-06-30' + (id %% 300)::int END
WHERE company_id = %s
"""
_OF_ITEMS = """
UPDATE contracts_contractline l SET item_id = i.id FROM catalog_item i
WHERE l.company_id = %s AND i.company_id = l.company_id AND i.code = 'ART' || (1 + l.id %% 2000)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=50_000)
    contracts = parser.parse_args().contracts
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    installation.fresh_database("bench_contract_list")
    try:
        company_id = populated(contracts)
        print(json.dumps(_measured(company_id)), flush=True)
    finally:
        installation.use_database("postgres")
        installation.drop_database("bench_contract_list")


def populated(contracts: int) -> int:
    """Make a company of many contracts, with names, items, projects and ends."""
    from django.db import connection

    from cadencia.catalog.models import Item
    from cadencia.parties import second_wall

    company_id = population.populate(contracts, varied=True)
    Item.objects.bulk_create(
        Item(company_id=company_id, code=f"ART{n}", name=f"Artículo {n}", price=10, taxes=["IVA21"])
        for n in range(1, ITEMS + 1)
    )
    with connection.cursor() as cursor:
        for table in ("contracts_contract", "contracts_contractline"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in (_NAMES, _REFERENCES, _OF_ITEMS):
            cursor.execute(statement, [company_id])
        for table in ("contracts_contract", "contracts_contractline"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")
    second_wall.raise_wall()
    return company_id


def _measured(company_id: int) -> dict[str, Any]:
    from cadencia.billing import contract_listing
    from cadencia.billing.contract_filters import ContractFilter
    from cadencia.billing.contract_listing import Order
    from cadencia.parties import behind_wall
    from cadencia.parties.access import administrator_of_machine

    by = administrator_of_machine(company_id)

    def page(asked: ContractFilter, **manner: Any) -> Callable[[], object]:
        return lambda: contract_listing.page_of(asked, today=TODAY, by=by, **manner)

    every = ContractFilter()
    cases = {
        "first page": page(every),
        "page 200": page(every, number=200),
        "by customer": page(every, order=Order.CUSTOMER),
        "by next date": page(every, order=Order.NEXT),
        "due": page(ContractFilter(due_until=TODAY)),
        "project": page(ContractFilter(projects=("P7",))),
        "item": page(ContractFilter(items=("ART777",))),
        "ending": page(ContractFilter(ending_until=date(2027, 8, 1))),
        "search of one": page(ContractFilter(text="34567a")),
        "search of 1,000": page(ContractFilter(text="ct00012")),
        "search of 7,000": page(ContractFilter(text="garcia")),
        "search of all": page(ContractFilter(text="expediente")),
        "how many are due": lambda: contract_listing.due_count(every, today=TODAY, by=by),
    }
    found: dict[str, Any] = {"python": installation.python()}
    with behind_wall.of(company_id):
        for name, act in cases.items():
            found[name] = _milliseconds(act)
    return found


def _milliseconds(act: Callable[[], object]) -> tuple[float, float, float]:
    """Return what it took at best, and what Python and the server's process computed of it."""
    best, computed, served = float("inf"), time.process_time(), installation.server_seconds()
    for _ in range(TRIES):
        start = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - start)
    computed = (time.process_time() - computed) / TRIES
    served = (installation.server_seconds() - served) / TRIES
    return round(best * 1000, 1), round(computed * 1000, 1), round(served * 1000, 1)


if __name__ == "__main__":
    main()
