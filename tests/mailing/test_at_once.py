"""Two who send the same document at the same moment: it goes once (DO-6)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from cadencia.mailing import by_hand, enlisting, outbox
from cadencia.mailing.by_hand import AlreadySent
from cadencia.mailing.models import Delivery
from tests.factories import an_issued_document, chief
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.test_delivering import NOW, a_member, sends_by, sent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]


@pytest.fixture
def document():
    member = a_member(sending="create_and_send")
    sends_by(member.company, 25)
    return an_issued_document(member, 1)


@pytest.fixture
def together(monkeypatch):
    """Do two things: unless one waits for the other, both have looked before either writes."""
    both, real = Barrier(2), outbox.to_deliver

    def to_deliver(*arguments, **said):
        with suppress(BrokenBarrierError):  # the other one waits at the document
            both.wait(timeout=2)
        return real(*arguments, **said)

    monkeypatch.setattr(outbox, "to_deliver", to_deliver)

    def run(*acts):
        with ThreadPoolExecutor(len(acts)) as pool:
            return [each.result() for each in [pool.submit(_apart, act) for act in acts]]

    return run


def _apart(act):
    try:
        return act()
    except AlreadySent as refused:
        return refused
    finally:
        connection.close()


def test_the_same_form_clicked_twice(document, together):
    first, second = together(lambda: sent(document), lambda: sent(document))
    assert first.pk == second.pk
    assert Delivery.objects.count() == 1


def test_two_clerks_with_a_form_each(document, together):
    found = together(lambda: sent(document), lambda: sent(document, mark="b"))
    assert sorted(type(each).__name__ for each in found) == ["AlreadySent", "Delivery"]
    assert Delivery.objects.count() == 1


def test_two_clerks_who_send_many(document, together):
    def many(mark):
        return by_hand.send_many([document.pk], mark, by=chief(document.company_id), at=NOW)

    found = together(lambda: many("a"), lambda: many("b"))
    assert sorted(each.sent for each in found) == [0, 1]
    assert Delivery.objects.count() == 1


def test_two_jobs_that_enlist_it(document, together):
    def enlist():
        return enlisting.enlist([document.pk], by=chief(document.company_id), at=NOW)

    assert sorted(together(enlist, enlist)) == [0, 1]
    assert Delivery.objects.count() == 1
