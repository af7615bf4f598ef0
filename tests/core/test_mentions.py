"""What a document must say by law, case by case (spain: RD 1619/2012 art. 6.1.j-n)."""

from decimal import Decimal

import pytest

from cadencia.core.mentions import BY_EXEMPTION, BY_REGIME, mention_of_tax, mentions
from cadencia.core.totals import TaxRate


def a_tax(tax="IVA", rate="21", **fields):
    return TaxRate(code=f"{tax}{rate}", tax=tax, rate=Decimal(rate), **fields)


IVA = a_tax()
EXENTO = a_tax("EXENTO", "0", exemption="E1", mention="Exenta – art. 20.Uno.9.º Ley 37/1992")

# The literals of the law, typed from it and not from the module.
CASES = [
    ("domestic", (IVA,), ()),
    ("domestic", (), ()),
    ("domestic", (IVA, EXENTO), ("Exenta – art. 20.Uno.9.º Ley 37/1992",)),
    (
        "domestic",
        (a_tax("EXENTO", "0", exemption="E1"),),
        ("Operación exenta – art. 20 Ley 37/1992",),
    ),
    (
        "domestic",
        (a_tax("NS", "0", exemption="N2"),),
        ("No sujeta por reglas de localización",),
    ),
    ("domestic", (a_tax("IVA", "0", exemption="S2"),), ("Inversión del sujeto pasivo",)),
    (
        "domestic",
        (a_tax("IVA", "21", mention="Régimen especial del criterio de caja"),),
        ("Régimen especial del criterio de caja",),
    ),
    (
        "reverse_charge",
        (a_tax(rate="0", regime="reverse_charge"),),
        ("Inversión del sujeto pasivo",),
    ),
    (
        "intra_eu",
        (a_tax(rate="0", regime="intra_eu"),),
        ("Exenta – art. 25 Ley 37/1992 (entrega intracomunitaria)",),
    ),
    ("export", (a_tax(rate="0", regime="export"),), ("Exenta – art. 21 Ley 37/1992",)),
    ("export", (), ("Exenta – art. 21 Ley 37/1992",)),
    (
        "exempt",
        (a_tax(rate="0", regime="exempt"),),
        ("Operación exenta – art. 20 Ley 37/1992",),
    ),
    ("exempt", (EXENTO,), ("Exenta – art. 20.Uno.9.º Ley 37/1992",)),
    ("exempt", (a_tax("IGIC", "0", regime="exempt"),), ("Operación exenta de IGIC",)),
    (
        "export",
        (a_tax("NS", "0", exemption="N2", regime="export"),),
        ("No sujeta por reglas de localización",),
    ),
    (
        "reverse_charge",
        (EXENTO._replace(regime="reverse_charge"),),
        ("Exenta – art. 20.Uno.9.º Ley 37/1992", "Inversión del sujeto pasivo"),
    ),
]


@pytest.mark.parametrize(("regime", "taxes", "said"), CASES)
def test_what_a_spanish_document_says(regime, taxes, said):
    assert mentions(regime, taxes, "ES") == said


def test_each_sentence_is_said_once():
    two_rates = (a_tax(rate="0", regime="export"), a_tax(rate="4", regime="export"))
    assert mentions("export", two_rates, "ES") == ("Exenta – art. 21 Ley 37/1992",)


def test_spanish_law_is_not_quoted_elsewhere():
    assert mentions("export", (a_tax(rate="0", regime="export"),), "GT") == ()
    assert mentions("domestic", (a_tax(exemption="E1"),), "GT") == ()


def test_elsewhere_a_tax_still_says_what_it_was_given():
    given = a_tax("IVA", "0", mention="Exento, artículo 7 Ley del IVA")
    assert mentions("domestic", (given,), "GT") == ("Exento, artículo 7 Ley del IVA",)


def test_an_unknown_exemption_says_nothing_rather_than_something_wrong():
    assert mention_of_tax(a_tax(exemption="X9"), "ES") == ""


def test_every_regime_but_the_domestic_one_says_something():
    assert set(BY_REGIME) == {"intra_eu", "export", "exempt", "reverse_charge"}
    assert set(BY_EXEMPTION) == {"E1", "E2", "E3", "E4", "E5", "E6", "S2", "N1", "N2"}
