"""`cadencia mail`: set up, tried out, sent, listed, come back (DO-6)."""

import pytest

from cadencia.mailing.models import Delivery, MailServer
from tests.cli.commands import cadencia, told
from tests.factories import A_MOMENT, a_company, a_customer, an_issued_document
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.mail_servers import Handler, serving

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]
SERVER = ("--host", "127.0.0.1", "--security", "none", "--sender", "f@sol.example")


def test_the_server_is_said_shown_and_tried_out():
    a_company()
    assert told("mail", "server") is None
    post = Handler()
    with serving(post) as port:
        kept = told("mail", "server", *SERVER, "--port", port, "--per-minute", 5)
        assert (kept["port"], kept["per_minute"], kept["has_password"]) == (port, 5, False)
        assert told("mail", "trial", "yo@example.com") == {"taken": True}
    assert post.taken[0].rcpt_tos == ["yo@example.com"]
    assert told("mail", "server", "--stopped")["is_active"] is False
    assert MailServer.objects.get().port == port


def test_what_is_wrong_is_said_at_once():
    a_company()
    refused = cadencia("mail", "server", "--host", "a b", "--port", 0, "--sender", "x")
    assert refused.exit_code == 2
    named = [each.partition(":")[0] for each in refused.stderr.strip().splitlines()]
    assert named == ["host", "port", "sender"]


def test_a_text_is_kept_and_given_back(tmp_path):
    a_company()
    written = tmp_path / "texto.txt"
    written.write_text("Hola, <CLIENTE>", encoding="utf-8")
    kept = told("mail", "text", "es", "--subject", "<DOCUMENTO>", "--body", written)
    assert (kept[0]["subject"], kept[0]["body"]) == ("<DOCUMENTO>", "Hola, <CLIENTE>")
    assert cadencia("mail", "text", "es", "--subject", "<NADA>").exit_code == 2
    assert told("mail", "text", "es", "--usual")[0]["own"] is False


def test_a_document_is_sent_comes_back_and_its_address_is_right_again():
    company = a_company()
    cadencia("mail", "server", *SERVER)
    an_issued_document(a_customer(company, "Ana", email="ana@example.com"), 41)
    sent = told("mail", "send", "F-2026-000041", "--copy", "jefe@example.com")
    assert (sent["to"], sent["copies"]) == (["ana@example.com"], ["jefe@example.com"])
    assert (sent["document"], sent["state"]) == ("F-2026-000041", "waiting")
    assert "--again" in cadencia("mail", "send", "F-2026-000041").stderr
    assert told("mail", "send", "F-2026-000041", "--again")["id"] != sent["id"]
    Delivery.objects.update(state="sent", sent_at=A_MOMENT)
    came = told("mail", "bounce", sent["id"], "--reason", "No existe")
    assert (came["state"], came["answer"]) == ("bounced", "No existe")
    assert told("mail", "list")[0]["id"] == sent["id"]
    assert told("mail", "bad") == [{"address": "ana@example.com", "reason": "No existe"}]
    told("mail", "right", "ana@example.com")
    assert told("mail", "bad") == []
    assert cadencia("mail", "retry", sent["id"]).exit_code == 1
    assert cadencia("mail", "retry", 999).exit_code == 1
