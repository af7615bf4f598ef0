"""From events to messages, and from messages to deliveries: tried for three days, then left.

Each step commits by itself and may be done twice after a crash: the receiver knows a message
that it has seen by its id.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from cadencia.webhooks import sending, signing
from cadencia.webhooks.models import Delivery, Endpoint, Event
from cadencia.webhooks.sending import Sent

Clock = Callable[[], datetime]

EVENTS_AT_ONCE = 20
MESSAGES_AT_ONCE = 20
LONGEST_TURN = timedelta(seconds=30)
CLAIM = timedelta(minutes=10)
GONE = 410
KEPT_FOR = timedelta(days=30)
UNREACHED_IN_A_ROW = 2

WAITS = tuple(
    timedelta(seconds=each) for each in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 64_800, 75_600)
)
"""How long to wait after the first attempt, the second… altogether three days."""

_CLAIM = """
UPDATE webhooks_delivery SET claimed_until = %s
WHERE id IN (
    SELECT id FROM webhooks_delivery
    WHERE endpoint_id = %s AND state = 'pending' AND next_at <= %s
      AND (claimed_until IS NULL OR claimed_until < %s)
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def expand(*, clock: Clock) -> set[int]:
    """Turn the events there are into deliveries; return the endpoints that have some."""
    touched: set[int] = set()
    while found := _expand_some(clock()):
        touched |= found[1]
    return touched


def deliver(endpoint_id: int, *, clock: Clock) -> bool:
    """Send an endpoint what is due, for half a minute; return whether more is due at once."""
    ends_at = clock() + LONGEST_TURN
    unreached = 0
    while claimed := _claimed(endpoint_id, at=clock()):
        for place, each in enumerate(claimed):
            if unreached >= UNREACHED_IN_A_ROW or clock() >= ends_at:
                _release(claimed[place:])
                return unreached < UNREACHED_IN_A_ROW
            sent = _attempt(each, clock=clock)
            unreached = 0 if sent.is_reached else unreached + 1
    return False


def due_endpoints(*, at: datetime) -> list[int]:
    """Return the endpoints that have something due."""
    waiting = Delivery.objects.filter(state="pending", next_at__lte=at, endpoint__is_active=True)
    return sorted(set(waiting.values_list("endpoint_id", flat=True)))


def forget_old(*, at: datetime) -> int:
    """Delete deliveries that ended a month ago; return how many."""
    old = Delivery.objects.filter(created_at__lt=at - KEPT_FOR).exclude(state="pending")
    return old.delete()[0]


def messages(event: Event) -> list[tuple[str, str]]:
    """Return the id and the body of each message of an event."""
    facts = event.data if isinstance(event.data, list) else [event.data]
    is_one = not isinstance(event.data, list)
    return [
        (
            f"msg_{event.pk}" if is_one else f"msg_{event.pk}_{place}",
            json.dumps(
                {"type": event.kind, "timestamp": event.happened_at.isoformat(), "data": each},
                ensure_ascii=False,
            ),
        )
        for place, each in enumerate(facts)
    ]


@transaction.atomic
def _expand_some(at: datetime) -> tuple[int, set[int]] | None:
    events = list(Event.objects.select_for_update(skip_locked=True).order_by("pk")[:EVENTS_AT_ONCE])
    if not events:
        return None
    touched: set[int] = set()
    for event in events:
        endpoints = _listening(event)
        touched |= {each.pk for each in endpoints}
        Delivery.objects.bulk_create(
            [
                _delivery(endpoint, event, message, body, at)
                for message, body in messages(event)
                for endpoint in endpoints
            ],
            batch_size=1000,
            ignore_conflicts=True,
        )
    Event.objects.filter(pk__in=[each.pk for each in events]).delete()
    return len(events), touched


def _listening(event: Event) -> list[Endpoint]:
    active = Endpoint.objects.filter(company_id=event.company_id, is_active=True)
    return [each for each in active if not each.events or event.kind in each.events]


def _delivery(endpoint: Endpoint, event: Event, message: str, body: str, at: datetime) -> Delivery:
    return Delivery(
        company_id=event.company_id,
        endpoint=endpoint,
        message=message,
        kind=event.kind,
        body=body,
        next_at=at,
        created_at=at,
    )


def _claimed(endpoint_id: int, *, at: datetime) -> Sequence[Delivery]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, (at + CLAIM, endpoint_id, at, at, MESSAGES_AT_ONCE))
        ids = [row[0] for row in cursor.fetchall()]
    found = Delivery.objects.select_related("endpoint").filter(pk__in=ids, endpoint__is_active=True)
    return list(found.order_by("pk"))


def _release(deliveries: Sequence[Delivery]) -> None:
    numbers = [each.pk for each in deliveries]
    Delivery.objects.filter(pk__in=numbers, state="pending").update(claimed_until=None)


def _attempt(delivery: Delivery, *, clock: Clock) -> Sent:
    at, body, endpoint = clock(), delivery.body.encode(), delivery.endpoint
    headers = signing.headers(delivery.message, body, endpoint.salt, at=at)
    sent = sending.send(endpoint.url, body, headers)
    Delivery.objects.filter(pk=delivery.pk, state="pending").update(
        attempts=delivery.attempts + 1,
        answer=sent.status,
        error=sent.error,
        claimed_until=None,
        **_after(delivery.attempts, sent, clock()),
    )
    if sent.status == GONE:
        Endpoint.objects.filter(pk=endpoint.pk).update(is_active=False)
    return sent


def _after(attempts: int, sent: Sent, at: datetime) -> dict[str, Any]:
    if sent.is_delivered:
        return {"state": "delivered", "ended_at": at}
    if attempts >= len(WAITS) or sent.status == GONE:
        return {"state": "failed", "ended_at": at}
    return {"next_at": at + WAITS[attempts]}
