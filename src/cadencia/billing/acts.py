"""The acts on a contract as a person does them: state, waiting drafts and dues in one step.

`contracts.services` moves the state; here the same transaction settles the drafts that were
made from the contract before, and computes anew when it must be looked at. Every act asks
whether `by` may do it, in `by`'s company, before it looks at anything.

:raises NotAllowed, CredentialsWanted: of every act, as R14's table says.
:raises NoSuchContract: of every act, if the company has no contract of that number.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import partial

from django.utils.translation import get_language

from cadencia.billing import drafts, due, missing, succession
from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.missing import Missed
from cadencia.billing.models import Refusal
from cadencia.billing.succession import Voiding
from cadencia.contracts import services
from cadencia.contracts.models import Contract
from cadencia.contracts.states import NEEDS, Act
from cadencia.documents.models import Document
from cadencia.interchange import posting
from cadencia.interchange.problems import sentence
from cadencia.parties.access import Actor, Permission, permitted
from cadencia.parties.problems import Problem


class Drafts(StrEnum):
    """What becomes of the drafts that were made from a contract which is about to change."""

    REFUSE = "refuse"  # the act is refused, naming their runs
    DELETE = "delete"  # they are deleted and their installments reopened
    KEEP = "keep"  # they stay drafts: a changed contract keeps them from being issued


class DraftsWait(Exception):
    """Drafts made from the contract wait to be issued; `runs` made them, `documents` are they."""

    def __init__(self, contract: str, documents: list[Document]) -> None:
        self.contract = contract
        self.documents = tuple(each.pk for each in documents)
        self.runs = tuple(sorted({each.run_id for each in documents if each.run_id}))
        super().__init__(contract, self.runs)


class DraftedMeanwhile(Exception):
    """A run drafted the contract together with others before the act could lock it: try again."""


Move = Callable[[int, int], Contract]


def post(contract_id: int, *, on: date, by: Actor, missed: Missed = Missed.SKIP) -> Contract:
    """Post a draft, after every check, and begin to look at its dates.

    A renewal ends the contract that it goes on with (R17).

    `missed` says what becomes of the dates that passed since its posting was reverted.

    :raises PostingRefused: if generation would trip over anything; all of it is named.
    :raises ActNotAllowed: if the contract isn't a draft.
    :raises PredecessorHasDrafts: if drafts of the contract that it renews wait.
    """
    with permitted(by, NEEDS[Act.POST]):
        succession.lock_both(contract_id, by.company_id)
        contract = services.post(contract_id, by.company_id, check=posting_problems)
        succession.end_predecessor(contract)
        return _going_on(contract, on, missed)


def revert(contract_id: int, *, on: date, by: Actor, waiting: Drafts = Drafts.REFUSE) -> Contract:
    """Make a posted contract a draft again.

    :raises DraftsWait: if drafts made from it wait, and nothing else was chosen.
    """
    with permitted(by, NEEDS[Act.REVERT]):
        return _stop(partial(services.revert, on=on), contract_id, by.company_id, waiting)


def deactivate(
    contract_id: int, *, on: date, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> Contract:
    """Keep a posted contract from generating.

    :raises DraftsWait: if drafts made from it wait, and nothing else was chosen.
    """
    with permitted(by, NEEDS[Act.DEACTIVATE]):
        return _stop(partial(services.deactivate, on=on), contract_id, by.company_id, waiting)


def activate(contract_id: int, *, on: date, by: Actor, missed: Missed = Missed.SKIP) -> Contract:
    """Let a posted contract generate again.

    `missed` says what becomes of the dates that passed since it stood still.
    """
    with permitted(by, NEEDS[Act.ACTIVATE]):
        return _going_on(services.activate(contract_id, by.company_id), on, missed)


def finish(
    contract_id: int,
    *,
    on: date,
    by: Actor,
    waiting: Drafts = Drafts.DELETE,
    reason: str | None = None,
) -> Contract:
    """Close a posted contract that has come to its normal end; `reason` is a code (LC-7).

    :raises DraftsWait: if drafts made from it wait, and they are to be asked about.
    :raises ValuesRefused: if the company has no such reason.
    """
    with permitted(by, NEEDS[Act.FINISH]):
        move = partial(services.finish, on=on, reason=reason)
        return _stop(move, contract_id, by.company_id, waiting)


def reopen(contract_id: int, *, on: date, by: Actor, missed: Missed = Missed.SKIP) -> Contract:
    """Make a finished contract a posted one again.

    `missed` says what becomes of the dates that passed since it stood still.
    """
    with permitted(by, NEEDS[Act.REOPEN]):
        return _going_on(services.reopen(contract_id, by.company_id), on, missed)


def void(
    contract_id: int,
    *,
    by: Actor,
    waiting: Drafts = Drafts.DELETE,
    reason: str | None = None,
    renewed: Voiding | None = None,
) -> Contract:
    """Annul a contract, for good; `reason` is a code (LC-7).

    `renewed` says what becomes of the contract that it renews, if it is a renewal: usually that
    one gets the end back that it had (R17), which `succession.would_go_on` tells before. If
    nothing is said it stays ended.

    :raises DraftsWait: if drafts made from it wait, and they are to be asked about.
    :raises ValuesRefused: if the company has no such reason.
    :raises PredecessorHasDrafts: if drafts made from the contract that it renews wait.
    :raises ValuesRefused: if that one's closing installment is billed, and it is to go on.
    """
    with permitted(by, NEEDS[Act.VOID]):
        shared = drafts.contracts_of(drafts.waiting(contract_id, by.company_id))
        succession.lock_both(contract_id, by.company_id, also=shared)
        move = partial(services.void, reason=reason)
        contract = _stop(move, contract_id, by.company_id, waiting)
        if renewed is not None:
            succession.give_back(contract, renewed)
        return contract


def give_reason(contract_id: int, reason: str, *, by: Actor) -> Contract:
    """Say why a contract ended, or is to end on its day of withdrawal (LC-7).

    :raises ValuesRefused: if the company has no such reason, or the contract doesn't end.
    """
    with permitted(by, Permission.EVERYDAY):
        return services.give_reason(contract_id, by.company_id, reason)


def posting_problems(contract: Contract) -> list[Problem]:
    """Return all that keeps the contract from being posted, in the user's language."""
    gathered = gather([contract.pk], masters_of(contract.company_id))
    language = (get_language() or "es")[:2]
    return [
        Problem(each.path, sentence(each, language))
        for found in gathered
        for each in posting.problems(found.agreement)
    ]


