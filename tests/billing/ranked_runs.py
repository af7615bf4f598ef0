"""A run whose documents are ranked, two to a batch: what the tests of issuing begin from."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import connection

from cadencia.billing import closing, due, generation
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests import factories
from tests.factories import chief

JANUARY = Scope(as_of=date(2026, 1, 31))
NET_30 = {"days": 30, "months": 0, "month_end": False, "fixed_days": [], "parts": []}
BATCH = 2


def clock() -> datetime:
    return datetime(2026, 1, 31, 10, tzinfo=UTC)


def a_company_of(names: Sequence[str]) -> Company:
    """Return a company with a contract for each customer; ranks go by name."""
    company = factories.a_company()
    for name in names:
        customer = factories.a_customer(company, name, code=name)
        contract = factories.a_posted_contract(customer, ("CUOTA", "10.00"))
        due.refresh([contract.pk], company.pk)
    return company


def ranked(company: Company) -> BillingRun:
    """Draft January and rank its documents."""
    by = chief(company.pk)
    run = generation.generate(JANUARY, Wish(issue=False), by=by, clock=clock)
    closing.approve(run.pk, by=by, clock=clock)
    return run


def numbers() -> list[int | None]:
    """Return the numbers in the order of ranks."""
    return list(Document.objects.order_by("rank_customer").values_list("number", flat=True))


def document_of(name: str) -> Document:
    return Document.objects.get(rank_customer=name)


def somebody_waits() -> bool:
    """Say whether any connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE NOT l.granted AND a.datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
