"""What a clerk does to a posted contract without reverting it (R14, first row)."""

from enum import StrEnum

from django.db.models import F

from cadencia.contracts import states
from cadencia.contracts.models import Contract
from cadencia.contracts.states import ActNotAllowed, State


class Everyday(StrEnum):
    """An act of every day on a contract."""

    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    UNSKIP = "unskip"
    REOPEN_INSTALLMENT = "reopen_installment"
    MOVE = "move"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take_back"  # the withdrawal
    ONE_OFF = "one_off"
    CHANGE = "change"  # payment, mandate, contact, delivery, notes, who is in charge
    FOLLOW_UP = "follow_up"
    CONFIRM = "confirm"
    ASSOCIATE = "associate"  # an existing sale


ALSO_DRAFTS = frozenset({Everyday.CHANGE, Everyday.CONFIRM})
"""Acts that a draft admits too; the others are done to it by editing it."""

_REFUSALS: dict[State, type[ActNotAllowed]] = {
    State.DRAFT: states.NotPosted,
    State.FINISHED: states.ContractIsFinished,
    State.VOID: states.ContractIsVoid,
}


def admit(contract: Contract, act: Everyday) -> None:
    """Let the act go on if the contract's state admits it.

    :raises ActNotAllowed: one of its kinds, if it doesn't.
    """
    state = State(contract.state)
    if state is State.POSTED or act is Everyday.FOLLOW_UP:
        return
    if state is State.DRAFT and act in ALSO_DRAFTS:
        return
    raise _REFUSALS[state](contract.code, state, act)


def count_version(contract: Contract) -> None:
    """Count the version up: what was drafted from the contract before can tell."""
    Contract.objects.filter(pk=contract.pk, company_id=contract.company_id).update(
        version=F("version") + 1
    )
    contract.refresh_from_db(fields=["version"])
