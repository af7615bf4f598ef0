"""Webhooks: what happens is told to who listens, signed, tried again, and sent again on demand."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from cadencia.webhooks import delivering, guarding, sending, signing
from cadencia.webhooks.guarding import Forbidden
from cadencia.webhooks.models import Delivery, Endpoint, Event
from tests.api.calling import Program, a_form, errors, it_is, problem
from tests.factories import a_company, a_customer
from tests.job_queue import empty_queue  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]

THEN = datetime(2026, 3, 15, 10, 0, tzinfo=UTC)


class Listener:
    """A program that listens, and answers what the test wants."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers = 204
        self.location = ""
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): each for name, each in self.headers.items()}
                listener.heard.append((headers, body))
                self.send_response(listener.answers)
                if listener.location:
                    self.send_header("Location", listener.location)
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=cadencia"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def gym(settings) -> Program:
    settings.WEBHOOKS_PRIVATE = True
    it_is(date(2026, 3, 15))
    return Program(a_company())


def hooked(gym: Program, listener: Listener, *events: str) -> dict[str, Any]:
    answer = gym.post("/webhooks", {"url": listener.url, "events": list(events)})
    assert answer.status_code == 201, answer.content
    return answer.json()


def work(at: datetime = THEN) -> None:
    """Do what the jobs would do at a moment."""
    delivering.expand(clock=lambda: at)
    for each in delivering.due_endpoints(at=at):
        delivering.deliver(each, clock=lambda: at)


def test_acts_runs_and_documents_are_told_in_order(gym, listener):
    hooked(gym, listener)
    ana = a_customer(gym.token.company, "Ana").code
    number = gym.post("/contracts", a_form(ana)).json()["id"]
    gym.post("/runs", {})
    gym.post(f"/contracts/{number}/finish")
    work()
    assert [each["type"] for each in listener.told] == [
        "contract.posted",
        "document.issued",
        "document.issued",
        "run.finished",
        "contract.finished",
    ]
    first = listener.told[1]["data"]
    assert (first["number"], first["fiscal_year"], first["issue_date"]) == (1, 2026, "2026-02-28")
    assert gym.get(f"/documents/{first['document']}").json()["number"] == "F-2026-000001"
    assert not Event.objects.exists()


def test_the_signature_is_that_of_standard_webhooks(gym, listener):
    secret = hooked(gym, listener)["secret"]
    gym.post("/contracts", a_form(a_customer(gym.token.company).code))
    work()
    headers, body = listener.heard[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(THEN.timestamp()))
    assert headers["content-type"] == "application/json"


def test_the_example_of_the_specification_is_signed_as_it_says(settings, monkeypatch):
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    monkeypatch.setattr(signing, "_key", lambda salt: key)
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', "", at=at)
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_shown_once_and_can_be_renewed(gym, listener):
    made = hooked(gym, listener)
    path = f"/webhooks/{made['id']}"
    assert made["secret"].encode() not in gym.get(path).content
    assert made["secret"] not in str(Endpoint.objects.values().get())
    renewed = gym.post(f"{path}/secret").json()["secret"]
    assert renewed != made["secret"]
    assert problem(gym.post(f"{path}/secret", key="k")) == "422 refused"


def test_only_what_is_asked_for_is_told(gym, listener):
    hooked(gym, listener, "run.finished")
    gym.post("/contracts", a_form(a_customer(gym.token.company).code))
    gym.post("/runs", {})
    work()
    assert [each["type"] for each in listener.told] == ["run.finished"]


def test_nothing_is_written_where_nobody_listens(gym):
    gym.post("/contracts", a_form(a_customer(gym.token.company).code))
    gym.post("/runs", {})
    assert not Event.objects.exists()


def test_what_is_rolled_back_is_not_told(gym, listener):
    hooked(gym, listener)
    gym.post("/contracts", a_form("nobody"))
    assert not Event.objects.exists()


