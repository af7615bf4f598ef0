"""The API is as its OpenAPI document says: thousands of requests made from the document itself.

Right and wrong ones, of every address, with ids that exist and ids that don't: no answer is
undeclared, none is a failure of ours, and each has the form that the document gives it.
"""

from datetime import date
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks

from cadencia.api.application import api
from cadencia.api.urls import made
from cadencia.config.wsgi import application
from tests.api.calling import Program, a_form, it_is
from tests.factories import a_company, a_customer, an_item
from tests.job_queue import empty_queue  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty_queue"),
]

OPENAPI = "/api/v1/openapi.json"


def _schema(*, coverage: bool) -> Any:
    """The document; with `coverage` the bounds of the fields are tried too, however many."""
    phases = {"coverage": {"enabled": coverage}, "examples": {"enabled": coverage}}
    config = schemathesis.Config.from_dict({"generation": {"mode": "all"}, "phases": phases})
    return schemathesis.openapi.from_wsgi(OPENAPI, application, config=config)


SCHEMA = _schema(coverage=False)
WHOLE = _schema(coverage=True)
WANTED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def world() -> dict[str, Any]:
    """A company with something of each kind, by the name that it has in an address."""
    it_is(date(2026, 3, 15))
    program = Program(a_company(), requests_per_minute=1_000_000)
    company = program.token.company
    customer = a_customer(company, "Ana")
    item = an_item(company)
    contract = program.post("/contracts", a_form(customer.code)).json()["id"]
    run = program.post("/runs", {}).json()["id"]
    return {
        "token": program.text,
        "customer": customer.pk,
        "item": item.pk,
        "price_list": program.post("/price-lists", {"code": "T"}).json()["id"],
        "series": program.get("/series").json()["data"][0]["id"],
        "contract": contract,
        "run": run,
        "document": program.get("/documents").json()["data"][0]["id"],
        "webhook": program.post("/webhooks", {"url": "https://example.com/"}).json()["id"],
        "delivery": 1,
        "template": program.post(
            "/templates", {"code": "P", "lines": a_form("x")["contract"]["lines"]}
        ).json()["id"],
        "act": program.post("/bulk", {"act": "payment_method", "payment_method": "card"}).json()[
            "id"
        ],
        "association": 1,
        "payment": 1,
        "index": program.post("/indexes", {"name": "I", "values": {"2026-01": "1"}}).json()["id"],
        "price": program.post(
            "/special-prices", {"customer": customer.code, "item": item.code, "price": "1.00"}
        ).json()["id"],
    }


@SCHEMA.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_declared(case: schemathesis.Case, world: dict[str, Any]) -> None:
    _ask(case, world)


@pytest.mark.long
@WHOLE.include(method="GET").parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_reading_is_declared_the_long_way(
    case: schemathesis.Case, world: dict[str, Any]
) -> None:
    _ask(case, world)


@pytest.mark.long
@WHOLE.exclude(method="GET").parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_act_is_declared_the_long_way(case: schemathesis.Case, world: dict[str, Any]) -> None:
    _ask(case, world)


def _ask(case: schemathesis.Case, world: dict[str, Any]) -> None:
    """Ask with an id that there is, two times of three."""
    known = {name: world[name] for name in case.path_parameters or {} if name in world}
    if known and len(case.as_curl_command()) % 3:
        case.path_parameters.update(known)
    headers = {"Authorization": f"Bearer {world['token']}"}
    case.call_and_validate(headers=headers, checks=WANTED)


def test_every_address_is_described() -> None:
    schema = made.get_openapi_schema()
    names = [
        each["operationId"] for methods in schema["paths"].values() for each in methods.values()
    ]
    assert len(names) == len(set(names)) > 40
    for path, methods in schema["paths"].items():
        assert path.startswith("/api/v1/"), path
        for each in methods.values():
            assert each["summary"].endswith("."), each["operationId"]
            assert "500" in each["responses"]
            assert "401" in each["responses"]


def test_the_document_and_the_page_need_no_token_and_no_other_server(client) -> None:
    assert client.get("/api/v1/openapi.json").json() == api_document()
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "/api/v1/contracts/batch" in text
    assert not any(each in text for each in ("<script", "<link", "src=", "//cdn", "@import"))


def api_document() -> Any:
    import json

    return json.loads(json.dumps(made.get_openapi_schema()))


def test_making_the_api_twice_describes_it_alike() -> None:
    again = api()
    assert again.get_openapi_schema(path_prefix="") == made.get_openapi_schema(path_prefix="")
