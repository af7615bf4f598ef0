"""What the API tells of what belongs together: corrections, renewals, templates, who did it."""

from datetime import date

import pytest

from cadencia.contracts.models import ContractKind
from tests import factories
from tests.api.calling import Program, a_form, errors, it_is

MONTHLY = {"every": 1, "unit": "month", "first": "2026-01-01"}


@pytest.fixture
def gym() -> Program:
    it_is(date(2026, 3, 15))
    program = Program(factories.a_company())
    factories.a_customer(program.token.company, code="C1")
    return program


@pytest.fixture
def path(gym) -> str:
    return f"/contracts/{gym.post('/contracts', a_form('C1')).json()['id']}"


@pytest.mark.django_db
class TestDocuments:
    def test_what_corrects_an_invoice_and_what_is_left_of_it(self, gym, path):
        gym.post("/runs", {"month": "2026-01"})
        (invoice,) = gym.get("/documents").json()["data"]
        part = {"reason": "De menos", "what": "amount", "amount": "14.45"}
        note = gym.post(f"/documents/{invoice['id']}/credit", part).json()
        told = gym.get(f"/documents/{invoice['id']}").json()
        assert (told["left"], told["credited"], told["paid"]) == ("40.00", "14.45", "0")
        assert (told["overdue"], told["corrects"], told["voided"]) == (False, None, None)
        other = {"document": note["id"], "number": note["number"], "amount": "14.45"}
        assert told["corrected_by"] == [{**other, "stands": True}]
        assert gym.get(f"/documents/{note['id']}").json()["corrects"] == {
            "document": invoice["id"],
            "number": invoice["number"],
            "what": "amount",
            "method": "differences",
            "reason": "De menos",
            "reason_code": "R1",
            "amount": "14.45",
            "stands": True,
        }

    def test_printed_data_are_set_right(self, gym, path):
        gym.post("/runs", {"month": "2026-01"})
        (invoice,) = gym.get("/documents").json()["data"]
        address = f"/documents/{invoice['id']}/credit"
        assert set(errors(gym.post(address, {"reason": "NIF", "what": "data"}))) == {"method"}
        wish = {"reason": "NIF", "what": "data", "method": "substitution"}
        done = gym.post(address, wish)
        assert done.status_code == 200, done.content
        assert gym.get(f"/documents/{done.json()['id']}").json()["corrects"]["what"] == "data"

    def test_why_and_when_one_was_voided_and_the_void_ones(self, gym, path):
        form = a_form("C1", "CT-2", document_type="delivery_note")
        gym.post("/contracts", form)
        gym.post("/runs", {"month": "2026-01", "contracts": ["CT-2"]})
        (note,) = gym.get("/documents", contract="CT-2").json()["data"]
        done = gym.post(f"/documents/{note['id']}/void", {"reason": "Error", "delivered": False})
        assert done.status_code == 200, done.content
        told = gym.get(f"/documents/{note['id']}").json()
        assert told["voided"] == {"on": "2026-03-15", "reason": "Error", "user": None}
        assert (told["state"], told["left"]) == ("void", "0")
        states = {
            state: [each["id"] for each in gym.get("/documents", state=state).json()["data"]]
            for state in ("draft", "issued", "void")
        }
        assert states == {"draft": [], "issued": [], "void": [note["id"]]}

    def test_delivery_notes_that_were_named_and_are_not_invoiced(self, gym):
        gym.post("/contracts", a_form("C1", document_type="delivery_note"))
        gym.post("/runs", {"month": "2026-01"})
        (note,) = gym.get("/documents").json()["data"]
        wish = {"until": "2026-03-15", "notes": [note["id"], 987_654]}
        unknown = {
            "note": 987_654,
            "code": "unknown",
            "sentence": "There is no delivery note of this number to be invoiced.",
        }
        assert gym.post("/delivery-notes/preview", wish).json()["left_out"] == [unknown]
        done = gym.post("/delivery-notes/invoice", wish).json()
        assert (len(done["documents"]), done["left_out"]) == (1, [unknown])
        invoice = done["documents"][0]
        again = gym.post("/delivery-notes/invoice", {**wish, "notes": [note["id"]]}).json()
        assert (again["documents"], again["left_out"][0]["code"]) == ([], "invoiced")
        assert [
            each["document"] for each in gym.get(f"/documents/{invoice['id']}").json()["notes"]
        ] == [note["id"]]
        early = gym.post("/delivery-notes/preview", {"until": "2026-01-01", "notes": [note["id"]]})
        assert early.json()["left_out"][0]["code"] == "invoiced"


