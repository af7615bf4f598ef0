"""Documents sent by e-mail: sending one, what was sent, the company's server and texts."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import uuid4

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Form, Short, Small, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.mailing import by_hand, deliveries, servers, texts
from cadencia.mailing.default_texts import Text
from cadencia.mailing.deliveries import DeliveryFilter
from cadencia.mailing.models import BadAddress, Delivery, MailServer
from cadencia.mailing.servers import Wanted
from cadencia.parties.access import Permission

endpoints = Endpoints("E-mail")

State = Literal["waiting", "sending", "sent", "failed", "bounced"]
Security = Literal["starttls", "tls", "none"]
Sending = Literal["create_only", "create_and_send"]
Subject = Annotated[str, Field(max_length=texts.LONGEST_SUBJECT)]
Body = Annotated[str, Field(max_length=texts.LONGEST_BODY)]


class SendForm(Form):
    """What is sent; what is left out is as the customer and the company say."""

    to: Short | None = Field(None, description="Addresses, with commas between them.")
    copies: Short | None = None
    subject: Subject | None = None
    body: Body | None = None
    again: bool = Field(default=False, description="Send it although it was sent already.")
    duplicate: bool = Field(default=False, description="The PDF says that it is a duplicate.")


class ToldMail(Told):
    """A document sent, or to be sent. `answer` keeps the words of the mail server."""

    id: int
    document: int
    occasion: Literal["issued", "by_hand"]
    to: list[str]
    copies: list[str]
    subject: str
    state: State
    reason: str
    answer: str
    refused: list[str]
    attempts: int
    message_id: str
    created_at: datetime
    next_at: datetime | None
    sent_at: datetime | None


class BounceForm(Form):
    """A message came back. `address` is needed where it went to several."""

    address: Short = ""
    reason: Annotated[str, Field(max_length=deliveries.LONGEST_REASON)] = ""


class ServerForm(Form):
    """The server by which the company sends. Without `password` the one there is stays."""

    host: Short
    sender: Short = Field(description="The address that messages come from.")
    port: int = Field(587, ge=1, le=65_535)
    security: Security = "starttls"
    username: Short = ""
    password: Annotated[str, Field(max_length=100)] | None = None
    sender_name: Short = ""
    reply_to: Short = ""
    email_copy: Short = Field("", description="Who gets all that is sent, unseen.")
    per_minute: Small = 60
    sending: Sending = "create_only"
    is_active: bool = True


class ToldServer(Told):
    """The server by which the company sends; its password is never shown."""

    host: str
    sender: str
    port: int
    security: Security
    username: str
    has_password: bool
    sender_name: str
    reply_to: str
    email_copy: str
    per_minute: int
    sending: Sending
    is_active: bool


class TrialForm(Form):
    """Where a message of trial goes."""

    to: Short


class ToldTrial(Told):
    """The server took the message."""

    taken: bool


class TextForm(Form):
    """Subject and body of messages, with variables such as <DOCUMENTO> or <DOCUMENT>."""

    language: Literal["es", "en"]
    subject: Subject
    body: Body


class ToldText(Told):
    """The text of a language; not `own`: the usual one."""

    language: Literal["es", "en"]
    subject: str
    body: str
    own: bool


class ToldBadAddress(Told):
    """An address from which a message came back: nothing goes there by itself."""

    id: int
    address: str
    reason: str
    bounced_at: datetime


@endpoints.post("/documents/{int:document}/send", {201: ToldMail}, needs=Permission.DOCUMENTS)
def send_document(request: ApiRequest, document: RowId, form: SendForm) -> HttpResponse:
    """Send an issued document by e-mail, with its PDF; a job hands it over."""
    by = request.auth.actor
    proposed = by_hand.propose(document, by=by)
    typed = form.model_dump(exclude_none=True)
    message = by_hand.as_proposed(proposed, mark=uuid4().hex, **typed)
    row = by_hand.send(document, message, by=by, at=now())
    return answer(201, ToldMail(**_told(row)), location=f"/api/v1/deliveries/{row.pk}")


@endpoints.get("/deliveries", Page[ToldMail])
def list_mail_deliveries(  # noqa: PLR0913 - the filters
    request: ApiRequest,
    state: Annotated[State | None, Query(description="Only in this state.")] = None,
    document: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    address: Annotated[
        str | None, Query(max_length=100, description="Part of an address it went to.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List what was sent or is to be, the latest first."""
    asked = DeliveryFilter(state=state or "", document=document, address=address or "")
    found = deliveries.listed(asked, by=request.auth.actor).order_by()
    page = paging.page(found, cursor=cursor, limit=limit, latest_first=True)
    return paging.told(page, _told)


