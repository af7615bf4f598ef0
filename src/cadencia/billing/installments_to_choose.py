"""The installments of a contract that an act may be about, for a list to choose from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.models import Installment, InstallmentDocument
from cadencia.billing.reopening import in_force
from cadencia.contracts.models import Contract, ContractLine
from cadencia.contracts.services import NoSuchContract
from cadencia.core.agreement import LedgerState
from cadencia.core.coming import coming
from cadencia.documents.following_models import Correction
from cadencia.parties.access import Actor, Permission, require

MOST = 36
LOOKED_AT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """An installment; `line` is the key of a one-off line, `total` None where it isn't known."""

    due_on: date
    number: int | None
    line: str
    total: Decimal | None = None


def to_come(contract_id: int, *, today: date, by: Actor) -> list[Choosable]:
    """Return what isn't billed yet, the owed ones first; as many as a clerk would look through.

    :raises NoSuchContract: of all here, if the company has none of that number.
    """
    require(by, Permission.READ)
    masters = masters_of(by.company_id)
    found = gather([contract_id], masters)
    if not found:
        raise NoSuchContract(contract_id)
    told = coming(
        found[0].agreement, as_of=today, how_many=MOST, is_business_day=masters.is_business_day
    )
    keys = _keys(contract_id)
    return [
        Choosable(
            due_on=each.installment.due_on,
            number=each.installment.number,
            line=keys.get(each.installment.one_off_line, ""),
            total=each.total,
        )
        for each in told.installments
    ]


def skipped(contract_id: int, *, by: Actor) -> list[Choosable]:
    """Return what was skipped, the latest first."""
    return _rows(contract_id, Q(state=LedgerState.SKIPPED.value), by)


def reopenable(contract_id: int, *, by: Actor) -> list[Choosable]:
    """Return what is billed and has no document in force, the latest first."""
    require(by, Permission.READ)
    links = InstallmentDocument.objects.filter(installment=OuterRef("pk"))
    corrected = Correction.objects.filter(original__links__installment=OuterRef("pk"))
    gone = ~Exists(links) | Exists(links.filter(document__voids__isnull=False)) | Exists(corrected)
    rows = (
        _ledger(contract_id, by)
        .filter(gone, state=LedgerState.BILLED.value)
        .select_related("contract_line")
        .order_by("-due_on", "-pk")[:LOOKED_AT]
    )
    return [_of_row(each) for each in rows if not in_force(each)]


def _rows(contract_id: int, which: Q, by: Actor) -> list[Choosable]:
    require(by, Permission.READ)
    found = _ledger(contract_id, by).filter(which).select_related("contract_line")
    return [_of_row(each) for each in found.order_by("-due_on", "-pk")[:MOST]]


def _ledger(contract_id: int, by: Actor) -> QuerySet[Installment]:
    if not Contract.objects.filter(pk=contract_id, company_id=by.company_id).exists():
        raise NoSuchContract(contract_id)
    return Installment.objects.filter(
        contract_id=contract_id, company_id=by.company_id, replaced=False
    )


def _of_row(row: Installment) -> Choosable:
    line = row.contract_line.key if row.contract_line else ""
    return Choosable(due_on=row.due_on, number=row.number, line=line)


def _keys(contract_id: int) -> dict[object, str]:
    return dict(ContractLine.objects.filter(contract_id=contract_id).values_list("pk", "key"))
