"""A document sent by hand: what would be sent, then sending it; one, or many at once (DO-6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cadencia.core import recipients
from cadencia.core.recipients import Recipients, addresses_in
from cadencia.core.text_variables import VariableWithoutValue
from cadencia.documents.models import Document, DocumentVoid
from cadencia.mailing import composing, outbox, texts
from cadencia.mailing.default_texts import Text
from cadencia.mailing.enlisting import Addressed, addressed
from cadencia.mailing.models import BadAddress, Delivery, MailServer
from cadencia.mailing.servers import addresses_problem
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

MOST = 500
"""Documents sent by one act."""

UNDER_WAY = ("waiting", "sending", "sent")


class NoSuchDocument(Exception):
    """The company has no such issued document, or it is void."""


class AlreadySent(Exception):
    """It was sent, or waits to be; `last` is that delivery. Say `again` to send it once more."""

    def __init__(self, last: Delivery) -> None:
        super().__init__(last.pk)
        self.last = last


class TooMany(Exception):
    """More documents are chosen than one act sends; `most` says how many it does."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent by hand. `mark` is of the form: the same one again asks for nothing new.

    `to` and `copies` are addresses with commas between them; `again` sends what was sent already,
    and `duplicate` prints so on the PDF, for a second recipient (art. 14).
    """

    to: str
    mark: str
    subject: str = ""
    body: str = ""
    copies: str = ""
    again: bool = False
    duplicate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a document's message would be, for people to change before it goes.

    `missing` names a variable of the text that has no value here; then the text is as it is kept.
    `bad` are addresses from which a message came back.
    """

    document: Document
    whom: Recipients
    text: Text
    file_name: str
    has_server: bool
    missing: str = ""
    before: tuple[Delivery, ...] = ()
    bad: tuple[BadAddress, ...] = ()


class Done(NamedTuple):
    """What came of sending many: how many go, and which don't and why."""

    sent: int
    without_address: tuple[int, ...] = ()
    bad_address: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    not_sendable: int = 0


class Foreseen(NamedTuple):
    """What would become of a document: `outcome` is `sent`, or a field of `Done`."""

    document: Document
    to: tuple[str, ...]
    outcome: str


@dataclass(slots=True)
class _Sorted:
    """Documents of a choice, sorted by what becomes of them."""

    to_send: list[Addressed] = field(default_factory=list)
    without_address: list[int] = field(default_factory=list)
    bad_address: list[int] = field(default_factory=list)
    already: list[int] = field(default_factory=list)


def has_server(*, by: Actor) -> bool:
    """Return whether the company has said by which server it sends."""
    access.require(by, Permission.DOCUMENTS)
    return MailServer.objects.filter(company_id=by.company_id).exists()


def propose(document_id: int, *, by: Actor) -> Proposal:
    """Return what would be sent.

    :raises NoSuchDocument: if it is no issued document of the company, or void.
    """
    access.require(by, Permission.DOCUMENTS)
    found = _sendable(document_id, by)
    document = found.document
    text, missing = composing.text_for(by.company_id, document.language), ""
    try:
        text = composing.filled_in(text, document)
    except VariableWithoutValue as none:
        missing = none.name
    bad = outbox.bad_among([*found.whom.to, *found.whom.copies], by=by)
    return Proposal(
        document=document,
        whom=found.whom,
        text=text,
        missing=missing,
        file_name=composing.file_name(document),
        has_server=has_server(by=by),
        before=tuple(_before([document_id])),
        bad=tuple(bad.values()),
    )


def as_proposed(proposal: Proposal, *, mark: str, **typed: Any) -> Message:
    """Return what is proposed as a message, but for what was typed otherwise."""
    usual = {
        "to": recipients.written(proposal.whom.to),
        "copies": recipients.written(proposal.whom.copies),
        **proposal.text._asdict(),
    }
    return Message(**{**usual, "mark": mark, **typed})


def send(document_id: int, message: Message, *, by: Actor, at: datetime) -> Delivery:
    """Send an issued document; a job hands it over. The same form sent twice sends once.

    :raises NoSuchDocument: if it is no issued document of the company, or void.
    :raises ValuesRefused: with all that is wrong, each naming its field.
    :raises AlreadySent: if it was sent already, and `again` isn't said.
    """
    with access.permitted(by, Permission.DOCUMENTS):
        outbox.hold([document_id], by=by)
        found = _sendable(document_id, by)
        occasion = _occasion(message.mark)
        mine = Delivery.objects.filter(document=document_id)
        if (done := mine.filter(occasion=occasion).first()) is not None:
            return done
        server = MailServer.objects.filter(company_id=by.company_id).first()
        refuse_if_any([*_problems(message), *_of_server(server)])
        if not message.again and (last := next(_before([document_id]), None)) is not None:
            raise AlreadySent(last)
        hidden = addresses_in(server.email_copy) if server else ()
        whom = recipients.settled(addresses_in(message.to), addresses_in(message.copies), hidden)
        row = outbox.to_deliver(
            document_id, whom, occasion, asker=by, at=at,
            domain=outbox.domain_of(server.sender if server else ""),
            duplicate=message.duplicate, **_filled(message, found.document)._asdict(),
        )  # fmt: skip
        row.save(force_insert=True)
        outbox.wake_after(by.company_id)
    return row


