"""Two people at one document or contract: one waits, and sees what the other did."""

import threading
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from cadencia.documents.models import Document, DocumentLine
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ISSUE = """
    UPDATE documents_document SET number = 1, fiscal_year = 2026, issue_date = '2026-01-31',
        issued_at = '2026-01-31', issuer_id = (SELECT issuer_snapshot_id FROM parties_company
                                               WHERE id = documents_document.company_id)
"""
ADD_A_LINE = """
    INSERT INTO documents_documentline (company_id, document_id, position, description, quantity,
        unit_price, discounts, net, taxes, withheld, explanation)
    SELECT company_id, id, 2, 'OTRA', 1, 100, '{}', 100, '{}', true, '{}' FROM documents_document
"""
WAITS_SECONDS = 0.3


@contextmanager
def a_connection():
    settings = connection.get_connection_params()
    wanted = {key: settings[key] for key in ("host", "port", "user", "password", "dbname")
              if settings.get(key)}  # fmt: skip
    with psycopg.connect(**wanted) as opened:
        yield opened


def second(statement):
    """Begin the statement in another connection; return how to wait for what became of it."""
    outcome = []

    def run():
        with a_connection() as other:
            try:
                other.execute(statement)
                other.commit()
                outcome.append(None)
            except psycopg.Error as error:
                other.rollback()
                outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(WAITS_SECONDS)
    assert not outcome, "it should have waited for the first"

    def wait():
        thread.join(10)
        return outcome[0]

    return wait


@pytest.fixture
def draft():
    return factories.a_draft_document(factories.a_customer(factories.a_company()))


def test_a_line_added_while_the_number_is_given_is_refused(draft):
    with a_connection() as first:
        first.execute(ISSUE)
        outcome = second(ADD_A_LINE)
        first.commit()
        assert isinstance(outcome(), psycopg.errors.CheckViolation)
    assert DocumentLine.objects.count() == 1


def test_a_line_deleted_while_the_number_is_given_stays(draft):
    with a_connection() as first:
        first.execute(ISSUE)
        outcome = second("DELETE FROM documents_documentline")
        first.commit()
        assert isinstance(outcome(), psycopg.errors.RestrictViolation)
    assert DocumentLine.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [ADD_A_LINE, "DELETE FROM documents_documentline", "DELETE FROM documents_documenttax"],
)
def test_a_document_whose_parts_change_meanwhile_is_not_issued(draft, change):
    with a_connection() as first:
        first.execute(change)
        outcome = second(ISSUE)
        first.commit()
        assert isinstance(outcome(), psycopg.errors.CheckViolation)
    assert Document.objects.get().number is None


def test_a_line_edited_while_its_contract_is_posted_stays():
    factories.a_draft_contract(factories.a_customer(factories.a_company()), ("CUOTA", "45.00"))
    with a_connection() as first:
        first.execute("UPDATE contracts_contract SET state = 'posted'")
        outcome = second("UPDATE contracts_contractline SET unit_price = 1")
        first.commit()
        assert isinstance(outcome(), psycopg.errors.RestrictViolation)
