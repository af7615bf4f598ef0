"""What an act on a contract would do, found out by doing it and taking it back (LC-2, GE-13).

The act itself is the calculation: it runs in a transaction that is rolled back, and what the
contract bills next is told before and after. So the dialog that asks can't say anything else than
what is done afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from django.db import OperationalError, connection, transaction

from cadencia.billing.contract_filters import Standing
from cadencia.billing.contract_listing import standing_of
from cadencia.billing.gathering import gather, masters_of
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.core.coming import Coming, coming
from cadencia.parties.access import Actor, Permission, require

Answer = TypeVar("Answer")

SHOWN = 6  # installments told beyond what is due
WAIT = "3s"  # for who is at work on the contract


class AtWork(Exception):
    """Somebody else is at work on the contract; it can't be tried now."""


class Fate(StrEnum):
    """What becomes of an installment by the act."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a contract does next. `due` counts the dates that are owed today."""

    standing: Standing
    ends_on: date | None
    due: int
    due_total: Decimal | None  # None where it can't be billed
    currency: str
    coming: tuple[Coming, ...]
    until: date | None  # how far it looks; None: to the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An installment before and after; None where there is none of that due date."""

    fate: Fate
    before: Coming | None
    after: Coming | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed(Generic[Answer]):
    """What the act answered, and the contract before and after; None: it is gone."""

    answer: Answer
    before: Outlook
    after: Outlook | None

    def lines(self) -> list[Line]:
        """Return the next installments, before beside after, by due date.

        Beyond what both tell nothing is compared. Of those that stay as they are before the
        first that changes only the last is told.
        """
        before = {_key(each): each for each in self.before.coming}
        after = {_key(each): each for each in self.after.coming} if self.after else {}
        ends = [each.until for each in (self.before, self.after) if each and each.until]
        horizon = min(ends, default=date.max)
        found = [
            _line(before.get(key), after.get(key))
            for key in sorted(before.keys() | after.keys())
            if key[0] <= horizon
        ]
        first = next((n for n, each in enumerate(found) if each.fate is not Fate.SAME), 0)
        return found[max(0, first - 1) :]


def rehearse(
    contract_id: int, act: Callable[[Actor], Answer], *, today: date, by: Actor
) -> Rehearsed[Answer]:
    """Do the act, tell what it did, and take it back. Credentials aren't asked for.

    :raises NotAllowed: if the actor may not read, or not do it.
    :raises AtWork: if somebody else is at work on the contract.
    :raises: whatever the act raises.
    """
    require(by, Permission.READ)
    before = outlook(contract_id, today=today, by=by)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", (WAIT,))
            answer = act(replace(by, gave_credentials=True))
            is_there = Contract.objects.filter(pk=contract_id, company_id=by.company_id).exists()
            after = outlook(contract_id, today=today, by=by) if is_there else None
            transaction.set_rollback(True)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":
            raise
        raise AtWork(contract_id) from None
    return Rehearsed(answer=answer, before=before, after=after)


def outlook(contract_id: int, *, today: date, by: Actor, shown: int = SHOWN) -> Outlook:
    """Return what a contract does next; a draft as if it were posted.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    masters = masters_of(by.company_id)
    found = gather([contract_id], masters)
    if not found:
        raise NoSuchContract(contract_id)
    contract = found[0].agreement.contract
    told = coming(
        found[0].agreement, as_of=today, how_many=shown, is_business_day=masters.is_business_day
    )
    return Outlook(
        standing=standing_of(contract.state, is_active=contract.active),
        ends_on=min((d for d in (contract.ends_on, contract.withdrawn_on) if d), default=None),
        due=told.due,
        due_total=told.due_total,
        currency=contract.currency,
        coming=told.installments,
        until=told.until,
    )


def _key(each: Coming) -> tuple[date, str, str]:
    return each.installment.due_on, each.installment.kind.value, str(each.installment.one_off_line)


def _line(before: Coming | None, after: Coming | None) -> Line:
    if before is None or after is None:
        fate = Fate.NEW if before is None else Fate.GONE
    else:
        fate = Fate.SAME if before == after else Fate.CHANGED
    return Line(fate=fate, before=before, after=after)
