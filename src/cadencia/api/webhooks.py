"""Webhooks: where programs listen, what was sent to them, and sending it again."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Path, Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import LARGEST_ID, Form, Short, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.parties.access import Permission
from cadencia.webhooks import services
from cadencia.webhooks.models import EVENTS, Delivery, Endpoint

endpoints = Endpoints("Webhooks")

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[EVENTS]  # what a program may listen to: every event that there is
Url = Annotated[str, Field(max_length=services.LONGEST_URL, description="By https.")]
DeliveryId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class NewWebhook(Form):
    """Where a program listens, and to what; no events are all of them."""

    url: Url
    events: list[Kind] = []
    description: Short = ""
    active: bool = True


class WebhookChange(Form):
    """What is to change of a webhook; what is left out stays as it is."""

    url: Url | None = None
    events: list[Kind] | None = None
    description: Short | None = None
    active: bool | None = None


class ToldWebhook(Told):
    """Where a program listens. One that answers 410 is listened to no more: not active."""

    id: int
    url: str
    events: list[str]
    description: str
    active: bool
    created_at: datetime


class WebhookWithSecret(ToldWebhook):
    """A webhook and its secret, which is shown this once."""

    secret: str


class Secret(Told):
    """The new secret of a webhook, which is shown this once; the old one holds no more."""

    secret: str


class ToldDelivery(Told):
    """A message that was sent or is to be: what came of the last attempt, when the next is."""

    id: int
    message: str
    event: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    status: int | None
    error: str
    created_at: datetime
    next_at: datetime | None


@endpoints.get("/webhooks", Page[ToldWebhook], needs=Permission.SETTINGS)
def list_webhooks(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List webhooks."""
    mine = services.endpoints(by=request.auth.actor)
    return paging.told(paging.page(mine, cursor=cursor, limit=limit), _form)


@endpoints.get("/webhooks/{int:webhook}", ToldWebhook, needs=Permission.SETTINGS)
def get_webhook(request: ApiRequest, webhook: RowId) -> dict[str, Any]:
    """Read a webhook; its secret isn't shown again."""
    return _form(services.find(webhook, by=request.auth.actor))


@endpoints.post("/webhooks", {201: WebhookWithSecret}, needs=Permission.SETTINGS, is_kept=False)
def create_webhook(request: ApiRequest, form: NewWebhook) -> HttpResponse:
    """Let a program listen. The answer has its secret, shown this once.

    Messages are signed by Standard Webhooks: `webhook-id`, `webhook-timestamp`,
    `webhook-signature`.
    """
    wanted = services.Wanted(
        url=form.url,
        events=form.events,
        description=form.description,
        is_active=form.active,
    )
    made, secret = services.create(wanted, by=request.auth.actor, at=now())
    told = WebhookWithSecret(**_form(made), secret=secret)
    return answer(201, told, location=f"/api/v1/webhooks/{made.pk}")


@endpoints.patch("/webhooks/{int:webhook}", {200: ToldWebhook}, needs=Permission.SETTINGS)
def change_webhook(request: ApiRequest, webhook: RowId, form: WebhookChange) -> HttpResponse:
    """Change a webhook: the fields given, and no others."""
    before = services.find(webhook, by=request.auth.actor)
    wanted = services.Wanted(
        url=before.url if form.url is None else form.url,
        events=before.events if form.events is None else form.events,
        description=before.description if form.description is None else form.description,
        is_active=before.is_active if form.active is None else form.active,
    )
    changed = services.change(webhook, wanted, by=request.auth.actor)
    return answer(200, ToldWebhook(**_form(changed)))


@endpoints.delete("/webhooks/{int:webhook}", {204: None}, needs=Permission.SETTINGS)
def delete_webhook(request: ApiRequest, webhook: RowId) -> HttpResponse:
    """Let a program listen no more; what waits for it is forgotten."""
    services.delete(webhook, by=request.auth.actor)
    return answer(204)


@endpoints.post(
    "/webhooks/{int:webhook}/secret", {200: Secret}, needs=Permission.SETTINGS, is_kept=False
)
def renew_secret(request: ApiRequest, webhook: RowId) -> HttpResponse:
    """Give a webhook another secret, shown this once; the old one holds no more."""
    return answer(200, Secret(secret=services.renew_secret(webhook, by=request.auth.actor)))


@endpoints.get("/webhooks/{int:webhook}/deliveries", Page[ToldDelivery], needs=Permission.SETTINGS)
def list_deliveries(
    request: ApiRequest,
    webhook: RowId,
    state: Annotated[
        Literal["pending", "delivered", "failed"] | None, Query(description="Only in this state.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List what was sent to a webhook, or is to be, the latest first; kept for 30 days."""
    found = services.deliveries(webhook, by=request.auth.actor)
    if state is not None:
        found = found.filter(state=state)
    page = paging.page(found.defer("body"), cursor=cursor, limit=limit, latest_first=True)
    return paging.told(page, _delivery)


@endpoints.post(
    "/webhooks/deliveries/{int:delivery}/replay", {200: ToldDelivery}, needs=Permission.SETTINGS
)
def replay_delivery(request: ApiRequest, delivery: DeliveryId) -> HttpResponse:
    """Send a message again, with its own id, whatever came of it before."""
    again = services.replay(delivery, by=request.auth.actor, at=now())
    return answer(200, ToldDelivery(**_delivery(again)))


def _form(endpoint: Endpoint) -> dict[str, Any]:
    names = ("url", "events", "description", "created_at")
    return {
        "id": endpoint.pk,
        "active": endpoint.is_active,
        **{name: getattr(endpoint, name) for name in names},
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    names = ("message", "state", "attempts", "error", "created_at")
    return {
        "id": delivery.pk,
        "event": delivery.kind,
        "status": delivery.answer,
        "next_at": delivery.next_at if delivery.state == "pending" else None,
        **{name: getattr(delivery, name) for name in names},
    }
