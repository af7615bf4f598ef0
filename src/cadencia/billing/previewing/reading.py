"""Looking at a kept preview: a page of its documents, refusals, what differs, and the lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from cadencia.billing import bounds, preview, refusals
from cadencia.billing.gathering import Gathered
from cadencia.billing.kept_preview_models import KeptPreview, PreviewContract, PreviewDocument
from cadencia.billing.previewing import asking
from cadencia.billing.previewing.asking import Clock
from cadencia.core.comparing import Change
from cadencia.core.drafts import ContractPlan
from cadencia.parties.access import Actor, Permission, require_in
from cadencia.parties.models import Company

DIFFERS = (Change.FIRST.value, Change.PRICE.value, Change.AMOUNT.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which documents: those that match a text, a group of the totals, or differ in some way."""

    text: str = ""
    document_type: str = ""
    series: str | None = None
    currency: str = ""
    change: str = ""  # a word of core.comparing; `differs` for all that are unlike the last
    alert: str = ""  # the name of a safety bound
    deselected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document of the list with the contract that it is of; `mates` are further ones."""

    document: PreviewDocument
    contract: PreviewContract
    mates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A contract as it would be billed: its documents with their lines."""

    gathered: Gathered
    plan: ContractPlan


Place = tuple[int, int]
"""After which document a page begins: its place and id."""


def page(
    kept: KeptPreview, shown: Shown, *, after: Place | None, many: int, by: Actor
) -> tuple[list[ShownDocument], Place | None]:
    """Return a page of documents in the order of the run, and where the next one begins."""
    require_in(by, kept.company_id, Permission.READ)
    found = _documents(kept, shown)
    if after is not None:
        place, number = after
        found = found.filter(Q(place__gt=place) | Q(pk__gt=number), place__gte=place)
    documents = list(found.order_by("place", "pk")[: many + 1])
    more, documents = len(documents) > many, documents[:many]
    contracts = contracts_of(kept, [each.contract_id for each in documents])
    listed = [
        ShownDocument(
            document=each, contract=contracts[each.contract_id], mates=len(each.contract_ids) - 1
        )
        for each in documents
    ]
    return listed, (documents[-1].place, documents[-1].pk) if more else None


def contracts_of(kept: KeptPreview, numbers: Sequence[int]) -> Mapping[int, PreviewContract]:
    """Return the rows of contracts of a kept preview, by contract."""
    mine = PreviewContract.objects.filter(preview_id=kept.pk, contract_id__in=numbers)
    return {each.contract_id: each for each in mine}


def of_change(kept: KeptPreview, changes: Sequence[str], *, by: Actor) -> QuerySet[PreviewContract]:
    """Return the contracts that differ in one of these ways, in the order of the run."""
    require_in(by, kept.company_id, Permission.READ)
    mine = PreviewContract.objects.filter(preview_id=kept.pk, change__in=changes)
    return mine.order_by("place")


def refused(kept: KeptPreview, *, by: Actor) -> QuerySet[PreviewContract]:
    """Return the contracts that can't be billed, in the order of the run."""
    require_in(by, kept.company_id, Permission.READ)
    mine = PreviewContract.objects.filter(preview_id=kept.pk, change="")
    return mine.exclude(refusals=[]).order_by("place")


def sentences(row: PreviewContract) -> list[str]:
    """Return why a contract can't be billed, and how to mend it, in the current language."""
    return [
        refusals.sentence(each["code"], each["message"], each["values"]) for each in row.refusals
    ]


def opened(
    kept: KeptPreview, document: PreviewDocument, *, by: Actor, clock: Clock
) -> list[Opened]:
    """Return the contracts of a document planned again, with their lines.

    What has changed since the preview was made shows: the fingerprint will tell the run.
    """
    require_in(by, kept.company_id, Permission.READ)
    scope = asking.scope_of_preview(kept)
    rows = contracts_of(kept, document.contract_ids)
    excluded = (
        {}
        if not document.is_selected
        else {number: frozenset(row.excluded) for number, row in rows.items() if row.excluded}
    )
    at = preview.desk_of(by.company_id, scope, excluded, clock=clock)
    return [
        Opened(gathered=gathered, plan=plan)
        for gathered, plan in preview.planned(at, document.contract_ids)
    ]


def document_of(kept: KeptPreview, number: int, *, by: Actor) -> PreviewDocument | None:
    """Return a document of a kept preview; None if it has been calculated anew since."""
    require_in(by, kept.company_id, Permission.READ)
    return PreviewDocument.objects.filter(preview_id=kept.pk, pk=number).first()


def warnings(kept: KeptPreview, *, by: Actor) -> dict[str, Any]:
    """Return what the run of this preview would be asked about, as a run keeps it (R16)."""
    require_in(by, kept.company_id, Permission.READ)
    found = {
        name: {"count": count, "contracts": _codes(kept, name)}
        for name, count in kept.alerts.items()
    }
    scope = asking.scope_of_preview(kept)
    start = scope.window.start if scope.window else scope.as_of.replace(day=1)
    grown = bounds.growth(
        bounds.Stretch(
            company_id=kept.company_id,
            start=start,
            until=scope.window.until if scope.window else bounds.end_of_month(start),
            documents=kept.documents,
            totals=totals(kept),
            run_id=kept.run_id,
        ),
        Company.objects.values_list("max_growth", flat=True).get(pk=kept.company_id),
    )
    return {**found, "growth": grown} if grown else found


def _codes(kept: KeptPreview, alert: str) -> list[str]:
    mine = PreviewContract.objects.filter(preview_id=kept.pk, alerts__contains=[alert])
    return list(mine.order_by("place").values_list("code", flat=True)[: bounds.SAMPLES])


def totals(kept: KeptPreview) -> dict[str, Decimal]:
    """Return what the documents that are selected come to, by currency."""
    found: dict[str, Decimal] = {}
    for each in kept.groups:
        currency = each["currency"]
        found[currency] = found.get(currency, Decimal(0)) + Decimal(each["total"])
    return found


def _documents(kept: KeptPreview, shown: Shown) -> QuerySet[PreviewDocument]:
    found = PreviewDocument.objects.filter(preview_id=kept.pk)
    exact: dict[str, Any] = {
        name: value
        for name, value in (
            ("document_type", shown.document_type or None),
            ("series", shown.series),
            ("currency", shown.currency or None),
            ("is_selected", False if shown.deselected else None),
        )
        if value is not None
    }
    found = found.filter(**exact)
    contracts = _contracts(kept, shown)
    if contracts is not None:
        found = found.filter(contract_id__in=contracts.values("contract_id"))
    return found


def _contracts(kept: KeptPreview, shown: Shown) -> QuerySet[PreviewContract] | None:
    """Return the contracts that a filter names, None if it names none in particular."""
    if not shown.text and not shown.change and not shown.alert:
        return None
    found = PreviewContract.objects.filter(preview_id=kept.pk)
    if shown.change:
        found = found.filter(change__in=DIFFERS if shown.change == "differs" else (shown.change,))
    if shown.alert:
        found = found.filter(alerts__contains=[shown.alert])
    for word in shown.text.split():
        found = found.filter(
            Q(code__icontains=word)
            | Q(customer_code__icontains=word)
            | Q(customer_name__icontains=word)
        )
    return found
