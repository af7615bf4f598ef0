"""Acts of every day are told to who listens, with what the OpenAPI document says (outbox)."""

from datetime import date

import pytest

from cadencia.api.application import api
from cadencia.webhooks import events
from cadencia.webhooks.models import EVENTS, Event
from tests.api.calling import Program, a_form, it_is
from tests.factories import a_company, a_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Program:
    it_is(date(2026, 3, 15))
    return Program(a_company())


@pytest.fixture
def contract(gym: Program) -> int:
    form = a_form(a_customer(gym.token.company, "Ana").code, ends_on="2026-12-31")
    form["contract"]["allow_price_updates"] = True
    return gym.post("/contracts", form).json()["id"]


ACTS = [
    ("pause", {"from": "2026-05-01", "until": "2026-05-31"}, "contract.paused"),
    ("remove-pause", {"from": "2026-05-01"}, "contract.paused"),
    ("skip", {"due_on": "2026-06-30", "reason": "x"}, "installment.skipped"),
    ("unskip", {"due_on": "2026-06-30"}, "installment.unskipped"),
    ("move", {"due_on": "2026-06-30", "to": "2026-07-02"}, "installment.moved"),
    ("withdraw", {"on": "2026-09-30"}, "contract.withdrawn"),
    ("take-back-withdrawal", {}, "contract.withdrawal_undone"),
    ("follow-up", {"text": "x"}, "contract.commented"),
    ("confirmation", {"which": "last"}, "contract.confirmed"),
    (
        "one-offs",
        {"line": {"description": "x", "unit_price": "1.00", "one_off_on": "next"}},
        "contract.changed",
    ),
    ("clone", {}, "contract.cloned"),
    ("renew", {"on": "2027-01-01"}, "contract.renewed"),
    ("deactivate", {}, "contract.deactivated"),
    ("activate", {}, "contract.activated"),
    ("revert", {}, "contract.reverted"),
    ("post", {}, "contract.posted"),
    ("void", {}, "contract.voided"),
]


def told() -> list[Event]:
    """Return the events that were written, and forget them."""
    found = list(Event.objects.order_by("pk"))
    Event.objects.all().delete()
    return found


def facts_of(event: Event) -> list[dict]:
    return event.data if isinstance(event.data, list) else [event.data]


def test_each_act_is_told_by_its_event(gym, contract):
    assert gym.post("/webhooks", {"url": "https://example.com/"}).status_code == 201
    for act, body, event in ACTS:
        answer = gym.post(f"/contracts/{contract}/{act}", body)
        assert answer.status_code in (200, 201), (act, answer.content)
        (only,) = told()
        assert only.kind == event, act
        for facts in facts_of(only):
            assert set(facts) == set(events.FACTS[event]), act


def test_documents_and_bulk_acts_are_told(gym, contract):
    gym.post("/webhooks", {"url": "https://example.com/"})
    rise = {"act": "price", "since": "2026-04-01", "percent": "10"}
    act = gym.post("/bulk", rise).json()["id"]
    assert [each.kind for each in told()] == ["bulk.executed"]
    gym.post(f"/bulk/{act}/undo")
    assert [each.kind for each in told()] == ["bulk.undone"]
    review = {"act": "review", "since": "2026-04-01", "percent": "3"}
    act = gym.post("/bulk", review).json()["id"]
    gym.post(f"/bulk/{act}/undo")
    assert [each.kind for each in told()] == ["review.applied", "review.undone"]
    gym.post("/runs", {"issue": True})
    document = gym.get("/documents").json()["data"][0]["id"]
    told()
    answer = gym.post(f"/documents/{document}/credit", {"reason": "x"})
    assert answer.status_code == 200, answer.content
    assert [each.kind for each in told()] == ["document.issued", "document.credited"]


def test_what_was_refused_is_not_told(gym, contract):
    gym.post("/webhooks", {"url": "https://example.com/"})
    assert gym.post(f"/contracts/{contract}/resume", {}).status_code == 422
    assert told() == []


def test_nothing_is_written_where_nobody_listens(gym, contract):
    gym.post("/webhooks", {"url": "https://example.com/", "events": ["contract.voided"]})
    for act, body, _event in ACTS[:-1]:
        gym.post(f"/contracts/{contract}/{act}", body)
    assert told() == []


def test_every_event_is_described_with_its_facts():
    described = api().get_openapi_schema(path_prefix="")["webhooks"]
    assert set(described) == set(EVENTS) == set(events.DESCRIPTIONS) == set(events.FACTS)
    message = described["document.issued"]["post"]["requestBody"]["content"]["application/json"]
    facts = message["schema"]["properties"]["data"]["properties"]
    assert facts["issue_date"] == {"type": "string", "format": "date"}
    assert facts["number"] == {"type": "integer"}
