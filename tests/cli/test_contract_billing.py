"""`cadencia contract pending`, `generate`, `documents`, `associate`; `cadencia automatic`."""

from datetime import date

import pytest

from cadencia.billing import due
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests import factories
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


@pytest.fixture
def ana():
    return a_member(a_gym(), "Ana")


def test_what_is_pending_and_what_comes_next(ana):
    shown = cadencia("contract", "pending", ana.code)
    assert shown.stdout == (
        f"{ana.code}: 2 cuotas pendientes a 15/03/2026.\n"
        "  cuota 1 del 31/01/2026\n"
        "  cuota 2 del 28/02/2026\n"
        "La siguiente es la del 31/03/2026: --advance la factura ya.\n"
    )
    found = told("contract", "pending", ana.code)
    assert (found["pending"], found["following"]["due_on"]) == (2, "2026-03-31")


def test_more_than_pending_wants_to_be_said(ana):
    refused = cadencia("contract", "generate", ana.code, "--count", 3)
    assert refused.exit_code == 1
    assert "solo hay 2 pendientes" in refused.stderr
    done = told("contract", "generate", ana.code, "--count", 3, "--advance")
    assert (done["state"], done["documents"], done["ahead"]) == ("issued", 3, 1)


class TestPaidNow:
    def test_what_is_in_advance_is_paid_and_listed(self, ana):
        done = told(
            "contract", "generate", ana.code, "--count", 3, "--advance", "--paid-now",
            "--paid-on", "2026-03-14", "--paid-by", "cash",
        )  # fmt: skip
        (payment,) = done["payments"]
        (paid,) = told("contract", "payments", ana.code)
        assert (paid["payment"], paid["paid_on"], paid["method"]) == (payment, "2026-03-14", "cash")
        listed = told("contract", "documents", ana.code)
        assert [each["paid"] for each in listed].count("54.45") == 1
        undone = cadencia("contract", "undo-payment", ana.code, payment)
        assert undone.stdout == f"Cobro {payment} deshecho: vuelve a deberse.\n"
        assert told("contract", "payments", ana.code) == []
        again = cadencia("contract", "undo-payment", ana.code, payment)
        assert again.exit_code == 2

    def test_not_on_a_day_to_come(self, ana):
        refused = cadencia(
            "contract", "generate", ana.code, "--count", 3, "--advance", "--paid-on", "2026-03-16"
        )
        assert refused.exit_code == 1
        assert "--paid-on: En un día futuro" in refused.stderr


def test_the_oldest_first_then_all_that_is_left(ana):
    assert told("contract", "generate", ana.code, "--count", 1)["documents"] == 1
    assert told("contract", "generate", ana.code)["documents"] == 1
    shown = cadencia("contract", "generate", ana.code, "--count", 1, "--advance")
    assert shown.exit_code == 0, shown.output
    assert "No hay ninguna pendiente: las 1 se facturan por adelantado." in shown.stdout


def test_exactly_what_was_shown(ana):
    shown = told("contract", "generate", ana.code, "--count", 1, "--preview")
    assert [each["total"] for each in shown["documents"]] == ["54.45"]
    assert not Document.objects.exists()
    expect = ("--expect", shown["fingerprint"])
    assert cadencia("contract", "generate", ana.code, "--count", 1, *expect).exit_code == 0
    again = cadencia("contract", "generate", ana.code, "--count", 1, *expect)
    assert again.exit_code == 1
    assert "no se ha generado nada" in again.stderr
    assert Document.objects.count() == 1


def test_the_preview_in_words(ana):
    shown = cadencia("contract", "generate", ana.code, "--count", 1, "--preview")
    assert shown.stdout.splitlines()[0] == (
        "  factura con fecha 31/01/2026: 54,45\xa0€ (CUOTA Enero)"
    )


def test_what_is_no_fingerprint(ana):
    assert cadencia("contract", "generate", ana.code, "--expect", "x").exit_code == 2


