"""`cadencia refusals`: what the runs left aside."""

from datetime import date

import pytest

from cadencia.billing import due
from cadencia.billing.models import Refusal
from cadencia.billing.refusals import sentence
from tests.cli.commands import a_gym, a_member_that_cannot_be_billed, cadencia, it_is, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


def test_none():
    a_gym("Ana")
    shown = cadencia("refusals")
    assert shown.exit_code == 0
    assert "Ningún contrato de Gimnasio Fuerte" in shown.stdout


def test_why_and_how_to_mend_it():
    company = a_gym("Ana")
    bad = a_member_that_cannot_be_billed(company, "Berta")
    run = told("generate", "--month", "2026-01")["run"]
    shown = cadencia("refusals")
    assert bad.code in shown.stdout
    assert "<FIN VIGENCIA>" in shown.stdout
    (found,) = told("refusals")
    assert (found["contract"], found["code"]) == (bad.code, "variable_without_value")
    assert found["message"] == (
        "La variable <FIN VIGENCIA> no tiene valor el 31/01/2026; quítela del texto."
    )
    assert found["run"] == run
    assert found["fields"] == ["contract.lines.0.description"]


def test_of_one_contract_or_run():
    company = a_gym()
    bad = a_member_that_cannot_be_billed(company, "Ana")
    a_member_that_cannot_be_billed(company, "Berta")
    run = told("generate", "--month", "2026-01")["run"]
    assert len(told("refusals", "--run", run)) == 2
    assert told("refusals", "--run", run + 1) == []
    assert len(told("refusals", "--contract", bad.code)) == 1


def test_cleared_by_a_good_run():
    company = a_gym("Ana")
    bad = a_member_that_cannot_be_billed(company, "Berta")
    cadencia("generate", "--month", "2026-01")
    cadencia("contract", "revert", bad.code)
    bad.lines.update(description="CUOTA")
    cadencia("contract", "post", bad.code)
    due.refresh([bad.pk], company.pk)
    assert cadencia("generate", "--month", "2026-01").exit_code == 0
    assert not Refusal.objects.exists()


@pytest.mark.parametrize(
    ("code", "details", "said"),
    [
        ("price_missing", {"item": "X", "date": "2026-01-31"}, "El artículo X no tiene precio el"),
        ("price_missing", {}, "Un artículo no tiene precio"),
        ("series_unknown", {"series": "Q"}, "No existe la serie Q; créela"),
        ("recipient_missing", {}, "El cliente no tiene datos para imprimir"),
        ("negative_total", {"total": "-12.10", "date": "2026-01-31"}, "-12,10"),
        ("never_heard_of", {}, "as it came"),
    ],
)
def test_in_words(code, details, said):
    from django.utils import translation

    with translation.override("es"):
        assert said in sentence(code, "as it came", details)
