"""Rows of the ledger beyond the end of a contract, and what an end that is taken back leaves.

Rows that are owed, or skipped in advance, must not count any more once the contract ends before
them, or the sequence would begin after them. They are put aside, and count again if the end is
taken back.
"""

from collections.abc import Iterator
from datetime import date

from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.ledger_rows import live
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.core import agreement
from cadencia.core.agreement import Kind, LedgerState
from cadencia.core.course import effective_end
from cadencia.core.objecting import Objection, objection
from cadencia.core.recurrence import ONE_DAY

SETTLED = (LedgerState.BILLED.value, LedgerState.LINKED.value)
WAITING = (LedgerState.DUE.value, LedgerState.REOPENED.value, LedgerState.SKIPPED.value)


def retire(contract: Contract) -> None:
    """Let rows not count that a contract asks for no more, now that it ends."""
    (gathered,) = gather([contract.pk], masters_of(contract.company_id))
    last = _last_due(gathered.agreement.contract)
    beyond_it = [
        each.pk
        for each in live(contract.pk)
        if last is not None
        and each.due_on > last
        and each.state in WAITING
        and each.kind not in (Kind.ONE_OFF.value, Kind.CLOSING.value)
    ]
    Installment.objects.filter(pk__in=beyond_it).update(replaced=True)


def restore(contract: Contract, since: date) -> None:
    """Let the rows count again that an end put aside, and a closing not any more."""
    rows = Installment.objects.filter(contract=contract)
    rows.filter(kind=Kind.CLOSING.value, replaced=False, state__in=WAITING).update(replaced=True)
    taken = {(each.due_on, each.kind) for each in live(contract.pk)}
    put_aside = rows.filter(replaced=True, due_on__gte=since, state__in=WAITING)
    put_aside = put_aside.exclude(kind__in=(Kind.ONE_OFF.value, Kind.CLOSING.value))
    newest: dict[tuple[date, str], int] = {}
    for each in put_aside.order_by("pk"):
        if (each.due_on, each.kind) not in taken:
            newest[each.due_on, each.kind] = each.pk
    rows.filter(pk__in=newest.values()).update(replaced=False)


def objections_to_going_on(contract: Contract) -> Iterator[Objection]:
    """Yield what closed the contract on its last day and would overlap what goes on."""
    for each in live(contract.pk):
        if each.kind == Kind.CLOSING.value and each.state in SETTLED:
            yield objection("on", "closing_billed", date=each.due_on)


def _last_due(agreed: agreement.Contract) -> date | None:
    """The last day on which something of the schedule is due; a closing is apart."""
    end = effective_end(agreed)
    if end is None or agreed.timing is agreement.Timing.ARREARS:
        return end
    not_asked = end == agreed.withdrawn_on and not agreed.bill_withdrawal_day
    return end - ONE_DAY if not_asked else end
