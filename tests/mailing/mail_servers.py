"""A real mail server in a thread: it takes, refuses or drops what it is told to."""

import gc
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "cadencia", "secreto de SMTP"


class Handler:
    """What the server answers; `taken` are the messages that it took."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.recipient: Callable[[str], str] = lambda address: "250 OK"
        self.data = "250 taken"
        self.drops = False

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.drops:
            self.taken.append(envelope)
            server.transport.abort()
            return "250 never said"
        if self.data.startswith("250"):
            self.taken.append(envelope)
        return self.data

    @property
    def messages(self) -> list[EmailMessage]:
        found: list[Any] = [
            message_from_bytes(each.content, policy=policy.default)  # type: ignore[arg-type]
            for each in self.taken
        ]
        return found


def signs_in(server: SMTP, session: Session, envelope: Envelope, how: str, who: Any) -> AuthResult:
    """Let in the one who knows the password."""
    is_right = (who.login, who.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


class _Anywhere(Controller):
    """Serves at the port that the system gives it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(handler: Handler, **options: Any) -> Iterator[int]:
    """Serve on a free port; yield it."""
    server = _Anywhere(handler, hostname="127.0.0.1", port=0, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()
        gc.collect()


def a_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1; return its file, and what a server secures itself with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, private)
    return certificate, context
