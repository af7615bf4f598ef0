"""Where programs listen: made, changed, given another secret, sent again what they missed."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.problems import Problem, refuse_if_any
from cadencia.webhooks import guarding, outbox, signing
from cadencia.webhooks.guarding import Forbidden
from cadencia.webhooks.models import EVENTS, Delivery, Endpoint

LONGEST_URL = 2000


class NoSuchEndpoint(Exception):
    """The company has no endpoint of that number."""


class NoSuchDelivery(Exception):
    """The company has no delivery of that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where a program listens, and to what; no events are all of them."""

    url: str
    events: Collection[str] = ()
    description: str = ""
    is_active: bool = True


def create(wanted: Wanted, *, by: Actor, at: datetime) -> tuple[Endpoint, str]:
    """Let a program listen; return its endpoint and the secret, which is shown this once.

    :raises ValuesRefused: if the address can't be sent to, or an event is unknown.
    """
    with access.permitted(by, Permission.SETTINGS):
        refuse_if_any(_problems(wanted))
        endpoint = Endpoint.objects.create(
            company_id=by.company_id,
            url=wanted.url,
            description=wanted.description,
            events=sorted(set(wanted.events)),
            is_active=wanted.is_active,
            salt=secrets.token_hex(32),
            created_at=at,
        )
    return endpoint, signing.secret(endpoint.salt)


def change(endpoint_id: int, wanted: Wanted, *, by: Actor) -> Endpoint:
    """Change where a program listens and to what.

    :raises NoSuchEndpoint: if the company has none of that number.
    :raises ValuesRefused: if the address can't be sent to, or an event is unknown.
    """
    with access.permitted(by, Permission.SETTINGS):
        endpoint = _locked(endpoint_id, by.company_id)
        refuse_if_any(_problems(wanted))
        endpoint.url, endpoint.description = wanted.url, wanted.description
        endpoint.events, endpoint.is_active = sorted(set(wanted.events)), wanted.is_active
        endpoint.save(update_fields=["url", "description", "events", "is_active"])
    return endpoint


def delete(endpoint_id: int, *, by: Actor) -> None:
    """Let a program listen no more; what waits for it is forgotten.

    :raises NoSuchEndpoint: if the company has none of that number.
    """
    with access.permitted(by, Permission.SETTINGS):
        _locked(endpoint_id, by.company_id).delete()


def renew_secret(endpoint_id: int, *, by: Actor) -> str:
    """Give an endpoint another secret, shown this once; the old one holds no more.

    :raises NoSuchEndpoint: if the company has none of that number.
    """
    with access.permitted(by, Permission.SETTINGS):
        endpoint = _locked(endpoint_id, by.company_id)
        endpoint.salt = secrets.token_hex(32)
        endpoint.save(update_fields=["salt"])
    return signing.secret(endpoint.salt)


def replay(delivery_id: int, *, by: Actor, at: datetime) -> Delivery:
    """Send a message again, with its own id, whatever came of it before.

    :raises NoSuchDelivery: if the company has none of that number.
    """
    with access.permitted(by, Permission.SETTINGS):
        mine = Delivery.objects.select_for_update(of=("self",)).filter(company_id=by.company_id)
        delivery = mine.filter(pk=delivery_id).first()
        if delivery is None:
            raise NoSuchDelivery(delivery_id)
        delivery.state, delivery.ended_at, delivery.claimed_until = "pending", None, None
        delivery.next_at, delivery.attempts = at, 0
        delivery.save(update_fields=["state", "ended_at", "claimed_until", "next_at", "attempts"])
        transaction.on_commit(outbox.wake)
    return delivery


def endpoints(*, by: Actor) -> QuerySet[Endpoint]:
    """Return the company's endpoints."""
    access.require(by, Permission.SETTINGS)
    return Endpoint.objects.filter(company_id=by.company_id)


def find(endpoint_id: int, *, by: Actor) -> Endpoint:
    """Return an endpoint of the company.

    :raises NoSuchEndpoint: if the company has none of that number.
    """
    found = endpoints(by=by).filter(pk=endpoint_id).first()
    if found is None:
        raise NoSuchEndpoint(endpoint_id)
    return found


def deliveries(endpoint_id: int, *, by: Actor) -> QuerySet[Delivery]:
    """Return what was sent, or is to be sent, to an endpoint.

    :raises NoSuchEndpoint: if the company has none of that number.
    """
    find(endpoint_id, by=by)
    return Delivery.objects.filter(company_id=by.company_id, endpoint_id=endpoint_id)


def _locked(endpoint_id: int, company_id: int) -> Endpoint:
    found = Endpoint.objects.select_for_update().filter(pk=endpoint_id, company_id=company_id)
    endpoint = found.first()
    if endpoint is None:
        raise NoSuchEndpoint(endpoint_id)
    return endpoint


def _problems(wanted: Wanted) -> list[Problem]:
    problems = []
    try:
        guarding.read(wanted.url)
        if len(wanted.url) > LONGEST_URL:
            raise Forbidden("unreadable")
    except Forbidden as forbidden:
        problems.append(Problem("url", _sentence(forbidden.reason)))
    known = ", ".join(EVENTS)
    for each in sorted(set(wanted.events) - set(EVENTS)):
        sentence = _("There is no event %(event)s. Choose among: %(known)s.")
        problems.append(Problem("events", sentence % {"event": each, "known": known}))
    return problems


def _sentence(reason: str) -> str:
    if reason == "not_https":
        return _("Messages are sent by https only: https://…")
    if reason == "credentials":
        return _("Leave out user, password and what follows #: messages are signed.")
    return _("Write an address such as https://example.com/cadencia.")
