"""The whole life of a contract: what it has billed and what it will, in one list (GE-13).

Also of a draft, as if it were posted: so that a clerk sees what it will do before posting it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.models import Installment as LedgerInstallment
from cadencia.billing.models import InstallmentDocument
from cadencia.contracts.models import Contract as Contracts
from cadencia.contracts.services import NoSuchContract
from cadencia.core.agreement import Contract, LedgerState
from cadencia.core.course import effective_end
from cadencia.core.dates import add_months
from cadencia.core.drafts import Installment, Refusal
from cadencia.core.forecast import with_indexes_until
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.simulation import Simulation, simulate
from cadencia.parties.access import Actor, Permission, require

AHEAD = 36  # months shown of a contract that has no end
MOST_AHEAD = 600  # months of one that has
SETTLED = (LedgerState.BILLED, LedgerState.SKIPPED, LedgerState.LINKED)
FOREVER = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An installment of the life: `state` is that of the ledger, or `to_come`.

    Amounts are those of its documents, which it may share with others of the same date.
    """

    number: int | None
    kind: str
    due_on: date
    theoretical_on: date
    period: tuple[date, date] | None
    state: str
    documents: int
    net: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a contract does, oldest first, up to `until`; `ends_on` is its effective end."""

    contract: Contract
    as_posted: bool  # it is a draft or inactive, and shown as if it weren't
    ends_on: date | None
    until: date
    is_endless: bool
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]


def life(contract_id: int, *, today: date, until: date | None = None, by: Actor) -> Life:
    """Return the life of a contract up to a day: its end, or 36 months from today if it has none.

    Prices are those known today. Nothing is written.

    :raises NotAllowed: if the actor may not read.
    :raises NoSuchContract: if the company has no such contract.
    """
    require(by, Permission.READ)
    if not Contracts.objects.filter(pk=contract_id, company_id=by.company_id).exists():
        raise NoSuchContract(contract_id)
    masters = masters_of(by.company_id)
    agreement = gather([contract_id], masters)[0].agreement
    contract = agreement.contract
    end = effective_end(contract)
    is_endless = end is None and contract.installments is None and contract.schedule is not None
    until = until or _horizon(contract, end, today, is_endless=is_endless)
    posted = replace(contract, state="posted", active=True)
    answer = simulate(
        with_indexes_until(replace(agreement, contract=posted), until),
        start=FOREVER,
        until=until,
        as_of=None,
        is_business_day=masters.is_business_day,
    )
    to_come = [] if contract.state in ("finished", "void") else _to_come(answer)
    return Life(
        contract=contract,
        as_posted=contract.state == "draft" or not contract.active,
        ends_on=end,
        until=until,
        is_endless=is_endless,
        steps=tuple(sorted([*_settled(contract_id), *to_come], key=_place)),
        refusals=answer.refusals if to_come else (),
    )


def _horizon(contract: Contract, end: date | None, today: date, *, is_endless: bool) -> date:
    if is_endless:
        return add_months(max(today, contract.starts_on or today), AHEAD)
    if end is not None:
        return min(add_months(end, 1), LAST_DATE)  # in arrears the last is due after the end
    return min(add_months(max(today, contract.starts_on or today), MOST_AHEAD), LAST_DATE)


def _place(step: Step) -> tuple[date, int]:
    return step.due_on, step.number or 0


def _to_come(answer: Simulation) -> list[Step]:
    found = []
    for place, each in enumerate(answer.installments):
        documents = [answer.documents[n].draft.totals for n in answer.documents_of(place)]
        net = sum((foot.net for foot in documents), Decimal(0))
        total = sum((foot.total for foot in documents), Decimal(0))
        found.append(_step(each, len(documents), net, total))
    return found


def _step(each: Installment, documents: int, net: Decimal, total: Decimal) -> Step:
    return Step(
        number=each.number,
        kind=str(each.kind),
        due_on=each.due_on,
        theoretical_on=each.theoretical_on,
        period=(each.period.start, each.period.until),
        state="to_come",
        documents=documents,
        net=net,
        total=total,
    )


def _settled(contract_id: int) -> list[Step]:
    """The rows of the ledger that nothing is owed for any more, with what their documents say."""
    rows = list(
        LedgerInstallment.objects.filter(
            contract_id=contract_id, replaced=False, state__in=[str(each) for each in SETTLED]
        )
    )
    sums = _sums([each.pk for each in rows])
    return [
        Step(
            number=each.number,
            kind=each.kind,
            due_on=each.due_on,
            theoretical_on=each.theoretical_on,
            period=_period(each.period_start, each.period_until),
            state=each.state,
            **sums.get(each.pk, {"documents": 0, "net": Decimal(0), "total": Decimal(0)}),
        )
        for each in rows
    ]


def _sums(installments: list[int]) -> Mapping[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    links = InstallmentDocument.objects.filter(installment_id__in=installments)
    for installment, net, total in links.values_list(
        "installment_id", "document__net", "document__total"
    ):
        sums = found.setdefault(
            installment, {"documents": 0, "net": Decimal(0), "total": Decimal(0)}
        )
        sums["documents"] += 1
        sums["net"] += net
        sums["total"] += total
    return found


def _period(start: date | None, until: date | None) -> tuple[date, date] | None:
    return None if start is None or until is None else (start, until)
