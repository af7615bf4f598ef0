"""The taxes that every company has from the start; others are added in the catalog.

Rates and surcharges (*recargo de equivalencia*) are percents.
"""

from __future__ import annotations

from decimal import Decimal

from cadencia.core.totals import TaxRate

WITHHOLDING_TAX = "IRPF"
"""The tax that is withheld from the payable amount and never stands on a line."""


def _tax(code: str, tax: str, rate: str, surcharge: str = "0") -> TaxRate:
    return TaxRate(code=code, tax=tax, rate=Decimal(rate), surcharge=Decimal(surcharge))


STANDARD_TAXES: tuple[TaxRate, ...] = (
    _tax("IVA21", "IVA", "21", "5.2"),
    _tax("IVA10", "IVA", "10", "1.4"),
    _tax("IVA4", "IVA", "4", "0.5"),
    _tax("IVA0", "IVA", "0"),
    _tax("IGIC7", "IGIC", "7"),
    _tax("IRPF15", WITHHOLDING_TAX, "15"),
    _tax("IRPF7", WITHHOLDING_TAX, "7"),
    _tax("IRPF19", WITHHOLDING_TAX, "19"),
    TaxRate(
        code="EXENTO",
        tax="EXENTO",
        rate=Decimal(0),
        exemption="E1",  # VERI*FACTU: exempt by article 20
        mention="Operación exenta – art. 20 Ley 37/1992",
    ),
)


def is_withholding(tax: TaxRate) -> bool:
    """Say whether a tax is withheld from the payable amount instead of charged."""
    return tax.tax == WITHHOLDING_TAX
