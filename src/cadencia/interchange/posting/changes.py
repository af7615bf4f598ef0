"""Checks of scheduled modifications (R7)."""

from __future__ import annotations

from collections.abc import Iterator

from cadencia.core.agreement import Agreement, Effect, ScheduledModification
from cadencia.core.modifications import REPLACED
from cadencia.interchange.posting.finding import Finding, found, modification_path
from cadencia.interchange.posting.lines import FROM_FORMULA


def findings(agreement: Agreement) -> Iterator[Finding]:
    """Yield what is wrong with each scheduled modification."""
    for position, each in enumerate(agreement.contract.modifications):
        if each.effect is Effect.ADD:
            yield from _addition(agreement, position, each)
        else:
            yield from _replacement(agreement, position, each)
            yield from _same_day(agreement, position, each)


def _addition(
    agreement: Agreement, position: int, each: ScheduledModification
) -> Iterator[Finding]:
    item = agreement.catalog.items.get(each.item or "")
    looks_at = [modification_path(position, name) for name in ("effect", "item", *FROM_FORMULA)]
    if each.line is not None:
        yield found(modification_path(position, "line"), "addition_of_line", looks_at[0])
    if each.description is None and item is None:
        yield found(modification_path(position, "description"), "addition_of_nothing", *looks_at)
    if each.unit_price is None and (item is None or item.price is None):
        path = modification_path(position, "unit_price")
        yield found(path, "price_missing", "catalog.items", *looks_at)


def _replacement(
    agreement: Agreement, position: int, each: ScheduledModification
) -> Iterator[Finding]:
    path = modification_path(position, "line")
    looks_at = (modification_path(position, "effect"), *_keys(agreement))
    if each.line is None:
        yield found(path, "modification_of_no_line", *looks_at)
    elif all(line.key != each.line for line in agreement.contract.lines):
        yield found(path, "line_unknown", *looks_at, value=each.line)


def _same_day(
    agreement: Agreement, position: int, each: ScheduledModification
) -> Iterator[Finding]:
    """Two modifications of one field of one line may not begin on the same day."""
    for place, other in enumerate(agreement.contract.modifications[:position]):
        same = (each.line, each.valid_from, each.effect)
        if each.line is None or same != (other.line, other.valid_from, other.effect):
            continue
        both = [name for name in REPLACED if _gives(each, name) and _gives(other, name)]
        if both:
            path = modification_path(position, "from")
            other_path = modification_path(place, "from")
            yield found(path, "same_from", other_path, field=both[0], other=other_path)


def _gives(modification: ScheduledModification, name: str) -> bool:
    return getattr(modification, name) is not None


def _keys(agreement: Agreement) -> list[str]:
    return [f"contract.lines.{place}.key" for place in range(len(agreement.contract.lines))]
