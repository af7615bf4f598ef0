"""A process that only drafts: it knows of no jobs, and who listens is told all the same."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from cadencia.billing import due, runs
from cadencia.billing.models import Refusal, RunChunk
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from cadencia.webhooks.models import Endpoint, Event
from cadencia.webhooks.outbox import EXPAND
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 1, 31, 10, tzinfo=UTC)


def test_it_drafts_refuses_and_wakes_who_tells_it() -> None:
    company = factories.a_company()
    Endpoint.objects.create(
        company=company, url="https://example.com/", salt="0" * 64, created_at=NOW
    )
    for description in ("CUOTA", "CUOTA <FIN VIGENCIA>"):  # without an end: nothing to write
        contract = factories.a_posted_contract(
            factories.a_customer(company), (description, "10.00")
        )
        due.refresh([contract.pk], company.pk)
    run = runs.start(
        Scope(as_of=date(2026, 1, 31)), Wish(), by=chief(company.pk), clock=lambda: NOW
    ).run_id
    done = subprocess.run(
        [sys.executable, "-m", "cadencia.cli.draft_worker", str(company.pk), str(run), "2"],
        env={**os.environ, "CADENCIA_WORKER_DATABASE": str(connection.settings_dict["NAME"])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert set(RunChunk.objects.values_list("state", flat=True)) == {"done"}
    assert (Document.objects.count(), Refusal.objects.count()) == (1, 1)
    (event,) = Event.objects.filter(kind="contract.refused")
    assert [each["run"] for each in event.data] == [run]
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name FROM procrastinate_jobs WHERE task_name = %s", (EXPAND,))
        assert cursor.fetchall() == [("webhooks",)]
