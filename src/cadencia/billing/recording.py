"""Recording what a chunk of contracts bills: rows of documents and of the ledger, by COPY."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from cadencia.billing import grouped
from cadencia.billing.copying import NULL, copy, numbers, optional, text, texts
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.meanwhile import meanwhile
from cadencia.billing.row_ids import RowIds, needed, reserve
from cadencia.core import fingerprint
from cadencia.core.agreement import Period
from cadencia.core.commissions import SILENT, Terms, owed
from cadencia.core.drafts import ContractPlan, DraftDocument, DraftLine, Installment
from cadencia.core.mentions import mentions
from cadencia.core.totals import TaxRate, TaxTotal

DOCUMENTS = (
    "id, company_id, run_id, kind, series_id, operation_date, bill_to_id, recipient_id, issuer_id,"
    " language,"
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
    taxes: list[str] = field(default_factory=list)
    installments: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)  # open rows billed again
    parts: list["Part"] = field(default_factory=list)  # whose lines are to be written


class Part(NamedTuple):
    """What a contract bills on a document, whose header is written."""

    gathered: Gathered
    document: DraftDocument
    number: int  # the document's id
    first: int  # position of its first line
    ledger: list[int]  # ids of the plan's installments


@dataclass(slots=True)
class Lines:
    """The rows of the lines, and of the metered records that they bill."""

    rows: list[str] = field(default_factory=list)
    usage: list[str] = field(default_factory=list)
    taxed: tuple[tuple[TaxRate, ...], str] = ((), "{}\t{}")  # the last ones written, and how
    covered: tuple[Period | None, str] = (None, "")  # the last period written, and how


class Recorded(NamedTuple):
    """What was written: the documents of several contracts, and each contract's digest."""

    joint: list[grouped.One]
    digests: list[tuple[int, int]]


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


def record(stamp: Stamp, planned: Sequence[Planned], rows: Rows | None = None) -> Recorded:
    """Write what the contracts bill, and nothing else. Call it inside a savepoint.

    `rows` are theirs, as `serialized` gives them, if it is known that they share no document.
    Lines and digests are worked out while the database takes what comes before them.
    """
    joint = [] if rows else grouped.joined(planned, everyone=stamp.group)
    rows = rows or _serialized_now(stamp, planned, joint)
    lines = meanwhile(lambda: lines_of(stamp, rows.parts))
    digests = meanwhile(
        lambda: [(each.contract_id, fingerprint.digest(plan)) for each, plan in planned]
    )
    if rows.replaced:
        _mark_replaced(rows.replaced)
    copy("documents_document", DOCUMENTS, rows.documents)
    copy("billing_installment", INSTALLMENTS, rows.installments)
    copy("documents_documentline", LINES, lines.result().rows)
    copy("documents_documenttax", TAXES, rows.taxes)
    copy("billing_installmentdocument", LINKS, rows.links)
    copy("billing_billedusage", USAGE, lines.result().usage)
    return Recorded(joint, digests.result())


def _serialized_now(stamp: Stamp, planned: Sequence[Planned], joint: Sequence[grouped.One]) -> Rows:
    return serialized(stamp, planned, reserve(*needed(plan for _, plan in planned)), joint)


def serialized(
    stamp: Stamp, planned: Sequence[Planned], row_ids: RowIds, joint: Sequence[grouped.One] = ()
) -> Rows:
    """Return the rows of what the contracts bill. It asks the database nothing.

    `joint` are the documents that several of them share. The lines are left to `lines_of`.
    """
    document_ids, installment_ids = iter(row_ids.documents), iter(row_ids.installments)
    rows = Rows()
    shared = {id(share.document) for one in joint for share in one.shares}
    ledgers: list[list[int]] = []
    for gathered, plan in planned:
        ledger = _add_ledger(rows, stamp, gathered, plan, installment_ids)
        ledgers.append(ledger)
        for document in plan.documents:
            if not shared or id(document) not in shared:
                part = Part(gathered, document, next(document_ids), 1, ledger)
                _add_header(rows, stamp, gathered, document, part.number)
                _add_part(rows, stamp, part)
                _add_taxes(rows, stamp, document, part.number)
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


def _add_joint(
    rows: Rows, stamp: Stamp, one: grouped.One, number: int, ledgers: list[list[int]]
) -> None:
    """A document of several contracts: one header and foot, the lines and links of each."""
    _add_header(rows, stamp, one.gathered, one.document, number)
    first = 1
    for share in one.shares:
        ledger = ledgers[share.place]
        _add_part(rows, stamp, Part(share.gathered, share.document, number, first, ledger))
        first += len(share.document.lines)
    _add_taxes(rows, stamp, one.document, number)


def _add_part(rows: Rows, stamp: Stamp, part: Part) -> None:
    rows.parts.append(part)
    for place in part.document.installments:
        rows.links.append(f"{stamp.company_id}\t{part.ledger[place]}\t{part.number}")


