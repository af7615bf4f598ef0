"""The next installments of a contract, each with its amount: the owed ones, then those to come."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cadencia.core.agreement import Agreement
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.desk import desk
from cadencia.core.drafts import Installment
from cadencia.core.measure import dates_of
from cadencia.core.planning import draft, pending, with_next


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An installment that isn't billed yet, with the sums of its documents.

    They are shared with others of its date, and None where it can't be billed.
    """

    installment: Installment
    net: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatComes:
    """`due` of the installments are owed; they stand first, oldest first."""

    due: int
    installments: tuple[Coming, ...]


def coming(
    agreement: Agreement, *, as_of: date, how_many: int, is_business_day: IsBusinessDay
) -> WhatComes:
    """Return the next installments, `how_many` at most; a draft's as if it were posted."""
    contract = agreement.contract
    if contract.state == "draft":
        agreement = replace(agreement, contract=replace(contract, state="posted", active=True))
    elif contract.state != "posted" or not contract.active:
        return WhatComes(due=0, installments=())
    at = desk(agreement, is_business_day)
    owed = list(pending(at, as_of=as_of))
    due = len(dates_of(owed))
    slots = [each for each in with_next(at, owed, how_many, as_of=as_of) if not each.skipped]
    installments, documents, refusals = draft(at, slots[:how_many])
    sums = {place: Decimal(0) for place in range(len(installments))}
    nets = dict(sums)
    for each in documents:
        first = min(each.installments)
        sums[first] += each.totals.total
        nets[first] += each.totals.net
    refused = {each.due_on for each in refusals}
    everything = None in refused
    return WhatComes(
        due=min(due, len(installments)),
        installments=tuple(
            Coming(
                installment=each,
                net=None if everything or each.due_on in refused else nets[place],
                total=None if everything or each.due_on in refused else sums[place],
            )
            for place, each in enumerate(installments)
        ),
    )
