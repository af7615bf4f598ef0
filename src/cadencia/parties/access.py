"""Who may do what: roles, permissions, and acts that want credentials given again (R14, LC-2).

A service names the permission that its act needs and asks `require`; nothing else in the
program decides it. `acting` tells the database who is at work, for its history.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db import transaction

from cadencia.parties import behind_wall, kept_plans


class Permission(StrEnum):
    """What someone may do in a company."""

    READ = "read"  # see contracts, documents, previews, forecasts
    MASTERS = "masters"  # customers, items, price lists, series
    CONTRACTS = "contracts"  # drafts: create, edit, import, post, clone, renew
    EVERYDAY = "everyday"  # follow-up, one-offs, move, skip, pause, withdrawal, payment, finish
    PRICES = "prices"  # price reviews, bulk acts, templates
    GENERATE = "generate"  # preview with fingerprint, generate, undo
    DOCUMENTS = "documents"  # issue, send, invoice delivery notes, credit notes
    REVERT = "revert"  # revert the posting
    ACTIVITY = "activity"  # active, inactive
    MODIFICATIONS = "modifications"  # scheduled modifications of posted contracts
    ASSOCIATIONS = "associations"  # an existing sale in place of an installment
    VOID = "void"  # void contracts and documents, reopen finished ones
    SETTINGS = "settings"  # company, users, roles, tokens


WANTS_CREDENTIALS = frozenset(
    {
        Permission.REVERT,
        Permission.ACTIVITY,
        Permission.MODIFICATIONS,
        Permission.ASSOCIATIONS,
        Permission.VOID,
    }
)
"""Permissions whose acts ask for the credentials again (R14)."""


class Role(StrEnum):
    """What someone is in a company."""

    AUDITOR = "auditor"  # reads all, changes nothing
    CLERK = "clerk"
    ACCOUNTANT = "accountant"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


_CLERK = frozenset(
    {
        Permission.READ,
        Permission.MASTERS,
        Permission.CONTRACTS,
        Permission.EVERYDAY,
        Permission.GENERATE,
        Permission.DOCUMENTS,
    }
)
_MANAGER = frozenset(Permission) - {Permission.SETTINGS}

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.AUDITOR: frozenset({Permission.READ}),
        Role.CLERK: _CLERK,
        Role.ACCOUNTANT: frozenset(
            {
                Permission.READ,
                Permission.MASTERS,
                Permission.GENERATE,
                Permission.DOCUMENTS,
                Permission.ASSOCIATIONS,
                Permission.VOID,
            }
        ),
        Role.MANAGER: _MANAGER,
        Role.ADMINISTRATOR: frozenset(Permission),
    }
)
"""The table of R14: what each role may do."""


class NotAllowed(Exception):
    """The role doesn't have the permission."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


class CredentialsWanted(Exception):
    """The act asks for the credentials again, and they weren't given or have expired."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something in a company, and by which way in.

    `permissions` are those of the role, or fewer where a token has a smaller scope.
    `gave_credentials` says that they were given again and still hold. `program` names the one
    that asks in their place by a token: its history says so.
    """

    company_id: int
    permissions: frozenset[Permission]
    user_id: int | None = None
    name: str = ""
    channel: str = "cli"  # cli, api, web, job
    gave_credentials: bool = False
    program: str = ""


def administrator_of_machine(company_id: int, *, channel: str = "cli") -> Actor:
    """Return the one who runs commands on the machine itself: the machine asked who it is."""
    return Actor(
        company_id=company_id,
        permissions=GRANTS[Role.ADMINISTRATOR],
        channel=channel,
        gave_credentials=True,
    )


def require(actor: Actor, permission: Permission) -> None:
    """Let the act go on.

    :raises NotAllowed: if the actor doesn't have the permission.
    :raises CredentialsWanted: if it has, but the act asks for credentials given again.
    """
    if permission not in actor.permissions:
        raise NotAllowed(permission)
    if permission in WANTS_CREDENTIALS and not actor.gave_credentials:
        raise CredentialsWanted(permission)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Tell the database who is at work until the end of a transaction, for the history."""
    who = (str(actor.company_id), str(actor.user_id or ""), actor.channel, actor.program)
    with transaction.atomic():
        around = _said.get()
        if around != who and not (around is None and behind_wall.says(who)):
            with kept_plans.cursor() as cursor:
                cursor.execute(_SAY, who)
        token = _said.set(who)
        try:
            yield
        finally:
            _said.reset(token)
            if around not in (None, who):
                _said.set(_UNSURE)  # until whoever is around ends too


_SAY = (
    "SELECT set_config('cadencia.company', %s, true),"
    " set_config('cadencia.user', %s, true), set_config('cadencia.channel', %s, true),"
    " set_config('cadencia.program', %s, true)"
)
_said: ContextVar[tuple[str, ...] | None] = ContextVar("said", default=None)
"""What was told in the transaction that is open, by whoever opened it: it isn't told twice."""
_UNSURE = ("",)


def require_in(actor: Actor, company_id: int, permission: Permission) -> None:
    """Let the act go on in a company.

    :raises NotAllowed, CredentialsWanted: as `require`; also if the actor is another company's.
    """
    if actor.company_id != company_id:
        raise NotAllowed(permission)
    require(actor, permission)


def require_any_in(actor: Actor, company_id: int, permissions: Sequence[Permission]) -> None:
    """Let who has any of the permissions look at something of a company; none wants credentials.

    :raises NotAllowed: naming the first of them.
    """
    if actor.company_id != company_id or actor.permissions.isdisjoint(permissions):
        raise NotAllowed(permissions[0])


@contextmanager
def permitted_in(actor: Actor, company_id: int, permission: Permission) -> Iterator[None]:
    """Let the actor do something in a company, in a transaction that says who.

    :raises NotAllowed, CredentialsWanted: as `require_in`, before the transaction begins.
    """
    require_in(actor, company_id, permission)
    with acting(actor):
        yield


@contextmanager
def permitted(actor: Actor, permission: Permission) -> Iterator[None]:
    """Let the actor do something that needs the permission, in a transaction that says who.

    :raises NotAllowed, CredentialsWanted: as `require`, before the transaction begins.
    """
    require(actor, permission)
    with acting(actor):
        yield
