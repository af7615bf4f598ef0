"""One connection to a company's server: opened when first needed, and what came of each message.

Django's own backend with two things added: whether the message was being handed over when it
failed, and which addresses the server refused although it took the message.
"""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from cadencia.core.mail_attempts import Attempt, Outcome
from cadencia.mailing import sealing
from cadencia.mailing.models import MailServer
from cadencia.webhooks.guarding import is_public

PATIENCE = 20  # seconds, for each step
_LONGEST = 1000
_REFUSED = 500


class Told(NamedTuple):
    """What came of an attempt, in our words and the server's."""

    attempt: Attempt
    reason: str = ""
    answer: str = ""
    refused: tuple[str, ...] = ()


class Unreached(Exception):
    """The server can't be spoken with: `reason` is a word of ours, `answer` its words."""

    def __init__(self, reason: str, answer: str) -> None:
        super().__init__(reason, answer)
        self.reason = reason
        self.answer = answer[:_LONGEST]


class Postman:
    """Hands messages over to a server, one after another, by one connection."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._backend: _Backend | None = None

    def open(self) -> None:
        """Connect and sign in, unless that is done.

        :raises Unreached: if it can't be.
        """
        if self._backend is not None:
            return
        backend = _backend_of(self._server)
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as error:
            _hang_up(backend)
            raise Unreached(_reason_of(error), _words_of(error)) from None
        self._backend = backend

    def hand_over(self, message: EmailMessage) -> Told:
        """Hand a message over, once connected; after a failure the connection is closed."""
        assert self._backend is not None  # noqa: S101 - `open` comes before
        try:
            self._backend.send_messages([message])
        except (OSError, smtplib.SMTPException) as error:
            told = _told(error, was_given=self._backend.was_given)
            self.close()
            return told
        except ValueError as error:  # an address or a header that no server is told
            self.close()
            return Told(Attempt(Outcome.REFUSED, _REFUSED), "broken", str(error)[:_LONGEST])
        except BaseException:
            self.close()
            raise
        refused = self._backend.refused
        words = "; ".join(f"{address}: {_said(*told)}" for address, told in refused.items())
        return Told(Attempt(Outcome.TAKEN), answer=words[:_LONGEST], refused=tuple(refused))

    def close(self) -> None:
        """Say good-bye, if there is somebody to say it to."""
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except (OSError, smtplib.SMTPException):
                _hang_up(backend)


class _Watched(smtplib.SMTP):
    """A conversation that remembers how far it came."""

    was_given = False
    refused: dict[str, tuple[int, bytes]] = {}

    def sendmail(self, *arguments: Any, **options: Any) -> dict[str, tuple[int, bytes]]:
        self.was_given, self.refused = False, {}
        self.refused = super().sendmail(*arguments, **options)
        return self.refused

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.was_given = True
        return super().data(msg)


class _WatchedInTls(_Watched, smtplib.SMTP_SSL):
    """The same, secured from its first word."""


class _Backend(EmailBackend):
    """Django's backend, with conversations that are watched."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchedInTls if self.use_ssl else _Watched

    @property
    def was_given(self) -> bool:
        return isinstance(self.connection, _Watched) and self.connection.was_given

    @property
    def refused(self) -> dict[str, tuple[int, bytes]]:
        return dict(self.connection.refused) if isinstance(self.connection, _Watched) else {}


def is_this_machine(host: str) -> bool:
    """Say whether the server is on this very machine, where nobody listens in between.

    >>> [is_this_machine(each) for each in ("localhost", "127.0.0.1", "::1", "mail.example.com")]
    [True, True, True, False]
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hang_up(backend: _Backend) -> None:
    connection, backend.connection = backend.connection, None
    if isinstance(connection, smtplib.SMTP):
        connection.close()
    with suppress(OSError, smtplib.SMTPException):
        backend.close()  # a conversation that came no further than its greeting


def _backend_of(server: MailServer) -> _Backend:
    if server.security == "none" and not is_this_machine(server.host):
        raise Unreached("insecure", "")
    _look_at_address(server)
    try:
        password = sealing.opened(bytes(server.password), server.company_id)
    except sealing.SealBroken:
        raise Unreached("password_lost", "") from None
    return _Backend(
        host=server.host,
        port=server.port,
        username=server.username,
        password=password,
        use_tls=server.security == "starttls",
        use_ssl=server.security == "tls",
        fail_silently=False,
        timeout=PATIENCE,
    )


def _look_at_address(server: MailServer) -> None:
    """Let nobody reach our own network where the installation is shared by strangers."""
    if settings.MAIL_PRIVATE:
        return
    try:
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreached("unreached", str(error)) from None
    if not all(is_public(str(each[4][0])) for each in found):
        raise Unreached("private", "")


def _told(error: Exception, *, was_given: bool) -> Told:
    code, words = _code_of(error), _words_of(error)
    if code:
        return Told(Attempt(Outcome.REFUSED, code), "refused", words)
    if was_given:
        return Told(Attempt(Outcome.UNKNOWN), "unknown", words)
    return Told(Attempt(Outcome.UNREACHED), "unreached", words)


def _code_of(error: Exception) -> int:
    """Return the server's code, 0 where it said none; a refusal for now wins over one for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code if error.smtp_code > 0 else 0
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _REFUSED  # an address with letters that this server doesn't take
    return 0


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        told = (f"{to}: {_said(*said)}" for to, said in error.recipients.items())
        return "; ".join(told)[:_LONGEST]
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)[:_LONGEST]
    return f"{type(error).__name__}: {error}"[:_LONGEST]


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def _reason_of(error: Exception) -> str:
    found: tuple[tuple[type[Exception], str], ...] = (
        (smtplib.SMTPAuthenticationError, "sign_in"),
        (smtplib.SMTPNotSupportedError, "not_supported"),
        (ssl.SSLError, "certificate"),
    )
    return next((reason for kind, reason in found if isinstance(error, kind)), "unreached")
