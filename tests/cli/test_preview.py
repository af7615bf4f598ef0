"""`cadencia preview`: what people and programs are shown, and what is bad input."""

import json
from datetime import date

import pytest
from django.db import connection

from cadencia.billing.models import BillingRun
from cadencia.documents.models import Document
from tests.cli.commands import (
    a_gym,
    a_member,
    a_member_that_cannot_be_billed,
    cadencia,
    it_is,
    told,
)
from tests.factories import a_company

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


class TestShown:
    def test_documents_totals_and_fingerprint(self):
        a_gym("Ana", "Berta")
        shown = cadencia("preview", "--month", "2026-01")
        assert shown.exit_code == 0, shown.output
        assert "Vista previa · Gimnasio Fuerte · enero de 2026" in shown.stdout
        assert "Ana" in shown.stdout
        assert "54,45" in shown.stdout
        assert "Documentos: 2 · Total: 108,90" in shown.stdout
        assert "--expect" in shown.stdout

    def test_nothing_is_written(self):
        a_gym("Ana")
        cadencia("preview", "--month", "2026-01")
        assert not Document.objects.exists()
        assert not BillingRun.objects.exists()

    def test_only_as_many_rows_as_asked(self):
        a_gym("Ana", "Berta", "Carla")
        shown = cadencia("preview", "--month", "2026-01", "--rows", 1)
        assert "Ana" in shown.stdout
        assert "Carla" not in shown.stdout
        assert "… y 2 documentos más" in shown.stdout

    def test_lines(self):
        a_gym("Ana")
        shown = cadencia("preview", "--month", "2026-01", "--lines")
        assert "CUOTA Enero" in shown.stdout
        assert "1 × 45,00" in shown.stdout

    def test_nothing_due_names_the_next_date(self):
        a_gym("Ana")
        shown = cadencia("preview", "--as-of", "2026-01-30")
        assert shown.exit_code == 0
        assert "No hay nada que facturar." in shown.stdout
        assert "La próxima fecha es el 31/01/2026." in shown.stdout

    def test_a_window_without_anything_tells_of_earlier_ones(self):
        a_gym("Ana")
        shown = cadencia("preview", "--from", "2026-02-01", "--until", "2026-02-27")
        assert "pendientes desde el 31/01/2026" in shown.stdout

    def test_who_cannot_be_billed_and_why(self):
        company = a_gym("Ana")
        bad = a_member_that_cannot_be_billed(company, "Berta")
        shown = cadencia("preview", "--month", "2026-01")
        assert shown.exit_code == 1
        assert bad.code in shown.stdout
        assert "La variable" in shown.stdout
        assert "<FIN VIGENCIA>" in shown.stdout

    def test_in_english(self, monkeypatch):
        monkeypatch.setenv("CADENCIA_LANG", "en")
        a_gym("Ana")
        shown = cadencia("preview", "--month", "2026-01")
        assert "Preview · Gimnasio Fuerte · January 2026" in shown.stdout


class TestForPrograms:
    def test_json_holds_all_whatever_the_rows(self):
        company = a_gym("Ana", "Berta")
        bad = a_member_that_cannot_be_billed(company, "Carla")
        found = told("preview", "--month", "2026-01", "--rows", 0)
        assert [each["total"] for each in found["documents"]] == ["54.45", "54.45"]
        assert found["documents"][0]["installments"] == [
            {
                "number": 1,
                "kind": "regular",
                "due_on": "2026-01-31",
                "period": {"from": "2026-01-31", "until": "2026-02-27"},
            }
        ]
        assert [each["contract"] for each in found["refusals"]] == [bad.code]
        summary = found["summary"]
        assert (summary["documents"], summary["refusals"]) == (2, 1)
        assert summary["totals"] == {"EUR": "108.90"}
        assert summary["groups"] == [
            {
                "type": "invoice", "series": "F", "currency": "EUR", "documents": 2,
                "net": "90.00", "taxes": "18.90", "total": "108.90",
            }
        ]  # fmt: skip

    def test_json_lines(self):
        a_gym("Ana", "Berta")
        shown = cadencia("preview", "--month", "2026-01", "--jsonl", "--lines")
        found = [json.loads(line) for line in shown.stdout.splitlines()]
        assert [next(iter(each)) for each in found] == ["document", "document", "summary"]
        assert found[0]["document"]["lines"][0]["description"] == "CUOTA Enero"

    def test_json_of_nothing(self):
        a_gym("Ana")
        found = told("preview", "--as-of", "2026-01-01")
        assert found["documents"] == []
        assert found["summary"]["next_date"] == "2026-01-31"


