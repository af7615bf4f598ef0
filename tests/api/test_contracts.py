"""Contracts by the API: registered, edited while drafts, moved through their states."""

from datetime import date

import pytest

from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract, ContractLine, ScheduledModification
from cadencia.parties.access import Permission
from tests.api.calling import Program, a_form, errors, it_is, problem
from tests.factories import a_company, a_customer

pytestmark = pytest.mark.django_db

A_LINE = {"key": "a", "description": "CUOTA <MENSUAL>", "unit_price": "45.00", "taxes": ["IVA21"]}
ANOTHER = {"key": "b", "description": "Taquilla", "unit_price": "5.00", "taxes": ["IVA21"]}


@pytest.fixture
def gym() -> Program:
    it_is(date(2026, 3, 15))
    return Program(a_company())


@pytest.fixture
def ana(gym: Program) -> str:
    return a_customer(gym.token.company, "Ana").code


def registered(gym: Program, form: dict) -> int:
    answer = gym.post("/contracts", form)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_a_contract_is_posted_as_it_is_registered(gym, ana):
    answer = gym.post("/contracts", a_form(ana))
    assert answer.status_code == 201
    told = answer.json()
    assert answer["Location"] == f"/api/v1/contracts/{told['id']}"
    assert told["contract"] == {**a_form(ana)["contract"], "state": "posted"}
    assert told["look_from"] == "2026-01-31"
    assert gym.get(f"/contracts/{told['id']}").json() == told


def test_everything_wrong_is_named_at_once(gym, ana):
    line = {**A_LINE, "unit_price": 45, "taxes": ["NONE"]}
    form = a_form(ana, starts_on="31/01/2026", lines=[line], price="1")
    answer = gym.post("/contracts", form)
    assert problem(answer) == "422 refused"
    assert set(errors(answer)) == {
        "contract.price",
        "contract.starts_on",
        "contract.lines.0.unit_price",
        "contract.lines.0.taxes.0",
    }
    assert not Contract.objects.exists()


def test_sentences_are_in_the_language_that_is_asked_for(gym, ana):
    gym.post("/contracts", a_form(ana))
    gym.language = "es"
    answer = gym.post("/contracts", a_form(ana))
    assert errors(answer) == {"contract.code": "Ya hay un contrato con este código."}
    assert answer.json()["title"] == "Hay algo que corregir en la petición."


def test_a_batch_is_all_or_nothing(gym, ana):
    forms = [a_form(ana, "CT-1"), a_form(ana, "CT-2", starts_on="x"), a_form(ana, "CT-1")]
    answer = gym.post("/contracts/batch", {"contracts": forms})
    assert set(errors(answer)) == {"contracts.2.contract.code"}
    forms[2] = a_form(ana, "CT-3")
    answer = gym.post("/contracts/batch", {"contracts": forms})
    assert set(errors(answer)) == {"contracts.1.contract.starts_on"}
    assert not Contract.objects.exists()


def test_a_batch_takes_each_that_can_be(gym, ana):
    forms = [a_form(ana, "CT-1"), a_form(ana, "CT-2", starts_on="x"), a_form("nobody", "CT-3")]
    told = gym.post("/contracts/batch", {"mode": "each", "contracts": forms}).json()
    assert (told["created"], told["refused"]) == (1, 2)
    assert [each["created"] for each in told["contracts"]] == [True, False, False]
    assert [each["errors"][0]["path"] for each in told["contracts"][1:]] == [
        "contracts.1.contract.starts_on",
        "contracts.2.customer.code",
    ]
    assert Contract.objects.get().code == "CT-1"


def test_a_draft_is_edited_and_its_lines_keep_their_rows(gym, ana):
    number = registered(gym, a_form(ana, state="draft", lines=[A_LINE, ANOTHER]))
    before = ContractLine.objects.get(key="b").pk
    changes = {"reference": "Socia", "lines": [{**ANOTHER, "unit_price": "6.00"}]}
    answer = gym.patch(f"/contracts/{number}", {"contract": changes})
    assert answer.status_code == 200, answer.content
    contract = answer.json()["contract"]
    assert (contract["reference"], contract["state"]) == ("Socia", "draft")
    assert contract["lines"] == [{**ANOTHER, "unit_price": "6.00"}]
    assert ContractLine.objects.get().pk == before
    assert answer.json()["version"] == 2


def test_what_is_null_has_its_usual_value_again(gym, ana):
    number = registered(gym, a_form(ana, state="draft", reference="Socia", lead_days=3))
    gym.patch(f"/contracts/{number}", {"contract": {"reference": None, "lead_days": None}})
    contract = gym.get(f"/contracts/{number}").json()["contract"]
    assert not {"reference", "lead_days"} & set(contract)


