"""Deliveries: written in the transaction that asks for them, handed over by a job afterwards."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from cadencia.core.recipients import Recipients, written
from cadencia.documents.models import Document
from cadencia.mailing.models import BadAddress, Delivery
from cadencia.parties.access import Actor, Permission, require

DELIVER = "mailing.deliver"
"""The name of the job that hands over what a company has to send."""

log = logging.getLogger(__name__)


def to_deliver(  # noqa: PLR0913 - what a delivery is
    document_id: int,
    whom: Recipients,
    occasion: str,
    *,
    asker: Actor,
    at: datetime,
    domain: str,
    **said: Any,
) -> Delivery:
    """Return a delivery that waits, not written yet; without recipients it has failed already.

    Whoever writes it has asked whether `asker` may.
    """
    state = {} if whom.to else {"state": "failed", "reason": "no_address", "next_at": None}
    values = {
        "document_id": document_id,
        "company_id": asker.company_id,
        "occasion": occasion,
        "addresses": written((*whom.to, *whom.copies, *whom.hidden)),
        "to": list(whom.to),
        "copies": list(whom.copies),
        "hidden": list(whom.hidden),
        "message": f"<cadencia.{uuid.uuid4().hex}@{domain}>",
        "next_at": at,
        "created_at": at,
        "user_id": asker.user_id,
        **state,
        **said,
    }
    return Delivery(**values)


def hold(document_ids: Sequence[int], *, by: Actor) -> None:
    """Have whoever sends these documents meanwhile wait until the transaction ends.

    What was sent before is asked afterwards: two clicks at the same moment send once.
    """
    require(by, Permission.DOCUMENTS)
    mine = Document.objects.filter(company_id=by.company_id, pk__in=document_ids)
    list(mine.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def domain_of(sender: str) -> str:
    """Return what Message-IDs end in: the domain of the sender.

    >>> domain_of("facturas@example.com"), domain_of("")
    ('example.com', 'cadencia.invalid')
    """
    return sender.rpartition("@")[2] or "cadencia.invalid"


def bad_among(addresses: Sequence[str], *, by: Actor) -> dict[str, BadAddress]:
    """Return those of the addresses from which a message came back, by address in small letters."""
    require(by, Permission.READ)
    small = {each.lower() for each in addresses}
    found = BadAddress.objects.filter(company_id=by.company_id, address__in=small)
    return {each.address: each for each in found}


def wake_after(company_id: int) -> None:
    """Have a job hand over what waits, once the transaction has committed."""
    transaction.on_commit(lambda: wake(company_id))


def wake(company_id: int, *, seconds: int = 0) -> None:
    """Have a job hand over what a company has waiting, now or later; one is enough."""
    name = f"{DELIVER}.{company_id}"
    later = {"seconds": seconds} if seconds else None
    job = app.configure_task(
        DELIVER, queue="mail", lock=name, queueing_lock=name, schedule_in=later
    )
    try:
        job.defer(company_id=company_id)
    except AlreadyEnqueued:
        pass
    except ConnectorException:
        log.warning("Messages wait until the worker looks by itself", exc_info=True)
