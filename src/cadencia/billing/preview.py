"""The preview: the very documents that a run would make, and their fingerprint (GE-2, GE-15)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction

from cadencia.billing import chunks, grouped, template_refresh
from cadencia.billing.gathering import Gathered, gather, masters_of
from cadencia.billing.models import Preview
from cadencia.billing.runs import Clock
from cadencia.billing.scopes import Scope, candidates
from cadencia.contracts.models import Contract
from cadencia.core import fingerprint
from cadencia.core.drafts import ContractPlan, DraftDocument
from cadencia.parties.access import Actor, Permission, require

CHUNK = 500
MOST_KEPT = 200_000  # contracts whose digests are kept, to name what changed


class GroupKey(NamedTuple):
    """What the totals of documents are kept apart by; a series of None is that of the type."""

    document_type: str
    series: str | None
    currency: str


@dataclass(slots=True)
class Group:
    """The totals of the documents of a type, series and currency."""

    documents: int = 0
    net: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


@dataclass(slots=True)
class Summary:
    """What a preview comes to."""

    contracts: int = 0
    documents: int = 0
    installments: int = 0
    refusals: int = 0
    totals: dict[str, Decimal] = field(default_factory=dict)  # by currency
    groups: dict[GroupKey, Group] = field(default_factory=dict)
    fingerprint: str = ""
    joint: list[grouped.One] = field(default_factory=list)  # documents of several contracts

    def add(self, plan: ContractPlan) -> None:
        """Count a contract in."""
        self.refusals += bool(plan.refusals)
        if not plan.installments:
            return
        self.contracts += 1
        self.documents += len(plan.documents)
        self.installments += len(plan.installments)
        for document in plan.documents:
            self._add_document(document)

    def join(self, found: list[grouped.One]) -> None:
        """Count documents of several contracts, counted in one by one before, as one."""
        self.joint += found
        self.documents -= grouped.saved(found)
        for each in found:
            key, foot = each.document.key, each.document.totals
            group = self.groups[GroupKey(key.document_type, key.series, key.currency)]
            group.documents -= len(each.shares) - 1
            group.net += foot.net - sum(share.document.totals.net for share in each.shares)
        for currency, difference in grouped.differences(found):
            self.totals[currency] += difference
        for each, (_, difference) in zip(found, grouped.differences(found), strict=True):
            key = each.document.key
            self.groups[GroupKey(key.document_type, key.series, key.currency)].total += difference

    def _add_document(self, document: DraftDocument) -> None:
        key, foot = document.key, document.totals
        self.totals[key.currency] = self.totals.get(key.currency, Decimal(0)) + foot.total
        group = self.groups.setdefault(
            GroupKey(key.document_type, key.series, key.currency), Group()
        )
        group.documents += 1
        group.net += foot.net
        group.total += foot.total


Watcher = Callable[[Gathered, ContractPlan], None]
"""Is shown each contract of a preview as it is planned."""


def plans(
    scope: Scope,
    *,
    by: Actor,
    clock: Clock,
    excluded: dict[int, frozenset[date]] | None = None,
    drafts: Sequence[int] = (),
) -> Iterator[tuple[Gathered, ContractPlan]]:
    """Yield each contract that may have something due with what it would bill.

    Then contracts that are `drafts`, as if they were posted (GE-13).

    Nothing is billed, and nothing written but from when on followers of a changed template must
    be looked at. The order is that of the run: customer, contract.
    """
    require(by, Permission.READ)
    return _plans(by.company_id, scope, clock, excluded or {}, drafts)


def _plans(
    company_id: int,
    scope: Scope,
    clock: Clock,
    excluded: dict[int, frozenset[date]],
    drafts: Sequence[int],
) -> Iterator[tuple[Gathered, ContractPlan]]:
    template_refresh.settle(company_id)
    at = desk_of(company_id, scope, excluded, clock=clock)
    ids = [contract for _, contract in candidates_of(company_id, scope)]
    for start in range(0, len(ids), CHUNK):
        yield from planned(at, ids[start : start + CHUNK])
    own = _own(drafts, company_id)
    for draft in gather(own, at.masters) if own else ():
        contract = replace(draft.agreement.contract, state="posted", active=True)
        posted = replace(draft, agreement=replace(draft.agreement, contract=contract))
        yield posted, chunks.decide(at, posted)


def desk_of(
    company_id: int, scope: Scope, excluded: dict[int, frozenset[date]], *, clock: Clock
) -> chunks.Worker:
    """Return what plans the contracts of a preview as the workers of a run would."""
    return chunks.Worker(0, company_id, scope, masters_of(company_id), excluded, False, clock)  # noqa: FBT003


def planned(
    at: chunks.Worker, contract_ids: Sequence[int]
) -> Iterator[tuple[Gathered, ContractPlan]]:
    """Yield contracts of the company with what each would bill, in the order given."""
    found = {each.contract_id: each for each in gather(contract_ids, at.masters)}
    for contract_id in contract_ids:
        if contract_id in found:
            yield found[contract_id], chunks.decide(at, found[contract_id])


def _own(drafts: Sequence[int], company_id: int) -> list[int]:
    """Return those that are the company's: what is gathered isn't asked whose it is."""
    mine = Contract.objects.filter(company_id=company_id, pk__in=drafts)
    return list(mine.order_by("pk").values_list("pk", flat=True)) if drafts else []


def summarize(  # noqa: PLR0913 - what is asked for, and who looks
    scope: Scope,
    *,
    by: Actor,
    clock: Clock,
    excluded: dict[int, frozenset[date]] | None = None,
    watch: Watcher | None = None,
    drafts: Sequence[int] = (),
) -> Summary:
    """Return what a preview comes to, and keep its digests so that changes can be named.

    With `drafts` it has no fingerprint: no run bills them, so none can be held to it.
    """
    summary, digests = Summary(), []
    mates: list[grouped.Pair] = []
    asked = plans(scope, by=by, clock=clock, excluded=excluded, drafts=drafts)
    for gathered, plan in asked:
        summary.add(plan)
        if watch is not None:
            watch(gathered, plan)
        if plan.installments and not plan.refusals:
            digests.append((gathered.contract_id, fingerprint.digest(plan)))
            mates = _with_mates(summary, mates, (gathered, plan), everyone=scope.group)
    summary.join(grouped.joined(mates, everyone=scope.group))
    if not drafts:
        keep(by.company_id, scope, summary, digests, clock=clock)
    return summary


def _with_mates(
    summary: Summary, mates: list[grouped.Pair], pair: grouped.Pair, *, everyone: bool
) -> list[grouped.Pair]:
    """Gather the contracts of a customer; with the next customer's first those are joined."""
    gathered = pair[0]
    if mates and mates[0][0].bill_to_id != gathered.bill_to_id:
        summary.join(grouped.joined(mates, everyone=everyone))
        mates = []
    if everyone or gathered.groups:
        mates.append(pair)
    return mates


def keep(
    company_id: int,
    scope: Scope,
    summary: Summary,
    digests: list[tuple[int, int]],
    *,
    clock: Clock,
) -> None:
    """Complete the summary with its fingerprint, and keep the contracts' digests."""
    every = [*(each for _, each in digests), *(each.digest for each in summary.joint)]
    summary.fingerprint = fingerprint.written(fingerprint.added(every))
    if len(digests) > MOST_KEPT:
        return
    Preview.objects.get_or_create(
        company_id=company_id,
        fingerprint=summary.fingerprint,
        scope_key=scope.key(),
        defaults={"digests": chunks.packed(digests), "created_at": clock()},
    )


def candidates_of(company_id: int, scope: Scope) -> list[tuple[int, int]]:
    """Return who is billed and the contract, of each that may bill something, in that order."""
    query, parameters = candidates(scope, company_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY due.bill_to_id, due.contract_id", parameters)
        found: list[tuple[int, int]] = cursor.fetchall()
    return found
