"""Billing one contract by hand: what is pending, then in advance, as many as asked for (GE-4).

It is a run whose scope is the contract: the same calculation, recording and issuing, the same
keys that let an installment be billed once.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from cadencia.billing import generation, preview, undoing
from cadencia.billing.gathering import Gathered, gather, masters_of
from cadencia.billing.models import BillingRun, Installment
from cadencia.billing.runs import Clock, Wish
from cadencia.billing.scopes import Filter, Scope
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.core import assembling, drafts, planning
from cadencia.core.agreement import LedgerState
from cadencia.core.desk import desk
from cadencia.core.drafts import ContractPlan
from cadencia.core.measure import Measure, dates_of
from cadencia.parties.access import Actor, Permission, require, require_in
from cadencia.parties.problems import Problem, refuse_if_any

MOST_AT_ONCE = 1000
MOST_TOLD = 1000  # installments, the oldest


class NotGenerating(Exception):
    """The contract isn't posted and active: it bills nothing."""

    def __init__(self, contract: str, state: str) -> None:
        super().__init__(contract, state)
        self.contract = contract
        self.state = state  # a state, or inactive


class PlanChanged(Exception):
    """The contract bills something else than the preview showed: nothing was generated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a contract: so many installments, or all that are pending (None)."""

    contract: str
    as_of: date
    count: int | None = None
    together: bool = False  # one document for all, as far as they may share it


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What a contract owes as of a day, oldest first, and the next one after it.

    `count` is how many may be asked for before any is in advance: those of one date are one, on
    one of `days`. Of `installments` the oldest are told, no more than can be asked for.
    """

    contract: str
    as_of: date
    count: int
    days: frozenset[date]
    installments: tuple[drafts.Installment, ...]
    following: drafts.Installment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What generating would bill, and how much of it is in advance."""

    pending: int  # dates
    ahead: int  # dates in advance
    gathered: Gathered
    plan: ContractPlan
    fingerprint: str

    @property
    def net(self) -> Decimal:
        """The net of all documents."""
        return sum((each.totals.net for each in self.plan.documents), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The total of all documents."""
        return sum((each.totals.total for each in self.plan.documents), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was generated: the run's record, and how much of it was in advance."""

    pending: int
    ahead: int
    run: BillingRun


def pending_of(company_id: int, contract: str, *, as_of: date, by: Actor) -> Pending:
    """Return what a contract owes as of a day.

    :raises NoSuchContract: if the company has none of that code.
    :raises NotGenerating: if it isn't posted and active.
    """
    require_in(by, company_id, Permission.READ)
    masters = masters_of(company_id)
    at = desk(_found(company_id, contract).agreement, masters.is_business_day)
    owed = list(planning.pending(at, as_of=as_of))
    days = dates_of(owed)
    next_ones = planning.with_next(at, owed, len(days) + 1, as_of=as_of)
    beyond = [each for each in next_ones if each.due_on not in days and not each.skipped]
    return Pending(
        contract=contract,
        as_of=as_of,
        count=len(days),
        days=frozenset(days),
        installments=tuple(assembling.installment(at, slot) for slot in owed[:MOST_TOLD]),
        following=assembling.installment(at, beyond[0]) if beyond else None,
    )


def owed_by(contract_id: int, *, as_of: date, by: Actor) -> list[date]:
    """Return the due dates that a contract owes as of a day, oldest first; none unless it bills.

    Who finishes it is told them: nothing bills them any more.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    mine = Contract.objects.filter(pk=contract_id, company_id=by.company_id)
    code = mine.values_list("code", flat=True).first()
    if code is None:
        raise NoSuchContract(contract_id)
    try:
        known = pending_of(by.company_id, code, as_of=as_of, by=by)
    except NotGenerating:
        return []
    return sorted(known.days)[:MOST_TOLD]


def preview_one(company_id: int, asked: Asked, *, by: Actor, clock: Clock) -> Shown:
    """Return exactly what `generate_one` would bill, with its fingerprint; nothing is written.

    :raises ValuesRefused: if the count can't be asked for.
    :raises NoSuchContract: if the company has no such contract.
    :raises NotGenerating: if it isn't posted and active.
    """
    require_in(by, company_id, Permission.READ)
    _check(asked)
    known = pending_of(company_id, asked.contract, as_of=asked.as_of, by=by)
    seen: list[tuple[Gathered, ContractPlan]] = []
    summary = preview.summarize(
        scope(asked), by=by, clock=clock, watch=lambda *each: seen.append(each)
    )
    if not seen:  # nothing left for ever
        gathered = _found(company_id, asked.contract)
        seen = [(gathered, ContractPlan(contract=asked.contract))]
    gathered, plan = seen[0]
    return Shown(
        pending=known.count,
        ahead=_ahead(known, plan),
        gathered=gathered,
        plan=plan,
        fingerprint=summary.fingerprint,
    )


def generate_one(
    company_id: int, asked: Asked, wish: Wish, *, by: Actor, clock: Clock
) -> Generated:
    """Bill so many installments of a contract: the oldest pending ones, the rest in advance.

    The run is left drafted where a safety bound asks (`run.stop_reason`), as any other.

    :raises ValuesRefused: if the count can't be asked for.
    :raises NoSuchContract: if the company has no such contract.
    :raises NotGenerating: if it isn't posted and active.
    :raises PlanChanged: if the wish expects a preview that no longer holds; nothing is left.
    :raises AnotherRunIsOpen: if a run of another scope is open.
    """
    require_in(by, company_id, Permission.GENERATE)
    _check(asked)
    known = pending_of(company_id, asked.contract, as_of=asked.as_of, by=by)
    run = generation.generate(scope(asked), wish, by=by, clock=clock)
    if run.state == "drafted" and "expected" in (run.stop_reason or {}):
        undoing.undo(run.pk, by=by, clock=clock)
        raise PlanChanged(asked.contract)
    return Generated(pending=known.count, ahead=_billed_ahead(known, run), run=run)


def scope(asked: Asked) -> Scope:
    """Return what is asked as the scope of a run."""
    measure = Measure(count=asked.count, ahead=asked.count is not None, together=asked.together)
    return Scope(as_of=asked.as_of, only=Filter(contracts=(asked.contract,)), measure=measure)


def _check(asked: Asked) -> None:
    problems = []
    if asked.count is not None and not 1 <= asked.count <= MOST_AT_ONCE:
        sentence = _("Ask for 1 to %(most)s installments.")
        problems.append(Problem("count", sentence % {"most": MOST_AT_ONCE}))
    refuse_if_any(problems)


def _found(company_id: int, code: str) -> Gathered:
    row = Contract.objects.filter(company_id=company_id, code=code).first()
    if row is None:
        raise NoSuchContract(code)
    if row.state != "posted" or not row.is_active:
        raise NotGenerating(code, row.state if row.state != "posted" else "inactive")
    (gathered,) = gather([row.pk], masters_of(company_id))
    return gathered


def _ahead(known: Pending, plan: ContractPlan) -> int:
    return len({i.due_on for i in plan.installments if not i.skipped} - known.days)


def _billed_ahead(known: Pending, run: BillingRun) -> int:
    """How many dates of the run weren't pending; another clerk may have billed some of ours."""
    billed = Installment.objects.filter(run_id=run.pk, state=LedgerState.BILLED.value)
    return len(set(billed.values_list("due_on", flat=True)) - known.days)
