"""What a contract file says, as frozen values: the agreement and what only the file shows.

The agreement holds effective values (the customer's decimals where the contract gives none);
`Stated` keeps what the contract says of its own, so that writing gives back what was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cadencia.catalog.formulas import Formula
from cadencia.catalog.standard_taxes import STANDARD_TAXES
from cadencia.core.agreement import Agreement, Catalog, LedgerRow
from cadencia.core.payment_terms import PaymentTerms
from cadencia.core.totals import TaxRate


class FormulaUse(NamedTuple):
    """A formula that a line or modification names, with the values it is evaluated for."""

    name: str
    amount: Decimal
    parameters: tuple[tuple[str, Decimal], ...] = ()


def _standard_taxes() -> dict[str, TaxRate]:
    return {each.code: each for each in STANDARD_TAXES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Masters:
    """What a contract refers to by code or name."""

    catalog: Catalog = field(default_factory=Catalog)
    taxes: Mapping[str, TaxRate] = field(default_factory=_standard_taxes)  # standard ones included
    formulas: Mapping[str, Formula] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a contract says of its own, and what its calculation doesn't look at."""

    kind: str | None = None
    project: str | None = None
    price_list: str | None = None
    currency: str | None = None
    decimals: int | None = None
    payment_terms: PaymentTerms | None = None
    ledger: tuple[LedgerRow, ...] = ()
    line_formulas: Mapping[int, FormulaUse] = field(default_factory=dict)  # by position
    quantity_formulas: Mapping[int, FormulaUse] = field(default_factory=dict)  # of lines
    modification_formulas: Mapping[int, FormulaUse] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFile:
    """A contract file that was read."""

    agreement: Agreement
    masters: Masters = field(default_factory=Masters)
    stated: Stated = field(default_factory=Stated)
