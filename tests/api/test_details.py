"""Who sells, commission, who is in charge and sending, of contracts by the API (AG-1, AG-4)."""

from decimal import Decimal

import pytest

from cadencia.contracts.models import Contract
from tests.api.calling import Program, a_form, errors
from tests.billing.test_details_in_files import REST, TOLD, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Program:
    return Program(shop())


def test_a_contract_is_registered_read_and_changed_with_all_that_a_form_has(gym):
    form = a_form("C1", state="draft", **REST, **TOLD)
    made = gym.post("/contracts", form)
    assert made.status_code == 201, made.content
    assert made.json()["contract"] == form["contract"]
    path = f"/contracts/{made.json()['id']}"
    assert gym.get(path).json() == made.json()
    changes = {"commission_rate": None, "commission_base": "none", "responsible": None}
    changed = gym.patch(path, {"contract": changes})
    assert changed.status_code == 200, changed.content
    left = {name: each for name, each in form["contract"].items() if name not in changes}
    assert changed.json()["contract"] == {**left, "commission_base": "none"}
    row = Contract.objects.get(pk=made.json()["id"])
    assert (row.commission_rate, row.responsible, row.sales_rep.code) == (None, None, "ANA")


def test_many_at_once_and_one_that_is_wrong(gym):
    forms = [a_form("C1", f"CT-{each}", **TOLD) for each in (1, 2)]
    assert gym.post("/contracts/batch", {"contracts": forms}).json()["created"] == 2
    assert set(Contract.objects.values_list("commission_rate", flat=True)) == {Decimal("7.5")}
    wrong = a_form("C1", "CT-3", **{**TOLD, "sales_rep": "NADIE", "email_to": "x"})
    assert set(errors(gym.post("/contracts", wrong))) == {"contract.sales_rep", "contract.email_to"}
