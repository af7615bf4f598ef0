"""The list of documents of a company with a million of them, behind the wall.

python -m benchmarks.document_list [--documents 1000000] [--keep]
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import connection

from benchmarks import installation

TODAY = date(2026, 11, 22)
_DOCUMENTS = """
INSERT INTO documents_document (company_id, run_id, kind, series_id, fiscal_year, number,
    issue_date, operation_date, issued_at, bill_to_id, recipient_id, issuer_id, currency, decimals,
    net, tax_total, total, payable, rank_customer, rank_contract, tax_regime, prices_include_tax,
    language, withholding_rate, mentions)
SELECT c.company_id, n / 50000, 'invoice', %(series)s, extract(year FROM %(first)s::date), n,
    %(first)s::date + (n * 300 / %(many)s)::int, %(first)s::date + (n * 300 / %(many)s)::int,
    now(), c.id, c.snapshot_id, %(issuer)s, 'EUR', 2, 100, 21, 121, 121, c.code, '', 'domestic',
    false, 'es', 0, '{}'
FROM generate_series(1, %(many)s) n
JOIN (SELECT row_number() OVER (ORDER BY id) AS place, * FROM parties_customer
      WHERE company_id = %(company)s) c ON c.place = n %% %(customers)s + 1 ORDER BY n
"""
_DUE_DATES = """
INSERT INTO documents_documentduedate (company_id, document_id, position, due_on, amount, series_id,
    fiscal_year, number)
SELECT company_id, id, 1, issue_date + 30, payable, series_id, fiscal_year, number
FROM documents_document
WHERE company_id = %(company)s
"""
_COUNTERS = """
INSERT INTO documents_seriescounter (company_id, series_id, fiscal_year, last_number, last_date)
SELECT company_id, series_id, fiscal_year, max(number), max(issue_date) FROM documents_document
WHERE company_id = %(company)s GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING
"""
_CUSTOMERS = 50_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="the database, for a look at plans")
    parser.add_argument("--again", action="store_true", help="with the database that was kept")
    said = parser.parse_args()
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    name = f"bench_documents_{said.documents}"
    if said.again:
        from cadencia.parties.models import Company

        installation.use_database(name)
        company = Company.objects.get().pk
    else:
        installation.fresh_database(name)
        company, seconds = _filled(said.documents)
        print(json.dumps({"documents": said.documents, "filled_seconds": seconds}), flush=True)
    print(json.dumps(_measured(company)), flush=True)
    if not said.keep:
        installation.drop_database(name)


def _filled(many: int) -> tuple[int, float]:
    from benchmarks import population

    customers = min(_CUSTOMERS, many)
    company = population.populate(customers)
    return company, add_documents(company, many, customers, first=date(2026, 1, 1))


def add_documents(company: int, many: int, customers: int, *, first: date) -> float:
    """Add invoices of as many customers, of the 300 days from the first; return the seconds."""
    from cadencia.documents.models import Series
    from cadencia.parties.models import Company

    issuer = Company.objects.get(pk=company).issuer_snapshot_id
    series = Series.objects.get(company=company, kind="invoice", is_default=True)
    said = {"company": company, "many": many, "series": series.pk, "issuer": issuer}
    said |= {"customers": customers, "first": first}
    with connection.cursor() as cursor:
        for table in ("documents_document", "documents_documentduedate"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # born issued
        began = time.perf_counter()
        cursor.execute(_DOCUMENTS, said)
        seconds = round(time.perf_counter() - began, 1)
        cursor.execute(_DUE_DATES, said)
        cursor.execute(_COUNTERS, said)
        cursor.execute("VACUUM ANALYZE")
    return seconds


def _measured(company: int) -> dict[str, float]:
    from cadencia.billing.document_list import listing
    from cadencia.billing.document_list.asked import DocumentFilter
    from cadencia.parties import behind_wall
    from cadencia.parties.access import administrator_of_machine

    by = administrator_of_machine(company)

    def page(after: str = "", **asked: object) -> object:
        wanted = DocumentFilter(today=TODAY, **asked)  # type: ignore[arg-type]
        return listing.page(wanted, after=after, many=50, by=by)

    def totals(most: int | None) -> object:
        return listing.totals(DocumentFilter(today=TODAY), by=by, most=most)

    deep = "n1.2026.500000"
    found: dict[str, Callable[[], object]] = {
        "first_page": page,
        "deep_page": lambda: page(after=deep),
        "by_number": lambda: page(text="F-2026-500000"),
        "by_customer_code": lambda: page(customers=("C00000077",)),
        "by_text_of_customer": lambda: page(text="cliente 4711"),
        "old_dates": lambda: page(start=date(2026, 2, 1), until=date(2026, 2, 28)),
        "drafts": lambda: page(state="draft"),
        "overdue": lambda: page(payment="overdue"),
        "paid": lambda: page(payment="paid"),
        "kind_that_has_none": lambda: page(kinds=("credit_note",)),
        "totals_bounded": lambda: totals(listing.ADDED_UP_AT_ONCE),
        "totals_of_all": lambda: totals(None),
    }
    with connection.cursor() as cursor:  # or other processes would be at work uncounted
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    with behind_wall.of(company):
        return {f"{name}_processor_ms": _spent(act) for name, act in found.items()}


def _spent(act: Callable[[], object], rounds: int = 10) -> float:
    """Return the processor's milliseconds, ours and the server's: whoever else is at work."""
    act()
    before = time.process_time() + installation.server_seconds()
    for _ in range(rounds):
        act()
    spent = time.process_time() + installation.server_seconds() - before
    return round(spent / rounds * 1000, 1)


if __name__ == "__main__":
    main()
