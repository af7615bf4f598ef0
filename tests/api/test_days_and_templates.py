"""Another day or template for many contracts, another schedule for a template: by the API."""

from datetime import date

import pytest

from cadencia.api import bulk_acts
from cadencia.billing import acts, following, templates
from cadencia.parties.access import administrator_of_machine
from tests import factories
from tests.api.calling import Program, it_is

pytestmark = pytest.mark.django_db

MONTHLY = {"every": 1, "unit": "month", "first": "2026-01-01"}
THE_15TH = {"every": 1, "unit": "month", "first": "2026-01-15"}


@pytest.fixture
def company():
    it_is(date(2026, 3, 15))
    return factories.a_company()


@pytest.fixture
def gym(company):
    return Program(company)


@pytest.fixture
def template(company):
    by = administrator_of_machine(company.pk)
    for code in ("GYM", "POOL"):
        line = {"key": "a", "description": code, "unit_price": "45.00"}
        templates.create({"code": code, "schedule": MONTHLY, "lines": [line]}, by=by)
    customer = factories.a_customer(company)
    form = {"starts_on": "2026-01-01"}
    made = following.make_contract("GYM", customer.code, form, today=date(2026, 1, 1), by=by)
    acts.post(made.pk, on=date(2026, 1, 1), by=by)
    return templates.find("GYM", by=by).pk


def test_a_template_has_another_schedule_from_a_day_on(gym, template):
    form = {"valid_from": "2026-06-10", "schedule": THE_15TH}
    seen = gym.post(f"/templates/{template}/schedules/preview", form).json()
    assert (seen["followers"], seen["shown"][0]["then"]["begins"]) == (1, "2026-07-01")
    done = gym.post(f"/templates/{template}/schedules", form)
    assert done.json()["changes_on"] == ["2026-06-10"]
    assert gym.post(f"/templates/{template}/schedules", form).status_code == 422
    day = {"valid_from": "2026-06-10"}
    back = gym.post(f"/templates/{template}/schedules/withdraw", day)
    assert back.json()["changes_on"] == []
    assert gym.post("/templates/999999/schedules", form).status_code == 404


def test_many_follow_another_template_and_back(gym, template):
    wish = {"act": "template", "template": "POOL", "since": "2026-06-01"}
    assert gym.post("/bulk/preview", wish).json()["contracts"] == 1
    act = gym.post("/bulk", wish).json()["id"]
    assert gym.post(f"/bulk/{act}/undo").json()["contracts"] == 1
    detached = gym.post("/bulk", {"act": "template", "template": ""}).json()
    assert detached["touched"][0]["before"] == "GYM"


def test_many_have_another_day(gym, company):
    customer = factories.a_customer(company)
    draft = factories.a_draft_contract(customer, ("CUOTA", "45.00"))
    acts.post(draft.pk, on=date(2026, 1, 1), by=administrator_of_machine(company.pk))
    wish = {"act": "day", "day": 15, "since": "2026-06-01", "opening": "prorated"}
    seen = gym.post("/bulk/preview", wish).json()
    done = gym.post("/bulk", {**wish, "expect": seen["fingerprint"]}).json()
    assert (done["touched"][0]["before"], done["touched"][0]["after"]) == ("31", "15")
    assert gym.post("/bulk", {"act": "day", "since": "2026-06-01"}).status_code == 422


def test_what_a_preview_leaves_to_show_is_told_and_asked_for(gym, company, monkeypatch):
    monkeypatch.setattr(bulk_acts, "SHOWN", 2)
    customer = factories.a_customer(company)
    for code in "ABC":
        draft = factories.a_draft_contract(customer, ("CUOTA", "45.00"), code=code)
        acts.post(draft.pk, on=date(2026, 1, 1), by=administrator_of_machine(company.pk))
    wish = {"act": "day", "day": 15, "since": "2026-06-01", "opening": "prorated"}
    first = gym.post("/bulk/preview", wish).json()
    assert [each["contract"] for each in first["touched"]] == ["A", "B"]
    assert (first["rows"], first["rows_left_out"], first["next"]) == (3, 0, 2)
    rest = gym.post("/bulk/preview", {**wish, "offset": first["next"]}).json()
    assert [each["contract"] for each in rest["touched"]] == ["C"]
    assert (rest["next"], rest["fingerprint"]) == (None, first["fingerprint"])
    none = gym.post("/bulk/preview", {**wish, "offset": 3}).json()
    assert (none["touched"], none["next"], none["contracts"]) == ([], None, 3)
