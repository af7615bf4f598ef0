"""The users of a company: opened, given a role, a password, and shut out (US-6).

A user may work in several companies. What an administrator changes is the user's place in the
administrator's own company; a password opens all of them, and is therefore set by the
administrator of the only one, or on the machine itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cadencia.parties import second_factor
from cadencia.parties.access import Actor, Permission, Role, permitted, require
from cadencia.parties.identification import is_email
from cadencia.parties.models import Company, User
from cadencia.parties.people import Membership
from cadencia.parties.problems import Problem, refuse_if_any
from cadencia.parties.sign_in_models import SecondFactor

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
    last_sign_in: datetime | None = None
    has_second_factor: bool = False
    first_name: str = ""
    last_name: str = ""


def people(*, by: Actor) -> list[Person]:
    """Return the users of the company by name, also those who are shut out.

    :raises NotAllowed: without the permission for settings.
    """
    require(by, Permission.SETTINGS)
    found = Membership.objects.filter(company_id=by.company_id).select_related("user")
    return [_person(each) for each in _with_second_factor(found).order_by("user__username")]


def person(username: str, *, by: Actor) -> Person:
    """Return a user of the company.

    :raises NotAllowed: without the permission for settings.
    :raises NoSuchUser: if nobody of that name works in the company.
    """
    require(by, Permission.SETTINGS)
    found = Membership.objects.filter(company_id=by.company_id, user__username=username)
    membership = _with_second_factor(found.select_related("user")).first()
    if membership is None:
        raise NoSuchUser(username)
    return _person(membership)


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
        membership = membership_of(username, by)
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
        membership = membership_of(username, by)
        user = membership.user
        refuse_if_elsewhere(user, by)
        refuse_if_any(_password_problems(password, user))
        user.set_password(password)
        user.save(update_fields=["password"])
        membership.password_set_at = at
        membership.save(update_fields=["password_set_at"])


def change_person(username: str, values: Mapping[str, str], *, by: Actor) -> User:
    """Change the name and e-mail of a user; what they sign in with stays.

    :raises NoSuchUser: if nobody of that name works in the company.
    :raises WorksElsewhere: if they work in other companies too, unless asked on the machine.
    :raises ValuesRefused: if anything can't be used, all at once.
    """
    with permitted(by, Permission.SETTINGS):
        user = membership_of(username, by).user
        refuse_if_elsewhere(user, by)
        refuse_if_any(
            [
                Problem(name, _("Write up to 150 letters."))
                for name in ("first_name", "last_name")
                if len(values.get(name, "")) > LONGEST_NAME
            ]
            + _email_problems(values)
        )
        for name in ("first_name", "last_name", "email"):
            setattr(user, name, values.get(name, getattr(user, name)).strip())
        user.save(update_fields=["first_name", "last_name", "email"])
    return user


def reset_second_factor(username: str, *, by: Actor) -> None:
    """Let a user whose telephone is lost sign in by the password alone.

    :raises NoSuchUser: if nobody of that name works in the company.
    :raises WorksElsewhere: if they work in other companies too, unless asked on the machine.
    """
    with permitted(by, Permission.SETTINGS):
        user = membership_of(username, by).user
        refuse_if_elsewhere(user, by)
        second_factor.remove(user)


def refuse_if_elsewhere(user: User, by: Actor) -> None:
    """Refuse what opens all companies of a user, unless this is the only one.

    :raises WorksElsewhere: if they work in other companies too, and it isn't asked on the machine.
    """
    elsewhere = user.memberships.exclude(company_id=by.company_id)
    if by.user_id is not None and elsewhere.exists():
        raise WorksElsewhere(user.get_username())


def _with_second_factor(found: QuerySet[Membership]) -> QuerySet[Any]:
    confirmed = SecondFactor.objects.filter(user=OuterRef("user"), confirmed_at__isnull=False)
    return found.annotate(has_second_factor=Exists(confirmed))


def _person(membership: Any) -> Person:
    user: User = membership.user
    return Person(
        user.get_username(),
        user.get_full_name(),
        user.email,
        Role(membership.role),
        membership.is_active and user.is_active,
        user.last_login,
        membership.has_second_factor,
        user.first_name,
        user.last_name,
    )


def _set_active(username: str, *, is_active: bool, by: Actor) -> None:
    with permitted(by, Permission.SETTINGS), _an_administrator_stays(by):
        membership = membership_of(username, by)
        membership.is_active = is_active
        membership.save(update_fields=["is_active"])
        _let_in_or_not(membership.user)


def membership_of(username: str, by: Actor) -> Membership:
    """Return the place of a user in the company.

    :raises NoSuchUser: if nobody of that name works in it.
    """
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
    return [*found, *_email_problems(values)]


def _email_problems(values: Mapping[str, str]) -> list[Problem]:
    if not values.get("email") or is_email(values["email"].strip()):
        return []
    return [Problem("email", _("Write an e-mail address, such as name@example.com."))]


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