def test_a_modification_that_stays_keeps_its_row(gym, ana):
    july = {"line": "a", "from": "2026-07-01", "unit_price": "49.00"}
    number = registered(gym, a_form(ana, state="draft", modifications=[july]))
    before = ScheduledModification.objects.get().pk
    august = {"line": "a", "from": "2026-08-01", "unit_price": "50.00"}
    answer = gym.patch(f"/contracts/{number}", {"contract": {"modifications": [august, july]}})
    assert answer.status_code == 200, answer.content
    assert ScheduledModification.objects.get(valid_from="2026-07-01").pk == before
    assert answer.json()["contract"]["modifications"] == [august, july]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"state": "posted"}, "contract.state"),
        ({"code": "CT-2"}, "contract.code"),
        ({"lines": []}, "contract.lines"),
        ({"schedule": {"every": 0}}, "contract.schedule.every"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_whole(gym, ana, changes, path):
    number = registered(gym, a_form(ana, state="draft"))
    registered(gym, a_form(ana, "CT-2"))
    before = gym.get(f"/contracts/{number}").json()
    answer = gym.patch(f"/contracts/{number}", {"contract": {"reference": "Socia", **changes}})
    assert path in errors(answer), answer.content
    assert gym.get(f"/contracts/{number}").json() == before


def test_a_posted_contract_is_not_edited_nor_deleted(gym, ana):
    number = registered(gym, a_form(ana))
    answer = gym.patch(f"/contracts/{number}", {"contract": {"reference": "x"}})
    assert problem(answer) == "409 conflict"
    assert answer.json()["state"] == "posted"
    assert problem(gym.delete(f"/contracts/{number}")) == "409 conflict"


def test_a_draft_is_deleted_for_good(gym, ana):
    number = registered(gym, a_form(ana, state="draft"))
    assert gym.delete(f"/contracts/{number}").status_code == 204
    assert problem(gym.get(f"/contracts/{number}")) == "404 not-found"


def test_a_contract_billed_before_is_edited_on_and_never_deleted(gym, ana):
    number = registered(gym, a_form(ana))
    assert gym.post("/runs", {"contracts": ["CT-1"]}).json()["state"] == "issued"
    gym.post(f"/contracts/{number}/revert")
    assert problem(gym.delete(f"/contracts/{number}")) == "409 conflict"
    answer = gym.patch(
        f"/contracts/{number}", {"contract": {"lines": [{**A_LINE, "unit_price": "50.00"}]}}
    )
    assert answer.status_code == 200, answer.content
    assert gym.post(f"/contracts/{number}/post").status_code == 200
    it_is(date(2026, 3, 31))
    documents = gym.post("/preview", {}).json()["documents"]
    assert [each["total"] for each in documents] == ["60.50"]
    assert Installment.objects.count() == 2


def test_what_a_document_settles_is_told_before_it_is_credited_or_voided(gym, ana):
    registered(gym, a_form(ana))
    gym.post("/runs", {})
    numbers = sorted(each["id"] for each in gym.get("/documents").json()["data"])
    seen = [gym.get(f"/documents/{each}/void/preview").json() for each in numbers]
    first = {"contract": "CT-1", "number": 1, "due_on": "2026-01-31", "state": "billed"}
    second = {"contract": "CT-1", "number": 2, "due_on": "2026-02-28", "state": "billed"}
    assert [each["installments"] for each in seen] == [[first], [second]]
    told = gym.post(f"/documents/{numbers[1]}/credit/preview", {"reason": "x"}).json()
    assert (told["left"], told["installments"]) == ("0.00", [second])
    assert problem(gym.get("/documents/999999999/void/preview")) == "404 not-found"


def test_acts_move_the_contract_and_say_what_was_missed(gym, ana):
    number = registered(gym, a_form(ana))
    gym.post("/runs", {})
    assert gym.post(f"/contracts/{number}/deactivate").json()["active"] is False
    it_is(date(2026, 5, 2))
    told = gym.post(f"/contracts/{number}/activate", {"missed": "due"}).json()
    assert (told["active"], told["missed"]) == (True, ["2026-03-31", "2026-04-30"])
    finished = gym.post(f"/contracts/{number}/finish").json()
    assert (finished["state"], finished["missed"]) == ("finished", ["2026-03-31", "2026-04-30"])
    assert gym.post(f"/contracts/{number}/reopen").json()["state"] == "posted"
    assert gym.post(f"/contracts/{number}/void").json()["state"] == "void"
    answer = gym.post(f"/contracts/{number}/post")
    assert problem(answer) == "409 conflict"
    assert answer.json()["detail"] == "The contract is void."


def test_acts_that_want_credentials_want_a_token_that_is_vouched_for(gym, ana):
    number = registered(gym, a_form(ana))
    plain = Program(gym.token.company, vouched=False)
    assert problem(plain.post(f"/contracts/{number}/revert")) == "403 credentials-wanted"
    assert gym.post(f"/contracts/{number}/revert").status_code == 200


def test_a_token_does_what_its_scopes_say_and_no_more(gym, ana):
    reader = Program(gym.token.company, Permission.READ)
    assert reader.get("/contracts").status_code == 200
    answer = reader.post("/contracts", a_form(ana))
    assert problem(answer) == "403 not-allowed"
    assert answer.json()["permission"] == "contracts"
    assert not Contract.objects.exists()