@pytest.mark.django_db
class TestContracts:
    def test_a_renewal_both_ways_and_how_it_renews_itself(self, gym):
        form = a_form("C1", installments=12, starts_on="2026-01-01", ends_on="2026-12-31")
        first = gym.post("/contracts", form).json()
        assert (first["renews"], first["renewed_by"], first["template"]) == (None, [], None)
        assert first["renewal"] == {
            "automatic": False, "periods": None, "notice_days": 0, "notice_given_on": None,
        }  # fmt: skip
        assert gym.get(f"/contracts/{first['id']}").json() == first
        made = gym.post(f"/contracts/{first['id']}/renew", {"code": "CT-9"})
        assert made.status_code == 201, made.content
        second = made.json()
        assert second["renews"] == {"id": first["id"], "code": "CT-1"}
        heirs = [{"id": second["id"], "code": "CT-9"}]
        assert gym.get(f"/contracts/{first['id']}").json()["renewed_by"] == heirs
        assert gym.get(f"/contracts/{first['id']}/life").json()["renewed_by"] == heirs
        assert gym.get(f"/contracts/{second['id']}/life").json()["renews"]["code"] == "CT-1"
        renews = [(each["code"], each["renews"]) for each in gym.get("/contracts").json()["data"]]
        assert renews == [("CT-1", None), ("CT-9", "CT-1")]

    def test_its_automatic_renewal_once_set(self, gym):
        form = a_form("C1", starts_on="2026-01-01", ends_on="2026-12-31")
        form["contract"]["schedule"]["first"] = "2026-01-01"
        path = f"/contracts/{gym.post('/contracts', form).json()['id']}"
        wish = {"automatic": True, "periods": 6, "notice_days": 30}
        done = gym.post(f"{path}/automatic-renewal", wish)
        assert done.status_code == 200, done.content
        gym.post(f"{path}/notice", {"on": "2026-03-10"})
        assert gym.get(path).json()["renewal"] == {**wish, "notice_given_on": "2026-03-10"}

    def test_a_period_of_its_life_is_from_and_until(self, gym, path):
        (first, *_rest) = gym.get(f"{path}/life", until="2026-02-01").json()["installments"]
        assert set(first["period"]) == {"from", "until"}

    def test_the_template_that_one_follows_and_all_that_it_says(self, gym):
        line = {"key": "a", "description": "x", "unit_price": "45.00", "taxes": ["IVA21"]}
        form = {"code": "P", "schedule": MONTHLY, "lead_days": 5, "lines": [line]}
        saved = gym.post("/templates", form)
        assert saved.status_code == 201, saved.content
        template = saved.json()
        assert template["template"] == {**form, "name": "", "notes": ""}
        assert template["schedules"] == []
        wish = {"template": "P", "customer": {"code": "C1"}, "contract": {"code": "CT-2"}}
        made = gym.post("/contracts/from-template", wish)
        assert made.status_code == 201, made.content
        assert made.json()["template"] == {"id": template["id"], "code": "P"}
        assert gym.get("/contracts").json()["data"][0]["template"] == "P"
        assert gym.post(f"/contracts/{made.json()['id']}/post").status_code == 200
        later = {"valid_from": "2026-06-01", "schedule": {**MONTHLY, "first": "2026-06-15"}}
        done = gym.post(f"/templates/{template['id']}/schedules", later)
        assert done.status_code == 200, done.content
        (told,) = gym.get(f"/templates/{template['id']}").json()["schedules"]
        assert told["valid_from"] == "2026-06-01"
        assert (told["schedule"]["first"], told["schedule"]["every"]) == ("2026-06-15", 1)
        wish["customer"] = {"code": "NADIE"}
        assert set(errors(gym.post("/contracts/from-template", wish))) == {
            "customer.code",
            "contract.code",
        }
        wish["customer"] = "C1"
        assert set(errors(gym.post("/contracts/from-template", wish))) == {"customer"}


@pytest.mark.django_db
class TestForecast:
    def test_of_the_day_that_is_taken_as_today(self, gym, path):
        found = gym.post("/forecast", {"as_of": "2026-06-01", "months": 1}).json()
        assert (found["as_of"], found["until"]) == ("2026-06-01", "2026-06-30")
        assert "since" not in found
        assert set(errors(gym.post("/forecast", {"since": "2026-06-01"}))) == {"since"}
        rows = {row["month"]: (row["documents"], row["net"]) for row in found["rows"]}
        assert rows["2026-06"] == (6, "270.00")  # all that is pending since 31 January

    def test_by_item_rows_have_a_net_and_no_total(self, gym, path):
        found = gym.post("/forecast", {"as_of": "2026-01-01", "months": 1, "by": ["item"]}).json()
        (row,), (total,) = found["rows"], found["totals"]
        assert (row["net"], "total" in row, "cash" in row) == ("45.00", False, False)
        assert (total["net"], total["total"]) == ("45.00", "54.45")


@pytest.mark.django_db
def test_a_bulk_act_tells_when_by_whom_and_over_how_many(gym, path):
    ContractKind.objects.create(company=gym.token.company, name="X")
    wish = {"act": "payment_method", "payment_method": "card"}
    gym.post("/bulk", wish)
    (act,) = gym.get("/bulk").json()["data"]
    assert (act["by"], act["channel"], act["contracts"], act["state"]) == (
        "Tienda", "api", 1, "executed",
    )  # fmt: skip
    assert act["at"].startswith("2026-03-15T10:00:00")
    assert (act["left_out"], act["undone_at"], act["filter"]) == ({}, None, {})


@pytest.mark.django_db(transaction=True)
def test_the_history_names_the_program_that_did_it(gym, path):
    other = Program(gym.token.company)
    other.token.name = "Contable"
    other.token.save()
    gym.post(f"{path}/pause", {"from": "2026-06-01"})
    other.post(f"{path}/finish")
    found = gym.get(f"{path}/history").json()["data"]
    programs = [each["program"] for each in found]
    assert programs == [f"Contable ({other.token.hint}…)", *[str(gym.token)] * (len(found) - 1)]
    assert {each["channel"] for each in found} == {"api"}