class TestScope:
    def test_today_unless_said(self):
        a_gym("Ana")  # it is 15 March: January and February
        assert told("preview")["summary"]["installments"] == 2

    def test_one_contract_of_several(self):
        company = a_gym("Ana", "Berta")
        mine = a_member(company, "Carla")
        found = told("preview", "--contract", mine.code, "--month", "2026-01")
        assert [each["contract"] for each in found["documents"]] == [mine.code]

    def test_a_type_in_spanish(self):
        a_gym("Ana")
        assert told("preview", "--type", "factura")["summary"]["documents"] == 2
        assert told("preview", "--type", "albarán")["summary"]["documents"] == 0
        assert "documentos albarán" in cadencia("preview", "--type", "albarán").stdout

    def test_what_is_excluded_is_left_out(self):
        company = a_gym()
        mine = a_member(company, "Ana")
        found = told("preview", "--exclude", f"{mine.code}@2026-01-31")
        assert [each["operation_date"] for each in found["documents"]] == ["2026-02-28"]

    def test_a_date_on_which_nothing_is_due_is_not_passed_over(self):
        company = a_gym()
        mine = a_member(company, "Ana")
        refused = cadencia("preview", "--exclude", f"{mine.code}@2026-01-30")
        assert refused.exit_code == 2
        told_so = " ".join(refused.stderr.split())
        assert told_so.startswith(f"--exclude: a {mine.code} no le toca nada el 2026-01-30;")
        assert told_so.endswith("escriba una de sus fechas: 2026-01-31, 2026-02-28.")
        refused = cadencia("preview", "--month", "2025-01", "--exclude", f"{mine.code}@2025-01-31")
        assert "no le toca nada en lo que se pide; quítelo." in " ".join(refused.stderr.split())

    def test_the_date_that_cannot_be_billed_may_be_left_out(self):
        bad = a_member_that_cannot_be_billed(a_gym(), "Ana")
        found = told("preview", "--exclude", f"{bad.code}@2026-01-31")
        assert [each["due_on"] for each in found["refusals"]] == ["2026-02-28"]

    @pytest.mark.parametrize(("until", "exit_code"), [("2026-12-14", 0), ("2026-12-15", 2)])
    def test_a_range_under_eleven_months(self, until, exit_code):
        a_gym("Ana")
        shown = cadencia("preview", "--from", "2026-01-15", "--until", until)
        assert shown.exit_code == exit_code
        if exit_code:
            assert "llega hasta 2026-12-14 como mucho" in shown.stderr


class TestBadInput:
    def test_all_problems_at_once(self):
        a_gym("Ana")
        refused = cadencia(
            "preview", "--month", "2026-13", "--contract", "X", "--kind", "Y", "--project", "P",
            "--sales-rep", "V", "--series", "S", "--type", "t", "--generation", "g",
            "--exclude", "uno", "--exclude", "X@2026-01-31", "--customer", "Z",
        )  # fmt: skip
        assert refused.exit_code == 2
        lines = refused.stderr.strip().splitlines()
        assert [line.split(":")[0] for line in lines] == [
            "--month", "--contract", "--customer", "--kind", "--project", "--sales-rep",
            "--series", "--type", "--generation", "--exclude", "--exclude",
        ]  # fmt: skip
        assert refused.stdout == ""

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (["--from", "2026-01-01"], "--until: un rango necesita las dos fechas"),
            (["--from", "2026-02-01", "--until", "2026-01-01"], "acaba (2026-01-01) antes"),
            (["--month", "2026-01", "--as-of", "2026-01-01"], "se excluyen"),
            (["--as-of", "31/01/2026"], "escríbala como 2026-03-31"),
            (["--as-of", "2026-02-30"], "no es una fecha"),
            (["--month", "0000-01"], "no es un mes"),
            (["--company", "nadie"], "--company"),
        ],
    )
    def test_a_sentence_that_names_the_option(self, options, sentence):
        a_gym("Ana")
        refused = cadencia("preview", *options)
        assert refused.exit_code == 2
        assert sentence in refused.stderr

    def test_no_company_yet(self):
        refused = cadencia("preview")
        assert refused.exit_code == 2
        assert refused.stderr.startswith("--company")

    def test_another_company_is_another_world(self):
        company, other = a_company(), a_gym()
        mine = a_member(other, "Ana")
        refused = cadencia("preview", "--company", company.code, "--contract", mine.code)
        assert "--contract" in refused.stderr


def test_a_tax_that_is_not_there_is_a_refusal():
    a_gym("Ana")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_tax SET code = 'IVA-GENERAL' WHERE code = 'IVA21'")
    shown = cadencia("preview", "--month", "2026-01")
    assert shown.exit_code == 1
    assert "No existe el impuesto IVA21" in shown.stdout
    assert "hay que crearlo o poner otro" in " ".join(shown.stdout.split())
