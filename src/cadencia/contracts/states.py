"""The states of a contract and the acts that lead from one to another (R14)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from cadencia.parties.access import Permission


class State(StrEnum):
    """Where a contract stands. Only a posted and active one generates."""

    DRAFT = "draft"  # sin postear
    POSTED = "posted"  # posteado
    FINISHED = "finished"  # finalizado
    VOID = "void"  # anulado


class Act(StrEnum):
    """What a person does to the state of a contract."""

    POST = "post"  # postear
    REVERT = "revert"  # revertir posteo
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    FINISH = "finish"  # finalizar
    REOPEN = "reopen"
    VOID = "void"  # anular


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.DRAFT, Act.POST): State.POSTED,
        (State.POSTED, Act.REVERT): State.DRAFT,
        (State.POSTED, Act.ACTIVATE): State.POSTED,
        (State.POSTED, Act.DEACTIVATE): State.POSTED,
        (State.POSTED, Act.FINISH): State.FINISHED,
        (State.FINISHED, Act.REOPEN): State.POSTED,
        (State.DRAFT, Act.VOID): State.VOID,
        (State.POSTED, Act.VOID): State.VOID,
    }
)

NEEDS: Mapping[Act, Permission] = MappingProxyType(
    {
        Act.POST: Permission.CONTRACTS,
        Act.REVERT: Permission.REVERT,
        Act.ACTIVATE: Permission.ACTIVITY,
        Act.DEACTIVATE: Permission.ACTIVITY,
        Act.FINISH: Permission.EVERYDAY,
        Act.REOPEN: Permission.VOID,
        Act.VOID: Permission.VOID,
    }
)
"""The permission that each act needs (R14); `access` says which want credentials given again."""


class ActNotAllowed(Exception):
    """The contract's state doesn't admit the act."""

    def __init__(self, contract: str, state: State, act: StrEnum) -> None:
        super().__init__(contract, str(state), str(act))
        self.contract = contract
        self.state = state
        self.act = act


class AlreadyPosted(ActNotAllowed):
    """A posted contract isn't posted again."""


class NotPosted(ActNotAllowed):
    """The contract must be posted first."""


class NotFinished(ActNotAllowed):
    """Only a finished contract is reopened."""


class ContractIsFinished(ActNotAllowed):
    """A finished contract must be reopened first."""


class ContractIsVoid(ActNotAllowed):
    """An annulled contract stays so."""


_REFUSALS: Mapping[tuple[State, Act], type[ActNotAllowed]] = MappingProxyType(
    {
        (State.POSTED, Act.POST): AlreadyPosted,
        (State.DRAFT, Act.REOPEN): NotFinished,
        (State.POSTED, Act.REOPEN): NotFinished,
    }
)
_REFUSALS_BY_STATE: Mapping[State, type[ActNotAllowed]] = MappingProxyType(
    {
        State.DRAFT: NotPosted,
        State.FINISHED: ContractIsFinished,
        State.VOID: ContractIsVoid,
    }
)


def after(state: State, act: Act, *, contract: str) -> State:
    """Return the state that the act leads to; `contract` is its code, for the refusal.

    :raises ActNotAllowed: one of its kinds, if the state doesn't admit the act.
    """
    if (state, act) in TRANSITIONS:
        return TRANSITIONS[state, act]
    refusal = _REFUSALS.get((state, act)) or _REFUSALS_BY_STATE[state]
    raise refusal(contract, state, act)
