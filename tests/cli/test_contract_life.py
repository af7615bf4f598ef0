"""What a contract will do in its whole life: `contract life`, the preview of a draft (GE-13)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing.models import Preview
from cadencia.contracts.models import Contract
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import a_customer, a_draft_contract, a_line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 1, 15))


def a_draft(company, **fields):
    contract = a_draft_contract(a_customer(company, "Ana"), **fields)
    a_line(contract, description="CUOTA <MENSUAL>", unit_price=Decimal("45.00"))
    return contract


def test_of_a_draft_as_if_it_were_posted():
    contract = a_draft(a_gym(), installments=3)
    found = told("contract", "life", contract.code)
    assert (found["state"], found["as_posted"], found["endless"]) == ("draft", True, False)
    assert [
        (each["number"], each["due_on"], each["state"], each["total"])
        for each in found["installments"]
    ] == [
        (1, "2026-01-31", "to_come", "54.45"),
        (2, "2026-02-28", "to_come", "54.45"),
        (3, "2026-03-31", "to_come", "54.45"),
    ]
    shown = cadencia("contract", "life", contract.code).stdout.replace("\xa0", " ")
    assert "cuando esté posteado" in shown
    assert "163,35 €" in shown
    assert Contract.objects.get().state == "draft"


def test_what_is_billed_and_what_is_to_come():
    company = a_gym()
    contract = a_member(company, "Ana", ends_on=date(2026, 3, 31))
    cadencia("generate", "--as-of", "2026-02-01")
    found = told("contract", "life", contract.code)
    assert [(each["number"], each["state"]) for each in found["installments"]] == [
        (1, "billed"), (2, "to_come"), (3, "to_come"),
    ]  # fmt: skip
    assert found["ends_on"] == "2026-03-31"
    assert "Acaba el 31/03/2026." in cadencia("contract", "life", contract.code).stdout


def test_without_an_end_three_years_or_as_far_as_asked():
    contract = a_member(a_gym(), "Ana")
    found = told("contract", "life", contract.code)
    assert (found["endless"], found["until"], len(found["installments"])) == (
        True, "2029-01-15", 36,
    )  # fmt: skip
    found = told("contract", "life", contract.code, "--until", "2026-02-28")
    assert len(found["installments"]) == 2


def test_the_preview_of_a_draft_on_any_day():
    company = a_gym()
    contract = a_draft(company)
    question = ("preview", "--contract", contract.code, "--as-of", "2026-03-31")
    shown = cadencia(*question).stdout.replace("\xa0", " ")
    assert "163,35 €" in shown
    assert "se muestran como si ya estuvieran posteados" in shown
    assert "cadencia generate" not in shown
    found = told(*question)
    assert (
        found["documents_count"] if "documents_count" in found else len(found["documents"])
    ) == 3
    assert not Preview.objects.exists()


def test_a_draft_that_is_not_named_is_not_previewed():
    a_draft(a_gym())
    assert told("preview", "--as-of", "2026-03-31")["documents"] == []
