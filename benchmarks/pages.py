"""Whole pages of the back office, as a browser asks for them: every filter of the lists (US-1).

python -m benchmarks.pages [--contracts 50000] [--documents 1000000] [--keep] [--again] [--only x]

Of each page: the milliseconds that Python and the server's process computed, and how many
statements it sent. Above `MOST` they are marked.
"""

import argparse
import json
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks import contract_list, document_list, installation

TODAY = date(2026, 2, 15)
MOST = 150
TRIES = 6
_NAME = "bench_pages"

CONTRACTS = {
    "first page": "",
    "page 2": "page=2",
    "page 200": "page=200",
    "page 400": "page=400",
    "by customer": "order=customer",
    "by customer, backwards": "order=-customer",
    "by customer, page 200": "order=customer&page=200",
    "by next date": "order=next",
    "by next date, backwards": "order=-next",
    "by next date, page 200": "order=next&page=200",
    "active": "standing=active",
    "drafts": "standing=draft",
    "due": "due=today",
    "due, by next date": "due=today&order=next",
    "ending": "ending=2027-08-01",
    "unconfirmed": "unconfirmed=1",
    "parked": "parked=1",
    "customer": "customer=C00000077",
    "type": "kind=Tipo",
    "project": "project=P7",
    "item": "item=ART777",
    "item that all have": "item=ARTTODOS",
    "item that all have, by next date": "item=ARTTODOS&order=next",
    "sales rep": "sales_rep=R1",
    "document type": "document_type=invoice",
    "document type that none has": "document_type=delivery_note",
    "by hand": "generation=manual",
    "series": "series=F",
    "search of one": "q=34567a",
    "search of 1,000": "q=ct00012",
    "search of 7,000": "q=garcia",
    "search of 7,000, by customer": "q=garcia&order=customer",
    "search of 7,000, by next date": "q=garcia&order=next",
    "search of two words": "q=garcia+maria",
    "search of three words": "q=garcia+lucia+expediente",
    "search of all": "q=expediente",
    "search of all, by customer": "q=expediente&order=customer",
    "search of all in a project": "q=expediente&project=P7",
    "search of two that all have": "q=expediente+articulo",
    "search of none": "q=zzzz",
    "search of two, one in all": "q=expediente+34567a",
    "search of letters": "q=ma+garcia",
}
DOCUMENTS = {
    "documents": "",
    "deep page": "after=n{series}.2025.500000",
    "number": "q=F-2025-500000",
    "customer of documents": "customer=C00000077",
    "words of a customer": "q=lucia+4711",
    "word of 7,000 customers": "q=garcia",
    "old days": "start=2025-06-01&until=2025-06-30",
    "old days of a customer": "start=2025-06-01&until=2025-06-30&customer=C00000077",
    "drafts of documents": "state=draft",
    "issued": "state=issued",
    "void": "state=void",
    "overdue": "payment=overdue",
    "unpaid": "payment=unpaid",
    "paid": "payment=paid",
    "credit notes": "kind=credit_note",
}
OTHERS = {
    "dashboard": "/overview/",
    "generation": "/generation/",
    "to confirm": "/contracts/to-confirm/",
    "parked list": "/contracts/parked/",
    "to renew": "/contracts/to-renew/",
    "complete": "/contracts/complete/",
    "reviews": "/contracts/reviews/",
    "delivery notes": "/documents/notes/",
    "totals of all documents": "/documents/totals/",
    "runs": "/runs/",
    "customers": "/masters/customers/",
    "customers, searched": "/masters/customers/?q=garcia",
    "items": "/masters/items/",
    "choices of customers": "/choices/customers/?q=garcia",
    "choices of contracts": "/choices/contracts/?q=ct0001",
    "several": "/contracts/several/?q=garcia",
    "one contract": "/contracts/{contract}/",
    "its documents": "/contracts/{contract}/documents/",
    "its history": "/contracts/{contract}/history/",
    "its timeline": "/contracts/{contract}/timeline/",
    "one document": "/documents/{document}/",
    "forecast": "/forecast/",
    "imports": "/imports/",
    "users": "/users/",
}

