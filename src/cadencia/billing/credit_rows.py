"""The rows of a credit note: its header, lines and taxes, and what it takes of the original."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from cadencia.billing.credit_checks import KIND, series_for, usual_reason
from cadencia.core.corrective import CorrectiveLine
from cadencia.core.credited import Taken
from cadencia.core.dates import civil_date
from cadencia.core.totals import TaxTotal, Totals
from cadencia.documents.following_models import CorrectedLine, Correction
from cadencia.documents.models import Document, DocumentLine, DocumentTax
from cadencia.documents.numbering import number_of
from cadencia.documents.printing import printed_language
from cadencia.parties.access import Actor

if TYPE_CHECKING:
    from cadencia.billing.crediting import Proposal, Wish

ZERO = Decimal(0)
DESCRIPTIONS = {
    "part": gettext_noop("Credit on %(number)s"),
    "expenses": gettext_noop("Expenses of %(number)s"),
    "rounding": gettext_noop("Rounding"),
}
"""What a line says that is no line of the original."""

COPIED = (
    "contract_id",
    "contract_line_id",
    "item_id",
    "description",
    "extra_text",
    "reference",
    "period_start",
    "period_until",
    "account",
    "agent",
    "commission",
)
"""What a line keeps of the one that it corrects. Not the installment: it bills none."""


def write(proposal: Proposal, wish: Wish, *, by: Actor, at: datetime) -> int:
    """Write the draft of a credit note with its correction, and return its id."""
    corrected = proposal.corrected
    draft = _header(corrected.document, wish, proposal.corrective.totals, at)
    with override(printed_language(draft.language)[:2]):
        lines = [
            _line(draft, position, each, proposal)
            for position, each in enumerate(proposal.corrective.lines, 1)
        ]
    DocumentLine.objects.bulk_create(lines)
    DocumentTax.objects.bulk_create(tax_rows(draft, proposal.corrective.totals.taxes))
    _keep(draft, proposal, wish, by=by, at=at)
    return draft.pk


def tax_rows(document: Document, taxes: Sequence[TaxTotal]) -> list[DocumentTax]:
    """Return the rows of the taxes of a foot, in their order."""
    return [
        DocumentTax(
            company_id=document.company_id,
            document=document,
            position=position,
            tax=each.tax,
            rate=each.rate,
            base=each.base,
            amount=each.amount,
            surcharge_rate=each.surcharge_rate,
            surcharge=each.surcharge,
            regime=each.regime,
            exemption=each.exemption or "",
            mention=each.mention or "",
        )
        for position, each in enumerate(taxes, 1)
    ]


def amounts_of(totals: Totals) -> dict[str, Decimal]:
    """Return the amounts of a header."""
    return {
        "net": totals.net,
        "expenses": totals.expenses,
        "tax_total": sum((each.amount for each in totals.taxes), ZERO),
        "surcharge_total": sum((each.surcharge for each in totals.taxes), ZERO),
        "total": totals.total,
        "withholding": totals.withholding,
        "payable": totals.payable,
    }


def _header(original: Document, wish: Wish, totals: Totals, at: datetime) -> Document:
    """Return the stored header. Who receives it is printed as it is known today."""
    day = wish.on or civil_date(at, original.company.time_zone)
    series = series_for(original, wish.series)
    assert series is not None  # noqa: S101 - the checks refuse a wish without one
    return Document.objects.create(
        company_id=original.company_id,
        kind=KIND,
        series=series,
        operation_date=day,
        bill_to=original.bill_to,
        recipient=original.bill_to.snapshot,
        language=original.language,
        currency=original.currency,
        decimals=original.decimals,
        tax_regime=original.tax_regime,
        prices_include_tax=original.prices_include_tax,
        contract_reference=original.contract_reference,
        mandate=original.mandate,
        payment_method=original.payment_method,
        withholding_rate=original.withholding_rate,
        mentions=original.mentions,
        rank_customer=original.rank_customer,
        **amounts_of(totals),
    )


def _line(draft: Document, position: int, line: CorrectiveLine, proposal: Proposal) -> DocumentLine:
    corrected = proposal.corrected
    number = number_of(corrected.document) or ""
    said: dict[str, Any]
    if line.position is None:
        said = {"description": _(DESCRIPTIONS[line.origin]) % {"number": number}}
        noted = [f"credit: {number}"]
    else:
        kept = corrected.lines[line.position]
        said = {name: getattr(kept, name) for name in COPIED}
        noted = [f"credit: line {line.position} of {number}"]
        if _keeps_its_price(line, kept):
            noted += kept.explanation
    return DocumentLine(
        company_id=draft.company_id,
        document=draft,
        position=position,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discounts=list(line.discounts),
        net=line.net,
        taxes=[each.code for each in line.taxes],
        tax_rates=[each.rate for each in line.taxes],
        withheld=line.withheld,
        explanation=noted,
        **said,
    )


def _keeps_its_price(line: CorrectiveLine, kept: DocumentLine) -> bool:
    """Say whether units are credited, so that what made their price still explains it."""
    return bool(line.unit_price == kept.unit_price and list(line.discounts) == kept.discounts)


def _keep(draft: Document, proposal: Proposal, wish: Wish, *, by: Actor, at: datetime) -> None:
    taken, original = proposal.taken, proposal.corrected.document
    correction = Correction.objects.create(
        company_id=draft.company_id,
        document=draft,
        original=original,
        what=taken.what,
        method=wish.method.value,
        reason_code=usual_reason(original, wish),
        reason=wish.reason.strip(),
        gave_back=wish.gives_back,
        user_id=by.user_id,
        created_at=at,
        **_taken(taken),
    )
    CorrectedLine.objects.bulk_create(
        CorrectedLine(
            company_id=draft.company_id,
            correction=correction,
            position=each.position,
            net=each.net,
            quantity=each.quantity,
        )
        for each in taken.lines
    )


def _taken(taken: Taken) -> dict[str, Decimal]:
    return {
        "net": taken.net,
        "expenses": taken.expenses,
        "tax_total": sum((each.amount for each in taken.taxes), ZERO),
        "surcharge_total": sum((each.surcharge for each in taken.taxes), ZERO),
        "total": taken.total,
        "withholding": taken.withholding,
    }
