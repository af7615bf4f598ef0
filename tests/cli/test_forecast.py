"""`cadencia forecast`: for people, for spreadsheets, for programs."""

from datetime import date

import pytest

from tests.cli.commands import a_gym, a_member_that_cannot_be_billed, cadencia, it_is, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 1, 15))


def test_by_month():
    a_gym("Ana", "Berta")
    shown = cadencia("forecast", "--months", 2)
    assert shown.exit_code == 0
    assert "Previsión · Gimnasio Fuerte · del 15/01/2026 al 28/02/2026" in shown.stdout
    rows = [" ".join(line.split()) for line in shown.stdout.replace("\xa0", " ").splitlines()]
    assert "2026-01 2 90,00 € 108,90 € 108,90 €" in rows
    assert "Suma 4 180,00 € 217,80 € 217,80 €" in rows
    assert "2 contratos facturarán algo." in rows


def test_in_json():
    company = a_gym("Ana")
    found = told("forecast", "--months", 1, "--by", "mes,cliente")
    (code,) = found["customers"]
    assert found["company"] == company.code
    assert (found["as_of"], found["until"], found["by"]) == (
        "2026-01-15", "2026-01-31", ["month", "customer"],
    )  # fmt: skip
    row = {"currency": "EUR", "documents": 1, "net": "45.00", "total": "54.45", "cash": "54.45"}
    assert found["rows"] == [{"month": "2026-01", "customer": code, **row}]
    assert found["totals"] == [row]


def test_for_a_spreadsheet():
    a_gym("Ana")
    shown = cadencia("forecast", "--months", 1, "--csv")
    assert shown.stdout.removeprefix("\ufeff").replace("\r\n", "\n") == (
        "Mes;Moneda;Documentos;Neto;Total;Cobros\n2026-01;EUR;1;45,00;54,45;54,45\n"
    )


def test_any_day_as_today():
    a_gym("Ana")
    found = told("forecast", "--months", 1, "--as-of", "2026-03-20")
    assert [(each["month"], each["documents"]) for each in found["rows"]] == [("2026-03", 3)]


def test_what_cannot_be_billed_is_named():
    bad = a_member_that_cannot_be_billed(a_gym("Ana"), "Berta")
    shown = cadencia("forecast")
    assert f"{bad.code}, del 31/01/2026: La variable <FIN VIGENCIA>" in shown.stdout
    (told_of,) = told("forecast")["cannot_be_billed"]
    assert (told_of["contract"], told_of["from"]) == (bad.code, "2026-01-31")


def test_all_that_is_wrong_at_once():
    a_gym("Ana")
    refused = cadencia("forecast", "--months", 0, "--by", "mes,luna,month", "--customer", "Z")
    assert refused.exit_code == 2
    for word in ("--customer", "--months", "«luna»", "«month» está repetido"):
        assert word in refused.stderr


def test_nothing():
    a_gym()
    assert "No se espera facturar nada" in cadencia("forecast").stdout
