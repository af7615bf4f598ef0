"""What a contract bills next: how much is due, and the first installment with its amount."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cadencia.core.agreement import Agreement
from cadencia.core.assembling import installment
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.desk import desk
from cadencia.core.drafts import Installment, Refusal
from cadencia.core.measure import Measure, dates_of
from cadencia.core.planning import pending, plan, with_next

NEXT_ALONE = Measure(count=1, ahead=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpNext:
    """What comes next of a contract as of a day.

    `due` counts the dates that are owed. `installment` is the oldest of them, else the next one
    to come, None if nothing is left; `net` and `total` are those of its documents, None where
    `refusal` says why they can't be drafted.
    """

    due: int = 0
    installment: Installment | None = None
    net: Decimal | None = None
    total: Decimal | None = None
    refusal: Refusal | None = None


NOTHING = UpNext()


def up_next(agreement: Agreement, *, as_of: date, is_business_day: IsBusinessDay) -> UpNext:
    """Return what comes next as of a day; a draft is looked at as if it were posted (GE-13)."""
    contract = agreement.contract
    if contract.state == "draft":
        agreement = replace(agreement, contract=replace(contract, state="posted", active=True))
    elif contract.state != "posted" or not contract.active:
        return NOTHING
    at = desk(agreement, is_business_day)
    owed = list(pending(at, as_of=as_of))
    slots = [each for each in with_next(at, owed, 1, as_of=as_of) if not each.skipped]
    if not slots:
        return NOTHING
    planned = plan(agreement, as_of=as_of, is_business_day=is_business_day, measure=NEXT_ALONE)
    found = UpNext(due=len(dates_of(owed)), installment=installment(at, slots[0]))
    if planned.refusals:
        return replace(found, refusal=planned.refusals[0])
    return replace(
        found,
        net=sum((each.totals.net for each in planned.documents), Decimal(0)),
        total=sum((each.totals.total for each in planned.documents), Decimal(0)),
    )
