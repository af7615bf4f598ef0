"""Scheduled modifications: what a line says on a reference date (R7)."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from cadencia.core.agreement import (
    Contract,
    Effect,
    Key,
    Line,
    Owner,
    Placement,
    PriceSource,
    PriceSplit,
    ScheduledModification,
    Times,
)

REPLACED = (
    "item",
    "description",
    "quantity",
    "unit_price",
    "formula",
    "price_split",
    "discounts",
    "taxes",
    "installment_service",
    "lot",
    "serial",
)
"""The fields of a line that a modification may replace."""


class Terms(NamedTuple):
    """A line as it stands on a reference date, and what made it so."""

    line: Line
    owner: Owner  # whose price is divided, if it is (R9)
    price_given_on: date | None = None  # `from` of the modification that gives the price
    modification: Key | None = None  # the latest that acts
    separate: Key | None = None  # the modification that has a document of its own
    only_once: tuple[Key, ...] = ()  # those that act in the first installment only
    is_addition: bool = False

    @property
    def kept(self) -> Key | None:
        """The modification that a document line names, for the next run to know of it.

        First the one whose price is divided, then one that acts once: what is billed of them
        is not billed again. Otherwise the latest.
        """
        if self.owner[0] == "modification":
            return self.owner[1]
        return self.only_once[-1] if self.only_once else self.modification

    @property
    def acted_too(self) -> tuple[Key, ...]:
        """Those that act only once beside the one that a document line names.

        The line notes them (`once: key`), for the next run to know that they have acted.
        """
        return tuple(each for each in self.only_once if each != self.kept)


def is_in_force(modification: ScheduledModification, reference_on: date) -> bool:
    """Say whether the modification acts on the reference date, both ends included."""
    return modification.valid_from <= reference_on and (
        modification.valid_until is None or reference_on <= modification.valid_until
    )


def terms_on(contract: Contract, line: Line, reference_on: date, acted: AbstractSet[Key]) -> Terms:
    """Return the line with the modifications in force, the later `from` winning (R7).

    `acted` are the modifications that act only once and already have.
    """
    found = [
        each
        for each in contract.modifications
        if each.line == line.key
        and each.effect is Effect.MODIFY
        and is_in_force(each, reference_on)
        and each.key not in acted
    ]
    terms = Terms(line, ("line", line.key))
    for each in sorted(found, key=lambda modification: modification.valid_from):
        terms = _modified(terms, each)
    return terms


def added_line(contract: Contract, addition: ScheduledModification, name: str = "") -> Terms:
    """Return the line that an addition brings (R7); it follows the contract's schedule.

    `name` is the item's, for an addition that has no description of its own.
    """
    source = PriceSource.CURRENT if contract.allow_price_updates else PriceSource.CATALOG
    line = Line(
        key=addition.key,
        description=addition.description or name,
        item=addition.item,
        price_source=source if addition.unit_price is None else PriceSource.FIXED,
        **_given(addition, ("quantity", "unit_price", "formula", "price_split", "discounts")),
        **_given(addition, ("taxes", "installment_service", "lot", "serial")),
    )
    return Terms(
        line,
        ("modification", addition.key),
        price_given_on=None if addition.unit_price is None else addition.valid_from,
        modification=addition.key,
        separate=addition.key if addition.document is Placement.SEPARATE else None,
        only_once=(addition.key,) if addition.times is Times.FIRST else (),
        is_addition=True,
    )


def _modified(terms: Terms, modification: ScheduledModification) -> Terms:
    changes = _given(modification, REPLACED)
    if terms.line.usage is not None:
        changes.pop("quantity", None)  # it is what was used
    elif modification.quantity is not None:
        changes["quantity_formula"] = None
    price_given_on = terms.price_given_on
    if modification.unit_price is not None:
        changes["price_source"] = PriceSource.FIXED
        price_given_on = modification.valid_from
    owner = terms.owner
    if modification.price_split is PriceSplit.DIVIDED:
        owner = ("modification", modification.key)
    separate = terms.separate
    if modification.document is Placement.SEPARATE:
        separate = modification.key
    once = (modification.key,) if modification.times is Times.FIRST else ()
    return Terms(
        replace(terms.line, **changes),
        owner,
        price_given_on,
        modification.key,
        separate,
        terms.only_once + once,
    )


def _given(modification: ScheduledModification, names: tuple[str, ...]) -> dict[str, Any]:
    values = ((name, getattr(modification, name)) for name in names)
    return {name: value for name, value in values if value is not None}