def test_a_contract_that_stands_still(ana):
    cadencia("contract", "deactivate", ana.code)
    refused = cadencia("contract", "pending", ana.code)
    assert refused.exit_code == 1
    assert f"{ana.code} está posteado, inactivo: no genera nada." in refused.stderr


def test_its_documents(ana):
    assert cadencia("contract", "documents", ana.code).stdout == f"{ana.code}: sin documentos.\n"
    cadencia("contract", "generate", ana.code)
    found = told("contract", "documents", ana.code)
    # The first is too old to be dated back: it bears the day of issue, and a later number.
    assert [(each["installments"], each["days_overdue"]) for each in found] == [([1], 0), ([2], 15)]
    assert "generado" in cadencia("contract", "documents", ana.code).stdout


def test_a_sale_of_another_program_takes_the_place(ana):
    said = ("--external", "--date", "2026-02-01", "--total", "50.00")
    refused = cadencia("contract", "associate", ana.code, "F-77", *said)
    assert refused.exit_code == 1
    assert "La cuota sería de 54,45 y el documento es de 50,00" in refused.stderr
    shown = cadencia("contract", "associate", ana.code, "F-77", *said, "--accept-difference")
    assert shown.stdout == f"{ana.code}: F-77 ocupa el lugar de la cuota del 31/01/2026.\n"
    assert told("contract", "pending", ana.code)["pending"] == 1
    undone = cadencia("contract", "undo-association", ana.code, "F-77")
    assert undone.stdout == f"{ana.code}: F-77 ya no está asociado.\n"
    assert told("contract", "pending", ana.code)["pending"] == 2


def test_a_document_of_ours_by_its_unique_number(ana):
    sale = factories.an_issued_document(ana.customer, 900)
    shown = cadencia("contract", "associate", ana.code, sale.pk, "--only-list")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout == f"{ana.code}: {sale.pk} figura entre sus documentos.\n"
    assert cadencia("contract", "associate", ana.code, "NADA-1").exit_code == 2


def test_only_the_oldest_of_each():
    company = a_gym("Ana", "Berta")
    shown = told("preview", "--oldest")
    assert shown["summary"]["installments"] == 2
    done = told("generate", "--oldest", "--expect", shown["summary"]["fingerprint"])
    assert (done["state"], done["documents"]) == ("issued", 2)
    assert told("preview", "--oldest")["summary"]["installments"] == 2
    assert Document.objects.filter(company=company).count() == 2


class TestAutomatic:
    def test_by_hand_what_the_scheduler_does(self, ana):
        a_member(Company.objects.get(), "Berta", generation="manual")
        shown = cadencia("generate", "--automatic")
        assert shown.exit_code == 0, shown.output
        assert Document.objects.count() == 2

    def test_the_days_and_what_they_ask_about(self, ana):
        Company.objects.update(automatic_generation=True, max_installments_per_contract=1)
        assert "Todavía no ha facturado" in cadencia("automatic").stdout
        assert cadencia("generate", "--automatic").exit_code == 1
        shown = cadencia("automatic")
        assert shown.exit_code == 1
        assert f"contratos con demasiadas cuotas: {ana.code}" in shown.stdout
        assert cadencia("automatic", "--seen").exit_code == 0
        assert cadencia("automatic").exit_code == 0


def test_contracts_of_a_customer_on_one_document():
    first = a_member(a_gym(), "Ana")
    second = factories.a_posted_contract(first.customer, ("CUOTA <MENSUAL>", "45.00"))
    due.refresh([second.pk], second.company_id)
    assert told("preview")["summary"]["documents"] == 4
    shown = told("preview", "--group")["summary"]
    assert shown["documents"] == 2
    assert [each["contracts"] for each in shown["joint"]] == [[first.code, second.code]] * 2
    said = cadencia("preview", "--group").stdout
    assert f"En un solo documento del 31/01/2026: {first.code}, {second.code}." in said
    done = told("generate", "--group", "--expect", shown["fingerprint"])
    assert (done["state"], done["documents"]) == ("issued", 2)
