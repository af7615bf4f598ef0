"""Other programs are told of a document sent, or not delivered, once (`document.sent`)."""

from datetime import timedelta

import pytest

from cadencia.mailing import deliveries, delivering, enlisting, telling
from cadencia.mailing.models import BadAddress
from cadencia.webhooks.models import Endpoint, Event
from tests.factories import a_company, a_customer, an_issued_document, chief
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.test_delivering import (
    NOW,
    a_member,
    post,  # noqa: F401 - a fixture
    sends_by,
    sent,
    work,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]


def listened(document):
    """Have a program listen to what becomes of the documents of a company."""
    return listens(document.company)


def listens(company):
    Endpoint.objects.create(
        company=company, url="https://example.com/", salt="0" * 64, created_at=NOW,
        events=["document.sent", "document.not_delivered"],
    )  # fmt: skip
    return company


def told():
    """Return what was told, oldest first: the event and its facts, of each document."""
    return [
        (event.kind, facts)
        for event in Event.objects.order_by("pk")
        for facts in (event.data if isinstance(event.data, list) else [event.data])
    ]


def facts(row, **more):
    return {"document": row.document_id, "delivery": row.pk, **more}


def test_what_a_server_took_is_told_once(post):  # noqa: F811
    document = an_issued_document(a_member(post), 1)
    listened(document)
    row = sent(document)
    assert told() == []
    work(document.company_id)
    work(document.company_id)
    assert told() == [("document.sent", facts(row))]
    another = sent(document, mark="b", again=True)
    work(document.company_id, NOW + timedelta(minutes=2))
    assert told()[1:] == [("document.sent", facts(another))]


def test_what_is_refused_for_now_is_told_when_it_is_known(post):  # noqa: F811
    post.data = "451 later"
    document = an_issued_document(a_member(post), 1)
    listened(document)
    row = sent(document)
    work(document.company_id)
    assert told() == []
    post.data = "554 never"
    work(document.company_id, NOW + timedelta(minutes=1))
    assert told() == [("document.not_delivered", facts(row, reason="refused"))]
    post.data = "250 taken"
    deliveries.retry(row.pk, by=chief(document.company_id), at=NOW)
    work(document.company_id)
    deliveries.bounce(row.pk, reason="No existe", by=chief(document.company_id), at=NOW)
    deliveries.bounce(row.pk, reason="Ni existió", by=chief(document.company_id), at=NOW)
    assert told()[1:] == [
        ("document.sent", facts(row)),
        ("document.not_delivered", facts(row, reason="bounced")),
    ]


def test_the_event_is_written_with_the_outcome_or_neither_is(post, monkeypatch):  # noqa: F811
    document = an_issued_document(a_member(post), 1)
    listened(document)
    row = sent(document)

    class Died(BaseException):
        """What SIGKILL would do: nothing more is written."""

    def dies(_delivery):
        raise Died

    monkeypatch.setattr(telling, "sent", dies)
    with pytest.raises(Died):
        work(document.company_id)
    monkeypatch.undo()
    row.refresh_from_db()
    assert (row.state, told()) == ("sending", [])
    delivering.give_up_unknown(at=NOW + timedelta(minutes=9))
    assert told() == []
    for _ in range(2):
        delivering.give_up_unknown(at=NOW + timedelta(minutes=11))
    assert told() == [("document.not_delivered", facts(row, reason="unknown"))]


def test_what_can_not_go_at_all_is_told_by_its_reason():
    company = listens(a_company())
    ana = a_customer(company, "Ana", sending="create_and_send")
    luis = a_customer(company, "Luis", sending="create_and_send", email="luis@x.es")
    sends_by(company, 9)
    BadAddress.objects.create(company=company, address="luis@x.es", bounced_at=NOW)
    ids = [an_issued_document(ana, 1).pk, an_issued_document(luis, 2).pk]
    for _ in range(2):
        enlisting.enlist(ids, by=chief(company.pk), at=NOW)
    assert [(kind, each["document"], each["reason"]) for kind, each in told()] == [
        ("document.not_delivered", ids[0], "no_address"),
        ("document.not_delivered", ids[1], "bad_address"),
    ]


def test_after_nine_attempts_and_where_nobody_listens():
    document = an_issued_document(a_member(), 1)
    sends_by(document.company, 9)
    rows = []
    for mark in ("a", "b"):
        rows.append(sent(document, mark=mark, again=True))
        type(rows[-1]).objects.filter(pk=rows[-1].pk).update(attempts=8)
        work(document.company_id)
        Endpoint.objects.exists() or listened(document)
    assert told() == [("document.not_delivered", facts(rows[1], reason="unreached"))]
