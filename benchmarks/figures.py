"""The dashboard's figures: what is counted for each page, and what a job works out (US-1).

python -m benchmarks.figures [--contracts 50000] [--documents 1000000] [--no-job]
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks import installation
from cadencia.parties.access import administrator_of_machine

TODAY = date(2026, 3, 10)
TRIES = 7

# Issued invoices of every customer, spread over 24 months; a figure needs their headers only.
_DOCUMENTS = """
INSERT INTO documents_document (company_id, kind, series_id, fiscal_year, number, issue_date,
    operation_date, issued_at, bill_to_id, recipient_id, issuer_id, language, currency, decimals,
    tax_regime, prices_include_tax, net, tax_total, total, payable, mentions)
SELECT u.company_id, 'invoice', s.id, extract(year FROM day)::int,
    row_number() OVER (PARTITION BY extract(year FROM day) ORDER BY k, u.id), day, day, day,
    u.id, u.snapshot_id, c.issuer_snapshot_id, 'es', 'EUR', 2, 'domestic', false,
    100, 21, 121, 121, '{}'
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM parties_customer) u
JOIN parties_company c ON c.id = u.company_id
JOIN documents_series s ON s.company_id = c.id AND s.kind = 'invoice' AND s.is_default,
generate_series(0, %(each)s - 1) k,
LATERAL (
    SELECT (date '2024-03-01' + make_interval(months => (k * 24 / %(each)s)::int))::date
) d (day)
WHERE u.company_id = %(company)s
"""


def main() -> None:
    """Measure, and print one JSON line for each figure."""
    options = _options()
    home = options.home or Path(tempfile.gettempdir()) / "cadencia-bench"
    installation.prepare(home)
    name = f"bench_figures_{options.contracts}_{options.documents}"
    company = _prepared(name, options)
    from cadencia.billing import figures
    from cadencia.parties import behind_wall

    by = administrator_of_machine(company)
    clock = lambda: datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # noqa: E731
    with behind_wall.of(company):
        counted = _best(lambda: figures.counts(today=TODAY, by=by))
    print(json.dumps({"figures": options.contracts, "counted_ms": counted}), flush=True)
    if options.job:
        began = time.perf_counter()
        found = figures.worked_out(today=TODAY, clock=clock, by=by, processes=None)
        told = {
            "figures": options.contracts,
            "documents": sum(each["documents"] for each in found["billed"]),
            "worked_out_seconds": round(time.perf_counter() - began, 1),
            "python": installation.python(),
        }
        print(json.dumps(told), flush=True)


def _prepared(name: str, options: argparse.Namespace) -> int:
    from django.db import connection

    from benchmarks import population
    from benchmarks.run_at_scale import company, exists

    if not exists(name):
        installation.fresh_database(name)
        population.populate(options.contracts)
    installation.use_database(name)
    number = int(company())
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM documents_document)")
        if not cursor.fetchone()[0]:
            said = {"company": number, "each": max(1, options.documents // options.contracts)}
            # As if a run had drafted and numbered them, years ago.
            cursor.execute("ALTER TABLE documents_document DISABLE TRIGGER USER")
            cursor.execute(_DOCUMENTS, said)
            cursor.execute("ALTER TABLE documents_document ENABLE TRIGGER USER")
            cursor.execute("VACUUM ANALYZE")
    return number


def _best(measured: Callable[[], Any]) -> float:
    found = []
    for _ in range(TRIES):
        began = time.perf_counter()
        measured()
        found.append(time.perf_counter() - began)
    return round(min(found) * 1000, 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=50_000)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--no-job", dest="job", action="store_false")
    parser.add_argument("--home", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
