"""Working behind the second wall: as a role that sees one company and nothing else (US-6).

    with behind_wall.of(company_id):
        ...  # every statement sees the rows of that company

The role is taken anew in each transaction, with the transaction as its limit: nothing of it is
left on the connection, whatever goes wrong. A statement outside of a transaction gets one of
its own.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, LiteralString

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from cadencia.parties import kept_plans, second_wall

log = logging.getLogger(__name__)

_SAY = "SELECT set_config('cadencia.company', %s, true), set_config('role', %s, true)"
_BEGIN = (
    "SELECT set_config('cadencia.company', %s, true), set_config('role', %s, true),"
    " set_config('cadencia.user', %s, true), set_config('cadencia.channel', %s, true),"
    " set_config('cadencia.program', %s, true)"
)
_SAID = "SELECT current_setting('cadencia.company', true), current_setting('role')"


@contextmanager
def of(company_id: int, *, user: str = "", channel: str = "", program: str = "") -> Iterator[None]:
    """See, until the end, the rows of one company alone, whatever is asked.

    Each transaction says with it who is at work, if that is given, as `access.acting` would.
    Where the wall can't stand (see `second_wall.wanting`) nothing changes.
    """
    if not _stands(str(connection.settings_dict["NAME"])):
        yield
        return
    begins = connection.get_autocommit()
    wall = _Wall(company_id, (str(company_id), user, channel, program) if begins else None)
    with _taken(company_id, second_wall.ROLE), connection.execute_wrapper(wall):
        yield


@contextmanager
def before_it() -> Iterator[None]:
    """Step out for what concerns no single company: to recognise who somebody is, as a login does.

    Nowhere else: a test counts who asks for it.
    """
    wall = _wall()
    if wall is None:
        yield
        return
    wall.is_open = True
    try:
        with _taken(wall.company_id, "none"):
            yield
    finally:
        wall.is_open = False


def is_behind() -> bool:
    """Say whether this thread works behind the wall; `COPY` isn't to be had there."""
    wall = _wall()
    return wall is not None and not wall.is_open


def says(who: tuple[str, str, str, str]) -> bool:
    """Say whether each transaction tells the database that it is these who work: see `of`."""
    wall = _wall()
    return wall is not None and not wall.is_open and wall.who == who


class _Wall:
    """Stands between Django and the connection: each transaction begins with taking the role."""

    def __init__(self, company_id: int, who: tuple[str, str, str, str] | None) -> None:
        self.company_id = company_id
        self.who = who  # company, user, channel, program; None: within a transaction that goes on
        self.is_open = False

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,  # noqa: FBT001 - as Django calls it
        context: dict[str, Any],
    ) -> Any:
        if self.is_open or self is not _wall() or _in_transaction():
            return execute(sql, params, many, context)
        if not connection.get_autocommit():  # its first statement
            self._begin()
            return execute(sql, params, many, context)
        with transaction.atomic():
            self._begin()
            return execute(sql, params, many, context)

    def _begin(self) -> None:
        _company, user, channel, program = self.who or ("", "", "", "")
        _run(_BEGIN, (str(self.company_id), second_wall.ROLE, user, channel, program))


def _wall() -> _Wall | None:
    found = [each for each in connection.execute_wrappers if isinstance(each, _Wall)]
    return found[-1] if found else None


@contextmanager
def _taken(company_id: int, role: str) -> Iterator[None]:
    """Take the role in the transaction that is open, if one is, and give it back after it."""
    if not _in_transaction() and connection.get_autocommit():
        yield
        return
    before = _run(_SAID, ())
    _say(company_id, role)
    try:
        yield
    finally:
        if _status() == TransactionStatus.INTRANS:  # one that failed is undone, with all of this
            _run(_SAY, (before[0] or "", before[1]))


def _say(company_id: int, role: str) -> None:
    _run(_SAY, (str(company_id), role))


def _run(sql: LiteralString, params: tuple[str, ...]) -> Any:
    raw: Any = connection.connection
    with connection.wrap_database_errors:
        return kept_plans.own(raw).execute(sql, params).fetchone()


def _in_transaction() -> bool:
    return connection.connection is not None and _status() != TransactionStatus.IDLE


def _status() -> TransactionStatus:
    raw: Any = connection.connection
    status: TransactionStatus = raw.info.transaction_status
    return status


@cache
def _stands(_database: str) -> bool:
    """Say whether the wall stands; asked once by each process."""
    wanting = second_wall.wanting()
    if wanting:
        log.warning("The second wall between companies is off: %s", "; ".join(wanting))
    return not wanting
