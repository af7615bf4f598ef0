"""What the law wants said on a document, word for word, and when (RD 1619/2012 art. 6.1.j-n).

A tax with a mention of its own says that. Else its exemption or the document's tax regime
chooses the words, which are those of the Spanish law: a company of another country prints only
what its taxes say.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cadencia.core.totals import TaxRate

REVERSE_CHARGE: Final = "Inversión del sujeto pasivo"

BY_REGIME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "intra_eu": "Exenta – art. 25 Ley 37/1992 (entrega intracomunitaria)",
        "export": "Exenta – art. 21 Ley 37/1992",
        "exempt": "Operación exenta – art. 20 Ley 37/1992",
        "reverse_charge": REVERSE_CHARGE,
    }
)
"""What a document of the regime says; a domestic one says nothing."""

BY_EXEMPTION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "E1": "Operación exenta – art. 20 Ley 37/1992",
        "E2": "Exenta – art. 21 Ley 37/1992",
        "E3": "Exenta – art. 22 Ley 37/1992",
        "E4": "Exenta – arts. 23 y 24 Ley 37/1992",
        "E5": "Exenta – art. 25 Ley 37/1992 (entrega intracomunitaria)",
        "E6": "Operación exenta",
        "S2": REVERSE_CHARGE,
        "N1": "Operación no sujeta – arts. 7 y 14 Ley 37/1992",
        "N2": "No sujeta por reglas de localización",
    }
)
"""What a tax says by its code of the Spanish tax office, unless it has a mention of its own."""

_OTHER_LAWS: Final = ("IGIC", "IPSI")  # Ley 37/1992 is of the IVA alone
_SPAIN: Final = "ES"
_DOMESTIC: Final = "domestic"
_REVERSED: Final = "reverse_charge"


def mentions(tax_regime: str, taxes: tuple[TaxRate, ...], country: str) -> tuple[str, ...]:
    """Return what a document must say, each sentence once: its taxes' first, then its regime's.

    `country` is the issuer's, ISO 3166. Where the taxes name their own reason (an exempt article,
    a service located elsewhere) the regime adds no other, except the reverse charge, which the
    recipient must always find.

    >>> mentions("reverse_charge", (), "ES")
    ('Inversión del sujeto pasivo',)
    """
    if tax_regime == _DOMESTIC and not any(
        each.mention or each.exemption or each.regime for each in taxes
    ):
        return ()
    said = [mention_of_tax(each, country) for each in taxes]
    if tax_regime == _REVERSED or not any(said):
        names = [each.tax for each in taxes]
        said.append(_of_regime(tax_regime, names, country))
    return tuple(dict.fromkeys(each for each in said if each))


def mention_of_tax(tax: TaxRate, country: str) -> str:
    """Return what a tax must say under its group in the foot; nothing for an ordinary one."""
    if tax.mention:
        return tax.mention
    if country != _SPAIN:
        return ""
    if tax.exemption:
        text = BY_EXEMPTION.get(tax.exemption, "")
        return _in_its_law(text, [tax.tax]) if text else ""
    return _of_regime(tax.regime, [tax.tax], country)


def _of_regime(regime: str, names: list[str], country: str) -> str:
    return _in_its_law(BY_REGIME.get(regime, ""), names) if country == _SPAIN else ""


def _in_its_law(text: str, names: list[str]) -> str:
    """Return the text, without the article of a law that isn't the one of these taxes."""
    other = next((each for each in names if each in _OTHER_LAWS), None)
    return f"Operación exenta de {other}" if other and "Ley 37/1992" in text else text
