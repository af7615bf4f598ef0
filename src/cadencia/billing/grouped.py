"""Contracts of a customer on one document: where it prefers so, or the run asks (GE-9).

What each contract bills is planned as ever; here the documents of one customer and date become
one, with the totals of all their lines. The preview and the run's workers ask the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from cadencia.billing.gathering import Gathered
from cadencia.core import grouping
from cadencia.core.drafts import ContractPlan, DraftDocument
from cadencia.core.grouping import Joint, Mate

Pair = tuple[Gathered, ContractPlan]


class Share(NamedTuple):
    """A contract's part of a joint document: its place among the pairs, and what it bills."""

    place: int
    gathered: Gathered
    document: DraftDocument


class One(NamedTuple):
    """A document of several contracts: their parts, and the whole with all lines and totals."""

    shares: tuple[Share, ...]
    document: DraftDocument
    digest: int

    @property
    def gathered(self) -> Gathered:
        """What the header is written from: the first contract, and the versions of all.

        The version is negative, so that whoever issues it knows to ask for all of them; a
        reference that isn't that of all is left out.
        """
        first = self.shares[0].gathered
        contract = first.agreement.contract
        same = all(
            each.gathered.agreement.contract.reference == contract.reference for each in self.shares
        )
        if not same:
            agreement = replace(first.agreement, contract=replace(contract, reference=""))
            first = replace(first, agreement=agreement)
        return replace(first, version=-sum(each.gathered.version for each in self.shares))


def joined(pairs: Sequence[Pair], *, everyone: bool) -> list[One]:
    """Return the documents that several of these contracts share.

    Contracts take part whose bill-to customer prefers it, or `everyone`.
    """
    if not everyone and not any(gathered.groups for gathered, _ in pairs):
        return []
    taking = [place for place, (each, _) in enumerate(pairs) if everyone or each.groups]
    mates = [_mate(*pairs[place]) for place in taking]
    return [_one(pairs, taking, mates, each) for each in grouping.joint(mates)]


def saved(found: Sequence[One]) -> int:
    """Return how many documents fewer there are."""
    return sum(len(each.shares) - 1 for each in found)


def differences(found: Sequence[One]) -> Iterator[tuple[str, Decimal]]:
    """Yield by how much each total differs from those of its parts: rounded once, not often."""
    for each in found:
        parts = sum((share.document.totals.total for share in each.shares), Decimal(0))
        yield each.document.key.currency, each.document.totals.total - parts


def _mate(gathered: Gathered, plan: ContractPlan) -> Mate:
    group = (
        gathered.bill_to_id,
        gathered.recipient_id,
        gathered.language,
        gathered.agreement.contract.payment_terms,
    )
    return Mate(agreement=gathered.agreement, plan=plan, group=group)


def _one(pairs: Sequence[Pair], taking: Sequence[int], mates: Sequence[Mate], joint: Joint) -> One:
    shares = tuple(
        Share(taking[place], pairs[taking[place]][0], mates[place].plan.documents[number])
        for place, number in joint.shares
    )
    whole = replace(
        shares[0].document,
        lines=tuple(line for each in shares for line in each.document.lines),
        stock_moves=tuple(move for each in shares for move in each.document.stock_moves),
        totals=joint.totals,
    )
    return One(shares, whole, grouping.digest(mates, joint))
