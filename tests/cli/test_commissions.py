"""`cadencia commissions`: for people and for programs."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.contracts.models import Contract
from cadencia.parties.models import SalesRep
from tests.cli.commands import a_gym, cadencia, it_is, told

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = ("commissions", "--from", "2026-01-01", "--until", "2026-01-31")


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 1, 31))


def test_what_a_salesperson_earned():
    company = a_gym("Ana")
    SalesRep.objects.create(company=company, code="BEA", name="Beatriz", commission=Decimal(10))
    code = Contract.objects.get(company=company).code
    changed = cadencia(
        *("contract", "change", code, "--sales-rep", "BEA", "--commission-rate", "5")
    )
    assert changed.exit_code == 0
    assert "Nadie ha ganado" in cadencia(*JANUARY).stdout
    assert cadencia("generate", "--yes", "--issue").exit_code == 0
    rows = [" ".join(line.split()) for line in cadencia(*JANUARY).stdout.splitlines()]
    assert "BEA Beatriz 1 45,00 € 2,25 €" in rows
    found = told(*JANUARY, "--sales-rep", "BEA")
    assert found["totals"][0]["commission"] == "2.25"
    assert (found["lines"][0]["contract"], found["lines"][0]["rate"]) == (code, "5")


def test_days_the_wrong_way_round_are_refused():
    a_gym("Ana")
    refused = cadencia("commissions", "--from", "2026-02-01", "--until", "2026-01-31")
    assert refused.exit_code == 1
    assert "anterior" in refused.stderr
