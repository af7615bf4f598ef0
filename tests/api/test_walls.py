"""Another company's ids answer exactly as ids that don't exist: nothing is seen, changed, guessed.

The test walks every address of the OpenAPI document: a new one is walked as soon as it's there.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse

from cadencia.api import openapi
from cadencia.api.application import api
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from cadencia.mailing.models import Delivery as Mail
from cadencia.webhooks.models import Delivery
from tests.api.calling import Program, a_form, it_is
from tests.factories import a_company, a_customer, an_item

pytestmark = pytest.mark.django_db

SCHEMA = api().get_openapi_schema(path_prefix="")
NO_LISTS = (
    *("who_am_i", "get_automatic", "get_mail_server", "list_masters", "list_commissions"),
    "list_commission_lines",  # asks for days: tests/api/test_commissions.py
    "print_documents",  # asks for ids: tests/api/test_printing.py
)
NOBODY = 987_654_321
OPERATIONS = [
    (method, path, operation)
    for path, method, operation in openapi.operations(SCHEMA)
    if "{" in path
]
SCHEDULE = {"every": 2, "unit": "month", "first": "2026-05-31"}
BODIES: dict[str, Any] = {
    "change_customer": {"name": "Otra"},
    "change_item": {"name": "Otra"},
    "change_master": {"name": "Otra"},
    "keep_contacts": {"contacts": [{"name": "Luis"}]},
    "change_price_list": {"name": "Otra"},
    "save_price": {"item": "CUOTA", "price": "1.00"},
    "change_series": {"name": "Otra"},
    "change_contract": {"contract": {"reference": "Otra"}},
    "change_webhook": {"active": False},
    "send_document": {},
    "bounce_mail_delivery": {},
    "pause_contract": {"from": "2026-04-01"},
    "remove_pause": {"from": "2026-04-01"},
    "resume_contract": {},
    "skip_installment": {"due_on": "2026-03-31", "reason": "x"},
    "unskip_installment": {"due_on": "2026-03-31"},
    "reopen_installment": {"due_on": "2026-01-31"},
    "move_installment": {"due_on": "2026-03-31", "to": "2026-04-01"},
    "withdraw_contract": {"on": "2026-06-30"},
    "take_back_withdrawal": {},
    "add_one_off": {"line": {"description": "x", "unit_price": "1.00", "one_off_on": "next"}},
    "change_details": {"notes": "x"},
    "preview_modification": {"modification": {"line": "a", "from": "2026-05-01"}},
    "schedule_modification": {"modification": {"line": "a", "from": "2026-05-01"}},
    "remove_modification": {"id": 1},
    "write_comment": {"text": "x"},
    "confirm_installment": {"which": "first"},
    "ask_confirmation": {"which": "first"},
    "renew_contract": {},
    "clone_contract": {},
    "set_renewal": {"automatic": True},
    "give_notice": {"on": "2026-03-01"},
    "generate_contract": {},
    "associate_sale": {"document": 1},
    "preview_credit": {"reason": "x"},
    "credit_document": {"reason": "x"},
    "void_document": {"reason": "x", "delivered": False},
    "preview_template_change": {"line": "a", "on": "2026-05-01", "unit_price": "1.00"},
    "give_reason": {"reason": "x"},
    "follow_template": {"template": "P"},
    "detach_from_template": {},
    "credit_beyond": {"reason": "x"},
    "preview_template_schedule": {"valid_from": "2026-05-01", "schedule": SCHEDULE},
    "change_template_schedule": {"valid_from": "2026-05-01", "schedule": SCHEDULE},
    "withdraw_template_schedule": {"valid_from": "2026-05-01"},
    "change_template": {"line": "a", "on": "2026-05-01", "unit_price": "1.00"},
}
QUERIES = {
    "why_contract": {"on": "2026-01-31"},
    "remove_one_off": {"key": "a"},
    "get_master": {"kind": "items"},
    "change_master": {"kind": "items"},
    "rest_master": {"kind": "items"},
    "wake_master": {"kind": "items"},
    "remove_master": {"kind": "items"},
}


def test_every_address_with_a_body_is_asked_with_a_right_one():
    """So that a refused body never hides the answer that the id would have had."""
    wanting = {
        operation["operationId"]
        for _, _, operation in OPERATIONS
        if operation.get("requestBody", {}).get("required")
    }
    assert wanting <= set(BODIES)


@pytest.fixture
def mine() -> Program:
    it_is(date(2026, 3, 15))
    company = a_company()
    an_item(company)
    return Program(company)


@pytest.fixture
def theirs(mine: Program) -> dict[str, int]:
    """Return an id of each kind of another company, with something behind each."""
    program = Program(a_company())
    company = program.token.company
    customer = a_customer(company)
    an_item(company)
    draft = program.post("/contracts", a_form(customer.code, "D-1", state="draft")).json()["id"]
    program.post("/contracts", a_form(customer.code))
    run = program.post("/runs", {"contracts": ["CT-1"]}).json()["id"]
    document = program.get("/documents").json()["data"][0]["id"]
    price_list = program.post("/price-lists", {"code": "T"}).json()["id"]
    line = a_form("x")["contract"]["lines"]
    template = program.post("/templates", {"code": "P", "lines": line}).json()["id"]
    method = {"act": "payment_method", "payment_method": "transfer"}
    act = program.post("/bulk", method).json()["id"]
    webhook = program.post("/webhooks", {"url": "https://example.com/"}).json()["id"]
    delivery = Delivery.objects.create(
        company=company, endpoint_id=webhook, message="m", kind="run.finished", body="{}",
        next_at=company_moment(), created_at=company_moment(),
    )  # fmt: skip
    return {
        "customer": customer.pk,
        "item": program.get("/items").json()["data"][0]["id"],
        "master": program.get("/items").json()["data"][0]["id"],
        "price_list": price_list,
        "series": program.get("/series").json()["data"][0]["id"],
        "contract": draft,
        "run": run,
        "document": document,
        "webhook": webhook,
        "delivery": delivery.pk,
        "mail": a_mail(document).pk,
        "template": template,
        "act": act,
        "association": NOBODY - 1,
        "payment": NOBODY - 1,
        "index": program.post("/indexes", {"name": "I", "values": {"2026-01": "1"}}).json()["id"],
        "price": program.post(
            "/special-prices", {"customer": customer.code, "item": "CUOTA", "price": "1.00"}
        ).json()["id"],
    }


def a_mail(number: int) -> Mail:
    document = Document.objects.get(pk=number)
    return Mail.objects.create(
        company_id=document.company_id, document=document, occasion="issued", message="<1@x>",
        addresses="a@example.com", to=["a@example.com"], created_at=company_moment(),
        next_at=company_moment(),
    )  # fmt: skip


def company_moment():
    from tests.api.calling import the_clock

    return the_clock()


def asked(program: Program, method: str, path: str, operation: Any, number: int) -> HttpResponse:
    name = operation["operationId"]
    place = re.sub(r"{\w+}", str(number), path)
    return program.ask(method.upper(), place, BODIES.get(name), query=QUERIES.get(name))


APPS = ("parties", "catalog", "contracts", "documents", "mailing", "billing", "webhooks", "api")


def rows() -> str:
    """Return every row of every table of ours, but what any request leaves."""
    left_out = {"RequestCount", "KeptAnswer"}
    told = {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in left_out
    }
    return json.dumps(told, default=str)


def test_ids_of_another_company_are_as_unknown_ones(mine, theirs):
    before, seen = rows(), 0
    for method, path, operation in OPERATIONS:
        (kind,) = re.findall(r"{(\w+)}", path)
        unknown = asked(mine, method, path, operation, NOBODY)
        another = asked(mine, method, path, operation, theirs[kind])
        where = f"{method} {path}: {another.content!r}"
        assert unknown.status_code == another.status_code == 404, where
        assert unknown.content == another.content, where
        assert dict(unknown.headers) == dict(another.headers), where
        seen += 1
    assert seen == len(OPERATIONS) > 20
    assert rows() == before


def test_lists_show_nothing_of_another_company(mine, theirs):
    for path, method, operation in openapi.operations(SCHEMA):
        if method != "get" or "{" in path or operation["operationId"] in NO_LISTS:
            continue
        told = mine.get(path).json()
        data = told if isinstance(told, list) else told["data"]
        own = {"list_items": 1, "list_series": len(data), "list_mail_texts": 2}
        assert len(data) == own.get(operation["operationId"], 0), path


def forms_that_refer(theirs: dict[str, int]) -> Iterator[tuple[str, Any]]:
    code = Contract.objects.get(pk=theirs["contract"]).code
    customer = Contract.objects.get(pk=theirs["contract"]).customer.code
    yield "/contracts", a_form(customer)
    yield "/preview", {"contracts": [code]}
    yield "/preview", {"customers": [customer]}
    yield "/runs", {"contracts": [code]}
    yield "/runs", {"exclude": [{"contract": code, "due_on": "2026-01-31"}]}
    yield "/customers", {"code": "N", "name": "N", "bill_to": customer}


def test_filters_with_codes_of_another_company_are_as_with_unknown_ones(mine, theirs):
    contract = Contract.objects.get(pk=theirs["contract"])
    asked = (
        ("/documents", "contract", contract.code),
        ("/documents", "customer", contract.customer.code),
        ("/contracts", "customer", contract.customer.code),
        ("/usage", "contract", contract.code),
        ("/refusals", "contract", contract.code),
        ("/external-sales", "customer", contract.customer.code),
    )
    for path, name, code in asked:
        first, second = (mine.get(path, **{name: each}) for each in (code, "?!"))
        assert first.status_code == 422, (path, first.content)
        assert first.content == second.content, path


def test_codes_of_another_company_are_as_unknown_ones(mine, theirs):
    for path, form in forms_that_refer(theirs):
        text = json.dumps(form)
        code = Contract.objects.get(pk=theirs["contract"]).code
        customer = Contract.objects.get(pk=theirs["contract"]).customer.code
        unknown = json.loads(text.replace(f'"{code}"', '"?!"').replace(f'"{customer}"', '"?!"'))
        first, second = mine.post(path, form), mine.post(path, unknown)
        assert first.status_code == second.status_code == 422, (path, first.content)
        told = first.content.decode().replace(customer, "?!").replace(code, "?!")
        assert told == second.content.decode(), path


def test_filters_with_ids_of_another_company_find_nothing(mine, theirs):
    assert mine.get("/documents", run=theirs["run"]).json() == {"data": [], "next": None}
    assert mine.get("/refusals", run=theirs["run"]).json() == {"data": [], "next": None}
