"""What was sent and what came of it: listed, tried again, told to have come back (DO-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.utils.translation import gettext as _

from cadencia.documents.models import DocumentVoid
from cadencia.mailing import outbox, telling
from cadencia.mailing.models import STATES, BadAddress, Delivery
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.identification import is_email
from cadencia.parties.problems import Problem, refuse_if_any

TROUBLE = ("failed", "bounced")
LONGEST_REASON = 500
MOST_SHOWN_OF_A_DOCUMENT = 50


class NoSuchDelivery(Exception):
    """The company has no delivery of that number."""


class NotRetryable(Exception):
    """It went, or is going: send the document again instead."""


class NotSent(Exception):
    """It didn't go, so that it can't have come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries; what is empty doesn't restrict. `address` is a part of one."""

    state: str = ""
    address: str = ""
    document: int | None = None
    open_only: bool = False


def listed(asked: DeliveryFilter, *, by: Actor) -> QuerySet[Delivery]:
    """Return the company's deliveries, those in trouble first, then the last first."""
    access.require(by, Permission.READ)
    found = Delivery.objects.filter(company_id=by.company_id)
    if asked.state in STATES:
        found = found.filter(state=asked.state)
    if asked.document is not None:
        found = found.filter(document_id=asked.document)
    if asked.address.strip():
        found = found.filter(addresses__icontains=asked.address.strip())
    if asked.open_only:
        found = found.filter(pk__in=_in_trouble(by).values("pk"))
    names = ("document__series", "document__bill_to", "document__recipient", "user")
    first = Case(When(state__in=TROUBLE, then=Value(0)), default=Value(1))
    return found.select_related(*names).order_by(first, "-id")


def of_document(document_id: int, *, by: Actor) -> list[Delivery]:
    """Return the deliveries of a document, the last first."""
    access.require(by, Permission.READ)
    mine = Delivery.objects.filter(company_id=by.company_id, document_id=document_id)
    return list(mine.select_related("user").order_by("-id")[:MOST_SHOWN_OF_A_DOCUMENT])


def find(mail_id: int, *, by: Actor) -> Delivery:
    """Return a delivery of the company.

    :raises NoSuchDelivery: if it has none of that number.
    """
    access.require(by, Permission.READ)
    mine = Delivery.objects.filter(company_id=by.company_id).select_related("document__series")
    found = mine.filter(pk=mail_id).first()
    if found is None:
        raise NoSuchDelivery(mail_id)
    return found


def in_trouble(*, by: Actor) -> int:
    """Return how many failed or came back, and weren't sent again since."""
    access.require(by, Permission.READ)
    return _in_trouble(by).count()


def retry(mail_id: int, *, by: Actor, at: datetime) -> Delivery:
    """Try again what failed, as the same message: to whom it was, with what it said.

    :raises NoSuchDelivery: if the company has none of that number.
    :raises NotRetryable: if it didn't fail, has no recipient, or its document is void.
    """
    with access.permitted(by, Permission.DOCUMENTS):
        row = _locked(mail_id, by)
        void = DocumentVoid.objects.filter(document=row.document_id).exists()
        if row.state not in ("failed", "waiting") or not row.to or void:
            raise NotRetryable(mail_id)
        row.state, row.attempts, row.next_at, row.claimed_until = "waiting", 0, at, None
        row.reason, row.answer = "", ""
        row.save(
            update_fields=["state", "attempts", "next_at", "claimed_until", "reason", "answer"]
        )
        outbox.wake_after(by.company_id)
    return row


def bounce(
    mail_id: int, *, reason: str = "", address: str = "", by: Actor, at: datetime
) -> Delivery:
    """Tell that a message came back; nothing goes by itself to that address until it is right.

    `address` is the one that it came back from: needed where it went to several.

    :raises NoSuchDelivery: if the company has none of that number.
    :raises NotSent: if it wasn't sent.
    :raises ValuesRefused: if it doesn't say which address, or another than it went to.
    """
    with access.permitted(by, Permission.DOCUMENTS):
        row = _locked(mail_id, by)
        if row.state not in ("sent", "bounced"):
            raise NotSent(mail_id)
        refuse_if_any(_bounce_problems(row, reason, address))
        where = address.strip() or row.to[0]
        was_sent = row.state == "sent"
        row.state, row.reason, row.answer = "bounced", "bounced", reason.strip()
        row.save(update_fields=["state", "reason", "answer"])
        BadAddress.objects.update_or_create(
            company_id=by.company_id,
            address=where.lower(),
            defaults={"reason": reason.strip(), "delivery": row, "bounced_at": at},
        )
        if was_sent:
            telling.not_delivered(by.company_id, [(row, row.reason)])
    return row


def bad_addresses(*, by: Actor) -> QuerySet[BadAddress]:
    """Return the addresses from which messages came back, the last first."""
    access.require(by, Permission.READ)
    return BadAddress.objects.filter(company_id=by.company_id).order_by("-bounced_at", "-id")


def is_right_again(address: str, *, by: Actor) -> bool:
    """Let messages go to an address again; say whether it was kept as bad."""
    with access.permitted(by, Permission.DOCUMENTS):
        mine = BadAddress.objects.filter(company_id=by.company_id, address=address.strip().lower())
        return bool(mine.delete()[0])


def _in_trouble(by: Actor) -> QuerySet[Delivery]:
    later = Delivery.objects.filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    void = DocumentVoid.objects.filter(document=OuterRef("document"))
    mine = Delivery.objects.filter(company_id=by.company_id, state__in=TROUBLE)
    return mine.exclude(Exists(later.exclude(state__in=TROUBLE))).exclude(Exists(void))


def _locked(mail_id: int, by: Actor) -> Delivery:
    mine = Delivery.objects.select_for_update().filter(company_id=by.company_id)
    row = mine.filter(pk=mail_id).first()
    if row is None:
        raise NoSuchDelivery(mail_id)
    return row


def _bounce_problems(row: Delivery, reason: str, address: str) -> list[Problem]:
    found = []
    known = {each.lower() for each in (*row.to, *row.copies, *row.hidden)}
    where = address.strip().lower()
    if len(reason) > LONGEST_REASON:
        sentence = _("Write %(most)s letters at most.")
        found.append(Problem("reason", sentence % {"most": LONGEST_REASON}))
    if where and (not is_email(where) or where not in known):
        found.append(Problem("address", _("It didn't go to that address. Choose one of its own.")))
    if not where and len(row.to) != 1:
        found.append(Problem("address", _("It went to several: say which address it came from.")))
    return found
