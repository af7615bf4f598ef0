"""Subject and body of a message, and their variables (R11, DO-6)."""

from datetime import date

import pytest

from cadencia.core.mail_texts import MessageFacts, expand, one_line, unknown_variables
from cadencia.core.text_variables import Facts, VariableWithoutValue

FACTS = MessageFacts(
    document="Factura F-2026-000041",
    number="F-2026-000041",
    total="54,45 €",
    company="Gimnasio Sol",
    facts=Facts(
        due_on=date(2026, 3, 31),
        customer="Ana <MENSUAL> & Co",
        contract="CT-1",
        theoretical_on=date(2026, 4, 2),
        payment_due_on=date(2026, 4, 30),
    ),
)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("<DOCUMENTO> de <EMPRESA>", "es", "Factura F-2026-000041 de Gimnasio Sol"),
        ("<Número>: <total>", "es", "F-2026-000041: 54,45 €"),
        ("<DOCUMENT> from <COMPANY>", "en", "Factura F-2026-000041 from Gimnasio Sol"),
        ("<MENSUAL> <ANUAL>, vence el <VENCIMIENTO>", "es", "Marzo 2026, vence el 30/04/2026"),
        ("<MONTH+1> <DATE>", "en", "April 2 Apr 2026"),
        ("<CONTRATO> a < b > c", "es", "CT-1 a < b > c"),
    ],
)
def test_the_variables_are_replaced(text, language, told):
    assert expand(text, FACTS, language) == told


def test_a_value_is_never_read_as_a_text():
    assert expand("<CLIENTE>: <NUMERO>", FACTS, "es") == "Ana <MENSUAL> & Co: F-2026-000041"


def test_what_has_no_value_is_named():
    with pytest.raises(VariableWithoutValue) as none:
        expand("Del <PERIODO DESDE>", FACTS, "es")
    assert none.value.name == "PERIODO DESDE"
    with pytest.raises(VariableWithoutValue):
        expand("<TOTAL>", FACTS._replace(total=""), "es")


def test_unknown_ones_and_those_of_installments():
    assert unknown_variables("<DOCUMENTO> <TOTAL> <MENSUAL+1> <NADA> <b>") == ("NADA",)
    assert unknown_variables("Cuota <CUOTA> de <INSTALLMENTS>") == ("CUOTA", "CUOTAS")


def test_a_subject_is_one_line():
    assert one_line(" Factura\r\nBcc: x@example.com\t1 ") == "Factura Bcc: x@example.com 1"
