"""What every request goes through: the token, the rate, the body, the key, the page."""

import threading
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from cadencia.api import idempotency
from cadencia.api.models import KeptAnswer, Token
from cadencia.parties.access import Permission, Role, administrator_of_machine
from cadencia.parties.models import Customer
from cadencia.parties.people_services import create_user, revoke_role
from tests.api.calling import Program, a_form, errors, it_is, problem
from tests.factories import a_company, a_customer

pytestmark = pytest.mark.django_db(transaction=True)

LUIS = {"code": "L", "name": "Luis"}


@pytest.fixture
def shop() -> Program:
    it_is(date(2026, 3, 15))
    return Program(a_company())


# ---------------------------------------------------------------- tokens


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer cad_x", "Basic cad_x", "Bearer " + "cad_" + "A" * 43, "bearer  \u00e9"],
)
def test_without_a_token_that_holds_nothing_is_told(shop, header):
    headers = {"Authorization": header} if header else {"Authorization": ""}
    answer = shop.ask("GET", "/customers", headers=headers)
    assert problem(answer) == "401 not-recognised"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_only_a_digest_of_a_token_is_kept(shop):
    assert shop.text not in str(Token.objects.values().get())


def test_a_token_holds_until_its_moment_and_not_a_second_longer(shop):
    day = datetime(2026, 3, 15, 10, tzinfo=UTC) + timedelta(days=365)
    it_is(day.date(), day.hour - 1)
    assert shop.get("/whoami").status_code == 200
    it_is(day.date(), day.hour)
    assert problem(shop.get("/whoami")) == "401 not-recognised"


def test_a_revoked_token_holds_no_more(shop):
    from cadencia.api import tokens
    from tests.api.calling import the_clock

    by = administrator_of_machine(shop.token.company_id)
    tokens.revoke(shop.token.pk, by=by, at=the_clock())
    assert problem(shop.get("/whoami")) == "401 not-recognised"


def test_a_users_token_does_no_more_than_the_user(shop):
    company = shop.token.company
    by = administrator_of_machine(company.pk)
    user = create_user({"username": "eva"}, "una-clave-larga-7", str(Role.AUDITOR), by=by)
    program = Program(company, user=user)
    told = program.get("/whoami").json()
    assert (told["user"], told["scopes"]) == ("eva", ["read"])
    assert problem(program.post("/customers", LUIS)) == "403 not-allowed"
    revoke_role("eva", by=by)
    assert problem(program.get("/whoami")) == "401 not-recognised"


def test_a_user_gives_the_credentials_again(shop):
    company = shop.token.company
    by = administrator_of_machine(company.pk)
    user = create_user({"username": "eva"}, "una-clave-larga-7", str(Role.MANAGER), by=by)
    program = Program(company, user=user, vouched=False)
    number = program.post("/contracts", a_form(a_customer(company).code)).json()["id"]
    assert problem(program.post(f"/contracts/{number}/revert")) == "403 credentials-wanted"
    wrong = program.post("/credentials", {"password": "otra"})
    assert errors(wrong) == {"password": "That isn't right."}
    given = program.post("/credentials", {"password": "una-clave-larga-7"})
    assert given.status_code == 200, given.content
    assert program.post(f"/contracts/{number}/revert").status_code == 200
    assert problem(shop.post("/credentials", {"password": "x"})) == "409 conflict"


# ---------------------------------------------------------------- rate


def test_a_token_that_asks_too_often_is_told_when_to_ask_again(shop):
    program = Program(shop.token.company, requests_per_minute=2)
    assert [program.get("/whoami").status_code for _ in range(2)] == [200, 200]
    answer = program.get("/whoami")
    assert problem(answer) == "429 too-many-requests"
    assert answer["Retry-After"] == "60"
    assert shop.get("/whoami").status_code == 200
    it_is(date(2026, 3, 15), 11)
    assert program.get("/whoami").status_code == 200


# ---------------------------------------------------------------- bodies and addresses


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "400 bad-request"),
        (b"\xff", "400 bad-request"),
        (b"[" * 100_000, "400 bad-request"),
        (b"[" * 60 + b"]" * 60, "422 refused"),
        (b'{"code": "L", "code": "M", "name": "x"}', "422 refused"),
        (b'{"code": "L", "name": "a\\u0000b"}', "422 refused"),
        (b'{"code": "L", "name": "a\\ud800b"}', "422 refused"),
        (b'{"code": "L", "name": 1}', "422 refused"),
        (b'{"code": "L", "name": "x", "decimals": 1e3}', "422 refused"),
        (b'{"code": "L", "name": "x", "decimals": true}', "422 refused"),
        (b'"text"', "422 refused"),
        (b"null", "422 refused"),
        (b"", "422 refused"),
    ],
)
def test_a_body_that_is_none_is_refused_in_words(shop, body, kind):
    assert problem(shop.ask("POST", "/customers", body)) == kind
    assert not Customer.objects.exists()


def test_a_body_must_say_that_it_is_json(shop):
    answer = shop.client.post(
        "/api/v1/customers",
        b"<xml/>",
        content_type="text/xml",
        headers={"Authorization": f"Bearer {shop.text}"},
    )
    assert problem(answer) == "415 not-json"


