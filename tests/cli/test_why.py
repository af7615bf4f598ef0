"""`cadencia why` and `cadencia explain`, as their user meets them."""

import json

import pytest
from django.utils import translation
from typer.testing import CliRunner

from cadencia.cli.main import app
from tests.factories import (
    A_MOMENT,
    a_company,
    a_customer,
    a_draft_document,
    a_link,
    a_posted_contract,
    an_installment,
    an_issued_document,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    with translation.override("es"):
        yield


@pytest.fixture
def ana():
    return a_customer(a_company(code="GIM", name="Gimnasio"), "Ana")


def new_year():
    return A_MOMENT


def cadencia(*arguments):
    shown = CliRunner().invoke(app, arguments)
    if shown.exception is not None and not isinstance(shown.exception, SystemExit):
        raise shown.exception
    return shown


class TestWhy:
    def test_in_words(self, ana):
        a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-1")
        shown = cadencia("why", "CT-1", "--on", "2026-02-28", "--as-of", "2026-02-01")
        assert shown.exit_code == 0
        assert shown.stdout.replace("\xa0", " ").splitlines() == [
            "Contrato CT-1 (Ana), el 28/02/2026, visto el 01/02/2026:",
            "  Todavía no: la cuota 2, del 28/02/2026, se facturará a partir del 28/02/2026.",
            "  Hace este documento: factura de 54,45 €.",
            "  · CUOTA: 45,00 €",
            "  Pendientes de antes de ese día: 1; la más antigua, del 31/01/2026.",
        ]

    def test_in_english_where_the_terminal_asks_for_it(self, ana, monkeypatch):
        monkeypatch.setenv("CADENCIA_LANG", "en_GB.UTF-8")
        a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-1", is_active=False)
        shown = cadencia("why", "CT-1", "--on", "2026-02-28", "--company", "gim")
        assert "The contract is inactive: it bills nothing until activated." in shown.stdout

    def test_in_json(self, ana):
        a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-1")
        shown = cadencia("why", "CT-1", "--on", "2026-01-31", "--as-of", "2026-01-31", "--json")
        told = json.loads(shown.stdout)
        assert (told["contract"], told["on"], told["verdict"]) == ("CT-1", "2026-01-31", "due")
        assert told["causes"][1]["values"]["total"] == "54.45"
        assert told["causes"][2]["line"] == "l1"
        assert told["causes"][0]["values"]["due_on"] == "2026-01-31"

    def test_without_a_day_taken_as_today_it_is_today(self, ana, settings):
        settings.CLOCK = "tests.cli.test_why.new_year"
        a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-1")
        shown = cadencia("why", "CT-1", "--on", "2026-01-31", "--json")
        assert json.loads(shown.stdout)["as_of"] == "2026-01-01"

    @pytest.mark.parametrize("written", ["31/01/2026", "2026-02-30", "20260131", "mañana", ""])
    def test_what_is_no_date(self, ana, written):
        shown = cadencia("why", "CT-1", "--on", written)
        assert shown.exit_code == 2
        assert shown.stderr.startswith(f"--on: «{written}» no es una fecha")

    def test_no_such_contract(self, ana):
        a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-1")
        shown = cadencia("why", "t-1", "--on", "2026-01-31")
        assert shown.exit_code == 2
        assert shown.stderr == (
            "CONTRACT: la empresa GIM no tiene ningún contrato t-1; ¿quiso decir CT-1?\n"
        )


class TestCompany:
    def test_several_are_listed(self, ana):
        a_company(code="SEG", name="Seguros")
        shown = cadencia("why", "CT-1", "--on", "2026-01-31")
        assert shown.exit_code == 2
        assert shown.stderr == (
            "--company: hay varias empresas; indique una de GIM (Gimnasio), SEG (Seguros).\n"
        )

    def test_one_that_there_is_not(self, ana):
        shown = cadencia("why", "CT-1", "--on", "2026-01-31", "--company", "XX")
        assert "no hay ninguna empresa XX" in shown.stderr

    def test_none_at_all(self):
        shown = cadencia("why", "CT-1", "--on", "2026-01-31")
        assert "todavía no hay ninguna empresa" in shown.stderr


class TestExplain:
    def test_in_words(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "100.00"), code="CT-1")
        a_link(an_installment(contract), an_issued_document(ana, 41))
        shown = cadencia("explain", "F-2026-000041")
        assert shown.stdout.replace("\xa0", " ").splitlines() == [
            "Factura F-2026-000041 del 31/01/2026 para Ana",
            "",
            "1. CUOTA",
            "   1 × 100,00 = 100,00",
            "",
            "IVA: 21 % de 100,00 = 21,00",
            "Total: 100,00 + 21,00 = 121,00 €",
        ]

    def test_a_draft_by_its_id_in_json(self, ana):
        draft = a_draft_document(ana)
        told = json.loads(cadencia("explain", str(draft.pk), "--line", "1", "--json").stdout)
        assert (told["document"], told["id"], told["total"]) == (None, draft.pk, "121.00")
        assert [each["net"] for each in told["lines"]] == ["100.00"]
        assert told["lines"][0]["adds_up"] is True

    def test_no_such_line(self, ana):
        shown = cadencia("explain", str(a_draft_document(ana).pk), "--line", "2")
        assert shown.exit_code == 2
        assert shown.stderr == "--line: no hay línea 2; las del documento van de la 1 a la 1.\n"

    def test_no_such_document(self, ana):
        shown = cadencia("explain", "F-2026-000042")
        assert shown.exit_code == 2
        assert shown.stderr.startswith("DOCUMENT: la empresa GIM no tiene ningún documento")
