"""Doctor finds each thing that the constraints would have refused, and says what to do."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from typer.testing import CliRunner

from cadencia.billing import acts, doctor
from cadencia.billing.models import BillingRun, Installment, Refusal
from cadencia.documents.models import DocumentDueDate, SeriesCounter
from cadencia.parties.models import Customer
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

NOW = factories.A_MOMENT


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def billed(ana):
    """A posted contract with one installment, billed on an issued invoice."""
    contract = factories.a_draft_contract(ana, ("CUOTA", "100.00"))
    acts.post(contract.pk, by=chief(ana.company_id), on=date(2026, 1, 1))
    return bill(contract, 1, date(2026, 1, 31))


def bill(contract, number, day):
    document = factories.a_draft_document(contract.customer, operation_date=day)
    installment = factories.an_installment(contract, number, due_on=day, theoretical_on=day)
    factories.a_link(installment, document)
    sql(
        "UPDATE documents_documentline SET installment_id = %s, contract_id = %s"
        " WHERE document_id = %s",
        installment.pk, contract.pk, document.pk,
    )  # fmt: skip
    factories.issue(document, number)
    DocumentDueDate.objects.create(
        company_id=document.company_id, document=document, position=1,
        due_on=day, amount=document.payable, **factories.place_of(document),
    )  # fmt: skip
    SeriesCounter.objects.update_or_create(
        company_id=document.company_id, series_id=document.series_id, fiscal_year=day.year,
        defaults={"last_number": number, "last_date": day},
    )  # fmt: skip
    acts.due.refresh([contract.pk], contract.company_id)
    return contract


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def unguarded(text, *values):
    """Write what the triggers would refuse, as a restored or tampered database might hold."""
    table = text.removeprefix("DELETE FROM ").removeprefix("UPDATE ").split()[0]
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    sql(text, *values)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found():
    return {each.name: each for each in doctor.examine(at=NOW)}


def test_a_sound_database(billed):
    assert found() == {}


def test_an_empty_database():
    assert found() == {}


@pytest.mark.parametrize(
    ("tampering", "name"),
    [
        ("UPDATE documents_documentline SET net = 99", "document_lines"),
        ("DELETE FROM documents_documentline", "document_lines"),
        ("UPDATE documents_documenttax SET amount = 20", "document_taxes"),
        ("DELETE FROM documents_documenttax", "document_taxes"),
        ("UPDATE documents_documentline SET quantity = 2", "line_amounts"),
        ("UPDATE documents_documentline SET unit_price = 100.01", "line_amounts"),
        ("UPDATE documents_documentline SET discounts = '{5}'", "line_amounts"),
        ("UPDATE documents_documentline SET explanation = '{proration: 1/2}'", "line_amounts"),
        ("UPDATE documents_documenttax SET rate = 10", "tax_amounts"),
        ("UPDATE documents_documenttax SET surcharge_rate = 5.2", "tax_amounts"),
        ("UPDATE documents_documenttax SET base = 90", "tax_amounts"),
        ("UPDATE documents_documentline SET tax_rates = '{10}'", "line_rates"),
        ("UPDATE documents_documentduedate SET amount = 120", "document_due_dates"),
        ("DELETE FROM documents_documentduedate", "document_due_dates"),
        ("UPDATE documents_documentduedate SET settled = true", "settled_due_dates"),
        ("UPDATE documents_documentduedate SET number = 7", "settled_due_dates"),
        ("UPDATE documents_document SET number = 2", "numbers_without_gap"),
        ("UPDATE documents_document SET fiscal_year = 2025", "fiscal_year"),
        ("UPDATE documents_seriescounter SET last_number = 2", "counters"),
        ("UPDATE documents_seriescounter SET last_date = '2026-01-30'", "counters"),
        ("DELETE FROM documents_seriescounter", "counters"),
        ("DELETE FROM billing_installmentdocument", "line_without_installment"),
        ("UPDATE documents_documentline SET contract_id = 0", "line_of_other_contract"),
        ("UPDATE billing_installment SET state = 'skipped'", "issued_of_unbilled"),
        ("UPDATE catalog_tax SET code = 'IVA-GENERAL' WHERE code = 'IVA21'", "taxes_missing"),
        ("UPDATE parties_customer SET snapshot_id = NULL", "party_without_snapshot"),
        ("UPDATE parties_customer SET city = 'Soria'", "snapshots"),
        ("DELETE FROM documents_issuer", "company_that_cannot_issue"),
        ("UPDATE billing_contractdue SET look_from = '2026-03-01'", "contract_due"),
        ("UPDATE billing_contractdue SET look_from = NULL", "contract_due"),
        ("DELETE FROM billing_contractdue", "contract_due"),
    ],
)
def test_tampering_is_found(billed, tampering, name):
    unguarded(tampering)
    finding = found()[name]
    assert finding.how_many == 1
    assert finding.says
    assert finding.remedy


def test_a_date_that_goes_back(billed):
    bill(billed, 2, date(2026, 2, 28))
    unguarded("UPDATE documents_document SET issue_date = '2026-01-30' WHERE number = 2")
    assert found()["dates_follow_numbers"].offenders[0].detail == "2026-01-30 < 2026-01-31"


def test_a_gap_in_the_middle(billed):
    bill(billed, 2, date(2026, 2, 28))
    bill(billed, 3, date(2026, 3, 31))
    unguarded("UPDATE documents_document SET number = 9 WHERE number = 2")
    assert found()["numbers_without_gap"].offenders[0].detail == "2026: 3 numbers from 1 to 9"


def test_a_series_that_goes_on_from_another_program(ana):
    contract = factories.a_draft_contract(ana, ("CUOTA", "100.00"))
    acts.post(contract.pk, by=chief(ana.company_id), on=date(2026, 1, 1))
    bill(contract, 1, date(2026, 1, 31))
    unguarded("UPDATE documents_document SET number = 501")
    unguarded("UPDATE documents_documentduedate SET number = 501")
    unguarded("UPDATE documents_seriescounter SET first_number = 501, last_number = 501")
    assert found() == {}


def test_a_billed_installment_without_document(ana):
    contract = factories.a_posted_contract(ana, ("CUOTA", "100.00"))
    factories.an_installment(contract)
    acts.due.refresh([contract.pk], ana.company_id)
    assert set(found()) == {"billed_without_document"}


def test_what_comes_to_zero_may_be_a_row_alone(ana):
    contract = factories.a_posted_contract(ana, ("CUOTA", "0.00"))
    factories.an_installment(contract, reason="zero_total")
    acts.due.refresh([contract.pk], ana.company_id)
    assert found() == {}


def test_a_draft_of_a_reopened_installment(ana):
    contract = factories.a_posted_contract(ana, ("CUOTA", "100.00"))
    factories.a_link(factories.an_installment(contract), factories.a_draft_document(ana))
    Installment.objects.update(state="reopened")
    acts.due.refresh([contract.pk], ana.company_id)
    assert set(found()) == {"draft_of_unbilled"}


def test_numbers_out_of_order(billed):
    factories.an_installment(billed, 2, due_on=date(2025, 12, 31), state="skipped")
    acts.due.refresh([billed.pk], billed.company_id)
    assert set(found()) == {"ledger_order"}


@pytest.mark.parametrize(("hours", "how_many"), [(0, 0), (1, 0), (2, 1)])
def test_a_run_that_nobody_works_on(ana, hours, how_many):
    BillingRun.objects.create(
        company_id=ana.company_id, scope_key="all", as_of=date(2026, 1, 31),
        started_at=NOW - timedelta(hours=hours),
    )  # fmt: skip
    assert len(found()) == how_many


def test_a_refusal_of_a_draft(ana):
    contract = factories.a_draft_contract(ana, ("CUOTA", "100.00"))
    Refusal.objects.create(
        contract=contract, company_id=ana.company_id, code="x", message="x", at=NOW
    )
    assert set(found()) == {"refusal_of_unposted"}


class TestWhatHoldsTheInvariants:
    def test_every_trigger_is_known(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
                " AND tgrelid::regclass::text NOT LIKE 'procrastinate%'"
            )
            assert {name for (name,) in cursor.fetchall()} == doctor.TRIGGERS

    def test_one_switched_off(self):
        sql("ALTER TABLE documents_document DISABLE TRIGGER documents_issued_never_changes")
        assert found()["triggers"].offenders[0].detail == "documents_issued_never_changes"

    def test_one_dropped(self):
        sql("DROP TRIGGER documents_lines_add_up ON documents_documentline")
        assert found()["triggers"].offenders[0].detail == "documents_lines_add_up"

    def test_a_wall_that_is_gone(self):
        sql("ALTER TABLE documents_documentline DROP CONSTRAINT"
            " documents_documentline_document_id_wall")  # fmt: skip
        offender = found()["walls"].offenders[0]
        assert offender.detail == "documents_documentline_document_id_wall"

    def test_a_constraint_that_is_gone(self):
        sql("ALTER TABLE documents_document DROP CONSTRAINT documents_document_number")
        assert found()["constraints"].offenders[0].detail == "documents_document_number"

    def test_an_index_that_is_gone(self):
        sql("DROP INDEX billing_due_look")
        assert found()["constraints"].offenders[0].detail == "billing_due_look"


class TestTheCommand:
    @pytest.fixture
    def told(self, monkeypatch):
        from cadencia.cli import doctor as command

        monkeypatch.setattr(command, "open_installation", lambda: None)  # the tests' own is open
        return lambda *arguments: CliRunner().invoke(command.app, list(arguments))

    def test_nothing_found(self, told):
        result = told("--json")
        assert result.exit_code == 0
        assert json.loads(result.output) == {"sound": True, "findings": []}

    def test_something_found(self, told, ana):
        Customer.objects.update(snapshot=None)
        result = told("--json")
        assert result.exit_code == 1
        finding = json.loads(result.output)["findings"][0]
        assert (finding["name"], finding["how_many"]) == ("party_without_snapshot", 1)
        assert finding["offenders"] == [
            {"company": ana.company_id, "row": str(ana.pk), "detail": ana.code}
        ]

    def test_in_words(self, told, ana):
        Customer.objects.update(snapshot=None)
        result = told()
        assert result.exit_code == 1
        assert "party_without_snapshot (1" in result.output
        assert ana.code in result.output

    def test_at_most_twenty_are_shown_and_all_counted(self, ana):
        for _each in range(24):
            factories.a_customer(ana.company)
        Customer.objects.update(snapshot=None)
        finding = found()["party_without_snapshot"]
        assert (finding.how_many, len(finding.offenders)) == (25, 20)


@pytest.mark.django_db(transaction=True)
def test_it_looks_at_one_moment_and_writes_nothing():
    contract = factories.a_draft_contract(
        factories.a_customer(factories.a_company()), ("CUOTA", "100.00")
    )
    acts.post(contract.pk, by=chief(contract.company_id), on=date(2026, 1, 1))
    bill(contract, 1, date(2026, 1, 31))
    assert doctor.examine(at=NOW) == []