def test_a_body_that_is_too_large_is_refused(shop, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = shop.post("/customers", {"code": "L", "name": "x" * 200})
    assert problem(answer) == "413 too-large"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/nothing", "404 not-found"),
        ("GET", "/customers/x", "404 not-found"),
        ("GET", "/customers/99999999999999999999", "422 refused"),
        ("PUT", "/customers", "405 method-not-allowed"),
        ("DELETE", "/customers", "405 method-not-allowed"),
        ("GET", "/customers?nme=x", "422 refused"),
        ("GET", "/customers?limit=0", "422 refused"),
        ("GET", "/customers?limit=201", "422 refused"),
        ("GET", "/customers?cursor=x", "422 refused"),
        ("GET", f"/customers?cursor={b64encode(b'9' * 5000).decode().rstrip('=')}", "422 refused"),
        ("GET", "/customers?search=a%00b", "400 bad-request"),
        ("GET", "/contracts?due_until=31/01/2026", "422 refused"),
        ("GET", "/contracts?state=other", "422 refused"),
    ],
)
def test_what_is_not_answered_is_a_problem(shop, method, path, kind):
    assert problem(shop.ask(method, path)) == kind


def test_what_nobody_foresaw_tells_nothing(shop, monkeypatch):
    from cadencia.api import customers

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(customers.services, "create_customer", broken)
    answer = shop.post("/customers", LUIS)
    assert problem(answer) == "500 failed"
    assert b"secret" not in answer.content


# ---------------------------------------------------------------- pages


def test_pages_show_each_row_once_whatever_is_added_meanwhile(shop):
    company = shop.token.company
    made = [a_customer(company, f"Socio {n}").pk for n in range(5)]
    seen, cursor = [], None
    while True:
        told = shop.get("/customers", limit=2, cursor=cursor).json()
        seen += [each["id"] for each in told["data"]]
        cursor = told["next"]
        a_customer(company, "Otro") if len(seen) == 2 else None
        if cursor is None:
            break
    assert seen[:5] == made
    assert len(seen) == len(set(seen)) == 6


def test_a_last_page_that_is_full_has_no_next(shop):
    for n in range(2):
        a_customer(shop.token.company, f"Socio {n}")
    assert shop.get("/customers", limit=2).json()["next"] is None


# ---------------------------------------------------------------- keys


def test_the_same_key_does_the_same_request_once(shop):
    first = shop.post("/customers", LUIS, key="k")
    second = shop.post("/customers", LUIS, key="k")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (first.status_code, first["Location"]) == (201, second["Location"])
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body"), [("/customers", {"code": "M", "name": "Luis"}), ("/items", {"code": "L"})]
)
def test_a_key_used_for_something_else_is_refused(shop, path, body):
    shop.post("/customers", LUIS, key="k")
    assert problem(shop.post(path, body, key="k")) == "422 key-reused"
    assert Customer.objects.count() == 1


def test_a_key_is_the_tokens_own(shop):
    shop.post("/customers", LUIS, key="k")
    other = Program(shop.token.company)
    assert problem(other.post("/customers", LUIS, key="k")) == "422 refused"  # the code is taken


def test_what_was_refused_may_be_mended_under_the_same_key(shop):
    assert problem(shop.post("/customers", {"code": "L"}, key="k")) == "422 refused"
    assert shop.post("/customers", LUIS, key="k").status_code == 201


def test_a_run_is_started_once_under_its_key(shop):
    shop.post("/contracts", a_form(a_customer(shop.token.company).code))
    first = shop.post("/runs", {}, key="k")
    second = shop.post("/runs", {}, key="k")
    assert first.status_code == 200, first.content
    assert first.content == second.content
    assert first.json()["documents"] == 2


def test_a_run_that_is_still_being_done_is_not_begun_again(shop):
    shop.post("/contracts", a_form(a_customer(shop.token.company).code))
    shop.post("/runs", {}, key="k")
    KeptAnswer.objects.update(status=None)
    assert problem(shop.post("/runs", {}, key="k")) == "409 busy"
    it_is(date(2026, 3, 15), 11)
    assert shop.post("/runs", {}, key="k").status_code == 200


def test_two_at_once_under_one_key_are_done_once(shop):
    answers = []

    def ask() -> None:
        try:
            answers.append(shop.post("/customers", LUIS, key="k"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert Customer.objects.count() == 1


def test_a_key_is_forgotten_after_thirty_days(shop):
    shop.post("/customers", LUIS, key="k")
    kept = KeptAnswer.objects.get().created_at
    assert idempotency.forget_old(at=kept + timedelta(days=30)) == 0
    assert idempotency.forget_old(at=kept + timedelta(days=30, seconds=1)) == 1


def test_deleting_twice_under_a_key_answers_twice_the_same(shop):
    form = a_form(a_customer(shop.token.company).code, state="draft")
    number = shop.post("/contracts", form).json()["id"]
    first = shop.delete(f"/contracts/{number}", key="k")
    second = shop.delete(f"/contracts/{number}", key="k")
    assert (first.status_code, second.status_code) == (204, 204)
    assert problem(shop.delete(f"/contracts/{number}", key="other")) == "404 not-found"


def test_the_scope_of_each_act_is_asked_for(shop):
    from cadencia.api import openapi
    from cadencia.api.application import api

    without = {
        operation["operationId"]
        for _, _, operation in openapi.operations(api().get_openapi_schema(path_prefix=""))
        if operation["x-permission"] not in set(Permission)
    }
    assert without == {"who_am_i", "give_credentials"}
