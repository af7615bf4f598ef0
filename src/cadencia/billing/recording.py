"""Recording what a chunk of contracts bills: rows of documents and of the ledger, by COPY."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from cadencia.billing.copying import NULL, copy, next_ids, numbers, optional, text, texts
from cadencia.billing.gathering import Gathered, Masters
from cadencia.core.drafts import ContractPlan, DraftDocument, DraftLine, Installment
from cadencia.core.mentions import mentions
from cadencia.core.totals import TaxRate, TaxTotal

DOCUMENTS = (
    "id, company_id, run_id, kind, series_id, operation_date, bill_to_id, recipient_id, language,"
    " currency, decimals, tax_regime, prices_include_tax, contract_reference, mandate,"
    " delivery_address, payment_method, payment_terms, fixed_due_dates, net, expenses, tax_total,"
    " surcharge_total, total, withholding_rate, withholding, payable, mentions,"
    " contracts_version, rank_customer, rank_contract"
)
LINES = (
    "company_id, document_id, position, contract_id, contract_line_id, installment_id,"
    " modification_id, item_id, description, extra_text, reference, quantity, unit_price,"
    " discounts, net, period_start, period_until, taxes, tax_rates, withheld, part, account,"
    " agent, commission, explanation"
)
TAXES = (
    "company_id, document_id, position, tax, rate, base, amount, surcharge_rate, surcharge,"
    " regime, exemption, mention"
)
INSTALLMENTS = (
    "id, company_id, contract_id, contract_line_id, number, due_on, theoretical_on, kind,"
    " period_start, period_until, state, reason, run_id"
)
ZERO = Decimal(0)
LINKS = "company_id, installment_id, document_id"
USAGE = "company_id, usage_id, installment_id"


class SeriesUnknown(Exception):
    """The document asks for a series that the company does not have."""


class Planned(NamedTuple):
    """A gathered contract with what it bills."""

    gathered: Gathered
    plan: ContractPlan


@dataclass(slots=True)
class Rows:
    """The rows of a chunk, as COPY reads them."""

    documents: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    taxes: list[str] = field(default_factory=list)
    installments: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)  # open rows billed again
    usage: list[str] = field(default_factory=list)  # which metered records are billed
    taxed: tuple[tuple[TaxRate, ...], str] = ((), "{}\t{}")  # the last ones written, and how


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows of a chunk share."""

    company_id: int
    run_id: int
    masters: Masters


def series_of(document: DraftDocument, masters: Masters) -> int:
    """Return the series of a document: its own, else the default of its kind.

    :raises SeriesUnknown: if there is none.
    """
    key = document.key
    if key.series is None:
        found = masters.default_series.get(key.document_type)
    else:
        found = masters.series.get(key.series)
    if found is None:
        raise SeriesUnknown(key.series or key.document_type)
    return found


def record(stamp: Stamp, planned: Sequence[Planned]) -> None:
    """Write what the contracts bill, and nothing else. Call it inside a savepoint."""
    rows = serialized(stamp, planned)
    if rows.replaced:
        _mark_replaced(rows.replaced)
    copy("documents_document", DOCUMENTS, rows.documents)
    copy("documents_documentline", LINES, rows.lines)
    copy("documents_documenttax", TAXES, rows.taxes)
    copy("billing_installment", INSTALLMENTS, rows.installments)
    copy("billing_installmentdocument", LINKS, rows.links)
    copy("billing_billedusage", USAGE, rows.usage)


def serialized(stamp: Stamp, planned: Sequence[Planned]) -> Rows:
    """Return the rows of what the contracts bill, with ids taken from the sequences."""
    documents = sum(len(plan.documents) for _, plan in planned)
    installments = sum(len(plan.installments) + len(plan.passed_over) for _, plan in planned)
    document_ids = iter(next_ids("documents_document_id_seq", documents))
    installment_ids = iter(next_ids("billing_installment_id_seq", installments))
    rows = Rows()
    for gathered, plan in planned:
        ledger = [next(installment_ids) for _ in plan.installments]
        printed = {place for document in plan.documents for place in document.installments}
        for place, (number, each) in enumerate(zip(ledger, plan.installments, strict=True)):
            state = "skipped\t" if each.skipped else "billed\t"
            if place not in printed and not each.skipped:
                state = "billed\tzero_total"  # a row without document, as the company says (R6)
            _add_installment(rows, stamp, gathered, each, (number, state))
        for each in plan.passed_over:
            _add_installment(rows, stamp, gathered, each, (next(installment_ids), "due\t"))
        for document in plan.documents:
            _add_document(rows, stamp, gathered, document, (next(document_ids), ledger))
    return rows


def _add_installment(
    rows: Rows, stamp: Stamp, gathered: Gathered, each: Installment, row: tuple[int, str]
) -> None:
    number, state = row
    open_rows = gathered.open_rows
    if open_rows:
        before = open_rows.get((each.due_on, each.kind, each.one_off_line))  # type: ignore[arg-type]
        if before is not None:
            rows.replaced.append(before)
    rows.installments.append(
        f"{number}\t{stamp.company_id}\t{gathered.contract_id}\t{optional(each.one_off_line)}\t"
        f"{optional(each.number)}\t{each.due_on!s}\t{each.theoretical_on!s}\t{each.kind}\t"
        f"{each.period.start!s}\t{each.period.until!s}\t{state}\t{stamp.run_id}"
    )


