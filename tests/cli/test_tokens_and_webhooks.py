"""`cadencia token` and `cadencia webhook`: what is shown once, listed, ended, sent again."""

import pytest

from cadencia.api.models import Token
from cadencia.webhooks.models import Delivery, Endpoint
from tests.cli.commands import cadencia, the_clock, told
from tests.factories import a_company
from tests.job_queue import empty_queue  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]


def test_a_token_is_shown_once_listed_and_revoked():
    a_company()
    made = told("token", "create", "Tienda", "--scope", "read", "--scope", "contracts")
    assert made["token"].startswith("cad_")
    assert made["scopes"] == ["contracts", "read"]
    (listed,) = told("token", "list")
    assert "token" not in listed
    assert (listed["state"], listed["begins"]) == ("valid", made["token"][:10])
    assert told("token", "revoke", made["id"])["state"] == "revoked"
    assert "revocado" in cadencia("token", "list").stdout


def test_the_text_alone_is_on_the_output_so_that_it_can_be_piped():
    a_company()
    shown = cadencia("token", "create", "Tienda")
    assert shown.stdout.strip() == shown.stdout.strip().split()[0]
    assert "no se vuelve a mostrar" in shown.stderr


def test_a_token_that_cannot_be_is_refused_with_every_reason():
    a_company()
    refused = cadencia("token", "create", " ", "--scope", "fly", "--days", "0")
    assert refused.exit_code == 2
    assert [each.partition(":")[0] for each in refused.stderr.strip().splitlines()] == [
        "name",
        "scopes",
        "days",
    ]
    assert not Token.objects.exists()


def test_an_unknown_token_or_user_is_named():
    a_company()
    assert "no tiene el token 7" in cadencia("token", "revoke", 7).stderr
    assert "no tiene el usuario eva" in cadencia("token", "create", "x", "--user", "eva").stderr


def test_a_webhook_is_made_listed_renewed_and_deleted():
    a_company()
    made = told("webhook", "create", "https://example.com/h", "--event", "run.finished")
    assert made["secret"].startswith("whsec_")
    (listed,) = told("webhook", "list")
    assert (listed["url"], listed["events"]) == ("https://example.com/h", ["run.finished"])
    assert "secret" not in listed
    assert told("webhook", "secret", made["id"])["secret"] != made["secret"]
    assert told("webhook", "delete", made["id"])["deleted"] is True
    assert "Nadie escucha." in cadencia("webhook", "list").stdout
    assert "no hay ningún webhook" in cadencia("webhook", "delete", made["id"]).stderr


def test_an_address_that_cannot_be_is_refused():
    a_company()
    refused = cadencia("webhook", "create", "http://example.com", "--event", "fly")
    assert refused.exit_code == 2
    assert [each.partition(":")[0] for each in refused.stderr.strip().splitlines()] == [
        "url",
        "events",
    ]


def test_what_was_sent_is_listed_and_sent_again():
    company = a_company()
    made = told("webhook", "create", "https://example.com/h")
    now = the_clock()
    delivery = Delivery.objects.create(
        company=company, endpoint=Endpoint.objects.get(), message="msg_1", kind="run.finished",
        body="{}", state="failed", attempts=10, answer=500, next_at=now, created_at=now,
        ended_at=now,
    )  # fmt: skip
    (sent,) = told("webhook", "deliveries", made["id"])
    assert (sent["state"], sent["status"], sent["attempts"]) == ("failed", 500, 10)
    assert "fallido" in cadencia("webhook", "deliveries", made["id"]).stdout
    again = told("webhook", "replay", delivery.pk)
    assert (again["state"], again["attempts"]) == ("pending", 0)
    assert "no hay ningún envío" in cadencia("webhook", "replay", 999).stderr
