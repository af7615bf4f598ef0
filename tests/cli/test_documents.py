"""`cadencia documents`: listing, crediting, voiding, invoicing delivery notes."""

from datetime import date

import pytest

from cadencia.billing import withdrawing
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


@pytest.fixture
def gym():
    company = a_gym("Ana")
    assert cadencia("generate", "--month", "2026-01").exit_code == 0
    return company


def test_the_list_is_still_the_command_alone(gym):
    assert [each["number"] for each in told("documents")] == ["F-2026-000001"]
    assert "54,45\u00a0€" in cadencia("documents").stdout
    assert cadencia("documents", "--limit", "1").exit_code == 0


class TestCredit:
    def test_the_whole(self, gym):
        shown = cadencia("documents", "credit", "F-2026-000001", "--reason", "Baja")
        assert shown.stdout == (
            "R-2026-000001: abona 54,45 € de F-2026-000001; quedan 0,00 €.\n"
        ).replace(" €", "\xa0€")
        assert Installment.objects.get().state == "billed"

    def test_to_be_billed_again(self, gym):
        found = told("documents", "credit", "f-2026-1", "--reason", "Error", "--reopen")
        assert (found["number"], found["reopened"], found["left"]) == (
            "R-2026-000001", True, "0.00",
        )  # fmt: skip
        assert Installment.objects.get().state == "reopened"
        assert told("preview", "--month", "2026-01")["summary"]["installments"] == 1

    def test_an_amount_and_a_line(self, gym):
        amount = told("documents", "credit", "F-2026-000001", "--amount", "12,10", "--reason", "x")
        assert (amount["credited"], amount["left"]) == ("12.10", "42.35")
        line = told("documents", "credit", "F-2026-000001", "--line", "1=5.00", "--reason", "x")
        assert (line["credited"], line["left"]) == ("6.05", "36.30")

    def test_by_substitution(self, gym):
        shown = cadencia(
            "documents", "credit", "F-2026-000001", "--amount", "24.45", "--by", "substitution",
            "--reason", "x",
        )  # fmt: skip
        assert shown.stdout == "R-2026-000001: sustituye a F-2026-000001; importa 30,00\xa0€.\n"

    def test_a_preview_writes_nothing(self, gym):
        found = told(
            "documents", "credit", "F-2026-000001", "--line", "1", "--reason", "x", "--preview"
        )
        assert found["lines"] == [{"line": 1, "quantity": "-1", "net": "-45.00"}]
        assert Document.objects.count() == 1

    def test_a_draft_is_issued_or_deleted(self, gym):
        first = told("documents", "credit", "F-2026-000001", "--reason", "x", "--draft")
        assert cadencia("documents", "delete", first["number"]).stdout == (
            f"{first['number']}: borrador borrado.\n"
        )
        second = told("documents", "credit", "F-2026-000001", "--reason", "x", "--draft")
        assert cadencia("documents", "issue", second["number"]).stdout == (
            "R-2026-000001: emitido.\n"
        )
        refused = cadencia("documents", "delete", "R-2026-000001")
        assert refused.exit_code == 1
        assert "no es un borrador" in refused.stderr

    def test_what_is_refused_names_the_options(self, gym):
        refused = cadencia(
            "documents", "credit", "F-2026-000001", "--amount", "100", "--reason", " ",
            "--code", "r9", "--series", "F",
        )  # fmt: skip
        assert refused.exit_code == 1
        assert [each.split(":")[0] for each in refused.stderr.splitlines()] == [
            "--reason", "--code", "--series", "--amount",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "options",
        [
            ("--line", "uno"),
            ("--amount", "mucho"),
            ("--amount", "1", "--data"),
            ("--by", "magia"),
            ("--on", "ayer"),
        ],
    )
    def test_what_cannot_be_read(self, gym, options):
        refused = cadencia("documents", "credit", "F-2026-000001", "--reason", "x", *options)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("--")

    def test_no_such_document(self, gym):
        assert cadencia("documents", "credit", "F-2026-9", "--reason", "x").exit_code == 2


class TestVoid:
    def test_in_spain_only_what_nobody_has(self, gym):
        refused = cadencia("documents", "void", "F-2026-000001", "--reason", "Prueba")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("--not-delivered: ")
        done = cadencia(
            "documents", "void", "F-2026-000001", "--reason", "Prueba", "--not-delivered",
            "--reopen",
        )  # fmt: skip
        assert done.stdout.startswith("F-2026-000001: anulado.\n")
        assert told("documents")[0]["state"] == "void"
        assert Installment.objects.get().state == "reopened"


class TestBeyond:
    def test_credited_after_a_withdrawal(self, gym):
        contract = Contract.objects.get()
        withdrawing.withdraw(contract.pk, date(2026, 1, 15), by=chief(gym.pk))
        shown = cadencia("documents", "credit-beyond", contract.code, "--reason", "Baja")
        assert shown.stdout == "R-2026-000001: -54,45\xa0€\n"
        again = cadencia("documents", "credit-beyond", contract.code, "--reason", "Baja")
        assert again.stdout.startswith("No hay nada facturado")

    def test_what_cannot_be_read(self, gym):
        code = Contract.objects.get().code
        for options in (("NADIE",), (code, "--closing", "half")):
            refused = cadencia("documents", "credit-beyond", *options, "--reason", "x")
            assert refused.exit_code == 2


class TestNotes:
    @pytest.fixture
    def noted(self):
        company = a_gym()
        ana = a_member(company, "Ana", document_type="delivery_note")
        a_member(company, "Bea", document_type="delivery_note")
        for month in ("2026-01", "2026-02"):
            assert cadencia("generate", "--month", month).exit_code == 0
        return ana.customer

    def test_shown_then_invoiced(self, noted):
        shown = told("documents", "notes", "--customer", noted.code)
        assert [(each["until"], each["notes"], each["total"]) for each in shown["invoices"]] == [
            ("2026-01-31", ["A-2026-000001"], "54.45"),
            ("2026-02-28", ["A-2026-000003"], "54.45"),
        ]
        made = told("documents", "invoice-notes", "--until", "2026-01-31")["invoices"]
        assert [(each["invoice"], each["notes"]) for each in made] == [
            ("F-2026-000001", ["A-2026-000001"]),
            ("F-2026-000002", ["A-2026-000002"]),
        ]
        listed = cadencia("documents", "notes").stdout
        assert "A-2026-000003" in listed
        assert "A-2026-000001" not in listed
        assert cadencia("documents", "invoice-notes", "--draft").exit_code == 0
        assert cadencia("documents", "notes").stdout == (
            "No hay albaranes pendientes de facturar.\n"
        )

    def test_no_such_customer(self, noted):
        refused = cadencia("documents", "notes", "--customer", "NADIE")
        assert refused.exit_code == 2
        assert "NADIE" in refused.stderr