def _stop(move: Move, contract_id: int, company_id: int, waiting: Drafts) -> Contract:
    touched = {contract_id}
    if waiting is not Drafts.KEEP:
        touched |= settle_drafts(contract_id, company_id, waiting)
    contract = move(contract_id, company_id)
    Refusal.objects.filter(contract_id=contract_id, company_id=company_id).delete()
    due.refresh(sorted(touched), company_id)
    return contract


def _going_on(contract: Contract, on: date, missed: Missed) -> Contract:
    missing.settle(contract, on=on, missed=missed)
    services.resumed(contract)
    due.refresh([contract.pk], contract.company_id)
    return contract


def settle_drafts(contract_id: int, company_id: int, waiting: Drafts) -> frozenset[int]:
    """Lock the contract and those it shares drafts with, then settle the drafts.

    All are locked at once and in order, as the run's workers do, whence the first look
    without a lock. Returns the contracts whose installments were given back.

    :raises DraftsWait: if drafts wait and `waiting` refuses.
    :raises DraftedMeanwhile: if a run drafted it together with others before the lock.
    """
    shared = drafts.contracts_of(drafts.waiting(contract_id, company_id)) | {contract_id}
    locked = {
        each.pk: each
        for each in Contract.objects.select_for_update(no_key=True)
        .filter(pk__in=shared, company_id=company_id)
        .order_by("pk")
    }
    found = drafts.waiting(contract_id, company_id)
    if not found:
        return frozenset()
    if waiting is Drafts.REFUSE:
        raise DraftsWait(locked[contract_id].code, found)
    if drafts.contracts_of(found) - shared:
        raise DraftedMeanwhile(contract_id)
    drafts.delete(found)
    return shared