@endpoints.get("/deliveries/{int:mail}", ToldMail)
def get_mail_delivery(request: ApiRequest, mail: RowId) -> dict[str, Any]:
    """Read what came of a delivery."""
    return _told(deliveries.find(mail, by=request.auth.actor))


@endpoints.post("/deliveries/{int:mail}/retry", {200: ToldMail}, needs=Permission.DOCUMENTS)
def retry_mail_delivery(request: ApiRequest, mail: RowId) -> HttpResponse:
    """Try again what failed, as the same message."""
    row = deliveries.retry(mail, by=request.auth.actor, at=now())
    return answer(200, ToldMail(**_told(row)))


@endpoints.post("/deliveries/{int:mail}/bounce", {200: ToldMail}, needs=Permission.DOCUMENTS)
def bounce_mail_delivery(request: ApiRequest, mail: RowId, form: BounceForm) -> HttpResponse:
    """Tell that a message came back; its address is marked as bad."""
    row = deliveries.bounce(
        mail, reason=form.reason, address=form.address, by=request.auth.actor, at=now()
    )
    return answer(200, ToldMail(**_told(row)))


@endpoints.get("/bad-addresses", Page[ToldBadAddress])
def list_bad_addresses(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List the addresses from which messages came back."""
    found = deliveries.bad_addresses(by=request.auth.actor).order_by()
    page = paging.page(found, cursor=cursor, limit=limit, latest_first=True)
    return paging.told(page, _bad)


@endpoints.delete(
    "/bad-addresses",
    {204: None},
    needs=Permission.DOCUMENTS,
    openapi_extra={"x-problems": [404]},
)
def forgive_address(
    request: ApiRequest, address: Annotated[str, Query(min_length=1, max_length=320)]
) -> HttpResponse:
    """Let messages go to an address again."""
    if not deliveries.is_right_again(address, by=request.auth.actor):
        raise not_found()
    return answer(204)


@endpoints.get("/mail-server", ToldServer, openapi_extra={"x-problems": [404]})
def get_mail_server(request: ApiRequest) -> dict[str, Any]:
    """Read by which server the company sends."""
    found = servers.find(by=request.auth.actor)
    if found is None:
        raise not_found()
    return _server(found)


@endpoints.put("/mail-server", {200: ToldServer}, needs=Permission.SETTINGS, is_kept=False)
def keep_mail_server(request: ApiRequest, form: ServerForm) -> HttpResponse:
    """Say by which server the company sends; its password is kept sealed."""
    kept = servers.keep(Wanted(**form.model_dump()), by=request.auth.actor)
    return answer(200, ToldServer(**_server(kept)))


@endpoints.post("/mail-server/trial", {200: ToldTrial}, needs=Permission.SETTINGS, is_kept=False)
def try_mail_server(request: ApiRequest, form: TrialForm) -> HttpResponse:
    """Send a message of trial at once, and tell what the server said of it."""
    servers.try_out(form.to, by=request.auth.actor, at=now())
    return answer(200, ToldTrial(taken=True))


@endpoints.get("/mail-texts", list[ToldText])
def list_mail_texts(request: ApiRequest) -> list[dict[str, Any]]:
    """List what messages say, by language."""
    return [_text(each) for each in texts.all_of(by=request.auth.actor)]


@endpoints.put("/mail-texts", {200: ToldText}, needs=Permission.SETTINGS)
def keep_mail_text(request: ApiRequest, form: TextForm) -> HttpResponse:
    """Say what messages in a language say."""
    kept = texts.keep(form.language, Text(form.subject, form.body), by=request.auth.actor)
    found = texts.Kept(form.language, Text(kept.subject, kept.body), is_own=True)
    return answer(200, ToldText(**_text(found)))


def _told(row: Delivery) -> dict[str, Any]:
    names = ("to", "copies", "subject", "state", "reason", "answer", "refused", "attempts")
    return {
        "id": row.pk,
        "document": row.document_id,
        "occasion": "issued" if row.occasion == "issued" else "by_hand",
        "message_id": row.message,
        **{name: getattr(row, name) for name in (*names, "created_at", "next_at", "sent_at")},
    }


def _server(server: MailServer) -> dict[str, Any]:
    fields = set(ToldServer.model_fields) - {"has_password"}
    told = {name: getattr(server, name) for name in fields}
    return {**told, "has_password": bool(server.password)}


def _text(kept: texts.Kept) -> dict[str, Any]:
    return {"language": kept.language, "own": kept.is_own, **kept.text._asdict()}


def _bad(row: BadAddress) -> dict[str, Any]:
    names = ("address", "reason", "bounced_at")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}
