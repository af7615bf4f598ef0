"""To which taxes of a document's foot each of its lines belongs, told from what is stored.

A stored line keeps the codes and percents of its taxes; the foot keeps the groups (R10). What
the catalog says of a code today only tells groups of one percent apart: it may have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from cadencia.core.totals import TaxRate, TaxTotal


class GroupUnclear(Exception):
    """A tax of a line can't be told among those of the foot; `code` names it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def taxes_of_line(
    codes: Sequence[str],
    rates: Sequence[Decimal],
    foot: Sequence[TaxTotal],
    catalog: Callable[[str], TaxRate | None],
) -> tuple[TaxRate, ...]:
    """Return the taxes of a line as the foot has them, with the rates and surcharges charged.

    `catalog` gives what a code means today, or None.

    :raises GroupUnclear: if several groups could be meant.
    """
    if len(rates) != len(codes):  # kept before lines kept their percents
        return tuple(_one(code, list(foot), catalog(code)) for code in codes)
    return tuple(
        _one(code, [each for each in foot if each.rate == rate], catalog(code))
        for code, rate in zip(codes, rates, strict=True)
    )


def as_rate(code: str, tax: TaxTotal) -> TaxRate:
    """Return a group of the foot as the tax of a line, called by a code."""
    return TaxRate(
        code,
        tax.tax,
        tax.rate,
        tax.surcharge_rate,
        tax.exemption or None,
        tax.mention or None,
        tax.regime,
    )


def _one(code: str, groups: list[TaxTotal], today: TaxRate | None) -> TaxRate:
    if len(groups) > 1 and today is not None:
        groups = [each for each in groups if each.tax == today.tax] or groups
    if len(groups) > 1 and today is not None:
        told = today.exemption or "", today.mention or "", today.regime
        alike = [each for each in groups if _reason(each) == told]
        groups = alike or groups
    if len(groups) != 1:
        raise GroupUnclear(code)
    return as_rate(code, groups[0])


def _reason(tax: TaxTotal) -> tuple[str, str, str]:
    return tax.exemption or "", tax.mention or "", tax.regime
