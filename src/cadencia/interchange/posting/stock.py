"""Checks of the release of stocked items (R12, ST-2, ST-4, LN-7)."""

from __future__ import annotations

from collections.abc import Iterator

from cadencia.core.agreement import (
    Agreement,
    Catalog,
    Effect,
    InstallmentsAre,
    Line,
    StockRelease,
)
from cadencia.interchange.posting.finding import Finding, found, line_path, modification_path

TAX_ON_DELIVERY = frozenset({"ES"})
"""Countries whose whole tax is due when the goods are delivered (spain.md; R12)."""

DELIVERED_AT_FIRST = frozenset({StockRelease.FIRST, StockRelease.FIRST_DEFERRING_COST})


def findings(agreement: Agreement) -> Iterator[Finding]:
    """Yield what is wrong with how stocked items leave."""
    mode = agreement.contract.stock_release
    if mode is None:
        return
    yield from _count(agreement, mode)
    if mode is StockRelease.EACH or not _billed_by_installments(agreement):
        return
    if agreement.company.country in TAX_ON_DELIVERY and mode in DELIVERED_AT_FIRST:
        yield from _tax_on_delivery(agreement)
    else:
        yield from _services(agreement)


def _billed_by_installments(agreement: Agreement) -> bool:
    contract = agreement.contract
    return contract.installments_are is InstallmentsAre.DOCUMENTS and contract.installments != 1


def _count(agreement: Agreement, mode: StockRelease) -> Iterator[Finding]:
    """Without a count only *at start*, and *every installment* if the company allows (ST-2)."""
    allowed = {StockRelease.FIRST}
    if agreement.company.release_each_without_count:
        allowed.add(StockRelease.EACH)
    if agreement.contract.installments is None and mode not in allowed:
        looks_at = ("contract.installments", "company.release_each_without_count")
        yield found("contract.stock_release", "release_needs_count", *looks_at)


def _tax_on_delivery(agreement: Agreement) -> Iterator[Finding]:
    for position, line in enumerate(agreement.contract.lines):
        if _is_stocked(agreement.catalog, line.item) and line.one_off is None:
            item = line_path(position, "item")
            looks_at = (item, "contract.stock_release", "company.country", "catalog.items")
            path = "contract.installments_are"
            yield found(path, "delivered_by_installments", *looks_at, field=item)
            return


def _services(agreement: Agreement) -> Iterator[Finding]:
    """A stocked item that doesn't leave each time needs what the others bill (LN-7)."""
    catalog = agreement.catalog
    for position, line in enumerate(agreement.contract.lines):
        if line.one_off is None and _is_stocked(catalog, line.item):
            path = line_path(position, "installment_service")
            yield from _service(catalog, path, line.installment_service)
    for position, each in enumerate(agreement.contract.modifications):
        if each.effect is Effect.MODIFY and _is_stocked(catalog, each.item):
            path = modification_path(position, "installment_service")
            known = _line(agreement, each.line)
            service = each.installment_service or (known.installment_service if known else None)
            yield from _service(catalog, path, service)


def _service(catalog: Catalog, path: str, service: str | None) -> Iterator[Finding]:
    looks_at = ("contract.stock_release", "catalog.items")
    if service is None:
        yield found(path, "service_missing", *looks_at)
    elif _is_stocked(catalog, service):
        yield found(path, "service_is_stocked", *looks_at, item=service)


def _is_stocked(catalog: Catalog, code: str | None) -> bool:
    item = catalog.items.get(code or "")
    return item is not None and item.stocked


def _line(agreement: Agreement, key: object) -> Line | None:
    return next((line for line in agreement.contract.lines if line.key == key), None)