def test_a_refusal_is_told(gym, listener):
    hooked(gym, listener, "contract.refused")
    ana = a_customer(gym.token.company).code
    number = gym.post("/contracts", a_form(ana, lines=[
        {"key": "a", "description": "x", "item": "I", "price_source": "catalog"},
    ])).status_code  # fmt: skip
    assert number == 422  # an item that isn't there can't be posted: nothing to refuse later
    work()
    assert listener.told == []


def test_it_is_tried_for_three_days_and_then_left(gym, listener):
    hooked(gym, listener, "contract.posted")
    gym.post("/contracts", a_form(a_customer(gym.token.company).code))
    listener.answers = 500
    at = THEN
    work(at)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.answer) == ("pending", 1, 500)
    while Delivery.objects.get().state == "pending":
        delivery = Delivery.objects.get()
        work(delivery.next_at - timedelta(seconds=1))
        assert Delivery.objects.get().attempts == delivery.attempts
        at = delivery.next_at
        work(at)
    assert Delivery.objects.get().attempts == len(listener.heard) == 10
    assert timedelta(days=2, hours=20) < at - THEN < timedelta(days=3)
    assert len({headers["webhook-id"] for headers, _ in listener.heard}) == 1


def test_what_failed_can_be_sent_again(gym, listener):
    made = hooked(gym, listener, "contract.posted")
    gym.post("/contracts", a_form(a_customer(gym.token.company).code))
    listener.answers = 410
    work()
    told = gym.get(f"/webhooks/{made['id']}/deliveries").json()["data"]
    assert [(each["state"], each["status"]) for each in told] == [("failed", 410)]
    assert gym.get(f"/webhooks/{made['id']}").json()["active"] is False
    listener.answers = 204
    gym.patch(f"/webhooks/{made['id']}", {"active": True})
    gym.post(f"/webhooks/deliveries/{told[0]['id']}/replay")
    work()
    assert gym.get(f"/webhooks/{made['id']}/deliveries").json()["data"][0]["state"] == "delivered"
    assert listener.heard[0][1] == listener.heard[1][1]


def test_who_cannot_be_reached_does_not_hold_up_the_worker(gym, listener):
    hooked(gym, listener, "contract.posted")
    ana = a_customer(gym.token.company).code
    gym.post("/contracts/batch", {"contracts": [a_form(ana, f"CT-{n}") for n in range(6)]})
    listener.server.shutdown()
    listener.server.server_close()
    work()
    tried = Delivery.objects.filter(attempts=1)
    assert tried.count() == delivering.UNREACHED_IN_A_ROW
    assert all("refused" in each.error.lower() for each in tried)
    assert not Delivery.objects.filter(attempts=0, claimed_until__isnull=False).exists()


def test_a_redirection_is_not_followed(gym, listener):
    hooked(gym, listener, "contract.posted")
    gym.post("/contracts", a_form(a_customer(gym.token.company).code))
    listener.answers, listener.location = 302, listener.url
    work()
    assert len(listener.heard) == 1
    assert Delivery.objects.get().answer == 302


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "ftp://example.com/",
        "https://user:secret@example.com/",
        "https:///nowhere",
        "https://exa mple.com/",
        "https://example.com/#part",
        "https://example.com:99999/",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_cannot_be_is_refused(gym, settings, url):
    settings.WEBHOOKS_PRIVATE = False
    assert set(errors(gym.post("/webhooks", {"url": url}))) == {"url"}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "0.0.0.0"],  # noqa: S104
)
def test_no_message_goes_to_a_private_address(settings, host):
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(Forbidden):
        guarding.resolved(f"https://{host}/hook")
    assert sending.send(f"https://{host}/hook", b"{}", {}).error == "forbidden: private"


def test_nor_to_one_of_a_link_where_private_ones_are_let(settings):
    settings.WEBHOOKS_PRIVATE = True
    for host in ("169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]"):
        assert sending.send(f"http://{host}/hook", b"{}", {}).error == "forbidden: private"


def test_a_name_with_one_private_address_is_refused(settings, monkeypatch):
    settings.WEBHOOKS_PRIVATE = False
    found = [(0, 0, 0, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(guarding.socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(Forbidden):
        guarding.resolved("https://example.com/hook")