def _add_document(
    rows: Rows,
    stamp: Stamp,
    gathered: Gathered,
    document: DraftDocument,
    ids: tuple[int, list[int]],
) -> None:
    number, ledger = ids
    _add_header(rows, stamp, gathered, document, number)
    contract = gathered.agreement.contract
    discount = contract.document_discount
    for position, line in enumerate(document.lines, 1):
        discounts = line.discounts
        if discount and line.part is None:
            discounts = (*discounts, discount)
        rows.lines.append(
            f"{stamp.company_id}\t{number}\t{position}\t{gathered.contract_id}\t"
            f"{_line(stamp, rows, line, ledger[line.installment], discounts)}"
        )
        for usage in line.usage:
            rows.usage.append(f"{stamp.company_id}\t{usage}\t{ledger[line.installment]}")
    for position, tax in enumerate(document.totals.taxes, 1):
        rows.taxes.append(f"{stamp.company_id}\t{number}\t{position}\t{_tax(tax)}")
    for place in document.installments:
        rows.links.append(f"{stamp.company_id}\t{ledger[place]}\t{number}")


def _add_header(
    rows: Rows, stamp: Stamp, gathered: Gathered, document: DraftDocument, number: int
) -> None:
    masters, contract, key = stamp.masters, gathered.agreement.contract, document.key
    foot = document.totals
    surcharges = sum((each.surcharge for each in foot.taxes), ZERO)
    taxes = foot.total - foot.net - surcharges
    said = mentions(key.tax_regime, _rates(document), masters.company.country)
    withholding_rate = contract.withholding.rate if contract.withholding else 0
    rows.documents.append(
        f"{number}\t{stamp.company_id}\t{stamp.run_id}\t{key.document_type}\t"
        f"{series_of(document, masters)}\t{document.theoretical_on!s}\t{gathered.bill_to_id}\t"
        f"{optional(gathered.recipient_id)}\t{gathered.language}\t{key.currency}\t"
        f"{contract.totals_decimals}\t{key.tax_regime}\t"
        f"{'t' if masters.company.prices_include_tax else 'f'}\t{text(contract.reference)}\t"
        f"{text(key.mandate or '')}\t{text(key.delivery_address or '')}\t"
        f"{text(key.payment_method or '')}\t"
        f"{NULL if gathered.terms_text is None else text(gathered.terms_text)}\t"
        f"{_fixed_due_dates(document)}\t{foot.net!s}\t{foot.expenses!s}\t{taxes!s}\t{surcharges!s}\t"
        f"{foot.total!s}\t{withholding_rate!s}\t{foot.withholding!s}\t{foot.payable!s}\t"
        f"{texts(said) if said else '{}'}\t{gathered.version}\t{text(gathered.bill_to_code)}\t"
        f"{text(contract.code)}"
    )


def _rates(document: DraftDocument) -> tuple[TaxRate, ...]:
    first = document.lines[0].taxes if document.lines else ()
    if all(line.taxes is first for line in document.lines):
        return first
    return tuple(dict.fromkeys(rate for line in document.lines for rate in line.taxes))


def _line(
    stamp: Stamp, rows: Rows, line: DraftLine, installment_id: int, discounts: tuple[object, ...]
) -> str:
    period = line.period
    item = stamp.masters.item_ids.get(line.item) if line.item is not None else None
    key = line.key if isinstance(line.key, int) else None
    if line.taxes is not rows.taxed[0]:  # nearly always the same as the line before
        rows.taxed = (line.taxes, _codes_and_rates(line.taxes))
    return (
        f"{optional(key)}\t{installment_id}\t{optional(line.modification)}\t{optional(item)}\t"
        f"{text(line.description)}\t{text(line.extra_text)}\t{text(line.reference)}\t"
        f"{line.quantity!s}\t{line.unit_price!s}\t{numbers(discounts) if discounts else '{}'}\t"
        f"{line.net!s}\t{period.start!s}\t{period.until!s}\t"
        f"{rows.taxed[1]}\t{'t' if line.withheld else 'f'}\t{optional(line.part)}\t"
        f"{text(line.account or '')}\t{text(line.agent or '')}\t{optional(line.commission)}\t"
        f"{_explanation(line.explanation)}"
    )


@lru_cache(maxsize=4096)
def _codes_and_rates(taxes: tuple[TaxRate, ...]) -> str:
    """The codes, and the percents as they are today: a tax may be changed later."""
    return f"{texts(tax.code for tax in taxes)}\t{numbers(tax.rate for tax in taxes)}"


@lru_cache(maxsize=4096)
def _explanation(reasons: tuple[str, ...]) -> str:
    return texts(reasons)


def _tax(tax: TaxTotal) -> str:
    return (
        f"{text(tax.tax)}\t{tax.rate!s}\t{tax.base!s}\t{tax.amount!s}\t{tax.surcharge_rate!s}\t"
        f"{tax.surcharge!s}\t{text(tax.regime)}\t{text(tax.exemption or '')}\t"
        f"{text(tax.mention or '')}"
    )


def _fixed_due_dates(document: DraftDocument) -> str:
    """The due dates themselves, or the parts whose terms count from a date of their own."""
    if document.fixed_due_dates is None and not document.parts:
        return NULL
    named = (("on", document.fixed_due_dates or ()), ("from", document.parts))
    return text(
        json.dumps(
            [
                {name: each.on.isoformat(), "amount": str(each.amount)}
                for name, dates in named
                for each in dates
            ]
        )
    )


def _mark_replaced(row_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE billing_installment SET replaced = true WHERE id = ANY(%s)", (row_ids,)
        )
