"""Sending one message: a POST to the address that was judged, no redirection, little patience."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from typing import NamedTuple

from cadencia import __version__
from cadencia.webhooks import guarding
from cadencia.webhooks.guarding import Forbidden, Target

PATIENCE = 10.0  # seconds, for each step
_MOST_READ = 1024  # bytes of the answer, which nobody looks at
_LONGEST_ERROR = 300


class Sent(NamedTuple):
    """What came of an attempt: the status, or why there is none."""

    status: int | None
    error: str = ""

    @property
    def is_delivered(self) -> bool:
        """Whether the program took it: any status of success, none else."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - 2xx

    @property
    def is_reached(self) -> bool:
        """Whether somebody answered at all."""
        return self.status is not None


class _Secured(http.client.HTTPSConnection):
    """A connection to the address that was judged, with the certificate of the name."""

    def __init__(self, target: Target, context: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=PATIENCE, context=context)
        self.target, self.security = target, context

    def connect(self) -> None:
        plain = socket.create_connection((self.target.address, self.target.port), PATIENCE)
        self.sock = self.security.wrap_socket(plain, server_hostname=self.target.host)


class _Plain(http.client.HTTPConnection):
    """A connection without security, for an installation that allows it."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=PATIENCE)
        self.target = target

    def connect(self) -> None:
        self.sock = socket.create_connection((self.target.address, self.target.port), PATIENCE)


def send(url: str, body: bytes, headers: Mapping[str, str]) -> Sent:
    """Send a message once, and return what came of it."""
    try:
        target = guarding.resolved(url)
        return _asked(target, body, headers)
    except Forbidden as forbidden:
        return Sent(None, f"forbidden: {forbidden.reason}")
    except (OSError, http.client.HTTPException) as error:
        return Sent(None, f"{type(error).__name__}: {error}"[:_LONGEST_ERROR])


def _asked(target: Target, body: bytes, headers: Mapping[str, str]) -> Sent:
    if target.scheme == "https":
        connection: http.client.HTTPConnection = _Secured(target, ssl.create_default_context())
    else:
        connection = _Plain(target)
    try:
        connection.request(
            "POST",
            target.path,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": f"Cadencia/{__version__}",
                "Connection": "close",
                **headers,
            },
        )
        answer = connection.getresponse()
        answer.read(_MOST_READ)
        return Sent(answer.status)
    finally:
        connection.close()
