"""The server by which a company sends: kept, its password sealed, tried out (DO-6)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cadencia.core.mail_attempts import Outcome
from cadencia.core.recipients import Sending, addresses_in
from cadencia.mailing import composing, outbox, sealing
from cadencia.mailing.default_texts import Text
from cadencia.mailing.models import SECURITIES, MailServer
from cadencia.mailing.postman import Postman, Told, Unreached, is_this_machine
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.identification import is_email
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, refuse_if_any

LONGEST = 300
MOST_PORTS = 65535
MOST_PER_MINUTE = 10_000
TEXTS = ("host", "username", "sender", "sender_name", "reply_to", "email_copy")


class NoServer(Exception):
    """The company hasn't said yet by which server it sends."""


class NotTaken(Exception):
    """The server didn't take the message: `reason` is a word of ours, `answer` the server's."""

    def __init__(self, reason: str, answer: str) -> None:
        super().__init__(reason, answer)
        self.reason = reason
        self.answer = answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a company's server is to be; `password` None keeps the one there is, "" has none."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: str | None = None
    sender_name: str = ""
    reply_to: str = ""
    email_copy: str = ""
    per_minute: int = 60
    sending: str = Sending.CREATE_ONLY.value
    is_active: bool = True


def find(*, by: Actor) -> MailServer | None:
    """Return the company's server; its password is of no use to whoever reads it."""
    access.require(by, Permission.READ)
    return MailServer.objects.filter(company_id=by.company_id).first()


def keep(wanted: Wanted, *, by: Actor) -> MailServer:
    """Say by which server the company sends.

    :raises ValuesRefused: with all that is wrong, each naming its field.
    """
    with access.permitted(by, Permission.SETTINGS):
        before = MailServer.objects.select_for_update().filter(company_id=by.company_id).first()
        server = before or MailServer(company_id=by.company_id)
        refuse_if_any([*_problems(wanted), *_of_password(wanted, before)])
        for name in TEXTS:
            setattr(server, name, getattr(wanted, name).strip())
        for name in ("port", "security", "per_minute", "sending", "is_active"):
            setattr(server, name, getattr(wanted, name))
        if wanted.password is not None:
            server.password = sealing.sealed(wanted.password, by.company_id)
        server.save()
        outbox.wake_after(by.company_id)
    return server


def forget(*, by: Actor) -> None:
    """Take the company's server away, with its password; what waits goes on waiting.

    :raises NoServer: if there is none.
    """
    with access.permitted(by, Permission.SETTINGS):
        if not MailServer.objects.filter(company_id=by.company_id).delete()[0]:
            raise NoServer


def try_out(to: str, *, by: Actor, at: datetime) -> Told:
    """Send a message of trial to an address, at once; return what the server said.

    :raises NoServer: if the company has said none.
    :raises ValuesRefused: if it is no address.
    :raises NotTaken: if the server isn't reached, or doesn't take the message.
    """
    access.require(by, Permission.SETTINGS)
    server = find(by=by)
    if server is None:
        raise NoServer
    if not is_email(to):
        refuse_if_any([Problem("to", _one_address())])
    company = Company.objects.defer("logo").get(pk=by.company_id)
    text = Text(
        _("Trial of the e-mail of %(company)s") % {"company": company.name},
        _("If you read this, %(company)s can send its documents by e-mail.")
        % {"company": company.name},
    )
    name = f"<cadencia.trial.{uuid.uuid4().hex}@{outbox.domain_of(server.sender)}>"
    message = composing.outline(server, company, text, name, at)
    message.to = [to]
    postman = Postman(server)
    try:
        postman.open()
        told = postman.hand_over(message)
    except Unreached as refused:
        raise NotTaken(refused.reason, refused.answer) from None
    finally:
        postman.close()
    if told.attempt.outcome is not Outcome.TAKEN:
        raise NotTaken(told.reason, told.answer)
    return told


def addresses_problem(path: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with a text of addresses, which may be empty."""
    wrong = [each for each in addresses_in(text) if not is_email(each)]
    if wrong:
        sentence = _(
            "«%(address)s» is no e-mail address. Write one such as name@example.com, or several"
            " with commas between them."
        )
        yield Problem(path, sentence % {"address": wrong[0][:LONGEST]})


_Check = tuple[Callable[[Wanted], bool], Callable[[], str]]


def _one_address() -> str:
    return _("Write an e-mail address, such as name@example.com.")


_CHECKS: Mapping[str, _Check] = {
    "host": (
        lambda each: bool(each.host.strip()) and len(each.host.split()) == 1,
        lambda: _("Write the name of the server, such as smtp.example.com."),
    ),
    "port": (
        lambda each: 1 <= each.port <= MOST_PORTS,
        lambda: _("Write a port: 587 with STARTTLS, 465 with TLS."),
    ),
    "security": (
        lambda each: (
            each.security in SECURITIES
            and (each.security != "none" or is_this_machine(each.host.strip()))
        ),
        lambda: _("Write starttls or tls. Without security only to this very machine."),
    ),
    "sender": (lambda each: is_email(each.sender.strip()), _one_address),
    "reply_to": (
        lambda each: not each.reply_to.strip() or is_email(each.reply_to.strip()),
        _one_address,
    ),
    "per_minute": (
        lambda each: 1 <= each.per_minute <= MOST_PER_MINUTE,
        lambda: _("Write how many messages a minute, 1 to 10000."),
    ),
    "sending": (
        lambda each: each.sending in set(Sending),
        lambda: _("Write create_only or create_and_send."),
    ),
}


def _problems(wanted: Wanted) -> Iterator[Problem]:
    for name, (is_right, sentence) in _CHECKS.items():
        if not is_right(wanted):
            yield Problem(name, sentence())
    yield from addresses_problem("email_copy", wanted.email_copy)
    for name in TEXTS:
        text: str = getattr(wanted, name)
        if len(text) > LONGEST or not text.isprintable():
            yield Problem(
                name, _("Write one line of %(most)s letters at most.") % {"most": LONGEST}
            )


def _of_password(wanted: Wanted, before: MailServer | None) -> Iterator[Problem]:
    """Ask for the password again where it would be told to another server than before."""
    kept = bool(before and before.password)
    if wanted.password is not None or not kept or before is None:
        return
    new: Any = (wanted.host.strip(), wanted.port, wanted.username.strip())
    if new != (before.host, before.port, before.username):
        yield Problem("password", _("Type the password again: server, port or user is another."))
