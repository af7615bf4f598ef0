"""Who is at work: the role of a user in a company, and whether they proved it again (R14, LC-2).

Whoever asks reads the clock; a password is compared and forgotten, never kept, told or logged.
"""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db import transaction

from cadencia.parties import second_factor
from cadencia.parties.access import GRANTS, Actor, Role
from cadencia.parties.models import Company, User
from cadencia.parties.people import CredentialsGiven, CredentialsRefused, Membership

WRONG_ALLOWED = 5
WRONG_WITHIN = timedelta(minutes=15)


class NoWayIn(Exception):
    """The user has no role in the company, or isn't let in any more."""


class CredentialsWrong(Exception):
    """What was given doesn't prove who it is; which part is wrong isn't told."""


class TooManyWrong(Exception):
    """Wrong credentials were given too often; `until` says from when on they are looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def actor_of(user: User, company_id: int, *, at: datetime, channel: str) -> Actor:
    """Return the user as somebody at work in the company at that moment.

    Credentials given again count if they were given by the same way in and still hold.

    :raises NoWayIn: if there is no role for the user, or user or role aren't active.
    """
    membership = _membership(user, company_id)
    given = CredentialsGiven.objects.filter(
        user=user, company_id=company_id, channel=channel, given_at__lte=at, valid_until__gt=at
    )
    return Actor(
        company_id=company_id,
        permissions=GRANTS[Role(membership.role)],
        user_id=user.pk,
        name=user.get_username(),
        channel=channel,
        gave_credentials=given.exists(),
    )


def companies_of(user: User) -> list[Company]:
    """Return the companies that let the user in, by name."""
    memberships = Membership.objects.filter(user=user, is_active=True, user__is_active=True)
    found = memberships.select_related("company").defer("company__logo")
    return [each.company for each in found.order_by("company__name", "company_id")]


def give_credentials(
    user: User, password: str, *, company_id: int, at: datetime, channel: str
) -> CredentialsGiven:
    """Keep that the user proved again who they are; it holds as long as the company says.

    In place of the password a code of their second factor counts too.

    A wrong attempt is kept too, in a transaction of its own: call it outside of any other.

    :raises CredentialsWrong: if the password isn't the user's, or there is no way in.
    :raises TooManyWrong: if it was wrong five times within a quarter of an hour; then nothing is
        compared until the first of them is older than that.
    """
    given = None
    with transaction.atomic(durable=True):
        # One attempt at a time: else a hundred at once would all find none before them.
        held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        _refuse_too_many(held, at)
        is_right, method = check_password(password, held.password), "password"
        if not is_right and second_factor.accepted(held, password, at=at):
            is_right, method = True, "code"
        try:
            membership = _membership(held, company_id)
        except NoWayIn:
            is_right = False
        how = {"user": held, "company_id": company_id, "channel": channel, "method": method}
        if is_right:
            minutes = timedelta(minutes=membership.company.credentials_minutes)
            given = CredentialsGiven.objects.create(**how, given_at=at, valid_until=at + minutes)
        else:
            CredentialsRefused.objects.create(**how, at=at)
    if given is None:
        raise CredentialsWrong
    return given


def _membership(user: User, company_id: int) -> Membership:
    try:
        return Membership.objects.select_related("company").get(
            user=user, company_id=company_id, is_active=True, user__is_active=True
        )
    except Membership.DoesNotExist:
        raise NoWayIn from None


def _refuse_too_many(user: User, at: datetime) -> None:
    """Count what was wrong since it was right last."""
    right = CredentialsGiven.objects.filter(user=user, given_at__lte=at).order_by("-given_at")
    last = right.values_list("given_at", flat=True).first()
    wrong = CredentialsRefused.objects.filter(user=user, at__gt=at - WRONG_WITHIN)
    if last is not None:
        wrong = wrong.filter(at__gt=last)
    moments = list(wrong.order_by("-at").values_list("at", flat=True)[:WRONG_ALLOWED])
    if len(moments) == WRONG_ALLOWED:
        raise TooManyWrong(moments[-1] + WRONG_WITHIN)
