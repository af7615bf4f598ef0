"""The screen of a contract, without a browser: shown, saved, tried out, refused."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from cadencia.billing import acts
from cadencia.billing.contract_form import read
from cadencia.contracts.models import Contract
from cadencia.parties.models import Customer
from tests import factories
from tests.backoffice.office import at_work
from tests.factories import chief

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company(), "Ana")


@pytest.fixture
def clerk(ana):
    return at_work(ana.company, "clerk")


def state_of(answer):
    found = re.search(rb'<script id="contract-state"[^>]*>(.*?)</script>', answer.content, re.S)
    return json.loads(found[1])


def sent(client, address, body):
    headers = {"X-Office-Script": "1"}
    return client.post(address, json.dumps(body), content_type=JSON, headers=headers)


def a_form(client, ana, **contract):
    """Return an empty form, filled in as a clerk would."""
    state = state_of(client.get("/contracts/new/"))
    form = state["form"]
    form["customer"] = ana.code
    form["contract"]["schedule"]["first"] = "31/01/2027"
    line = {**state["line"], "key": "a", "description": "CUOTA <MENSUAL>", "unit_price": "45,00"}
    form["contract"]["lines"] = [{**line, "taxes": "IVA21"}]
    form["contract"] |= contract
    return form


def a_contract(client, ana, **contract):
    answer = sent(client, "/contracts/new/", {"form": a_form(client, ana, **contract)})
    assert answer.status_code == 200, answer.content
    return int(answer.json()["address"].split("/")[2])


def saving(client, number, change, state=None):
    state = state or state_of(client.get(f"/contracts/{number}/"))
    form = json.loads(json.dumps(state["form"]))
    change(form)
    body = {"form": form, "known": state["known"], "base": state["form"], "opened": state["opened"]}
    return sent(client, f"/contracts/{number}/", body)


def test_a_new_contract_is_registered_and_shown_again_as_it_was_typed(clerk, ana):
    number = a_contract(clerk, ana, reference="Plan", expenses="1.234,50")
    contract = Contract.objects.get(pk=number)
    assert (contract.state, contract.code) == ("draft", "CT-00001")
    assert contract.responsible == clerk.user
    again = state_of(clerk.get(f"/contracts/{number}/"))["form"]["contract"]
    assert (again["reference"], again["expenses"]) == ("Plan", "1.234,50")
    assert again["schedule"]["first"] == "31/01/2027"
    assert again["lines"][0]["unit_price"] == "45,00"


def test_in_english_numbers_are_written_otherwise(clerk, ana):
    number = a_contract(clerk, ana, expenses="1.234,50")
    page = clerk.get(f"/contracts/{number}/", headers={"Accept-Language": "en"})
    assert state_of(page)["form"]["contract"]["expenses"] == "1,234.50"
    assert b"Next twelve installments" in page.content


def test_all_that_is_to_be_mended_is_told_at_once(clerk, ana):
    form = a_form(clerk, ana, expenses="doce", lead_days="-1")
    form["customer"] = ""
    form["contract"]["lines"][0] |= {"description": "", "quantity": "-1"}
    answer = sent(clerk, "/contracts/new/", {"form": form})
    assert answer.status_code == 422
    assert {each["path"] for each in answer.json()["problems"]} == {
        "contract.expenses", "contract.lead_days", "contract.lines.0.description",
        "contract.lines.0.quantity",
    }  # fmt: skip
    form["contract"]["expenses"] = ""
    answer = sent(clerk, "/contracts/new/", {"form": form})
    assert "customer" in {each["path"] for each in answer.json()["problems"]}
    assert not Contract.objects.exists()


def test_what_cannot_be_kept_is_told_at_its_field_in_the_words_that_were_typed(clerk, ana):
    form = a_form(clerk, ana, installments="99999999999", document_discount="1.234,5")
    form["contract"]["lines"][0] |= {
        "description": "Cuota <NADA>", "quantity": "0,1234567", "unit_price": "9999999999999",
        "discounts": "10 + 100,5", "reference": "\ud83d", "extra_text": "a\x00b",
    }  # fmt: skip
    form["details"] |= {"responsible": "x" * 400, "sales_rep": "\x00"}
    told = sent(clerk, "/contracts/new/", {"form": form}).json()["problems"]
    sentence = {each["path"]: each["message"] for each in told}
    line = "contract.lines.0"
    cut = "Tiene un carácter que no se puede guardar, quizá medio emoji: borrarlo."
    large = "El número es demasiado grande: como mucho 12 cifras antes de los decimales."
    assert sentence == {
        "contract.document_discount": "1.234,5 es demasiado alto; el máximo es 100.",
        "contract.installments": "99999999999 no vale; indicar un número de 1 a 36525.",
        f"{line}.description": "La variable <NADA> no existe; elegir una de la lista o escribirla"
        " de otro modo.",
        f"{line}.quantity": "0,1234567 tiene demasiados decimales; como mucho 6.",
        f"{line}.unit_price": large,
        f"{line}.discounts.1": "100,5 es demasiado alto; el máximo es 100.",
        f"{line}.reference": cut,
        f"{line}.extra_text": cut,
        "details.sales_rep": cut,
    }
    form = a_form(clerk, ana)
    form["details"]["responsible"] = "x" * 400
    told = sent(clerk, "/contracts/new/", {"form": form}).json()["problems"]
    assert told == [
        {"path": "details.responsible", "message": "El texto pasa de 100 caracteres; acortarlo."}
    ]
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["of-customer/?code=%00", "of-item/?code=%00", "new/?customer=%00", "new/?template=%00"],
)
def test_an_address_with_what_no_text_can_hold_is_of_nothing(clerk, ana, address):
    assert clerk.get(f"/contracts/{address}").status_code == 404


def test_saving_what_was_not_changed_changes_nothing(clerk, ana):
    number = a_contract(clerk, ana)
    before = read(number, by=chief(ana.company_id))
    assert saving(clerk, number, lambda form: None).status_code == 200
    assert read(number, by=chief(ana.company_id)) == before


@pytest.mark.django_db(transaction=True)
def test_the_second_clerk_is_told_who_changed_what_and_may_join_both(clerk, ana):
    number = a_contract(clerk, ana)
    mine = state_of(clerk.get(f"/contracts/{number}/"))
    other = at_work(ana.company, "clerk")
    saving(other, number, lambda form: form["contract"].update(reference="De otro"))

    def change(form):
        form["contract"]["project"] = "Mío"
        form["contract"]["reference"] = "Mía"

    answer = saving(clerk, number, change, mine)
    assert answer.status_code == 409
    told = answer.json()
    assert other.user.username in told["html"]
    assert "De otro" in told["html"]
    assert [each["path"] for each in told["marks"] if each["tone"] == "both"] == [
        "contract.reference"
    ]
    assert (told["merged"]["contract"]["project"], told["merged"]["contract"]["reference"]) == (
        "Mío", "Mía",
    )  # fmt: skip
    body = {"form": told["merged"], "known": told["known"], "base": told["base"]}
    assert sent(clerk, f"/contracts/{number}/", body).status_code == 200
    assert Contract.objects.get(pk=number).project == "Mío"


def test_a_posted_contract_takes_its_details_and_asks_for_credentials(clerk, ana):
    number = a_contract(clerk, ana)
    acts.post(number, on=date(2026, 3, 1), by=chief(ana.company_id))
    answer = saving(clerk, number, lambda form: form["contract"].update(payment_method="Giro"))
    assert answer.status_code == 200
    answer = saving(clerk, number, lambda form: form["contract"].update(lead_days="3"))
    assert [each["path"] for each in answer.json()["problems"]] == ["contract.lead_days"]
    manager = at_work(ana.company, "manager")
    change = {
        **state_of(manager.get(f"/contracts/{number}/"))["rows"]["modifications"],
        "line": "a", "from": "01/06/2027", "unit_price": "50",
    }  # fmt: skip

    def modify(form):
        form["contract"]["modifications"] = [change]

    answer = saving(manager, number, modify)
    assert (answer.status_code, "X-Office-Credentials" in answer.headers) == (403, True)


def test_what_it_would_bill_is_told_while_it_is_typed(clerk, ana):
    form = a_form(clerk, ana, ends_on="31/12/2027", installments="")
    answer = sent(clerk, "/contracts/try/", {"form": form, "id": None})
    told = answer.json()
    assert "31/01/2027" in told["coming"]
    assert "54,45" in told["coming"]
    assert told["lines"]["a"] == {
        "net": "45,00", "price": "45,00", "text": "CUOTA Enero", "extra": "",
    }  # fmt: skip
    assert told["count"] == 12
    assert "45,00" in told["footer"]


def test_queries_do_not_grow_with_lines(clerk, ana):
    form = a_form(clerk, ana)
    line = form["contract"]["lines"][0]

    def asked(count):
        form["contract"]["lines"] = [{**line, "key": str(number)} for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert sent(clerk, "/contracts/try/", {"form": form}).status_code == 200
        return len(queries)

    asked(1)  # what is read once for the process
    assert asked(200) == asked(1)
    few, many = (a_contract(clerk, ana, lines=lines) for lines in _lines(line))
    counts = []
    for number in (few, many):
        with CaptureQueriesContext(connection) as queries:
            clerk.get(f"/contracts/{number}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _lines(line):
    return [line], [{**line, "key": str(number)} for number in range(60)]


def test_customers_items_formulas_and_durations_answer(clerk, ana):
    factories.an_item(ana.company, name="Cuota")
    told = clerk.get(f"/contracts/of-customer/?code={ana.code}").json()
    assert (told["name"], told["left"]["currency"]) == ("Ana", "EUR")
    told = clerk.get("/contracts/of-item/?code=CUOTA").json()
    assert (told["description"], told["price"], told["taxes"]) == ("Cuota", "45,00", ["IVA21"])
    assert clerk.get("/contracts/of-item/?code=NADA").json() == {}
    told = clerk.get("/contracts/end/?start=31/01/2026&many=12&unit=month").json()
    assert told == {"end": "30/01/2027"}
    assert clerk.get("/contracts/end/?start=x&many=-1&unit=eon").json() == {}
    answer = sent(clerk, "/contracts/of-formula/", {"name": "km", "amount": "1"})
    assert answer.status_code == 422


def test_a_customer_is_created_on_the_spot(clerk, ana):
    address = "/contracts/new-customer/"
    answer = sent(clerk, address, {"values": {"code": ana.code, "name": "", "tax_id": "1"}})
    assert {each["path"] for each in answer.json()["problems"]} >= {"code", "name", "tax_id"}
    answer = sent(clerk, address, {"values": {"code": "N1", "name": "Nueva"}})
    assert answer.json() == {"value": "N1", "name": "Nueva"}
    assert Customer.objects.filter(company=ana.company, code="N1").exists()


def test_who_answers_for_the_debt_is_created_on_the_spot_and_kept(clerk, ana):
    address = "/contracts/new-responsible-party/"
    answer = sent(clerk, address, {"values": {"tax_id": "1"}})
    assert {each["path"] for each in answer.json()["problems"]} == {"name", "tax_id"}
    answer = sent(clerk, address, {"values": {"name": "Madre de Ana", "phone": "600"}})
    assert answer.json()["value"] == "Madre de Ana"
    assert sent(clerk, address, {"values": {"name": "Madre de Ana"}}).status_code == 422
    number = a_contract(clerk, ana)

    def attach(form):
        form["details"]["responsible_party"] = "Madre de Ana"

    assert saving(clerk, number, attach).status_code == 200
    state = state_of(clerk.get(f"/contracts/{number}/"))
    assert state["form"]["details"]["responsible_party"] == "Madre de Ana"
    assert Contract.objects.get(pk=number).responsible_party.phone == "600"


@pytest.mark.django_db(transaction=True)
def test_follow_up_documents_and_history_are_parts_of_the_page(clerk, ana):
    number = a_contract(clerk, ana)
    saving(clerk, number, lambda form: form["contract"].update(reference="Otra"))
    part = {"HX-Request": "true"}
    page = clerk.get(f"/contracts/{number}/history/", headers=part).content.decode()
    assert "Otra" in page
    assert clerk.user.username in page
    values = {"kind": "promise", "text": "Paga", "promised_on": "32/1"}
    answer = clerk.post(f"/contracts/{number}/follow-up/", values, headers=part)
    assert answer.status_code == 422
    assert "Paga" in answer.content.decode()
    answer = clerk.post(
        f"/contracts/{number}/follow-up/", {"kind": "call", "text": "<b>Llama"}, headers=part
    )
    assert "&lt;b&gt;Llama" in answer.content.decode()
    assert clerk.get(f"/contracts/{number}/documents/", headers=part).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_history_of_lines_is_told_field_by_field_in_words(clerk, ana):
    number = a_contract(clerk, ana)
    contract = Contract.objects.get(pk=number)
    line = contract.lines.get()
    line.unit_price, line.valid_from = Decimal("50.00"), date(2026, 4, 1)
    line.discounts, line.withheld = [Decimal("5")], False
    line.save()
    contract.payment_terms, contract.documents_are = {"days": 30, "month_end": True}, "draft"
    contract.save()
    page = clerk.get(f"/contracts/{number}/history/", headers={"HX-Request": "true"})
    told = page.content.decode()
    for words in (
        f"<b>Línea {line.key} ({escape(line.description)})</b>",
        "<li>Precio: <del>45,00</del> → 50,00</li>",
        "→ 01/04/2026</li>",
        "<li>Con retención: <del>sí</del> → no</li>",
        "30 días · fin de mes",
        "<li>Los documentos quedan: <del>–</del> → borradores</li>",
    ):
        assert words in told, words
    for raw in ("unit_price", "valid_from", "2026-04-01", "month_end", "contract_id"):
        assert raw not in told


def test_basic_and_advanced_are_the_company_s_until_the_user_switches(clerk, ana):
    assert b'data-mode="basic"' in clerk.get("/contracts/new/").content
    assert clerk.post("/contracts/editing/", {"mode": "advanced"}).status_code == 204
    assert b'data-mode="advanced"' in clerk.get("/contracts/new/").content
    assert clerk.post("/contracts/editing/", {"mode": "x"}).status_code == 400


def test_nobody_sees_the_contracts_of_another_company(clerk, ana):
    number = a_contract(clerk, ana)
    stranger = at_work(factories.a_company())
    for path in ("", "documents/", "history/", "follow-up/"):
        assert stranger.get(f"/contracts/{number}/{path}").status_code == 404
    answer = sent(stranger, f"/contracts/{number}/", {"form": a_form(clerk, ana)})
    assert answer.status_code == 404
    answer = sent(stranger, "/contracts/try/", {"form": a_form(clerk, ana), "id": number})
    assert answer.status_code == 404


def test_a_form_that_no_script_sent_is_refused(clerk, ana):
    for body in ({"form": "{}"}, {}):
        answer = clerk.post("/contracts/new/", body)  # multipart, read already for its token
        assert answer.status_code == 400, answer.content
    assert "recargar" in answer.json()["problem"].lower()
    assert not Contract.objects.exists()


def test_an_auditor_looks_and_changes_nothing(clerk, ana):
    number = a_contract(clerk, ana)
    auditor = at_work(ana.company, "auditor")
    assert state_of(auditor.get(f"/contracts/{number}/"))["editable"] == {"all": False}
    assert auditor.get("/contracts/new/").status_code == 404
    answer = saving(auditor, number, lambda form: form["contract"].update(reference="No"))
    assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"form": 3}', b'{"form": {"contract": 1}}'])
def test_what_is_no_form_is_refused_without_a_trace(clerk, ana, body):
    answer = clerk.post("/contracts/new/", body, content_type=JSON)
    assert answer.status_code == 400