def lines_of(stamp: Stamp, parts: Sequence[Part]) -> Lines:
    """Return the rows of the lines of these parts of documents. It asks the database nothing."""
    found = Lines()
    for gathered, document, number, first, ledger in parts:
        discount = gathered.agreement.contract.document_discount
        for position, line in enumerate(document.lines, first):
            discounts = line.discounts
            if discount and line.part is None:
                discounts = (*discounts, discount)
            found.rows.append(
                f"{stamp.company_id}\t{number}\t{position}\t{gathered.contract_id}\t"
                f"{_line(stamp, found, line, ledger[line.installment], discounts)}"
                f"{_commission(line, gathered.commission)}{_explanation(line.explanation)}"
            )
            for usage in line.usage:
                found.usage.append(f"{stamp.company_id}\t{usage}\t{ledger[line.installment]}")
    return found


def _add_taxes(rows: Rows, stamp: Stamp, document: DraftDocument, number: int) -> None:
    for position, tax in enumerate(document.totals.taxes, 1):
        rows.taxes.append(f"{stamp.company_id}\t{number}\t{position}\t{_tax(tax)}")


def _add_header(
    rows: Rows, stamp: Stamp, gathered: Gathered, document: DraftDocument, number: int
) -> None:
    masters, contract, key = stamp.masters, gathered.agreement.contract, document.key
    foot = document.totals
    surcharges = ZERO
    for each in foot.taxes:
        surcharges += each.surcharge
    taxes = foot.total - foot.net - surcharges
    said = mentions(key.tax_regime, _rates(document), masters.company.country)
    withholding_rate = contract.withholding.rate if contract.withholding else 0
    rows.documents.append(
        f"{number}\t{stamp.company_id}\t{stamp.run_id}\t{key.document_type}\t"
        f"{series_of(document, masters)}\t{document.theoretical_on!s}\t{gathered.bill_to_id}\t"
        f"{optional(gathered.recipient_id)}\t{optional(masters.issuer_snapshot_id)}\t"
        f"{gathered.language}\t{key.currency}\t"
        f"{contract.totals_decimals}\t{key.tax_regime}\t"
        f"{'t' if masters.company.prices_include_tax else 'f'}\t{_said(contract.reference)}\t"
        f"{_said(key.mandate)}\t{_said(key.delivery_address)}\t{_said(key.payment_method)}\t"
        f"{NULL if gathered.terms_text is None else text(gathered.terms_text)}\t"
        f"{_fixed_due_dates(document)}\t{foot.net!s}\t{foot.expenses!s}\t{taxes!s}\t{surcharges!s}\t"
        f"{foot.total!s}\t{withholding_rate!s}\t{foot.withholding!s}\t{foot.payable!s}\t"
        f"{texts(said) if said else '{}'}\t{gathered.version}\t{text(gathered.bill_to_code)}\t"
        f"{text(contract.code)}"
    )


def _said(value: str | None) -> str:
    return text(value) if value else ""


def _rates(document: DraftDocument) -> tuple[TaxRate, ...]:
    first = document.lines[0].taxes if document.lines else ()
    if not [True for line in document.lines if line.taxes is not first]:
        return first
    return tuple(dict.fromkeys(rate for line in document.lines for rate in line.taxes))


def _line(
    stamp: Stamp, found: Lines, line: DraftLine, installment_id: int, discounts: tuple[object, ...]
) -> str:
    item = NULL if line.item is None else optional(stamp.masters.item_ids.get(line.item))
    key = line.key if isinstance(line.key, int) else NULL
    period = line.period
    if line.taxes is not found.taxed[0]:  # nearly always the same as the line before
        found.taxed = (line.taxes, _codes_and_rates(line.taxes))
    if period is not found.covered[0]:
        found.covered = (period, f"{period.start!s}\t{period.until!s}")
    kept = line.modification
    extra, reference, account = line.extra_text, line.reference, line.account
    return (
        f"{key}\t{installment_id}\t{NULL if kept is None else kept}\t{item}\t"
        f"{text(line.description)}\t{text(extra) if extra else ''}\t"
        f"{text(reference) if reference else ''}\t"
        f"{line.quantity!s}\t{line.unit_price!s}\t{numbers(discounts) if discounts else '{}'}\t"
        f"{line.net!s}\t{found.covered[1]}\t{found.taxed[1]}\t{'t' if line.withheld else 'f'}\t"
        f"{NULL if line.part is None else line.part}\t{text(account) if account else ''}\t"
    )


def _commission(line: DraftLine, terms: Terms) -> str:
    """Who earns by the line and what percent: what the contract says fills in (AG-4)."""
    agent, rate = line.agent, line.commission
    if terms is not SILENT:
        agent, rate = owed(agent or "", rate, terms)
    return f"{text(agent) if agent else ''}\t{optional(rate)}\t"


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
