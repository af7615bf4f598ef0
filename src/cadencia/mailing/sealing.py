"""A password that must be read again, kept so that a copy of the database doesn't give it away.

It is sealed (AES-256-GCM) under a key made from the installation's own, which the database doesn't
hold, and bound to the company: put into another company's row it can't be opened. Under another
key of the installation it is lost, and has to be typed again.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_PURPOSE = b"cadencia.mailing.password"
_NONCE = 12


class SealBroken(Exception):
    """It was sealed under another key, or isn't what was sealed."""


def sealed(secret: str, company_id: int) -> bytes:
    """Return the secret as it is kept; an empty one as nothing."""
    if not secret:
        return b""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, secret.encode(), _bound_to(company_id))


def opened(kept: bytes, company_id: int) -> str:
    """Return the secret that was sealed.

    :raises SealBroken: if it can't be opened.
    """
    if not kept:
        return ""
    try:
        plain = AESGCM(_key()).decrypt(kept[:_NONCE], kept[_NONCE:], _bound_to(company_id))
    except (InvalidTag, ValueError):
        raise SealBroken from None
    return plain.decode()


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE, hashlib.sha256)


def _bound_to(company_id: int) -> bytes:
    return f"company {company_id}".encode()
