"""`cadencia master set`, `documents print`, `contract show`: what forms do, by commands."""

from datetime import date

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from cadencia.cli.main import app
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from tests.cli.commands import a_gym, cadencia, it_is, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 2, 10))


def refused(*arguments):
    shown = CliRunner().invoke(app, list(arguments))
    assert shown.exit_code in (1, 2), shown.output
    return shown.output


def test_a_master_is_created_changed_and_shown():
    a_gym()
    made = told("master", "set", "taxes", "IPS8", "tax=IPS", "rate=8", "offered=no")
    assert made["values"] == {
        "code": "IPS8",
        "tax": "IPS",
        "rate": "8",
        "surcharge": "0",
        "exemption": "",
        "mention": "",
        "offered": False,
    }
    assert "IPS8: guardado." in cadencia("master", "set", "taxes", "IPS8", "mention=Ley").stdout
    cadencia("master", "set", "taxes", f"#{made['id']}", "offered=")
    shown = CliRunner().invoke(app, ["master", "show", "taxes", "IPS8"]).stdout
    assert '"mention": "Ley"' in shown
    assert '"offered": true' in shown
    terms = told("master", "set", "payment-terms", "A 30", 'terms={"days": 30}')
    assert terms["values"]["terms"]["days"] == 30
    item = told("master", "set", "items", "AGUA", "name=Agua", "taxes=IVA21, IVA10", "price=1.5")
    assert item["values"]["taxes"] == ["IVA21", "IVA10"]


def test_what_can_not_be_set_is_said():
    a_gym()
    told_wrong = refused("master", "set", "taxes", "X", "rate=200", "surcharge=-1")
    assert all(each in told_wrong for each in ("tax:", "rate:", "surcharge:"))
    unread = refused("master", "set", "taxes", "X", "offered=quizá", "colour=red", "rate")
    assert all(each in unread for each in ("offered:", "colour:", "rate: escriba"))
    assert "cadencia import" in refused("master", "set", "customers", "C1", "name=x")
    assert "#99999" in refused("master", "set", "taxes", "#99999", "rate=1")
    assert refused("master", "set", "payment-terms", "x", "terms=30").startswith("")


def test_several_documents_are_printed_as_one_file(tmp_path):
    a_gym("Ana", "Luis")
    assert cadencia("generate", "--month", "2026-01").exit_code == 0
    first, second = [f"F-2026-00000{each}" for each in (1, 2)]
    out = tmp_path / "todo.pdf"
    shown = cadencia("documents", "print", second, first, "--duplicates", "--out", out)
    assert shown.stdout == f"{out}\n"
    pages = [each.extract_text() for each in PdfReader(out).pages]
    assert [second in pages[0], first in pages[1]] == [True, True]
    assert all("DUPLICADO" in each for each in pages)
    assert "F-2026-000009" in refused("documents", "print", first, "F-2026-000009")
    assert "--out" in refused("documents", "print", first, "--out", str(tmp_path / "no" / "x.pdf"))
    assert Document.objects.count() == 2


def test_a_contract_is_shown_whole():
    company = a_gym("Ana")
    contract = Contract.objects.get(company=company)
    cadencia("contract", "change", contract.code, "--commission-rate", "7.5", "--notes", "=x")
    shown = cadencia("contract", "show", contract.code).stdout.splitlines()
    assert f"Contrato: {contract.code}" in shown
    assert "Comisión del contrato: 7,5" in shown
    assert "Notas: =x" in shown
    assert "Cuota inicial: 31/01/2026" in shown
    (line,) = [each for each in shown if each.startswith("Líneas · ")]
    assert "Precio: 45,00" in line
    form = told("contract", "show", contract.code)
    assert (form["id"], form["contract"]["commission_rate"]) == (contract.pk, "7.5")
    assert form["contract"]["lines"][0]["unit_price"] == "45.00"
    assert "NO" in refused("contract", "show", "NO")
