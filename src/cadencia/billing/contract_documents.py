"""The documents of a contract: generated, corrected, associated or only listed (GE-11)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef

from cadencia.billing.association_models import Association
from cadencia.billing.models import Installment, InstallmentDocument
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.documents.corrections import correctives_of, taken_back
from cadencia.documents.external_models import ExternalSale
from cadencia.documents.following_models import InvoicedNote
from cadencia.documents.models import Document, DocumentDueDate, DocumentVoid
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor, Permission, require
from cadencia.payments import services as payments


class Relation(StrEnum):
    """How a document comes to be one of the contract's."""

    GENERATED = "generated"
    INVOICED = "invoiced"  # of its delivery notes, with those of others maybe
    CORRECTIVE = "corrective"  # of a generated one, or of what corrected that
    LINKED = "linked"  # an existing sale in the place of an installment
    LISTED = "listed"  # an existing sale that takes no one's place


class Standing(StrEnum):
    """Whether a document counts."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDocument:
    """A document in the list of a contract.

    `number` is the printed one, None of a draft; `id` the unique one of the program, None of
    another program's sale. `credit_days` are those from its date to the last due date; it is
    overdue from the day after the first one that no payment settles, unless corrections
    took back what was left. `association` names what can be undone.
    """

    relation: Relation
    standing: Standing
    kind: str
    number: str | None
    id: int | None
    on: date
    total: Decimal
    currency: str
    installments: tuple[int | None, ...] = ()
    due_dates: tuple[tuple[date, Decimal], ...] = ()
    credit_days: int | None = None
    days_overdue: int = 0
    paid: Decimal = Decimal(0)  # what counts as received; the rest isn't known to be
    association: int | None = None

    @property
    def due_on(self) -> date | None:
        """The first day on which something of it is to be paid."""
        return self.due_dates[0][0] if self.due_dates else None


def documents_of(contract_id: int, *, as_of: date, by: Actor) -> list[ContractDocument]:
    """Return the documents of a contract, the newest first; drafts before all.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    mine = Contract.objects.filter(pk=contract_id, company_id=by.company_id)
    if not mine.exists():
        raise NoSuchContract(contract_id)
    related = _related(contract_id)
    associations = list(
        Association.objects.filter(contract_id=contract_id, undone_at=None)
        .select_related("installment", "external_sale__customer")
        .order_by("pk")
    )
    for each in associations:
        if each.document_id is not None:
            related.setdefault(each.document_id, _relation(each))
    found = [
        *_own(related, contract_id, {each.document_id: each for each in associations}, as_of),
        *(_external(each, each.external_sale) for each in associations if each.external_sale),
    ]
    return sorted(found, key=_place, reverse=True)


def _related(contract_id: int) -> dict[int, Relation]:
    links = InstallmentDocument.objects.filter(installment__contract_id=contract_id)
    generated = list(links.values_list("document_id", flat=True).distinct())
    invoices = InvoicedNote.objects.filter(note__in=generated)
    invoiced = list(invoices.values_list("document_id", flat=True).distinct())
    return {
        **dict.fromkeys(correctives_of([*generated, *invoiced]), Relation.CORRECTIVE),
        **dict.fromkeys(invoiced, Relation.INVOICED),
        **dict.fromkeys(generated, Relation.GENERATED),
    }


def _relation(association: Association) -> Relation:
    return Relation.LISTED if association.installment_id is None else Relation.LINKED


def _own(
    related: dict[int, Relation],
    contract_id: int,
    associations: dict[int | None, Association],
    as_of: date,
) -> Iterator[ContractDocument]:
    due, unpaid = _due_dates(related), _due_dates(related, only_open=True)
    credited = taken_back(related)
    paid = payments.paid_of(related)
    numbers = _numbers(contract_id)
    documents = (
        Document.objects.filter(pk__in=related)
        .select_related("series")
        .annotate(is_void=Exists(DocumentVoid.objects.filter(document=OuterRef("pk"))))
    )
    for each in documents:
        standing = _standing(each)
        association = associations.get(each.pk)
        linked = association.installment if association is not None else None
        left = each.payable - paid.get(each.pk, Decimal(0)) - credited.get(each.pk, Decimal(0))
        waiting = unpaid.get(each.pk, ()) if left > 0 else ()
        yield ContractDocument(
            relation=related[each.pk],
            standing=standing,
            kind=each.kind,
            number=number_of(each),
            id=each.pk,
            on=each.issue_date or each.operation_date,
            total=each.total,
            currency=each.currency,
            installments=(linked.number,) if linked else tuple(numbers.get(each.pk, ())),
            due_dates=due.get(each.pk, ()),
            credit_days=_credit_days(each.issue_date, due.get(each.pk, ())),
            days_overdue=_overdue(standing, waiting, as_of),
            paid=paid.get(each.pk, Decimal(0)),
            association=association.pk if association is not None else None,
        )


def _external(association: Association, sale: ExternalSale) -> ContractDocument:
    linked = association.installment
    return ContractDocument(
        relation=_relation(association),
        standing=Standing.ISSUED,
        kind=sale.kind,
        number=sale.number,
        id=None,
        on=sale.issue_date,
        total=sale.total,
        currency=sale.currency,
        installments=(linked.number,) if linked else (),
        association=association.pk,
    )


def _standing(document: Document) -> Standing:
    if document.number is None:
        return Standing.DRAFT
    return Standing.VOID if getattr(document, "is_void", False) else Standing.ISSUED


def _due_dates(
    documents: Iterable[int], *, only_open: bool = False
) -> dict[int, tuple[tuple[date, Decimal], ...]]:
    found: dict[int, tuple[tuple[date, Decimal], ...]] = {}
    numbers = list(documents)
    settled = payments.settled_of(numbers) if only_open else frozenset()
    rows = DocumentDueDate.objects.filter(document__in=numbers)
    for each in rows.order_by("document_id", "due_on", "position"):
        if (each.document_id, each.position) in settled:
            continue
        found[each.document_id] = (*found.get(each.document_id, ()), (each.due_on, each.amount))
    return found


def _numbers(contract_id: int) -> dict[int, list[int | None]]:
    """Which of the contract's installments each document bills."""
    found: dict[int, list[int | None]] = {}
    rows = Installment.objects.filter(contract_id=contract_id).order_by("due_on", "pk")
    for document, number in rows.values_list("links__document_id", "number"):
        if document is not None:
            found.setdefault(document, []).append(number)
    return found


def _credit_days(issued_on: date | None, due_dates: tuple[tuple[date, Decimal], ...]) -> int | None:
    if issued_on is None or not due_dates:
        return None
    return (due_dates[-1][0] - issued_on).days


def _overdue(standing: Standing, due_dates: tuple[tuple[date, Decimal], ...], as_of: date) -> int:
    if standing is not Standing.ISSUED or not due_dates:
        return 0
    return max(0, (as_of - due_dates[0][0]).days)


def _place(each: ContractDocument) -> tuple[bool, date, int]:
    return each.standing is Standing.DRAFT, each.on, each.id or 0
