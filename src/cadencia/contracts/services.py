"""The acts that change the state of a contract (R14).

Each one locks the contract, asks the table of `states` where the act leads, and counts
`version` up, so that what was drafted from the contract before can tell. Whoever calls from
above uses `billing.acts`, which also keeps the ledger of what is due in step.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cadencia.contracts import states, termination
from cadencia.contracts.models import Contract
from cadencia.contracts.states import Act, State
from cadencia.parties.problems import Problem, refuse_if_any
from cadencia.webhooks import outbox

Check = Callable[[Contract], Sequence[Problem]]
"""What says all that generation would trip over in a contract."""


class NoSuchContract(Exception):
    """The company has no contract of that number."""


class PostingRefused(Exception):
    """Generation would trip over the contract; `problems` says all that is to be mended."""

    def __init__(self, contract: str, problems: Sequence[Problem]) -> None:
        super().__init__(contract, *problems)
        self.contract = contract
        self.problems = tuple(problems)


class NotAllDrafts(Exception):
    """Some of the contracts to be posted are no drafts, or not the company's."""


@transaction.atomic
def post(contract_id: int, company_id: int, *, check: Check) -> Contract:
    """Post a draft, which becomes active.

    :raises PostingRefused: if `check` finds anything; the contract stays a draft.
    :raises ActNotAllowed: if the contract isn't a draft.
    """
    contract = locked(contract_id, company_id)
    states.after(State(contract.state), Act.POST, contract=contract.code)
    problems = check(contract)
    if problems:
        raise PostingRefused(contract.code, problems)
    contract.is_active = True
    return _moved(contract, Act.POST)


@transaction.atomic
def post_checked(contract_ids: Collection[int], company_id: int) -> None:
    """Post many drafts at once, for an import that has checked them already.

    :raises NotAllDrafts: if any of them is no draft of the company; none is posted.
    """
    drafts = Contract.objects.filter(
        pk__in=contract_ids, company_id=company_id, state=State.DRAFT.value
    )
    done = drafts.update(state=State.POSTED.value, is_active=True, version=F("version") + 1)
    if done != len(set(contract_ids)):
        raise NotAllDrafts(done, len(set(contract_ids)))


def revert(contract_id: int, company_id: int, *, on: date) -> Contract:
    """Make a posted contract a draft again, so that its lines and schedule can be edited."""
    return _act(contract_id, company_id, Act.REVERT, stopped_on=on)


def activate(contract_id: int, company_id: int) -> Contract:
    """Let a posted contract generate again."""
    return _act(contract_id, company_id, Act.ACTIVATE)


def deactivate(contract_id: int, company_id: int, *, on: date) -> Contract:
    """Keep a posted contract from generating until it is activated."""
    return _act(contract_id, company_id, Act.DEACTIVATE, stopped_on=on)


def finish(contract_id: int, company_id: int, *, on: date, reason: str | None = None) -> Contract:
    """Close a posted contract that has come to its normal end; `reason` is a code (LC-7)."""
    return _act(contract_id, company_id, Act.FINISH, stopped_on=on, reason=reason)


def reopen(contract_id: int, company_id: int) -> Contract:
    """Make a finished contract a posted one again."""
    return _act(contract_id, company_id, Act.REOPEN)


def void(contract_id: int, company_id: int, *, reason: str | None = None) -> Contract:
    """Annul a contract, for good; `reason` is a code (LC-7)."""
    return _act(contract_id, company_id, Act.VOID, reason=reason)


@transaction.atomic
def give_reason(contract_id: int, company_id: int, reason: str) -> Contract:
    """Write down why a contract ended, or ends on the day of its withdrawal (LC-7).

    :raises ValuesRefused: if the company has no such reason, or the contract doesn't end.
    """
    contract = locked(contract_id, company_id)
    ends = contract.state in (State.FINISHED, State.VOID) or contract.withdrawn_on is not None
    if not ends:
        refuse_if_any([Problem("reason", _("Finish, void or withdraw the contract first."))])
    contract.termination_reason = termination.reason_of(reason, company_id)
    contract.save(update_fields=["termination_reason"])
    return contract


def locked(contract_id: int, company_id: int) -> Contract:
    """Return the contract, locked until the end of the transaction.

    The lock is that of the run's workers, which take it before they gather: an act waits for
    the chunk that holds the contract, and the chunk for the act.

    :raises NoSuchContract: if the company has none of that number.
    """
    try:
        return Contract.objects.select_for_update(no_key=True).get(
            pk=contract_id, company_id=company_id
        )
    except Contract.DoesNotExist:
        raise NoSuchContract(contract_id) from None


_TOLD = {
    Act.POST: "contract.posted",
    Act.REVERT: "contract.reverted",
    Act.ACTIVATE: "contract.activated",
    Act.DEACTIVATE: "contract.deactivated",
    Act.FINISH: "contract.finished",
    Act.REOPEN: "contract.reopened",
    Act.VOID: "contract.voided",
}
_MOVED = ("state", "is_active", "version", "stopped_on", "termination_reason")
_ACTIVITY = {Act.ACTIVATE: True, Act.DEACTIVATE: False}


def resumed(contract: Contract) -> None:
    """Forget since when the contract stood still, once what it missed is settled."""
    contract.stopped_on = None
    contract.save(update_fields=["stopped_on"])


@transaction.atomic
def _act(
    contract_id: int,
    company_id: int,
    act: Act,
    *,
    stopped_on: date | None = None,
    reason: str | None = None,
) -> Contract:
    contract = locked(contract_id, company_id)
    if act is Act.REOPEN:
        contract.termination_reason = None
    if reason is not None:
        contract.termination_reason = termination.reason_of(reason, company_id)
    contract.is_active = _ACTIVITY.get(act, contract.is_active)
    contract.stopped_on = contract.stopped_on or stopped_on  # the first day counts
    return _moved(contract, act)


def _moved(contract: Contract, act: Act) -> Contract:
    contract.state = states.after(State(contract.state), act, contract=contract.code).value
    contract.version += 1
    contract.save(update_fields=[*_MOVED])
    facts = {"contract": contract.pk, "code": contract.code, "state": contract.state}
    outbox.tell(contract.company_id, _TOLD[act], facts)
    return contract
