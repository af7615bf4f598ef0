"""From issuing to the customer's mailbox by jobs alone, and what the doctor looks at (AG-1)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from cadencia.billing import doctor, due, generation
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents import tasks as documents
from cadencia.documents.models import DocumentFile
from cadencia.mailing import tasks as mailing
from cadencia.mailing.models import Delivery
from tests.billing.test_kept_previews import at
from tests.factories import (
    A_MOMENT,
    a_company,
    a_customer,
    a_draft_document,
    a_posted_contract,
    an_issued_document,
    chief,
    issue,
)
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.mail_servers import Handler, serving
from tests.mailing.test_delivering import sends_by

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]
JOBS = {
    "documents.make_files": documents.make_files,
    "mailing.enlist": mailing.enlist,
    "mailing.deliver": mailing.deliver,
}
JANUARY = date(2026, 1, 31)
LONG_AGO = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def broken():
    """Return the names of the invariants of e-mail that don't hold."""
    return sorted(each.name for each in doctor.examine(at=A_MOMENT) if each.name[:4] == "mail")


def test_a_run_leaves_the_rest_to_jobs():
    post, company = Handler(), a_company()
    with serving(post) as port:
        sends_by(company, port)
        ana = a_customer(company, "Ana", email="ana@example.com", sending="create_and_send")
        luis = a_customer(company, "Luis", email="luis@example.com")
        for customer in (ana, luis):
            contract = a_posted_contract(customer, ("CUOTA", "45.00"))
            due.refresh([contract.pk], company.pk)
        scope, by = Scope(as_of=JANUARY), chief(company.pk)
        generation.generate(scope, Wish(issue=True), by=by, clock=at(JANUARY))
        assert not Delivery.objects.exists()
        work()
    (message,) = post.messages
    assert message["To"] == "ana@example.com"
    assert message["Subject"].startswith("Factura F-2026-00000")
    assert Delivery.objects.get().state == "sent"
    assert broken() == []


def work():
    """Do the jobs that wait, one after another, as a worker would."""
    waiting = ProcrastinateJob.objects.filter(status="todo", task_name__in=JOBS)
    while (job := waiting.order_by("id").first()) is not None:
        assert job.queue_name in {"documents", "mail"}
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
        JOBS[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
            )


class TestDoctor:
    def test_a_document_that_should_have_gone(self):
        company = a_company()
        contract = a_posted_contract(a_customer(company), sending="create_and_send")
        document = a_draft_document(contract.customer)
        document.lines.update(contract_id=contract.pk)
        issue(document, 1)
        assert broken() == []
        DocumentFile.objects.create(
            company=company, document=document, language="es", pdf=b"", created_at=LONG_AGO
        )
        assert broken() == ["mail_missing"]
        contract.sending = "create_only"
        contract.save(update_fields=["sending"])
        contract.sending = "create_and_send"
        contract.save(update_fields=["sending"])
        assert broken() == []

    def test_what_nobody_handed_over_to_its_end(self):
        company = a_company()
        document = an_issued_document(a_customer(company), 1)
        now = datetime.now(UTC)  # noqa: TID251 - the database compares with its own
        values = {"addresses": "a@x.es", "to": ["a@x.es"], "message": "<1@x>", "state": "sending"}
        row = Delivery.objects.create(
            company=company, document=document, occasion="issued", created_at=A_MOMENT,
            claimed_until=now - timedelta(minutes=50), **values,
        )  # fmt: skip
        assert broken() == []
        Delivery.objects.filter(pk=row.pk).update(claimed_until=now - timedelta(minutes=70))
        assert broken() == ["mail_left_sending"]

    def test_a_draft_that_counts_as_sent(self):
        company = a_company()
        draft = a_draft_document(a_customer(company))
        Delivery.objects.create(
            company=company, document=draft, occasion="issued", addresses="a@x.es",
            to=["a@x.es"], message="<1@x>", created_at=A_MOMENT, next_at=A_MOMENT,
        )  # fmt: skip
        assert broken() == ["mail_of_draft"]
