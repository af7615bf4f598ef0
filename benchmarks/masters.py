"""A page of the list of customers behind the second wall: what it costs (0096).

python -m benchmarks.masters --customers 50000

Milliseconds of a page of fifty, the best of five.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import installation

TRIES = 5
PAGE = 50

_PEOPLE = """
INSERT INTO parties_customer (company_id, code, name, legal_name, tax_id, address, postal_code,
    city, province, country, email, phone, language, is_business, surcharge, decimals,
    payment_terms, payment_method, mandate, price_list, delivery_address, notes)
SELECT %s, 'C' || lpad(n::text, 6, '0'),
    (ARRAY['María', 'José', 'Ana', 'Íñigo', 'Lucía', 'Núria', 'Andrés', 'Óscar'])[1 + n %% 8] || ' '
    || (ARRAY['García', 'López', 'Pérez', 'Muñoz', 'Ibáñez', 'Sánchez'])[1 + n %% 6] || ' ' || n,
    '', lpad((n * 7919 %% 100000000)::text, 8, '0') || 'A', 'Calle Mayor 1', '40001',
    (ARRAY['Segovia', 'Ávila', 'Soria', 'Cuéllar'])[1 + n %% 4], 'Segovia', 'ES',
    'persona' || n || '@example.com', '600000000', 'es', true, false, 2, '{}', '', '', '', '', ''
FROM generate_series(1, %s) AS n
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=50_000)
    customers = parser.parse_args().customers
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench-masters")
    installation.fresh_database("bench_masters")
    try:
        print(json.dumps(measured(customers), indent=1, ensure_ascii=False))
    finally:
        installation.use_database("postgres")
        installation.drop_database("bench_masters")


def measured(customers: int) -> dict[str, Any]:
    """Return the milliseconds of each way of asking for a page."""
    from django.db import connection

    from cadencia.billing.companies import open_company
    from cadencia.config.clock import now
    from cadencia.parties import behind_wall, second_wall

    company = open_company({"code": "B", "name": "Bench"}, at=now())
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [company.pk, customers])
        cursor.execute("ANALYZE parties_customer")
    second_wall.raise_wall()
    pages = {
        "by code": {},
        "by code, the last page": {"first": customers - PAGE},
        "by name": {"by": "name"},
        "found many: garcia": {"text": "garcia"},
        "found by name: munoz 4242": {"text": "munoz 4242"},
        "found by tax number": {"text": f"{4242 * 7919 % 100000000:08d}A"},
        "found nothing": {"text": "zzzz"},
    }
    with behind_wall.of(company.pk):
        return {
            name: best(lambda asked=asked: page(company.pk, **asked))  # type: ignore[misc]
            for name, asked in pages.items()
        }


def page(company_id: int, *, text: str = "", by: str = "code", first: int = 0) -> list[Any]:
    """Return a page of the list, as the screen asks for it."""
    from cadencia.backoffice.masters import finding
    from cadencia.parties.models import Customer

    rows = Customer.objects.filter(company_id=company_id, is_active=True)
    rows = finding.found_by_index(rows, text, "parties_customers_like", company_id)
    return list(finding.ordered(rows, by, downwards=False)[first : first + PAGE + 1])


def best(ask: Callable[[], Any]) -> float:
    """Return the milliseconds of the quickest of some tries."""
    took = []
    for _ in range(TRIES):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return round(min(took) * 1000, 1)


if __name__ == "__main__":
    main()
