"""From stored documents to what the core credits: lines with their taxes, earlier credits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from cadencia.billing.association_models import Association
from cadencia.billing.models import InstallmentDocument
from cadencia.core.corrective import Method
from cadencia.core.credited import Billed, BilledLine, LineTaken, Taken, TaxTaken
from cadencia.core.crediting import left
from cadencia.core.tax_groups import taxes_of_line
from cadencia.core.totals import Rounding, TaxRate, TaxTotal, Totals
from cadencia.documents.following_models import CorrectedLine, Correction
from cadencia.documents.models import Document, DocumentLine, DocumentTax

Catalog = Mapping[str, TaxRate]
"""What each code of a tax means today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A document that is to be corrected: its rows, its values, and what was credited before."""

    document: Document
    lines: Mapping[int, DocumentLine]
    billed: Billed
    earlier: tuple[Taken, ...]
    replaced_by: Document | None  # the substitution that stands in its place

    @property
    def left(self) -> Taken:
        """Return what the earlier credits leave."""
        return left(self.billed, self.earlier)


def read(document: Document, catalog: Catalog) -> Corrected:
    """Return an issued document as the core credits it.

    :raises GroupUnclear: if nobody can say to which tax of the foot a line belongs.
    """
    foot = taxes_of(document)
    lines = list(DocumentLine.objects.filter(document=document).order_by("position"))
    standing = list(
        Correction.objects.filter(original=document, stands=True)
        .select_related("document__series")
        .order_by("pk")
    )
    replaced = [each for each in standing if each.method == Method.SUBSTITUTION.value]
    return Corrected(
        document=document,
        lines={each.position: each for each in lines},
        billed=Billed(
            lines=billed_lines(lines, foot, catalog),
            foot=_foot(document, foot),
            decimals=document.decimals,
            withholding_rate=document.withholding_rate,
            rounding=rounding_of(document),
            prices_include_tax=document.prices_include_tax,
        ),
        earlier=() if replaced else _earlier(standing, foot, document.decimals),
        replaced_by=replaced[0].document if replaced else None,
    )


def taxes_of(document: Document) -> tuple[TaxTotal, ...]:
    """Return the taxes of a stored foot, in its order."""
    rows = DocumentTax.objects.filter(document=document).order_by("position")
    return tuple(as_total(each) for each in rows)


def as_total(row: DocumentTax) -> TaxTotal:
    """Return a stored tax of a foot as the core has it."""
    return TaxTotal(
        row.tax,
        row.rate,
        row.base,
        row.amount,
        row.surcharge_rate,
        row.surcharge,
        row.regime,
        row.exemption or None,
        row.mention or None,
    )


def billed_lines(
    lines: Iterable[DocumentLine], foot: Sequence[TaxTotal], catalog: Catalog
) -> tuple[BilledLine, ...]:
    """Return stored lines with their taxes as the foot has them.

    :raises GroupUnclear: if nobody can say to which tax a line belongs.
    """
    return tuple(
        BilledLine(
            each.position,
            each.quantity,
            each.unit_price,
            tuple(each.discounts),
            each.net,
            taxes_of_line(each.taxes, each.tax_rates, foot, catalog.get),
            each.withheld,
        )
        for each in lines
    )


def rounding_of(document: Document) -> Rounding:
    """Return how the company rounds taxes: by document or by line."""
    return "line" if document.company.tax_rounding == "line" else "document"


def first_of(document: Document) -> Document:
    """Return the document itself or, if it stands in place of another, the first of them."""
    correction = Correction.objects.filter(document=document).select_related("original").first()
    return document if correction is None else first_of(correction.original)


def gave_back(document: Document) -> bool:
    """Say whether what it billed was credited to be billed again: by it, or what replaced it."""
    following = Correction.objects.filter(original=document, stands=True)
    return any(
        each.gave_back or gave_back(each.document) for each in following.select_related("document")
    )


def installments_of(document: Document) -> list[int]:
    """Return the rows of the ledger that a document bills."""
    links = InstallmentDocument.objects.filter(document=document).order_by("installment_id")
    return list(links.values_list("installment_id", flat=True))


def associations_of(document: Document) -> QuerySet[Association]:
    """Return what makes a document stand for installments as an existing sale (GE-8)."""
    standing = Association.objects.filter(document=document, undone_at=None)
    return standing.exclude(installment=None)


def contracts_of(document: Document) -> list[int]:
    """Return the contracts whose installments a document bills or stands for, in order of id."""
    links = InstallmentDocument.objects.filter(document=document)
    billed = links.values_list("installment__contract_id", flat=True)
    return sorted({*billed, *associations_of(document).values_list("contract_id", flat=True)})


def _foot(document: Document, taxes: tuple[TaxTotal, ...]) -> Totals:
    return Totals(
        net=document.net,
        expenses=document.expenses,
        taxes=taxes,
        withholding=document.withholding,
        total=document.total,
        payable=document.payable,
    )


def _earlier(
    standing: Sequence[Correction], foot: Sequence[TaxTotal], decimals: int
) -> tuple[Taken, ...]:
    """Return the credits by differences that stand, from what their documents say."""
    lines: dict[int, list[LineTaken]] = {}
    rows = CorrectedLine.objects.filter(correction__in=standing).order_by("position")
    for each in rows:
        taken = LineTaken(each.position, each.net, each.quantity)
        lines.setdefault(each.correction_id, []).append(taken)
    nothing = Decimal(0).scaleb(-decimals)
    found = []
    for correction in standing:
        said = {_key(each): each for each in taxes_of(correction.document)}
        found.append(
            Taken(
                what=correction.what,  # type: ignore[arg-type]  # its check has the same words
                net=correction.net,
                expenses=correction.expenses,
                taxes=tuple(_taken(said.get(_key(each)), nothing) for each in foot),
                withholding=correction.withholding,
                lines=tuple(lines.get(correction.pk, ())),
            )
        )
    return tuple(found)


def _taken(said: TaxTotal | None, nothing: Decimal) -> TaxTaken:
    if said is None:
        return TaxTaken(nothing, nothing, nothing)
    return TaxTaken(nothing - said.base, nothing - said.amount, nothing - said.surcharge)


def _key(tax: TaxTotal) -> tuple[object, ...]:
    return tax.tax, tax.rate, tax.surcharge_rate, tax.regime, tax.exemption, tax.mention
