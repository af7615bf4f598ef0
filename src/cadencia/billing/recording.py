"""Recording what a chunk of contracts bills: rows of documents and of the ledger, by COPY."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from cadencia.billing import grouped
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
    group: bool = False  # contracts of a customer on one document, whatever it prefers


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


def record(stamp: Stamp, planned: Sequence[Planned]) -> list[grouped.One]:
    """Write what the contracts bill, and nothing else. Call it inside a savepoint.

    Return the documents that several of them share.
    """
    joint = grouped.joined(planned, everyone=stamp.group)
    rows = serialized(stamp, planned, joint)
    if rows.replaced:
        _mark_replaced(rows.replaced)
    copy("documents_document", DOCUMENTS, rows.documents)
    copy("documents_documentline", LINES, rows.lines)
    copy("documents_documenttax", TAXES, rows.taxes)
    copy("billing_installment", INSTALLMENTS, rows.installments)
    copy("billing_installmentdocument", LINKS, rows.links)
    copy("billing_billedusage", USAGE, rows.usage)
    return joint


def serialized(stamp: Stamp, planned: Sequence[Planned], joint: Sequence[grouped.One] = ()) -> Rows:
    """Return the rows of what the contracts bill, with ids taken from the sequences.

    `joint` are the documents that several of them share.
    """
    documents = sum(len(plan.documents) for _, plan in planned)
    installments = sum(len(plan.installments) + len(plan.passed_over) for _, plan in planned)
    document_ids = iter(next_ids("documents_document_id_seq", documents))
    installment_ids = iter(next_ids("billing_installment_id_seq", installments))
    rows = Rows()
    shared = {id(share.document) for one in joint for share in one.shares}
    ledgers: list[list[int]] = []
    for gathered, plan in planned:
        ledger = _add_ledger(rows, stamp, gathered, plan, installment_ids)
        ledgers.append(ledger)
        for document in plan.documents:
            if not shared or id(document) not in shared:
                _add_document(rows, stamp, gathered, document, (next(document_ids), ledger))
    for one in joint:
        _add_joint(rows, stamp, one, next(document_ids), ledgers)
    return rows


def _add_ledger(
    rows: Rows, stamp: Stamp, gathered: Gathered, plan: ContractPlan, ids: Iterator[int]
) -> list[int]:
    """Add the rows of the ledger; return the ids of the plan's installments, in their order."""
    ledger = [next(ids) for _ in plan.installments]
    printed = {place for document in plan.documents for place in document.installments}
    for place, (number, each) in enumerate(zip(ledger, plan.installments, strict=True)):
        state = "skipped\t" if each.skipped else "billed\t"
        if place not in printed and not each.skipped:
            state = "billed\tzero_total"  # a row without document, as the company says (R6)
        _add_installment(rows, stamp, gathered, each, (number, state))
    for each in plan.passed_over:
        _add_installment(rows, stamp, gathered, each, (next(ids), "due\t"))
    return ledger


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
    _add_header(rows, stamp, gathered, document, ids[0])
    _add_lines(rows, stamp, gathered, document, ids)
    _add_taxes(rows, stamp, document, ids[0])


def _add_joint(
    rows: Rows, stamp: Stamp, one: grouped.One, number: int, ledgers: list[list[int]]
) -> None:
    """A document of several contracts: one header and foot, the lines and links of each."""
    _add_header(rows, stamp, one.gathered, one.document, number)
    position = 1
    for share in one.shares:
        ids = (number, ledgers[share.place])
        _add_lines(rows, stamp, share.gathered, share.document, ids, position)
        position += len(share.document.lines)
    _add_taxes(rows, stamp, one.document, number)


def _add_lines(  # noqa: PLR0913 - whose they are, and from which position on
    rows: Rows,
    stamp: Stamp,
    gathered: Gathered,
    document: DraftDocument,
    ids: tuple[int, list[int]],
    first: int = 1,
) -> None:
    number, ledger = ids
    contract = gathered.agreement.contract
    discount = contract.document_discount
    for position, line in enumerate(document.lines, first):
        discounts = line.discounts
        if discount and line.part is None:
            discounts = (*discounts, discount)
        rows.lines.append(
            f"{stamp.company_id}\t{number}\t{position}\t{gathered.contract_id}\t"
            f"{_line(stamp, rows, line, ledger[line.installment], discounts)}"
        )
        for usage in line.usage:
            rows.usage.append(f"{stamp.company_id}\t{usage}\t{ledger[line.installment]}")
    for place in document.installments:
        rows.links.append(f"{stamp.company_id}\t{ledger[place]}\t{number}")


def _add_taxes(rows: Rows, stamp: Stamp, document: DraftDocument, number: int) -> None:
    for position, tax in enumerate(document.totals.taxes, 1):
        rows.taxes.append(f"{stamp.company_id}\t{number}\t{position}\t{_tax(tax)}")


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
