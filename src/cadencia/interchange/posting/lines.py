"""Checks of lines: items, prices, one-offs (AG-5, LN-4, R7, R8)."""

from __future__ import annotations

from collections.abc import Iterator

from cadencia.core.agreement import Agreement, InstallmentsAre, Line, PriceSource, PriceSplit
from cadencia.interchange.posting.finding import Finding, found, line_path

FROM_FORMULA = ("formula", "formula_amount", "formula_parameters")


def findings(agreement: Agreement) -> Iterator[Finding]:
    """Yield what is wrong with each line."""
    for position, line in enumerate(agreement.contract.lines):
        yield from _item(agreement, position, line)
        yield from _price(agreement, position, line)
        yield from _one_off(agreement, position, line)
        yield from _usage(agreement, position, line)


def _item(agreement: Agreement, position: int, line: Line) -> Iterator[Finding]:
    """A recurring line bills what the catalog flags as recurrent (AG-5)."""
    item = agreement.catalog.items.get(line.item or "")
    if item is not None and line.one_off is None and not item.recurrent:
        path = line_path(position, "item")
        looks_at = ("catalog.items", line_path(position, "one_off_on"))
        yield found(path, "item_not_recurrent", *looks_at, item=item.code)


def _price(agreement: Agreement, position: int, line: Line) -> Iterator[Finding]:
    if line.price_source is PriceSource.FIXED:
        item = agreement.catalog.items.get(line.item or "")
        if line.unit_price is None and (item is None or item.price is None):
            looks_at = [line_path(position, name) for name in ("item", *FROM_FORMULA)]
            code = "price_missing" if item is None else "price_missing_of_item"
            path = line_path(position, "unit_price")
            yield found(path, code, "catalog.items", *looks_at, item=line.item or "")
    elif line.price_source is not PriceSource.FORMULA and line.item is None:
        source = line.price_source.value
        looks_at = [line_path(position, "price_source")]
        yield found(line_path(position, "item"), "item_missing_for_price", *looks_at, source=source)


def _usage(agreement: Agreement, position: int, line: Line) -> Iterator[Finding]:
    """What is metered is billed whole, in the installment that covers it (LN-11)."""
    if line.usage is None:
        return
    path = line_path(position, "quantity_source")
    if line.one_off is not None or line.price_split is PriceSplit.DIVIDED:
        looks_at = [line_path(position, name) for name in ("price_split", "one_off_on")]
        yield found(path, "usage_not_whole", *looks_at)
    if agreement.contract.installments_are is InstallmentsAre.DUE_DATES:
        yield found("contract.installments_are", "usage_in_sale", path)


def _one_off(agreement: Agreement, position: int, line: Line) -> Iterator[Finding]:
    if line.one_off is None:
        return
    if line.months:
        yield found(line_path(position, "months"), "one_off_with_months")
    if line.one_off.with_next and agreement.contract.schedule is None:
        path = line_path(position, "one_off_on")
        yield found(path, "one_off_next_without_schedule", "contract.schedule")
