"""What waits for somebody's confirmation before it is billed (R4, LC-6).

Without the confirmation of the first installment nothing of the contract is billed; without
that of the last only the last is held. `Contract.unconfirmed` names what is waited for, and is
empty where the company only reminds.
"""

from collections.abc import Iterable

from cadencia.core.agreement import InstallmentsAre
from cadencia.core.course import effective_end
from cadencia.core.desk import Desk
from cadencia.core.drafts import Refusal
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot, slots

FIRST = "first"
LAST = "last"
CODES = frozenset({"unconfirmed_first", "unconfirmed_last"})


def held_back(at: Desk, chosen: list[Slot]) -> tuple[list[Slot], Refusal | None]:
    """Return what of the chosen installments may be billed, and why the others wait."""
    held, wait = held_of(at, chosen)
    if wait is None:
        return chosen, None
    return [slot for slot in chosen if slot not in held], wait


def held_of(at: Desk, chosen: Iterable[Slot]) -> tuple[list[Slot], Refusal | None]:
    """Return which of the installments wait for a confirmation, and the refusal that says so."""
    wanted, every = at.agreement.contract.unconfirmed, list(chosen)
    if FIRST in wanted and every and not _is_begun(at):
        return every, _refusal(FIRST, every[0])
    if LAST in wanted:
        held = [slot for slot in every if is_last(at, slot)]
        if held:
            return held, _refusal(LAST, held[0])
    return [], None


def is_last(at: Desk, slot: Slot) -> bool:
    """Say whether no numbered installment of the contract comes after this one."""
    contract, history = at.agreement.contract, at.agreement.history
    if not slot.number or at.course is None or history.last_number > slot.number:
        return False
    if contract.installments_are is InstallmentsAre.DUE_DATES:
        return False  # its one invoice has them all
    if contract.installments is not None and slot.number >= contract.installments:
        return True
    if contract.installments is None and effective_end(contract) is None:
        return False
    later = slots(at.course, after=slot.due_on, number=slot.number, until=LAST_DATE)
    return all(each.number is None for each in later)


def _is_begun(at: Desk) -> bool:
    """Say whether the first installment is in the ledger, and not owed."""
    history = at.agreement.history
    return history.last_number > 0 and all(row.number != 1 for row in history.open_rows)


def _refusal(which: str, slot: Slot) -> Refusal:
    return Refusal(
        code=f"unconfirmed_{which}",
        message=f"The {which} installment, of {slot.due_on}, waits for its confirmation.",
        fields=(f"contract.confirm_{which}",),
        due_on=slot.due_on,
        values=(("date", slot.due_on.isoformat()),),
    )
