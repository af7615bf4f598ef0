"""What is to be left out of a preview or run, and isn't in it: mistyped, it would be billed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cadencia.billing import preview
from cadencia.billing.runs import Clock
from cadencia.billing.scopes import Scope
from cadencia.core.measure import WHOLE
from cadencia.parties.access import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class NotPending:
    """A day on which a contract has nothing to leave out; `pending` are those on which it has."""

    contract: str
    day: date
    pending: tuple[date, ...]


def not_pending(
    excluded: Mapping[int, frozenset[date]], scope: Scope, *, by: Actor, clock: Clock
) -> Iterator[NotPending]:
    """Yield the due dates, by contract, that aren't among what the scope would bill.

    Of a contract that can't be billed nothing is said: the date may be what is wrong with it.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    if not excluded:
        return
    at = preview.desk_of(by.company_id, replace(scope, measure=WHOLE), {}, clock=clock)
    for gathered, plan in preview.planned(at, sorted(excluded)):
        if plan.refusals:
            continue
        pending = tuple(sorted({each.due_on for each in plan.installments}))
        for day in sorted(excluded[gathered.contract_id].difference(pending)):
            yield NotPending(plan.contract, day, pending)
