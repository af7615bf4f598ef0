"""The signature of a message, by Standard Webhooks (https://www.standardwebhooks.com).

The secret of an endpoint is made from the installation's own key and the endpoint's salt: it is
shown when made, and nothing that is kept in the database gives it away.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings

PREFIX = "whsec_"
_PURPOSE = b"cadencia.webhooks"


def secret(salt: str) -> str:
    """Return the secret of an endpoint, as its program is given it."""
    return PREFIX + base64.b64encode(_key(salt)).decode()


def headers(message: str, body: bytes, salt: str, *, at: datetime) -> dict[str, str]:
    """Return the headers that identify and sign a message sent at a moment."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message.encode(), timestamp.encode(), body))
    signature = hmac.digest(_key(salt), signed, hashlib.sha256)
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def _key(salt: str) -> bytes:
    purpose = hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(purpose, salt.encode(), hashlib.sha256)
