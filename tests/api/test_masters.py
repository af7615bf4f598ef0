"""Masters of every kind by the API: offered no more, offered again, removed; contacts."""

from datetime import date

import pytest

from cadencia.billing.masters import saving
from cadencia.parties.models import ResponsibleParty
from tests.api.calling import Program, it_is
from tests.factories import a_company, a_customer, a_draft_contract, an_item, chief

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    it_is(date(2026, 3, 15))
    return Program(a_company())


def test_what_is_not_used_rests_wakes_and_is_removed(program):
    company = program.token.company
    made = saving.create("payment-methods", {"name": "Bizum"}, by=chief(company.pk))
    listed = program.get("/masters", kind="payment-methods").json()["data"]
    assert {"id": made.pk, "name": "Bizum", "offered": True} in listed
    asked = {"kind": "payment-methods"}
    rested = program.ask("POST", f"/masters/{made.pk}/rest", None, query=asked)
    assert rested.json() == {"id": made.pk, "name": "Bizum", "offered": False}
    resting = program.get("/masters", kind="payment-methods", offered="false").json()["data"]
    assert [each["name"] for each in resting] == ["Bizum"]
    assert program.ask("POST", f"/masters/{made.pk}/wake", None, query=asked).json()["offered"]
    assert program.ask("DELETE", f"/masters/{made.pk}", None, query=asked).status_code == 204
    assert program.ask("DELETE", f"/masters/{made.pk}", None, query=asked).status_code == 404


def test_what_is_used_says_by_what(program):
    company = program.token.company
    item = an_item(company)
    contract = a_draft_contract(a_customer(company), ("CUOTA", "1.00"))
    contract.lines.update(item=item)
    refused = program.ask("DELETE", f"/masters/{item.pk}", None, query={"kind": "items"})
    assert refused.status_code == 422
    assert "1" in refused.content.decode()
    unknown = program.ask("DELETE", f"/masters/{item.pk}", None, query={"kind": "things"})
    assert unknown.status_code == 422


def test_who_answers_for_debts(program):
    made = program.post("/responsible-parties", {"name": "Avales", "tax_id": "A58818501"})
    assert made.status_code == 201, made.content
    assert ResponsibleParty.objects.get().tax_id == "A58818501"
    again = program.post("/responsible-parties", {"name": "Avales", "email": "x"})
    assert again.status_code == 422
    assert {each["path"] for each in again.json()["errors"]} == {"name", "email"}


def test_contacts_are_kept_as_they_are_given(program):
    ana = a_customer(program.token.company)
    address = f"/customers/{ana.pk}/contacts"
    form = {"contacts": [{"name": "Luis", "email": "luis@example.com"}, {"name": "Eva"}]}
    kept = program.ask("PUT", address, form).json()["contacts"]
    assert [each["name"] for each in kept] == ["Luis", "Eva"]
    eva = {"id": kept[1]["id"], "name": "Eva", "position": "Compras"}
    assert program.ask("PUT", address, {"contacts": [eva]}).status_code == 200
    found = program.get(address).json()["contacts"]
    assert found == [{**eva, "email": "", "phone": ""}]
    assert program.ask("PUT", address, {"contacts": [{"name": ""}]}).status_code == 422
