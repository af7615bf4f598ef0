"""What is answered to who registers a contract: it isn't read again, and yet says the same."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings

from cadencia.catalog.models import PriceList
from tests.api.calling import Program, a_form, errors, it_is
from tests.billing import towns
from tests.factories import a_company, a_customer, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Program:
    it_is(date(2026, 3, 15))
    company = a_company(**towns.UNBOUND, holidays="ES-MD")
    a_customer(company, "Ana", code="Ana")
    a_customer(company, "Luis", code="Luis")
    an_item(company)
    PriceList.objects.create(company=company, code="GENERAL", name="General")
    return Program(company)


number = count(1)


@given(towns.contracts())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_a_post_answers_is_what_a_get_answers(gym, contract):
    form = {"customer": {"code": "Ana"}, "contract": {**contract, "code": f"CT-{next(number)}"}}
    answer = gym.post("/contracts", form)
    assume(answer.status_code == 201)
    assert gym.get(f"/contracts/{answer.json()['id']}").json() == answer.json()


def test_masters_that_a_contract_refers_to_are_told_by_their_codes(gym):
    form = a_form("Ana", kind="Gimnasio", bill_to="Luis", price_list="GENERAL")
    form["contract"]["lines"].append(
        {"key": "b", "item": "CUOTA", "description": "Cuota", "unit_price": "30.00"}
    )
    form["contract"]["payment_terms"] = {"days": 30}
    made = gym.post("/contracts", form)
    assert made.status_code == 201, made.content
    answer = made.json()
    assert answer["contract"] == {**form["contract"], "state": "posted"}
    assert gym.get(f"/contracts/{answer['id']}").json() == answer


def test_a_contract_without_a_code_is_given_the_next(gym):
    form = a_form("Ana")
    for code in (None, ""):
        form["contract"]["code"] = code
        assert gym.post("/contracts", form).json()["contract"]["code"]
    del form["contract"]["code"]
    taken = a_form("Ana", "CT-00004")
    answer = gym.post("/contracts/batch", {"contracts": [form, taken, form]}).json()
    codes = [each["code"] for each in answer["contracts"]]
    assert codes == ["CT-00003", "CT-00004", "CT-00005"]


def test_a_code_that_was_proposed_to_what_is_refused_is_proposed_again(gym):
    form = a_form("Ana", "", starts_on="x")
    assert set(errors(gym.post("/contracts", form))) == {"contract.starts_on"}
    assert gym.post("/contracts", a_form("Ana", "")).json()["contract"]["code"] == "CT-00001"
