"""A forgotten password: an administrator gives a link that opens once, for some hours (US-6).

Who gives it learns no password, and the user chooses one that nobody else has seen. The second
factor, if there is one, is asked for as ever when they sign in with it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from cadencia.parties import sign_in
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import User
from cadencia.parties.password_link_models import PasswordLink
from cadencia.parties.people import Membership
from cadencia.parties.people_services import membership_of, refuse_if_elsewhere
from cadencia.parties.problems import Problem, ValuesRefused

HOURS = 24
"""How long a link opens."""
BITS = 256
KEPT = timedelta(days=365)
"""How long it is kept who gave which link."""


class LinkEnded(Exception):
    """The link was used, has expired, was replaced by another, or never was."""


def give(username: str, *, by: Actor, at: datetime) -> str:
    """Return the secret of a link for a user of the company; earlier ones open no more.

    It is shown to whoever asks, once: only its digest is kept.

    :raises NotAllowed: without the permission for settings.
    :raises NoSuchUser: if nobody of that name works in the company.
    :raises WorksElsewhere: if they work in other companies too, unless asked on the machine.
    """
    secret = secrets.token_urlsafe(BITS // 8)
    with permitted(by, Permission.SETTINGS):
        user = membership_of(username, by).user
        refuse_if_elsewhere(user, by)
        PasswordLink.objects.filter(user=user, ended_at=None).update(ended_at=at)
        PasswordLink.objects.create(
            user=user,
            digest=_digest(secret),
            given_by=by.name,
            channel=by.channel,
            given_at=at,
            expires_at=at + timedelta(hours=HOURS),
        )
    return secret


def user_of(secret: str, *, at: datetime) -> User:
    """Return whose password a link sets.

    :raises LinkEnded: if it opens nothing.
    """
    found = _open(secret, at)
    if found is None:
        raise LinkEnded
    return found.user


def set_password(secret: str, new: str, *, address: str | None, at: datetime) -> User:
    """Give the user of a link another password; the link opens no more, sessions elsewhere end.

    :raises LinkEnded: if it opens nothing.
    :raises ValuesRefused: if the password is too easily guessed; then the link still opens.
    """
    with transaction.atomic():
        link = _open(secret, at, locks=True)
        if link is None:
            raise LinkEnded
        user = link.user
        try:
            validate_password(new, user)
        except ValidationError as refused:
            raise ValuesRefused([Problem("new", each) for each in refused.messages]) from None
        user.set_password(new)
        user.save(update_fields=["password"])
        Membership.objects.filter(user=user).update(password_set_at=at)
        link.ended_at, link.used_from, link.is_used = at, address, True
        link.save(update_fields=["ended_at", "used_from", "is_used"])
        sign_in.forgive(user)
    return user


def given_to(username: str, *, by: Actor) -> PasswordLink | None:
    """Return the last link that a user of the company was given, used or not.

    :raises NotAllowed: without the permission for settings.
    :raises NoSuchUser: if nobody of that name works in the company.
    """
    require(by, Permission.SETTINGS)
    user = membership_of(username, by).user
    return PasswordLink.objects.filter(user=user).order_by("-given_at", "-pk").first()


def forget_old(*, at: datetime) -> int:
    """Delete the record of links of a year ago."""
    deleted, _ = PasswordLink.objects.filter(given_at__lt=at - KEPT).delete()
    return deleted


def _open(secret: str, at: datetime, *, locks: bool = False) -> PasswordLink | None:
    links = PasswordLink.objects.select_related("user")
    if locks:
        links = links.select_for_update(of=("self",))
    found = links.filter(digest=_digest(secret), ended_at=None, expires_at__gt=at).first()
    return found if found is not None and found.user.is_active else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
