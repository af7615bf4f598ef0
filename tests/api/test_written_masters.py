"""Masters of every kind created and changed by the API and the command line (0096)."""

import pytest

from cadencia.api.application import api
from cadencia.billing.masters import KINDS, written
from cadencia.billing.masters.written import Shape
from cadencia.catalog.models import PriceListEntry, Tax
from cadencia.parties.access import Permission
from tests.api.calling import Program, errors, problem
from tests.factories import a_company, a_customer, an_item

pytestmark = pytest.mark.django_db

GIVEN = {
    "items": {
        "code": "AGUA",
        "name": "Agua",
        "price": "1.50",
        "recurrent": True,
        "stocked": False,
        "cost": "0.80",
        "taxes": ["IVA21"],
        "default_every": 3,
        "default_unit": "month",
        "account": "700",
        "offered": True,
    },
    "taxes": {
        "code": "IPS8",
        "tax": "IPS",
        "rate": "8",
        "surcharge": "0",
        "exemption": "",
        "mention": "Ley 12",
        "offered": True,
    },
    "price-lists": {"code": "VIP", "name": "De siempre", "offered": True},
    "prices": {
        "price_list": "T",
        "item": "CUOTA",
        "min_quantity": "5",
        "price": "38.00",
        "from": "2026-01-01",
        "until": "2026-12-31",
    },
    "special-prices": {
        "customer": "C1",
        "item": "CUOTA",
        "price": "36.50",
        "from": None,
        "until": None,
    },
    "formulas": {
        "name": "km",
        "expression": "amount * 0.26 + base",
        "parameters": ["base"],
        "offered": True,
    },
    "indexes": {"name": "IPC", "offered": True},
    "sales-reps": {
        "code": "ANA",
        "name": "Ana",
        "email": "ana@example.com",
        "commission": "7.5",
        "offered": False,
    },
    "series": {
        "code": "B",
        "name": "Otra",
        "kind": "invoice",
        "pattern": "{series}/{number}/{year}",
        "ledger": "700",
        "is_default": False,
        "offered": True,
    },
    "contract-types": {"name": "Mensual", "offered": True},
    "termination-reasons": {"code": "CARO", "name": "Demasiado caro", "offered": True},
    "responsible-parties": {
        "name": "Casa matriz",
        "tax_id": "",
        "address": "Calle 1",
        "postal_code": "28001",
        "city": "Madrid",
        "email": "a@b.es",
        "phone": "1",
        "notes": "x",
    },
    "payment-methods": {"name": "Bizum", "offered": True},
    "payment-terms": {
        "name": "A 30 días",
        "terms": {
            "days": 30,
            "months": 0,
            "month_end": False,
            "fixed_days": [10],
            "parts": [],
        },
        "offered": True,
    },
}


@pytest.fixture
def gym() -> Program:
    program = Program(a_company())
    a_customer(program.token.company, code="C1")
    an_item(program.token.company)
    program.post("/price-lists", {"code": "T"})
    return program


def test_every_kind_that_a_form_saves_is_one_or_has_addresses_of_its_own():
    assert set(GIVEN) == set(written.written_kinds()) == set(KINDS) - {"customers", "templates"}
    for kind, values in GIVEN.items():
        assert list(values) == [each.name for each in written.fields_of(kind)], kind
    known = {each.shape for kind in GIVEN for each in written.fields_of(kind)}
    assert known == set(Shape)


def test_each_is_created_read_and_changed(gym):
    for kind, values in GIVEN.items():
        made = gym.post(f"/masters?kind={kind}", values, key=kind)
        assert made.status_code == 201, (kind, made.content)
        path = made["Location"].removeprefix("/api/v1")
        assert gym.get(path).json() == made.json(), kind
        assert made.json()["values"] == values, kind
        again = gym.post(f"/masters?kind={kind}", values, key=kind)
        assert (again.content, again["Idempotent-Replayed"]) == (made.content, "true")
        changes = {"price": "3"} if "price" in values else {next(iter(values)): "Otro"}
        changed = gym.patch(path, changes)
        assert changed.status_code == 200, (kind, changed.content)
        assert changed.json()["values"] == values | changes, kind


def test_null_is_the_usual_value_and_what_is_left_out_stays(gym):
    number = gym.post("/masters?kind=sales-reps", GIVEN["sales-reps"]).json()["id"]
    changed = gym.patch(
        f"/masters/{number}?kind=sales-reps", {"commission": None, "offered": None, "email": None}
    )
    assert changed.json()["values"] == {
        "code": "ANA",
        "name": "Ana",
        "email": "",
        "commission": "0",
        "offered": True,
    }


def test_all_that_is_wrong_is_named_at_once_and_nothing_is_written(gym):
    wrong = {"code": "X", "rate": 8, "surcharge": "200", "offered": "yes", "colour": "red"}
    answer = gym.post("/masters?kind=taxes", wrong)
    assert problem(answer) == "422 refused"
    assert set(errors(answer)) == {"tax", "rate", "surcharge", "offered", "colour"}
    assert not Tax.objects.filter(company=gym.token.company, code="X").exists()
    answer = gym.post("/masters?kind=prices", {"price_list": "NO", "item": "CUOTA", "until": "x"})
    assert set(errors(answer)) == {"price_list", "until", "price"}
    answer = gym.post("/masters?kind=payment-terms", {"name": "x", "terms": {"days": -1, "x": 1}})
    assert set(errors(answer)) == {"terms.days", "terms.x"}
    answer = gym.post("/masters?kind=payment-methods", {"name": "4111 1111 1111 1111"})
    assert set(errors(answer)) == {"name"}
    for kind in ("customers", "templates"):
        assert set(errors(gym.post(f"/masters?kind={kind}", {}))) == {"kind"}
    assert problem(gym.post("/masters?kind=taxes", [])) == "422 refused"
    assert not PriceListEntry.objects.exists()


def test_another_company_s_are_not_there_and_it_wants_the_permission(gym):
    theirs = Program(a_company())
    number = theirs.post("/masters?kind=taxes", GIVEN["taxes"]).json()["id"]
    for ask in (gym.get, lambda path: gym.patch(path, {"mention": "x"})):
        assert problem(ask(f"/masters/{number}?kind=taxes")) == "404 not-found"
    reader = Program(gym.token.company, Permission.READ)
    assert problem(reader.post("/masters?kind=taxes", GIVEN["taxes"])) == "403 not-allowed"


def test_the_document_describes_each_kind_with_what_it_requires():
    document = api().get_openapi_schema(path_prefix="")
    schemas = document["components"]["schemas"]
    assert schemas["NewMasterOfTaxes"]["required"] == ["code", "tax", "rate"]
    assert set(schemas["NewMasterOfPrices"]["properties"]) == set(GIVEN["prices"])
    for path, method, name in (
        ("/masters", "post", "NewMasterOf"),
        ("/masters/{master}", "patch", "MasterOf"),
    ):
        body = document["paths"][path][method]["requestBody"]["content"]["application/json"]
        forms = [each["$ref"].rpartition("/")[2] for each in body["schema"]["anyOf"]]
        assert len(forms) == len(GIVEN)
        assert all(each.startswith(name) and each in schemas for each in forms)