# One line of each contract is of an item that all have; some of all that a list may ask for.
_MIXED = (
    "INSERT INTO contracts_contractkind (company_id, name) VALUES (%(company)s, 'Tipo')",
    """INSERT INTO parties_salesrep (company_id, code, name, email, commission)
        VALUES (%(company)s, 'R1', 'Rosa', '', 0)""",
    """INSERT INTO catalog_item (company_id, code, name, price, is_recurrent, is_stocked, cost,
        taxes, default_unit, account) VALUES (%(company)s, 'ARTTODOS', 'Cuota', 1, true, false, 0,
        '{IVA21}', '', '')""",
    """UPDATE contracts_contractline SET item_id = (SELECT id FROM catalog_item
        WHERE company_id = %(company)s AND code = 'ARTTODOS')
        WHERE company_id = %(company)s AND position = 1""",
    """UPDATE contracts_contract SET
        kind_id = CASE WHEN id %% 2 = 0 THEN (SELECT min(id) FROM contracts_contractkind) END,
        sales_rep_id = CASE WHEN id %% 3 = 0 THEN (SELECT min(id) FROM parties_salesrep) END,
        confirm_first = id %% 10 = 0, renew_automatically = id %% 15 = 0,
        generation = CASE WHEN id %% 7 = 0 THEN 'manual' ELSE 'automatic' END,
        state = CASE WHEN id %% 50 = 1 THEN 'draft' ELSE state END,
        series = CASE WHEN id %% 4 = 0 THEN 'F' ELSE '' END WHERE company_id = %(company)s""",
    """DELETE FROM billing_contractdue d USING contracts_contract c
        WHERE c.id = d.contract_id AND c.state = 'draft'""",
    """UPDATE billing_contractdue SET look_from = NULL WHERE contract_id %% 20 = 0""",
    """INSERT INTO billing_refusal (company_id, contract_id, code, message, fields, details, at)
        SELECT company_id, id, 'x', 'x', '{}', '{}', now() FROM contracts_contract
        WHERE company_id = %(company)s AND id %% 100 = 7""",
)


def main() -> None:
    """Measure, and print one JSON line for each page."""
    said = _options()
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    if said.again:
        from django.core.management import call_command

        installation.use_database(_NAME)
        call_command("migrate", verbosity=0, interactive=False)
    else:
        installation.fresh_database(_NAME)
        _fill(said.contracts, said.documents)
    client = _client()
    try:
        for name, address in _addresses().items():
            if said.only in f"{name} {address}":
                print(json.dumps({"page": name} | _measured(client, address)), flush=True)
    finally:
        if not said.keep:
            installation.use_database("postgres")
            installation.drop_database(_NAME)


def _fill(contracts: int, documents: int) -> None:
    from django.db import connection

    company = contract_list.populated(contracts)
    tables = ("contracts_contract", "contracts_contractline", "billing_contractdue")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in _MIXED:
            cursor.execute(statement, {"company": company})
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    document_list.add_documents(company, documents, contracts, first=date(2025, 4, 1))
    _somebody(company)


def _somebody(company: int) -> None:
    """An administrator who will look at the pages, in Spanish."""
    from cadencia.parties.models import Preferences, User
    from cadencia.parties.people import Membership

    user = User.objects.create(username="quien-mira", is_active=True)
    Membership.objects.create(company_id=company, user=user, role="administrator")
    Preferences.objects.create(user=user, language="es")


def _addresses() -> dict[str, str]:
    from cadencia.contracts.models import Contract
    from cadencia.documents.models import Document, Series

    series = Series.objects.get(kind="invoice", is_default=True).pk
    found = {name: f"/contracts/?{query or 'clear'}" for name, query in CONTRACTS.items()}
    found |= {name: f"/documents/?{query}" for name, query in DOCUMENTS.items()}
    found |= OTHERS
    known = {
        "series": series,
        "contract": Contract.objects.order_by("pk")[777].pk,
        "document": Document.objects.order_by("pk")[777].pk,
    }
    return {name: address.format(**known) for name, address in found.items()}


def moment() -> datetime:
    """Return the moment of the pages."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0, tzinfo=UTC)


def _client() -> Any:
    from django.conf import settings
    from django.test import Client

    from cadencia.parties.models import User

    settings.CLOCK = "benchmarks.pages.moment"
    client = Client(HTTP_HOST="localhost")
    backend = "cadencia.backoffice.signing_in.backend.OfficeBackend"
    client.force_login(User.objects.get(username="quien-mira"), backend=backend)
    return client


def _measured(client: Any, address: str) -> dict[str, Any]:
    """Ask for a page, first as often as it takes to be warm, and count what it cost."""
    from django.db import connection

    asked: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        answer = client.get(address)
    python, server = time.process_time(), installation.server_seconds()
    for _ in range(TRIES):
        client.get(address)
    python = round((time.process_time() - python) * 1000 / TRIES)
    server = round((installation.server_seconds() - server) * 1000 / TRIES)
    told = {"status": answer.status_code, "statements": len(asked), "bytes": len(answer.content)}
    told |= {"python_ms": python, "server_ms": server, "ms": python + server}
    return told | ({"slow": True} if python + server > MOST else {})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=50_000)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="the database, for a look at plans")
    parser.add_argument("--again", action="store_true", help="with the database that was kept")
    parser.add_argument("--only", default="", help="with this in name or address")
    return parser.parse_args()


if __name__ == "__main__":
    main()
