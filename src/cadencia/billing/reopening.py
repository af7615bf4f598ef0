"""Giving installments back that were billed, so that the next run bills them again (R4).

`reopen` is the clerk's act on one; `reopen_installments` is the part of an act that takes
documents out of force (a credit note of the whole, a voiding), which has asked for its own
permission and vouches for what it did to them.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from cadencia.billing import due
from cadencia.billing.corrected_documents import gave_back
from cadencia.billing.everyday import changing
from cadencia.billing.models import Installment
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.core.agreement import Kind, LedgerState
from cadencia.documents.models import Document
from cadencia.parties.access import Actor
from cadencia.parties.problems import Problem, refuse_if_any

SETTLED = (LedgerState.BILLED.value, LedgerState.LINKED.value)


class NoSuchInstallment(Exception):
    """The company has no such row in its ledger that counts."""


def reopen(contract_id: int, due_on: date, *, line: str | None = None, by: Actor) -> Installment:
    """Reopen an installment none of whose documents is in force: the next run bills it again.

    `line` is the key of a one-off line, when that is meant. Drafts of the contract may wait.

    :raises ValuesRefused: if it isn't billed, or a document still bills it.
    """
    with changing(contract_id, Everyday.REOPEN_INSTALLMENT, by=by) as contract:
        found = billed_on(contract, due_on, line)
        refuse_if_any(_problems(found))
        assert found is not None  # noqa: S101 - else there was a problem
        found.state = LedgerState.REOPENED.value
        found.save(update_fields=["state"])
    return found


def reopen_installments(ids: Iterable[int], *, by: Actor) -> frozenset[int]:
    """Reopen billed rows of the ledger, and return the contracts that they belong to.

    Call it in the transaction of the act that took their documents out of force, before that
    locks any document: the contracts are locked here, in order of id. What isn't billed any
    more (reopened already, or replaced) stays as it is. As when a draft is deleted, other
    drafts of the contracts remain what they were made from.

    :raises NoSuchInstallment: if a row isn't the company's.
    """
    wanted = frozenset(ids)
    rows = Installment.objects.filter(pk__in=wanted, company_id=by.company_id)
    contract_ids = sorted(set(rows.values_list("contract_id", flat=True)))
    if rows.count() != len(wanted):
        raise NoSuchInstallment(len(wanted) - rows.count())
    locked = Contract.objects.select_for_update(no_key=True)
    list(locked.filter(pk__in=contract_ids, company_id=by.company_id).order_by("pk"))
    rows.filter(state__in=SETTLED, replaced=False).update(state=LedgerState.REOPENED.value)
    due.refresh(contract_ids, by.company_id)
    return frozenset(contract_ids)


def billed_on(contract: Contract, due_on: date, line: str | None) -> Installment | None:
    """Return the row that counts of an installment, or of the one-off line of that key."""
    rows = Installment.objects.filter(contract=contract, due_on=due_on, replaced=False)
    if line is None:
        return rows.exclude(kind=Kind.ONE_OFF.value).first()
    return rows.filter(contract_line__key=line).first()


def in_force(installment: Installment) -> list[Document]:
    """Return the documents that bill the installment: not voided, nor credited to bill it again."""
    found = Document.objects.filter(links__installment=installment, voids=None).order_by("pk")
    return [each for each in found if not gave_back(each)]


def _problems(found: Installment | None) -> list[Problem]:
    if found is None:
        return [Problem("due_on", _("The ledger has no installment of that date."))]
    if found.state == LedgerState.LINKED.value:
        return [Problem("due_on", _("A sale stands for it: undo the association."))]
    if found.state not in SETTLED:
        return [Problem("due_on", _("The installment isn't billed: there is nothing to reopen."))]
    if in_force(found):
        sentence = _("A document in force bills it: void it or credit it whole, with reopening.")
        return [Problem("due_on", sentence)]
    return []
