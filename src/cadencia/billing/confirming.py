"""Confirmation of the first and of the last installment (LC-6, R4).

What waits is held, or people are only reminded, as the company says; the decision is the
core's (`core/confirming.py`), the same for preview, run and explanation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from cadencia.billing import due, everyday
from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.models import ContractDue, Refusal
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.contracts.states import State
from cadencia.core import confirming
from cadencia.core.course import effective_end
from cadencia.core.desk import Desk, desk, theoretical_on
from cadencia.core.planning import next_slot, reopened_slot
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot, slots
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.problems import Problem, refuse_if_any

CHUNK = 500
MOST_LOOKED_AT = 12_000  # installments of a contract


class Which(StrEnum):
    """Which installment is to be confirmed."""

    FIRST = confirming.FIRST
    LAST = confirming.LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An installment that waits for its confirmation.

    `due_on` is its theoretical date, None where the contract has no last one yet; `by` is the
    day by which somebody is to confirm it. `is_held` says whether it is billed without.
    """

    contract_id: int
    contract: str
    customer: str
    which: Which
    due_on: date | None
    by: date | None
    is_held: bool


def require_confirmation(
    contract_id: int, which: Which, *, by_date: date | None = None, by: Actor
) -> Contract:
    """Ask that an installment be confirmed before it is billed, by a day if one is given."""
    columns: dict[str, object] = {
        f"confirm_{which}": True,
        f"confirm_{which}_by": by_date,
        f"{which}_confirmed": False,
    }
    return _change(contract_id, columns, by)


def ask_no_confirmation(contract_id: int, which: Which, *, by: Actor) -> Contract:
    """Let an installment be billed without anybody confirming it."""
    columns: dict[str, object] = {
        f"confirm_{which}": False,
        f"confirm_{which}_by": None,
        f"{which}_confirmed": False,
    }
    return _change(contract_id, columns, by)


def confirm(contract_id: int, which: Which, *, by: Actor) -> Contract:
    """Confirm an installment: from now on it is billed on its date.

    :raises ValuesRefused: if it isn't to be confirmed.
    """
    return _change(contract_id, {f"{which}_confirmed": True}, by, wanted=which)


def waiting(*, until: date | None = None, most: int | None = None, by: Actor) -> list[Waiting]:
    """Return what waits for a confirmation in posted, active contracts, the nearest first.

    With `until` only what is due, or to be confirmed, by that day. With `most` no more contracts
    are looked at once so many are found: those whose turn comes first are looked at first.
    """
    require(by, Permission.READ)
    masters = masters_of(by.company_id)
    found = list(_waiting(by.company_id, masters, most))
    if until is not None:
        found = [each for each in found if min(_days(each), default=until) <= until]
    return sorted(found, key=lambda each: (min(_days(each), default=LAST_DATE), each.contract))


def _days(each: Waiting) -> list[date]:
    return [day for day in (each.due_on, each.by) if day is not None]


def _change(
    contract_id: int, columns: dict[str, object], by: Actor, *, wanted: Which | None = None
) -> Contract:
    with everyday.noting(contract_id, Everyday.CONFIRM, by=by) as contract:
        if wanted is not None and not getattr(contract, f"confirm_{wanted}"):
            sentence = _("The installment needs no confirmation.")
            refuse_if_any([Problem("which", sentence)])
        for name, value in columns.items():
            setattr(contract, name, value)
        contract.save(update_fields=list(columns))
        stored = Refusal.objects.filter(contract=contract, code__in=confirming.CODES)
        stored.delete()
        due.refresh([contract.pk], by.company_id)
        return contract


def _waiting(company_id: int, masters: Masters, most: int | None) -> Iterator[Waiting]:
    asked = Q(confirm_first=True, first_confirmed=False) | Q(
        confirm_last=True, last_confirmed=False
    )
    rows = Contract.objects.filter(
        asked, company_id=company_id, state=State.POSTED.value, is_active=True
    )
    # Nothing of a contract is earlier than the day from which it must be looked at.
    look_from = ContractDue.objects.filter(contract=OuterRef("pk")).values("look_from")
    turn = Least(Subquery(look_from), "confirm_first_by", "confirm_last_by")
    ids = list(rows.order_by(turn.asc(nulls_last=True), "pk").values_list("pk", flat=True))
    count, size = 0, min(CHUNK, most or CHUNK)
    for start in range(0, len(ids), size):
        part = sorted(ids[start : start + size])
        contracts = Contract.objects.in_bulk(part)
        for found in gather(part, masters):
            for each in _of(contracts[found.contract_id], found, masters):
                count += 1
                yield each
        if most is not None and count >= most:
            return


def _of(contract: Contract, gathered: Gathered, masters: Masters) -> Iterator[Waiting]:
    at = desk(gathered.agreement, masters.is_business_day)
    for which in Which:
        if not getattr(contract, f"confirm_{which}") or getattr(contract, f"{which}_confirmed"):
            continue
        slot, is_over = _LOOK[which](at)
        if is_over:
            continue
        yield Waiting(
            contract_id=contract.pk,
            contract=contract.code,
            customer=gathered.agreement.contract.customer.name,
            which=which,
            due_on=None if slot is None else theoretical_on(at, slot.due_on),
            by=getattr(contract, f"confirm_{which}_by"),
            is_held=masters.holds_unconfirmed,
        )


def _first(at: Desk) -> tuple[Slot | None, bool]:
    """The first installment, and whether it is settled already."""
    for row in at.agreement.history.open_rows:
        if row.number == 1:
            return reopened_slot(at, row), False
    return next_slot(at), at.agreement.history.last_number > 0


def _last(at: Desk) -> tuple[Slot | None, bool]:
    """The last installment, None while the contract has no end; over if it is settled."""
    contract, history = at.agreement.contract, at.agreement.history
    for row in history.open_rows:
        slot = reopened_slot(at, row)
        if slot is not None and confirming.is_last(at, slot):
            return slot, False
    is_bounded = contract.installments is not None or effective_end(contract) is not None
    if at.course is None or not is_bounded:
        return None, False
    rest = slots(at.course, after=history.last_due_on, number=history.last_number, until=LAST_DATE)
    numbered = [slot for slot in islice(rest, MOST_LOOKED_AT) if slot.number]
    return (numbered[-1], False) if numbered else (None, True)


_LOOK = {Which.FIRST: _first, Which.LAST: _last}
