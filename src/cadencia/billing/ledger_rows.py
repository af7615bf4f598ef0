"""Rows of the ledger of installments as acts on a contract read and write them (R4)."""

from collections.abc import Iterable

from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.core import drafts
from cadencia.core.agreement import Kind, LedgerRow, LedgerState


def live(contract_id: int) -> list[Installment]:
    """Return the contract's rows that count, oldest first."""
    found = Installment.objects.filter(contract_id=contract_id, replaced=False)
    return list(found.order_by("due_on", "pk"))


def values(rows: Iterable[Installment]) -> list[LedgerRow]:
    """Return rows as the calculation knows them."""
    return [
        LedgerRow(
            number=each.number,
            due_on=each.due_on,
            kind=Kind(each.kind),
            state=LedgerState(each.state),
            line=each.contract_line_id,
        )
        for each in rows
    ]


def row(
    contract: Contract, each: drafts.Installment, state: LedgerState, reason: str = ""
) -> Installment:
    """Return a new row for an installment; what a pause leaves out is skipped in any case."""
    return Installment(
        company_id=contract.company_id,
        contract=contract,
        contract_line_id=each.one_off_line,
        number=each.number,
        due_on=each.due_on,
        theoretical_on=each.theoretical_on,
        kind=str(each.kind),
        period_start=each.period.start,
        period_until=each.period.until,
        state=state.value if not each.skipped else LedgerState.SKIPPED.value,
        reason=reason,
    )