def send_many(
    document_ids: Sequence[int], mark: str, *, again: bool = False, by: Actor, at: datetime
) -> Done:
    """Send issued documents to whom each goes to, with the company's text.

    Those without an address, or with one from which a message came back, are left and told; those
    sent already too, unless `again`.

    :raises TooMany: if there are more than `MOST`.
    :raises ValuesRefused: if the company has no server to send by.
    """
    if len(document_ids) > MOST:
        raise TooMany(MOST)
    with access.permitted(by, Permission.DOCUMENTS):
        server = MailServer.objects.filter(company_id=by.company_id).first()
        refuse_if_any(list(_of_server(server)))
        outbox.hold(document_ids, by=by)
        found = _standing(addressed(document_ids, by=by))
        chosen = _sorted(found, again=again, occasion=_occasion(mark), by=by)
        domain = outbox.domain_of(server.sender if server else "")
        Delivery.objects.bulk_create(
            [
                outbox.to_deliver(
                    each.document.pk, each.whom, _occasion(mark), asker=by, at=at, domain=domain
                )
                for each in chosen.to_send
            ],
            ignore_conflicts=True,
        )
        outbox.wake_after(by.company_id)
    return _done(document_ids, found, chosen)


def rehearse(document_ids: Sequence[int], *, again: bool = False, by: Actor) -> Done:
    """Return what `send_many` would do, and do nothing.

    :raises TooMany: if there are more than `MOST`.
    """
    access.require(by, Permission.DOCUMENTS)
    if len(document_ids) > MOST:
        raise TooMany(MOST)
    found = _standing(addressed(document_ids, by=by))
    return _done(document_ids, found, _sorted(found, again=again, occasion="", by=by))


def foresee(document_ids: Sequence[int], *, by: Actor) -> list[Foreseen]:
    """Return what `send_many` would do with each, and do nothing; void ones and drafts aren't told.

    :raises TooMany: if there are more than `MOST`.
    """
    access.require(by, Permission.DOCUMENTS)
    if len(document_ids) > MOST:
        raise TooMany(MOST)
    found = _standing(addressed(document_ids, by=by))
    chosen = _sorted(found, again=False, occasion="", by=by)
    outcomes = {
        number: name
        for name in ("already", "without_address", "bad_address")
        for number in getattr(chosen, name)
    }
    return [
        Foreseen(each.document, each.whom.to, outcomes.get(each.document.pk, "sent"))
        for each in found
    ]


def _done(document_ids: Sequence[int], found: Sequence[Addressed], chosen: _Sorted) -> Done:
    known = {each.document.pk for each in found}
    return Done(
        len(chosen.to_send),
        tuple(chosen.without_address),
        tuple(chosen.bad_address),
        tuple(chosen.already),
        len(set(document_ids) - known),
    )


def _sendable(document_id: int, by: Actor) -> Addressed:
    found = _standing(addressed([document_id], by=by))
    if not found:
        raise NoSuchDocument(document_id)
    return found[0]


def _standing(found: Sequence[Addressed]) -> list[Addressed]:
    """Return those that aren't void."""
    void = DocumentVoid.objects.filter(document__in=[each.document.pk for each in found])
    gone = set(void.values_list("document_id", flat=True))
    return [each for each in found if each.document.pk not in gone]


def _sorted(found: Sequence[Addressed], *, again: bool, occasion: str, by: Actor) -> _Sorted:
    numbers = [each.document.pk for each in found]
    before = Delivery.objects.filter(document__in=numbers)
    done = set(before.filter(occasion=occasion).values_list("document_id", flat=True))
    if not again:
        done |= {each.document_id for each in _before(numbers)}
    bad = outbox.bad_among([address for each in found for address in each.whom.to], by=by)
    chosen = _Sorted()
    for each in found:
        number = each.document.pk
        if number in done:
            chosen.already.append(number)
        elif not each.whom.to:
            chosen.without_address.append(number)
        elif any(address.lower() in bad for address in each.whom.to):
            chosen.bad_address.append(number)
        else:
            chosen.to_send.append(each)
    return chosen


def _before(document_ids: Sequence[int]) -> Iterator[Delivery]:
    """Yield the deliveries that went or are going, the last first."""
    rows = Delivery.objects.filter(document__in=document_ids, state__in=UNDER_WAY)
    yield from rows.order_by("-id")


def _occasion(mark: str) -> str:
    return f"hand:{mark}"


def _filled(message: Message, document: Document) -> Text:
    """Return the text with the variables that were typed into it replaced."""
    try:
        return composing.filled_in(Text(message.subject, message.body), document)
    except VariableWithoutValue as missing:
        sentence = _("<%(name)s> has no value in this document: write it out, or take it away.")
        path = "subject" if f"<{missing.name}>" in message.subject else "body"
        raise ValuesRefused([Problem(path, sentence % {"name": missing.name})]) from None


def _problems(message: Message) -> Iterator[Problem]:
    if not addresses_in(message.to):
        yield Problem("to", _("Write whom it goes to, such as name@example.com."))
    yield from addresses_problem("to", message.to)
    yield from addresses_problem("copies", message.copies)
    yield from texts.problems_of(Text(message.subject, message.body))


def _of_server(server: MailServer | None) -> Iterator[Problem]:
    if server is None:
        yield Problem(
            "server", _("The company can't send yet: an administrator has to set up its e-mail.")
        )
