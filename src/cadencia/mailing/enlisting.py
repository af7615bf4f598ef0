"""What goes by itself: the documents just issued whose contract or customer is sent to (AG-1).

Called by the job that made their PDFs, so that a run pays nothing for it. What was enlisted once
isn't again, however often the job is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cadencia.core import recipients
from cadencia.core.recipients import OfCompany, OfContract, OfCustomer, Recipients
from cadencia.documents.models import Document, DocumentVoid
from cadencia.mailing import outbox, telling
from cadencia.mailing.composing import contracts_of
from cadencia.mailing.models import ISSUED, Delivery, MailServer
from cadencia.parties.access import Actor, Permission, acting, require


class Addressed(NamedTuple):
    """A document, whom it goes to, and whether it goes by itself."""

    document: Document
    whom: Recipients
    is_sent: bool


def addressed(document_ids: Sequence[int], *, by: Actor) -> list[Addressed]:
    """Return the company's issued documents of these ids, with whom each goes to.

    Three questions to the database, however many they are.
    """
    require(by, Permission.READ)
    issued = Document.objects.filter(
        company_id=by.company_id, pk__in=document_ids, number__isnull=False
    )
    documents = list(
        issued.select_related("bill_to", "series", "recipient", "company").order_by("pk")
    )
    contracts = contracts_of([each.pk for each in documents], by.company_id)
    server = MailServer.objects.filter(company_id=by.company_id).first()
    company = OfCompany(server.sending, server.email_copy) if server else OfCompany()
    found = []
    for document in documents:
        mine = [
            OfContract(each.sending, each.email_to, each.email_copy)
            for each in contracts[document.pk]
        ]
        row = document.bill_to
        customer = OfCustomer(row.sending, row.email, row.billing_email, row.email_copy)
        whom = recipients.recipients(mine, customer, company)
        sent = recipients.is_sent(document.kind, mine, customer, company)
        found.append(Addressed(document, whom, sent))
    return found


def enlist(document_ids: Sequence[int], *, by: Actor, at: datetime) -> int:
    """Write down a delivery of each of these documents that goes by itself; return how many.

    One that can't go (no address, an address that came back, no server) is written down as
    failed, with the reason: nothing that should have gone is passed over in silence.
    """
    require(by, Permission.DOCUMENTS)
    wanted = [each for each in addressed(document_ids, by=by) if each.is_sent]
    if not wanted:
        return 0
    void = set(
        DocumentVoid.objects.filter(document__in=[each.document.pk for each in wanted]).values_list(
            "document_id", flat=True
        )
    )
    with acting(by):
        outbox.hold([each.document.pk for each in wanted], by=by)
        before = Delivery.objects.filter(document__in=document_ids, occasion=ISSUED)
        known = set(before.values_list("document_id", flat=True))
        standing = [each for each in wanted if each.document.pk not in void | known]
        rows = list(_deliveries(standing, by=by, at=at))
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        _tell_failed(rows, by)
        outbox.wake_after(by.company_id)
    return len(rows)


def _tell_failed(rows: Sequence[Delivery], by: Actor) -> None:
    """Tell which of the deliveries just written can't go."""
    reasons = {each.message: each.reason for each in rows if each.state == "failed"}
    if reasons:
        mine = Delivery.objects.filter(company_id=by.company_id, message__in=list(reasons))
        failed = [(each, reasons[each.message]) for each in mine.order_by("pk")]
        telling.not_delivered(by.company_id, failed)


def _deliveries(wanted: Sequence[Addressed], *, by: Actor, at: datetime) -> Iterator[Delivery]:
    server = MailServer.objects.filter(company_id=by.company_id).first()
    domain = outbox.domain_of(server.sender if server else "")
    bad = outbox.bad_among([a for each in wanted for a in each.whom.to], by=by)
    for each in wanted:
        row = outbox.to_deliver(each.document.pk, each.whom, ISSUED, asker=by, at=at, domain=domain)
        if server is None:
            row.state, row.reason, row.next_at = "failed", "no_server", None
        elif any(address.lower() in bad for address in each.whom.to):
            row.state, row.reason, row.next_at = "failed", "bad_address", None
        yield row
