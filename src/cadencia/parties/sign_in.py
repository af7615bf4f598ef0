"""Signing in with a password: guessed at only a few times, and told nothing by it (US-6).

Whoever asks reads the clock. One and the same answer, after the same work, for a name that
nobody has, a wrong password, and somebody shut out. Too many wrong attempts at one name, or from
one address at whatever names, and for a while nothing is compared.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from cadencia.parties import second_factor
from cadencia.parties.models import User
from cadencia.parties.problems import Problem, ValuesRefused
from cadencia.parties.sign_in_models import SignInRefused
from cadencia.parties.signing_in import WRONG_ALLOWED, WRONG_WITHIN, CredentialsWrong, TooManyWrong

WRONG_FROM_ONE_ADDRESS = 50
KEPT_FOR = timedelta(days=1)


def recognised(name: str, password: str, *, address: str | None, at: datetime) -> User:
    """Return the user of that name and password, if any company lets them in.

    A wrong attempt is kept, in a transaction of its own: call it outside of any other.

    :raises CredentialsWrong: if there is none; which part is wrong isn't told.
    :raises TooManyWrong: if it was wrong five times within a quarter of an hour, or fifty times
        from that address: then nothing is compared.
    """
    with transaction.atomic(durable=True):
        _one_at_a_time(name)
        _refuse_too_many(name, address, at)
        user = _proved(name, password)
        if user is None:
            _keep_refused(name, address, at)
    if user is None:
        raise CredentialsWrong
    return user


def proved_twice(user: User, code: str, *, address: str | None, at: datetime) -> None:
    """Compare the code of the second factor, after the password was right.

    A wrong one is counted as a wrong password is: call it outside of any other transaction.

    :raises CredentialsWrong, TooManyWrong: as `recognised`.
    """
    name = user.get_username()
    with transaction.atomic(durable=True):
        _one_at_a_time(name)
        _refuse_too_many(name, address, at)
        is_right = second_factor.accepted(user, code, at=at)
        if not is_right:
            _keep_refused(name, address, at)
    if not is_right:
        raise CredentialsWrong


def change_password(user: User, new: str) -> None:
    """Give oneself another password; who it is must have been proved with the old one.

    Sessions elsewhere end with it.

    :raises ValuesRefused: if it is too easily guessed.
    """
    try:
        validate_password(new, user)
    except ValidationError as refused:
        raise ValuesRefused([Problem("new", each) for each in refused.messages]) from None
    user.set_password(new)
    user.save(update_fields=["password"])


def came_in(user: User, *, at: datetime) -> None:
    """Forget the user's wrong attempts, and everybody's of days ago."""
    forgive(user)
    forget_old(at=at)
    User.objects.filter(pk=user.pk).update(last_login=at)


def forgive(user: User) -> None:
    """Forget the user's wrong attempts: who they are was proved otherwise."""
    SignInRefused.objects.filter(name_digest=_digest(user.get_username())).delete()


def forget_old(*, at: datetime) -> None:
    """Forget everybody's wrong attempts of days ago."""
    SignInRefused.objects.filter(at__lt=at - KEPT_FOR).delete()


def _proved(name: str, password: str) -> User | None:
    user = User.objects.filter(username__iexact=name.strip()).first() if "\0" not in name else None
    if user is None:
        make_password(password)  # the same work
        return None
    is_right = check_password(password, user.password)
    is_let_in = user.is_active and user.memberships.filter(is_active=True).exists()
    return user if is_right and is_let_in else None


def _refuse_too_many(name: str, address: str | None, at: datetime) -> None:
    lately = SignInRefused.objects.filter(at__gt=at - WRONG_WITHIN).order_by("-at")
    limits = [(lately.filter(name_digest=_digest(name)), WRONG_ALLOWED)]
    if address:
        limits.append((lately.filter(address=address), WRONG_FROM_ONE_ADDRESS))
    for found, most in limits:
        moments = list(found.values_list("at", flat=True)[:most])
        if len(moments) == most:
            raise TooManyWrong(moments[-1] + WRONG_WITHIN)


def _keep_refused(name: str, address: str | None, at: datetime) -> None:
    SignInRefused.objects.create(name_digest=_digest(name), address=address, at=at)


def _one_at_a_time(name: str) -> None:
    """Have attempts at one name wait for each other: else a hundred at once would find none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_digest(name)])


def _digest(name: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, name.strip().casefold().encode(), hashlib.sha256).hexdigest()
