"""The users of a company: opened, given a role, a password, and shut out (US-6).

A user may work in several companies. What an administrator changes is the user's place in the
administrator's own company; a password opens all of them, and is therefore set by the
administrator of the only one, or on the machine itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cadencia.parties.access import Actor, Permission, Role, permitted, require
from cadencia.parties.identification import is_email
from cadencia.parties.models import Company, User
from cadencia.parties.people import Membership
from cadencia.parties.problems import Problem, refuse_if_any

LONGEST_NAME = 150
FIELDS = ("username", "first_name", "last_name", "email")


class NoSuchUser(Exception):
    """Nobody of that name works in the company."""


class LastAdministrator(Exception):
    """Nobody would be left who may give roles in the company."""


class WorksElsewhere(Exception):
    """The user works in other companies too: only who runs the machine sets the password."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the list of a company shows it."""

    username: str
    name: str
    email: str
    role: Role
    is_active: bool


def people(*, by: Actor) -> list[Person]:
    """Return the users of the company by name, also those who are shut out.

    :raises NotAllowed: without the permission for settings.
    """
    require(by, Permission.SETTINGS)
    found = Membership.objects.filter(company_id=by.company_id).select_related("user")
    return [
        Person(
            each.user.get_username(),
            each.user.get_full_name(),
            each.user.email,
            Role(each.role),
            each.is_active and each.user.is_active,
        )
        for each in found.order_by("user__username")
    ]


def create_user(values: Mapping[str, str], password: str, role: str, *, by: Actor) -> User:
    """Open a user who works in the company.

    `values` are `username` and, if wanted, `first_name`, `last_name` and `email`.

    :raises NotAllowed: without the permission for settings.
    :raises ValuesRefused: if anything can't be used, all at once; also a name that is taken.
    """
    with permitted(by, Permission.SETTINGS):
        problems = [*_problems(values), *_role_problems(role)]
        user = User(**{name: values[name].strip() for name in FIELDS if name in values})
        refuse_if_any([*problems, *_password_problems(password, user)])
        user.set_password(password)
        user.save()
        Membership.objects.create(company_id=by.company_id, user=user, role=role)
    return user


def grant_role(username: str, role: str, *, by: Actor) -> Membership:
    """Give a user a role in the company, in place of any other; the user may be of another one.

    :raises NoSuchUser: if nobody has that name.
    :raises ValuesRefused: if there is no such role.
    :raises LastAdministrator: if no administrator would be left.
    """
    with permitted(by, Permission.SETTINGS):
        refuse_if_any(_role_problems(role))
        user = User.objects.filter(username=username).first()
        if user is None:
            raise NoSuchUser(username)
        with _an_administrator_stays(by):
            membership, _created = Membership.objects.update_or_create(
                company_id=by.company_id, user=user, defaults={"role": role}
            )
        _let_in_or_not(user)
    return membership


def revoke_role(username: str, *, by: Actor) -> None:
    """Take a user's role in the company away.

    :raises NoSuchUser: if nobody of that name works in the company.
    :raises LastAdministrator: if no administrator would be left.
    """
    with permitted(by, Permission.SETTINGS), _an_administrator_stays(by):
        membership = _mine(username, by)
        membership.delete()
        _let_in_or_not(membership.user)


def deactivate(username: str, *, by: Actor) -> None:
    """Shut a user out of the company; the role is kept for the day they come back.

    :raises NoSuchUser: if nobody of that name works in the company.
    :raises LastAdministrator: if no administrator would be left.
    """
    _set_active(username, is_active=False, by=by)


def activate(username: str, *, by: Actor) -> None:
    """Let a user in again.

    :raises NoSuchUser: if nobody of that name works in the company.
    """
    _set_active(username, is_active=True, by=by)


def set_password(username: str, password: str, *, by: Actor, at: datetime) -> None:
    """Give a user another password; that it was, and when, is in the history of their role.

    :raises NoSuchUser: if nobody of that name works in the company.
    :raises WorksElsewhere: if they work in other companies too, unless asked on the machine.
    :raises ValuesRefused: if the password is too easily guessed.
    """
    with permitted(by, Permission.SETTINGS):
        membership = _mine(username, by)
        user = membership.user
        elsewhere = user.memberships.exclude(company_id=by.company_id)
        if by.user_id is not None and elsewhere.exists():
            raise WorksElsewhere(username)
        refuse_if_any(_password_problems(password, user))
        user.set_password(password)
        user.save(update_fields=["password"])
        membership.password_set_at = at
        membership.save(update_fields=["password_set_at"])


def _set_active(username: str, *, is_active: bool, by: Actor) -> None:
    with permitted(by, Permission.SETTINGS), _an_administrator_stays(by):
        membership = _mine(username, by)
        membership.is_active = is_active
        membership.save(update_fields=["is_active"])
        _let_in_or_not(membership.user)


def _mine(username: str, by: Actor) -> Membership:
    found = Membership.objects.select_related("user").filter(
        company_id=by.company_id, user__username=username
    )
    membership = found.first()
    if membership is None:
        raise NoSuchUser(username)
    return membership


def _let_in_or_not(user: User) -> None:
    """Let the user sign in as long as any company lets them in."""
    user.is_active = user.memberships.filter(is_active=True).exists()
    user.save(update_fields=["is_active"])


@contextmanager
def _an_administrator_stays(by: Actor) -> Iterator[None]:
    """Refuse to leave a company without an administrator; on the machine it can be mended.

    The roles of a company change one after another: of two administrators both can't go.
    """
    Company.objects.select_for_update(no_key=True).only("pk").get(pk=by.company_id)
    administrators = Membership.objects.filter(
        company_id=by.company_id, role=Role.ADMINISTRATOR.value, is_active=True
    )
    had_one = administrators.exists()
    yield
    if had_one and by.user_id is not None and not administrators.exists():
        raise LastAdministrator


def _problems(values: Mapping[str, str]) -> Sequence[Problem]:
    name = values.get("username", "").strip()
    found = [Problem(each, _("There is no such field.")) for each in values if each not in FIELDS]
    if not name:
        found.append(Problem("username", _("Fill this in.")))
    elif len(name) > LONGEST_NAME or any(each.isspace() for each in name):
        found.append(Problem("username", _("Write up to 150 letters, without spaces.")))
    elif User.objects.filter(username__iexact=name).exists():
        found.append(Problem("username", _("There is a user of this name already.")))
    if values.get("email") and not is_email(values["email"].strip()):
        sentence = _("Write an e-mail address, such as name@example.com.")
        found.append(Problem("email", sentence))
    return found


def _role_problems(role: str) -> list[Problem]:
    if role in set(Role):
        return []
    sentence = _("There is no such role; choose one of these: %(roles)s.")
    return [Problem("role", sentence % {"roles": ", ".join(Role)})]


def _password_problems(password: str, user: User) -> list[Problem]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return [Problem("password", each) for each in refused.messages]
    return []
