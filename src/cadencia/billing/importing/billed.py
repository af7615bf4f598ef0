"""What another program must know of a contract's ledger: how far it is billed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max

from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.models import Installment
from cadencia.contracts.states import State
from cadencia.core.agreement import Kind, LedgerState

_OPEN = (LedgerState.DUE.value, LedgerState.REOPENED.value)
_LINES = "lines"


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What the ledgers of some contracts say, by contract."""

    last: Mapping[int, date]
    one_offs: Mapping[int, frozenset[str]]  # keys of the one-off lines that are billed
    owed: frozenset[int]  # contracts with installments passed over and still owed

    def has(self, contract: KeptContract) -> bool:
        """Return whether anything of the contract was ever billed, skipped or owed."""
        number = contract.id or 0
        return number in self.last or number in self.one_offs or number in self.owed


def ledgers(contract_ids: Sequence[int]) -> Ledgers:
    """Read how far contracts are billed."""
    if not contract_ids:
        return Ledgers(last={}, one_offs={}, owed=frozenset())
    rows = Installment.objects.filter(contract_id__in=contract_ids, replaced=False)
    one_offs: dict[int, set[str]] = {}
    billed = rows.filter(kind=Kind.ONE_OFF.value).exclude(state__in=_OPEN)
    for contract, key in billed.values_list("contract_id", "contract_line__key"):
        one_offs.setdefault(contract, set()).add(key)
    regular = rows.exclude(kind=Kind.ONE_OFF.value)
    return Ledgers(
        last=dict(
            regular.values("contract_id")
            .annotate(last=Max("due_on"))
            .values_list("contract_id", "last")
        ),
        one_offs={contract: frozenset(keys) for contract, keys in one_offs.items()},
        owed=frozenset(
            rows.filter(state__in=_OPEN).values_list("contract_id", flat=True).distinct()
        ),
    )


def as_billed(contract: KeptContract, known: Ledgers) -> KeptContract:
    """Return the contract as it must go on elsewhere: `billed_until`, no one-offs billed.

    One that has only one-off lines, all billed, goes as finished.
    """
    number = contract.id or 0
    last, billed = known.last.get(number), known.one_offs.get(number, frozenset())
    header, parts = dict(contract.header), dict(contract.parts)
    if last is not None:
        header["billed_until"] = max(_given((header["billed_until"], last)))
    left = [row for row in parts.get(_LINES, []) if row["key"] not in billed]
    if left:
        parts[_LINES] = left
    elif billed and contract.template is not None:
        del parts[_LINES]  # the template's go on
    elif billed:
        header["state"] = State.FINISHED.value
    return replace(contract, header=header, parts=parts)


def _given(days: Iterable[date | None]) -> Iterable[date]:
    return (day for day in days if day is not None)
