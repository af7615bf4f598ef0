"""Drafts are read ahead while the batch before is numbered: what is numbered is what they are."""

import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from cadencia.billing import closing, doctor, due, generation, issuing_turns
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document, DocumentDueDate
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = Scope(as_of=date(2026, 1, 31))
NET_30 = {"days": 30, "months": 0, "month_end": False, "fixed_days": [], "parts": []}


def clock():
    return datetime(2026, 1, 31, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def batches_of_two(monkeypatch):
    monkeypatch.setattr(closing, "BATCH", 2)


@pytest.fixture
def company():
    company = factories.a_company()
    for name in ("Ana", "Bea", "Cid", "Dan", "Eva"):
        customer = factories.a_customer(company, name, code=name)  # the order of ranks
        contract = factories.a_posted_contract(customer, ("CUOTA", "10.00"))
        due.refresh([contract.pk], company.pk)
    return company


def drafted(company):
    """Draft the run and rank its documents."""
    by = chief(company.pk)
    run = generation.generate(JANUARY, Wish(issue=False), by=by, clock=clock)
    closing.approve(run.pk, by=by, clock=clock)
    return run


def carried_on(run, company):
    generation.carry_on(run.pk, by=chief(company.pk), clock=clock)
    assert BillingRun.objects.get(pk=run.pk).state == "issued"


def issued(run, company):
    carried_on(run, company)
    assert [each.name for each in doctor.examine(at=clock()) if each.name != "triggers"] == []


def numbers():
    return list(Document.objects.order_by("rank_customer").values_list("number", flat=True))


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
    issued(drafted(company), company)
    assert taken == [None, 2, 1]
    assert numbers() == [1, 2, 3, 4, 5]


def test_a_draft_edited_meanwhile_is_numbered_as_it_is_now(company, monkeypatch):
    run = drafted(company)
    cid = Document.objects.get(rank_customer="Cid")

    def edited():
        Document.objects.filter(pk=cid.pk).update(payment_terms=NET_30)

    with once_read(monkeypatch, edited):
        issued(run, company)
    assert numbers() == [1, 2, 3, 4, 5]
    assert DocumentDueDate.objects.get(document=cid).due_on == date(2026, 3, 2)


def test_a_draft_deleted_meanwhile_leaves_no_gap(company, monkeypatch):
    run = drafted(company)
    cid = Document.objects.get(rank_customer="Cid")
    with once_read(monkeypatch, lambda: cid.delete()):
        carried_on(run, company)
    assert numbers() == [1, 2, 3, 4]


def test_a_draft_whose_contract_has_changed_stays_a_draft(company, taken):
    run = drafted(company)
    factories.agreed_anew(Contract.objects.filter(customer__name="Cid"), version=2)
    carried_on(run, company)
    assert taken == [None, 2, 1]
    assert sorted(numbers(), key=str) == [1, 2, 3, 4, None]


def test_what_can_not_be_read_ahead_is_read_when_its_turn_comes(company, taken, monkeypatch):
    run = drafted(company)
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
    drafted(company)
    cid = Document.objects.get(rank_customer="Cid")
    holds = threading.Event()

    def edits():
        with transaction.atomic():
            Document.objects.filter(pk=cid.pk).update(payment_terms=NET_30)
            holds.set()
            assert any(_somebody_waits() for _ in range(100_000))
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


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE NOT l.granted AND a.datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
