"""Documents sent by e-mail through the API (DO-6)."""

import pytest

from cadencia.mailing.models import Delivery, MailServer
from cadencia.parties.access import Permission
from tests.api.calling import Program
from tests.factories import A_MOMENT, a_company, a_customer, an_issued_document
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.mail_servers import Handler, serving

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]
SERVER = {"host": "127.0.0.1", "port": 25, "security": "none", "sender": "f@sol.example"}


@pytest.fixture
def gym():
    return Program(a_company())


@pytest.fixture
def document(gym):
    return an_issued_document(a_customer(gym.token.company, "Ana", email="ana@example.com"), 41)


def test_sent_once_unless_it_is_said_again(gym, document):
    assert gym.ask("PUT", "/mail-server", SERVER).status_code == 200
    answer = gym.post(f"/documents/{document.pk}/send", {"copies": "jefe@example.com"})
    made = answer.json()
    assert (answer.status_code, made["state"], made["to"]) == (201, "waiting", ["ana@example.com"])
    assert (made["subject"], made["occasion"]) == (
        f"Factura F-2026-000041 de {gym.token.company.name}",
        "by_hand",
    )
    again = gym.post(f"/documents/{document.pk}/send", {})
    assert (again.status_code, again.json()["delivery"]) == (409, made["id"])
    assert gym.post(f"/documents/{document.pk}/send", {"again": True}).status_code == 201
    assert len(gym.get("/deliveries", state="waiting").json()["data"]) == 2
    assert gym.get(answer.headers["Location"].removeprefix("/api/v1")).json() == made


def test_all_that_is_wrong_at_once(gym, document):
    answer = gym.post(f"/documents/{document.pk}/send", {"to": "ana", "subject": "<NADA>"})
    assert answer.status_code == 422
    named = {each["path"] for each in answer.json()["errors"]}
    assert named == {"to", "subject", "server"}


def test_come_back_and_right_again(gym, document):
    gym.ask("PUT", "/mail-server", SERVER)
    number = gym.post(f"/documents/{document.pk}/send", {}).json()["id"]
    assert gym.post(f"/deliveries/{number}/bounce", {}).status_code == 409
    Delivery.objects.update(state="sent", sent_at=A_MOMENT)
    told = gym.post(f"/deliveries/{number}/bounce", {"reason": "No existe"}).json()
    assert (told["state"], told["answer"]) == ("bounced", "No existe")
    assert [each["address"] for each in gym.get("/bad-addresses").json()["data"]] == [
        "ana@example.com"
    ]
    where = {"address": "ana@example.com"}
    assert gym.ask("DELETE", "/bad-addresses", query=where).status_code == 204
    assert gym.ask("DELETE", "/bad-addresses", query=where).status_code == 404
    assert gym.post(f"/deliveries/{number}/retry").status_code == 409


def test_the_password_is_kept_and_never_told(gym):
    told = gym.ask("PUT", "/mail-server", {**SERVER, "username": "u", "password": "hunter2"})
    assert told.json()["has_password"] is True
    assert "hunter2" not in told.content.decode() + gym.get("/mail-server").content.decode()
    assert b"hunter2" not in bytes(MailServer.objects.get().password)


def test_a_trial_tells_what_the_server_said(gym):
    post = Handler()
    assert gym.post("/mail-server/trial", {"to": "yo@example.com"}).status_code == 409
    with serving(post) as port:
        gym.ask("PUT", "/mail-server", {**SERVER, "port": port})
        answer = gym.post("/mail-server/trial", {"to": "yo@example.com"})
        assert (answer.status_code, len(post.taken)) == (200, 1)
        post.data = "554 5.7.1 No"
        refused = gym.post("/mail-server/trial", {"to": "yo@example.com"})
    assert (refused.status_code, refused.json()["answer"]) == (409, "554 5.7.1 No")


def test_texts_by_language(gym):
    text = {"language": "en", "subject": "<DOCUMENT>", "body": "Hello"}
    assert gym.ask("PUT", "/mail-texts", text).json()["own"] is True
    told = gym.get("/mail-texts").json()
    assert [(each["language"], each["own"]) for each in told] == [("es", False), ("en", True)]


def test_a_token_that_only_reads(document):
    company = document.company
    reader = Program(company, Permission.READ)
    assert reader.post(f"/documents/{document.pk}/send", {}).status_code == 403
    assert reader.ask("PUT", "/mail-server", SERVER).status_code == 403
    assert reader.get("/deliveries").status_code == 200
