"""All that is wrong with a request is told at once; filters and fields that nobody reads, too."""

import re
from datetime import date

import pytest

from cadencia.api.whoami import Credentials
from tests import factories
from tests.api.calling import Program, a_form, errors, it_is, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Program:
    it_is(date(2026, 3, 15))
    program = Program(factories.a_company())
    factories.a_customer(program.token.company, code="C1")
    return program


def test_an_unknown_customer_hides_nothing_else_that_is_wrong(gym):
    form = a_form("NADIE", payment_method="", starts_on="mañana", series="ZZ")
    form["contract"]["lines"][0] |= {"unit_price": "caro", "taxes": ["IVA99"], "item": "X"}
    told = errors(gym.post("/contracts", form))
    assert set(told) >= {
        "customer.code",
        "contract.starts_on",
        "contract.series",
        "contract.lines.0.unit_price",
        "contract.lines.0.taxes.0",
        "contract.lines.0.item",
    }
    assert not re.search(r"catalog\.\w", " ".join(told.values()))
    assert set(errors(gym.post("/contracts", {"customer": "C1", "other": 1}))) == {
        "customer", "contract", "other",
    }  # fmt: skip


def metered(program: Program) -> None:
    """A contract in arrears from February on, whose line bills what was used."""
    form = a_form("C1", timing="arrears")
    form["contract"]["schedule"]["first"] = "2026-02-01"
    form["contract"]["lines"][0] |= {"quantity_source": "usage"}
    made = program.post("/contracts", form)
    assert made.status_code == 201, made.content


def test_each_record_of_usage_with_each_thing_that_is_wrong_with_it(gym):
    metered(gym)
    right = {"contract": "CT-1", "from": "2026-01-01", "until": "2026-01-31", "quantity": "5"}
    rows = [
        {**right, "quantity": "NaN", "contract": "NADIE"},
        {**right, "contract": "NADIE"},
        {**right, "line": "zz"},
        {**right, "from": "2026-02-01"},
        right,
        7,
        {**right, "until": "ayer", "quantity": "-5", "extra": 1},
    ]
    told = gym.post("/usage", {"usage": rows})
    assert set(errors(told)) == {
        "usage.0.quantity", "usage.0.contract", "usage.1.contract", "usage.2.line",
        "usage.3.until", "usage.5", "usage.6.until", "usage.6.quantity", "usage.6.extra",
    }  # fmt: skip
    assert gym.get("/usage", contract="CT-1").json()["data"] == []
    for wrong in ({}, {"usage": []}, {"usage": [right], "dry_run": "yes", "x": 1}, [right]):
        assert problem(gym.post("/usage", wrong)) == "422 refused"
    assert gym.post("/usage", {"usage": [right]}).json()["added"] == 1


def test_which_records_of_usage_stay(gym):
    metered(gym)
    right = {"contract": "CT-1", "from": "2026-01-01", "until": "2026-01-31", "quantity": "5"}
    gym.post("/usage", {"usage": [right, {**right, "from": "2026-03-01", "until": "2026-03-02"}]})
    gym.post("/runs", {"month": "2026-02"})
    first, second = (each["number"] for each in gym.get("/usage").json()["data"])
    refused = gym.post("/usage/delete", {"ids": [second, first, 987_654]})
    assert problem(refused) == "409 conflict"
    assert (refused.json()["billed"], refused.json()["unknown"]) == ([first], [987_654])
    assert gym.post("/usage/delete", {"ids": [second]}).json() == {"deleted": 1}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/contracts", {"customer": "NOPE"}),
        ("/contracts", {"kind": "NOPE"}),
        ("/documents", {"customer": "NOPE"}),
        ("/documents", {"contract": "41"}),
        ("/documents", {"kind": "zz"}),
        ("/documents", {"issued_from": "2026-02-01", "issued_until": "2026-01-01"}),
        ("/usage", {"contract": "41"}),
        ("/refusals", {"contract": "NOPE", "customer": "NOPE"}),
    ],
)
def test_a_filter_that_can_find_nothing_is_refused(gym, path, asked):
    told = gym.get(path, **asked).json()
    names = {"issued_until"} if "issued_from" in asked else set(asked)
    assert {each["path"] for each in told["errors"]} == names
    assert {each["in"] for each in told["errors"]} == {"query"}


def test_a_field_that_an_act_on_many_contracts_doesnt_read_is_refused(gym):
    wish = {"act": "payment_method", "payment_method": "card", "percent": "3", "day": 5}
    for path in ("/bulk/preview", "/bulk"):
        told = errors(gym.post(path, wish))
        assert set(told) == {"percent", "day"}
        assert told["percent"] == "This act doesn't read it: leave it out."
    assert set(errors(gym.post("/bulk", {"act": "item", "percent": "3"}))) == {
        "percent", "since", "item", "new_item",
    }  # fmt: skip


def test_an_empty_text_and_one_with_blanks_around_it(gym):
    told = errors(gym.post("/items", {"code": "", "price": "1.00"}))
    assert told == {"code": "Fill this in."}
    made = gym.post("/items", {"code": "  sp  ", "name": " Spa ", "price": "-0.00"}).json()
    assert (made["code"], made["name"], made["price"]) == ("sp", "Spa", "0.00")
    assert errors(gym.post("/items", {"code": "   "})) == {"code": "Fill this in."}


def test_a_modification_is_wanted_where_one_is_scheduled(gym):
    path = f"/contracts/{gym.post('/contracts', a_form('C1')).json()['id']}/modifications"
    assert errors(gym.post(path, {"id": 1})) == {"modification": "Fill this in."}
    assert errors(gym.post(f"{path}/remove", {})) == {"id": "Fill this in."}
    change = {"line": "a", "from": "2026-06-01", "unit_price": "50.00"}
    number = gym.post(path, {"modification": change}).json()["data"][0]["id"]
    seen = gym.post(f"{path}/preview", {"id": number}).json()
    assert (seen["before"][0]["totals"], seen["after"][0]["totals"]) == (["60.50"], ["54.45"])
    assert gym.post(f"{path}/remove", {"id": number}).json() == {"removed": True}


def test_blanks_around_a_password_are_part_of_it():
    assert Credentials(password=" a ").password == " a "
