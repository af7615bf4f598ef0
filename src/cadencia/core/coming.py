"""The next installments of a contract, each with its amount: the owed ones, then those to come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cadencia.core.agreement import Agreement
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.desk import desk
from cadencia.core.drafts import DraftDocument, Installment
from cadencia.core.measure import dates_of, last_of
from cadencia.core.planning import draft, pending, with_next

MOST_DUE = 60  # dates that are owed and drafted


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
    """The owed installments, oldest first, and those to come.

    `due` counts the dates that are owed, `due_total` adds them up, None where one can't be
    billed or they are too many to draft. `until` is the last date looked at, None where the
    contract has no further one.
    """

    due: int = 0
    due_total: Decimal | None = Decimal(0)
    installments: tuple[Coming, ...] = ()
    until: date | None = None


def coming(
    agreement: Agreement, *, as_of: date, how_many: int, is_business_day: IsBusinessDay
) -> WhatComes:
    """Return what is owed and the `how_many` next ones; a draft's as if it were posted.

    Of what is owed the first `MOST_DUE` dates.
    """
    contract = agreement.contract
    if contract.state == "draft":
        agreement = replace(agreement, contract=replace(contract, state="posted", active=True))
    elif contract.state != "posted" or not contract.active:
        return WhatComes()
    at = desk(agreement, is_business_day)
    owed = list(pending(at, as_of=as_of))
    days = dates_of(owed)
    wanted = min(len(days), MOST_DUE) + how_many
    every = [each for each in with_next(at, owed, wanted, as_of=as_of) if not each.skipped]
    last = last_of(every, wanted)
    installments, documents, refusals = draft(at, [each for each in every if each.due_on <= last])
    found = _with_sums(installments, documents, {each.due_on for each in refusals})
    return WhatComes(
        due=len(days),
        due_total=_due_total(found, days),
        installments=found,
        until=last if len(dates_of(every)) >= wanted else None,
    )


def _with_sums(
    installments: Sequence[Installment],
    documents: Sequence[DraftDocument],
    refused: set[date | None],
) -> tuple[Coming, ...]:
    nets = [Decimal(0)] * len(installments)
    totals = [Decimal(0)] * len(installments)
    for each in documents:
        first = min(each.installments)
        nets[first] += each.totals.net
        totals[first] += each.totals.total
    return tuple(
        Coming(installment=each, net=None, total=None)
        if None in refused or each.due_on in refused
        else Coming(installment=each, net=nets[place], total=totals[place])
        for place, each in enumerate(installments)
    )


def _due_total(found: Sequence[Coming], days: Sequence[date]) -> Decimal | None:
    owed = set(days)
    totals = [each.total for each in found if each.installment.due_on in owed]
    if len(days) > MOST_DUE or None in totals:
        return None
    return sum((each for each in totals if each is not None), Decimal(0))
