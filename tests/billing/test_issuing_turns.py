"""Drafts are read ahead while the batch before is numbered: what is numbered is what they are."""

import threading
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from cadencia.billing import closing, doctor, generation, issuing_turns
from cadencia.billing.models import BillingRun
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document, DocumentDueDate
from tests import factories
from tests.billing.ranked_runs import (
    BATCH,
    NET_30,
    a_company_of,
    clock,
    document_of,
    numbers,
    ranked,
    somebody_waits,
)
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def batches_of_two(monkeypatch):
    monkeypatch.setattr(closing, "BATCH", BATCH)


@pytest.fixture
def company():
    return a_company_of(("Ana", "Bea", "Cid", "Dan", "Eva"))


def carried_on(run, company):
    generation.carry_on(run.pk, by=chief(company.pk), clock=clock)
    assert BillingRun.objects.get(pk=run.pk).state == "issued"


def issued(run, company):
    carried_on(run, company)
    assert [each.name for each in doctor.examine(at=clock()) if each.name != "triggers"] == []


@pytest.fixture
def taken(monkeypatch):
    """Return what was taken of what was read ahead: how many drafts, None if nothing held."""
    seen = []
    take = issuing_turns.Ahead.taken

    def noted(self, documents):
        found = take(self, documents)
        seen.append(None if found is None else len(found))
        return found

    monkeypatch.setattr(issuing_turns.Ahead, "taken", noted)
    return seen


@contextmanager
def once_read(monkeypatch, act):
    """Do something between the reading ahead of the second batch and its turn."""
    take = issuing_turns.Ahead.taken
    done = []

    def meddled(self, documents):
        found = take(self, documents)
        if found is not None and not done:
            done.append(act())
        return found

    with monkeypatch.context() as patched:
        patched.setattr(issuing_turns.Ahead, "taken", meddled)
        yield
    assert done


def test_the_second_batch_and_those_after_are_read_ahead(company, taken):
    issued(ranked(company), company)
    assert taken == [None, 2, 1]
    assert numbers() == [1, 2, 3, 4, 5]


def test_a_draft_edited_meanwhile_is_numbered_as_it_is_now(company, monkeypatch):
    run = ranked(company)
    cid = document_of("Cid")

    def edited():
        Document.objects.filter(pk=cid.pk).update(payment_terms=NET_30)

    with once_read(monkeypatch, edited):
        issued(run, company)
    assert numbers() == [1, 2, 3, 4, 5]
    assert DocumentDueDate.objects.get(document=cid).due_on == date(2026, 3, 2)


def test_a_draft_deleted_meanwhile_leaves_no_gap(company, monkeypatch):
    run = ranked(company)
    cid = document_of("Cid")
    with once_read(monkeypatch, lambda: cid.delete()):
        carried_on(run, company)
    assert numbers() == [1, 2, 3, 4]


def test_a_draft_whose_contract_has_changed_stays_a_draft(company, taken):
    run = ranked(company)
    factories.agreed_anew(Contract.objects.filter(customer__name="Cid"), version=2)
    carried_on(run, company)
    assert taken == [None, 2, 1]
    assert sorted(numbers(), key=str) == [1, 2, 3, 4, None]


def test_what_can_not_be_read_ahead_is_read_when_its_turn_comes(company, taken, monkeypatch):
    run = ranked(company)
    read, batches = issuing_turns.batch, []

    def cut(run_id, first):
        if threading.current_thread() is threading.main_thread():
            return read(run_id, first)
        batches.append(first)
        if len(batches) == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return read(run_id, first)

    monkeypatch.setattr(issuing_turns, "batch", cut)
    issued(run, company)
    assert (batches, taken) == ([3, 5], [None, None, 1])  # the second time on a new connection
    assert numbers() == [1, 2, 3, 4, 5]
    assert sum(Document.objects.values_list("total", flat=True), Decimal(0)) == Decimal("60.50")


def test_a_draft_locked_after_a_wait_is_the_one_that_was_waited_for(company):
    """Another changes it, and commits while we wait for the lock: what is read is theirs."""
    ranked(company)
    cid = document_of("Cid")
    holds = threading.Event()

    def edits():
        with transaction.atomic():
            Document.objects.filter(pk=cid.pk).update(payment_terms=NET_30)
            holds.set()
            assert any(somebody_waits() for _ in range(100_000))
        connection.close()

    other = threading.Thread(target=edits)
    other.start()
    holds.wait(10)
    with transaction.atomic():
        found = issuing_turns.locked([cid.pk])[cid.pk]
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM documents_document WHERE id = %s", [cid.pk])
            assert found.written_by == cursor.fetchone()[0]
    other.join(10)
    assert '"days": 30' in found.terms
