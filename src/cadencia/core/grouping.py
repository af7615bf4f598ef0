"""Documents of several contracts of a customer that are one (R6, GE-9)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from cadencia.core.agreement import Agreement
from cadencia.core.drafts import ContractPlan, DraftDocument
from cadencia.core.totals import TotalLine, Totals, document_totals

SEVERAL = 2
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """A contract whose documents may be shared; only with those of an equal `group`.

    The group is who pays and all that the shell knows a document to have only one of.
    """

    agreement: Agreement
    plan: ContractPlan
    group: Hashable


class Joint(NamedTuple):
    """Documents that are one: each by its mate's place and its own in the plan; their foot."""

    shares: tuple[tuple[int, int], ...]
    totals: Totals


def joint(mates: Sequence[Mate]) -> list[Joint]:
    """Return which documents are one, in the order of the mates.

    Documents of different contracts share one if they have the same date and are equal in all
    that a document has only one of. A document with due dates of its own, or that a
    modification asked for, stays by itself. Two of one contract are never joined here.
    """
    found: dict[Hashable, list[tuple[int, int]]] = {}
    for place, mate in enumerate(mates):
        for number, made in enumerate(mate.plan.documents):
            if made.fixed_due_dates is None and not made.parts and made.key.separate is None:
                found.setdefault(_key(mate, made), []).append((place, number))
    alike = [_once_each(shares) for shares in found.values()]
    return [
        Joint(tuple(shares), _totals(mates, shares)) for shares in alike if len(shares) >= SEVERAL
    ]


def digest(mates: Sequence[Mate], one: Joint) -> int:
    """Return what a joint document adds to the fingerprint: whose it is and its amounts (R16)."""
    contracts = " ".join(mates[place].plan.contract for place, _ in one.shares)
    first = document_of(mates, one.shares[0])
    foot = one.totals
    text = f"{contracts} {first.theoretical_on} {foot.net} {foot.total} {foot.payable}"
    return int.from_bytes(sha256(text.encode()).digest(), "big")


def document_of(mates: Sequence[Mate], share: tuple[int, int]) -> DraftDocument:
    """Return one of the documents that are one."""
    place, number = share
    return mates[place].plan.documents[number]


def _key(mate: Mate, made: DraftDocument) -> Hashable:
    contract = mate.agreement.contract
    rate = contract.withholding.rate if contract.withholding else None
    return (
        mate.group,
        made.key._replace(bill_to=None),  # who pays is the group's to say
        made.theoretical_on,
        contract.totals_decimals,
        contract.customer.surcharge,
        rate,
    )


def _once_each(shares: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return list({place: (place, number) for place, number in reversed(shares)}.values())[::-1]


def _totals(mates: Sequence[Mate], shares: Sequence[tuple[int, int]]) -> Totals:
    """The foot of all their lines: rounded once, not once for each contract (R10)."""
    made = [document_of(mates, each) for each in shares]
    agreement = mates[shares[0][0]].agreement
    company, contract = agreement.company, agreement.contract
    return document_totals(
        [TotalLine(line.net, line.taxes, line.withheld) for each in made for line in each.lines],
        decimals=contract.totals_decimals,
        expenses=sum((each.totals.expenses for each in made), ZERO),
        surcharge_applies=contract.customer.surcharge,
        withholding_rate=contract.withholding.rate if contract.withholding else ZERO,
        rounding="line" if company.tax_rounding == "line" else "document",
        prices_include_tax=company.prices_include_tax,
    )
