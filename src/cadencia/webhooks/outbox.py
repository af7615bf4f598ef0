"""Telling what happened: written in the transaction in which it happens, sent afterwards.

Nothing is written for a company where nobody listens to the event.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from cadencia.parties import kept_plans

EXPAND = "webhooks.expand"
"""The name of the job that turns events into deliveries."""

Facts = Mapping[str, Any]
log = logging.getLogger(__name__)

_LISTENS = """
SELECT EXISTS (
    SELECT 1 FROM webhooks_endpoint
    WHERE company_id = %s AND is_active AND (events = '{}' OR %s = ANY(events)))
"""

_TELL = """
INSERT INTO webhooks_event (company_id, kind, data, happened_at)
VALUES (%s, %s, %s::jsonb, clock_timestamp())
"""


def tell(company_id: int, kind: str, facts: Facts) -> None:
    """Tell who listens that something happened; call it in the transaction of the act."""
    if _is_listened_to(company_id, kind):
        _write(company_id, kind, json.dumps(facts))


def tell_many(company_id: int, kind: str, facts: Iterable[Facts]) -> None:
    """Tell who listens that the same happened to many, with one row for all of them.

    `facts` are only asked for if somebody listens.
    """
    if _is_listened_to(company_id, kind) and (found := list(facts)):
        _write(company_id, kind, json.dumps(found))


def wake() -> None:
    """Have a worker look at what there is to tell; one job waiting is enough."""
    try:
        app.configure_task(EXPAND, queue="webhooks", queueing_lock=EXPAND).defer()
    except AlreadyEnqueued:
        pass
    except ConnectorException:
        log.warning("Events wait to be told until the worker looks by itself", exc_info=True)


def _is_listened_to(company_id: int, kind: str) -> bool:
    with kept_plans.cursor() as cursor:
        cursor.execute(_LISTENS, (company_id, kind))
        return bool(cursor.fetchone()[0])


def _write(company_id: int, kind: str, data: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, (company_id, kind, data))
    transaction.on_commit(wake)
