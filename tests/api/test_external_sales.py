"""A sale of another program in the place of an installment, by the API (GE-8)."""

from datetime import date

import pytest

from cadencia.documents.external_models import ExternalSale
from tests import factories
from tests.api.calling import Program, a_form, errors, it_is, problem

pytestmark = pytest.mark.django_db

PRINTED = {"number": "TPV-77", "issue_date": "2026-02-01", "total": "54.45"}


@pytest.fixture
def shop() -> Program:
    it_is(date(2026, 3, 15))
    program = Program(factories.a_company())
    factories.a_customer(program.token.company, code="C1")
    return program


@pytest.fixture
def path(shop) -> str:
    return f"/contracts/{shop.post('/contracts', a_form('C1')).json()['id']}"


def test_it_is_registered_stands_for_an_installment_and_is_listed(shop, path):
    done = shop.post(f"{path}/associate", {"external": PRINTED})
    assert done.status_code == 200, done.content
    sale = done.json()["external_sale"]
    (told,) = shop.get("/external-sales", number="TPV-77").json()["data"]
    assert told == {
        "id": sale,
        "customer": "C1",
        "kind": "invoice",
        "number": "TPV-77",
        "issue_date": "2026-02-01",
        "currency": "EUR",
        "total": "54.45",
        "description": "",
        "contracts": ["CT-1"],
    }
    pending = shop.get(f"{path}/pending").json()["installments"]
    assert [each["due_on"] for each in pending] == ["2026-02-28"]
    assert shop.delete(f"/associations/{done.json()['id']}").json() == {"removed": True}
    (told,) = shop.get("/external-sales", customer="C1").json()["data"]
    assert told["contracts"] == []
    again = shop.post(f"{path}/associate", {"external_sale": sale, "due_on": "2026-02-28"})
    assert again.status_code == 200, again.content


def test_what_is_wrong_with_it_is_told_by_the_fields_of_the_body(shop, path):
    wrong = {**PRINTED, "number": " ", "issue_date": "2026-04-01", "currency": "euros"}
    told = errors(shop.post(f"{path}/associate", {"external": wrong}))
    assert set(told) == {"external.number", "external.issue_date", "external.currency"}
    both = shop.post(f"{path}/associate", {"external": PRINTED, "external_sale": 1})
    assert set(errors(both)) == {"external"}
    nobody = shop.post(f"{path}/associate", {"external_sale": 987})
    assert set(errors(nobody)) == {"external_sale"}
    twice = [shop.post(f"{path}/associate", {"external": PRINTED}) for _ in (1, 2)]
    assert set(errors(twice[1])) == {"external.number"}
    taken = {"external_sale": twice[0].json()["external_sale"], "due_on": "2026-02-28"}
    assert set(errors(shop.post(f"{path}/associate", taken))) == {"external_sale"}


def test_one_that_isnt_associated_isnt_registered(shop, path):
    other = shop.post(f"{path}/associate", {"external": {**PRINTED, "total": "60.00"}})
    assert problem(other) == "409 conflict"
    assert (other.json()["expected"], other.json()["total"]) == ("54.45", "60.00")
    assert not ExternalSale.objects.exists()
    unvouched = Program(shop.token.company, vouched=False)
    asked = unvouched.post(f"{path}/associate", {"external": PRINTED})
    assert problem(asked) == "403 credentials-wanted"
