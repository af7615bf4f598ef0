"""A second proof besides the password: a code of the telephone, or one for when it is lost.

The secret is worked out from the key of the installation and a salt of the user: it is kept
nowhere. Under another key of the installation the telephones' codes are wrong; recovery codes
still hold, and an administrator can take the second factor away.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from cadencia.core import one_time_codes
from cadencia.parties.models import User
from cadencia.parties.sign_in_models import RecoveryCode, SecondFactor

ISSUER = "Cadencia"
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_RECOVERY_BYTES = 10  # so many that a copy of the table opens nothing


class CodeWrong(Exception):
    """The code isn't the one of now, or has been used."""


class Enrolment(NamedTuple):
    """What a telephone has to be told: the secret by hand, or the address by a QR code."""

    secret: str
    address: str


def is_wanted(user: User) -> bool:
    """Say whether the user signs in with a second factor."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def begin(user: User) -> Enrolment:
    """Make a secret for the user's telephone; it isn't asked for until `confirm`.

    One that was begun and not confirmed is shown again; one in use stays what it is.
    """
    factor, _made = SecondFactor.objects.get_or_create(
        user=user, defaults={"salt": secrets.token_bytes(32)}
    )
    secret = base64.b32encode(_secret(factor)).decode().rstrip("=")
    label = quote(f"{ISSUER}:{user.get_username()}")
    address = f"otpauth://totp/{label}?secret={secret}&issuer={ISSUER}"
    return Enrolment(secret, address)


def confirm(user: User, typed: str, *, at: datetime) -> list[str]:
    """Ask for the code from now on, if the telephone shows the right one; return recovery codes.

    They are shown this once: what is kept of them opens nothing.

    :raises CodeWrong: if it isn't.
    """
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None or factor.confirmed_at is not None or not _counts(factor, typed, at):
            raise CodeWrong
        factor.confirmed_at = at
        factor.save(update_fields=["confirmed_at"])
        RecoveryCode.objects.filter(user=user).delete()
        codes = [_spelled(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(user, each)) for each in codes
        )
    return codes


def accepted(user: User, typed: str, *, at: datetime) -> bool:
    """Say whether it is the code of now or a recovery code; either counts once."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None or factor.confirmed_at is None:
            return False
        if _counts(factor, typed, at):
            return True
        unused = RecoveryCode.objects.filter(user=user, used_at__isnull=True)
        return unused.filter(digest=_digest(user, typed)).update(used_at=at) == 1


def remove(user: User) -> None:
    """Ask for the password alone from now on."""
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def codes_left(user: User) -> int:
    """Return how many recovery codes haven't been used."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def _counts(factor: SecondFactor, typed: str, at: datetime) -> bool:
    step = one_time_codes.step_of(typed, _secret(factor), at=at, after=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _secret(factor: SecondFactor) -> bytes:
    salt = b"second factor" + bytes(factor.salt)
    return hmac.digest(settings.SECRET_KEY.encode(), salt, "sha256")[:_SECRET_BYTES]


def _spelled(raw: bytes) -> str:
    """Return `abcd-efgh-ijkl-mnop`: letters and digits that nobody takes for one another."""
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _digest(user: User, typed: str) -> str:
    bare = "".join(each for each in typed.lower() if each.isalnum())
    return hashlib.sha256(f"{user.pk}:{bare}".encode()).hexdigest()
