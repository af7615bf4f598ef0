"""The four stories, from an empty database to numbered invoices, by clicking and typing only."""

import pytest
from playwright.sync_api import Page

from cadencia.documents.models import Document
from cadencia.parties.models import User
from tests.browser.story_words import (
    advanced,
    bills,
    details,
    finds,
    labelled,
    makes,
    posts,
    registers,
    sets_up,
)


@pytest.fixture
def page(visitor):
    assert not User.objects.exists()
    return visitor(path="")


def totals() -> list[str]:
    numbered = Document.objects.filter(number__isnull=False).order_by("number")
    return [f"{each.total:.2f}" for each in numbered]


def test_the_gym_bills_its_members(page):
    sets_up(page, "Gimnasio Fuerte", "GIM", "G")
    item = {"Código": "CUOTA", "Nombre": "Cuota de gimnasio", "Precio": "29,99"}
    makes(page, "Artículos", item, {"Recurrente": True})
    makes(page, "Clientes", {"Código": "ANA", "Nombre": "Ana Ruiz", "NIF": "12345678Z"})
    line = {"Artículo": "CUOTA", "Descripción": "CUOTA GIMNASIO <MENSUAL>"}
    registers(page, "ANA", {"Cuota inicial": "31/01/2026"}, [line])
    posts(page)
    bills(page, "1 documento")
    finds(page, "G-2026-000001", "CUOTA GIMNASIO Enero", "36,29 €")
    assert totals() == ["36.29"]


def test_the_insurer_bills_premiums_with_a_tax_of_its_own(page):
    sets_up(page, "Seguros Umbral", "SEG", "S", **{"Impuesto habitual": "ninguno"})
    tax = {"Código": "IPS8", "Impuesto": "IPS", "Tipo (%)": "8"}
    makes(page, "Impuestos", tax)
    item = {"Código": "HOGAR", "Nombre": "Prima de hogar", "Precio": "1.250,50"}
    makes(page, "Artículos", item, {"Recurrente": True, "IPS8": True})
    makes(page, "Clientes", {"Código": "LUIS", "Nombre": "Luis Mora"})
    header = {"Cada": "1", "Unidad": "años", "Cuota inicial": "15/01/2026"}
    line = {"Artículo": "HOGAR", "Descripción": "PRIMA HOGAR <ANUAL>"}
    registers(page, "LUIS", header, [line])
    posts(page)
    bills(page, "1 documento")
    finds(page, "S-2026-000001", "PRIMA HOGAR 2026", "1.350,54 €")
    assert totals() == ["1350.54"]


def test_the_boiler_company_bills_visits_in_chosen_months(page):
    def in_january(page: Page) -> None:
        advanced(page)
        details(page, 1).get_by_label("Enero", exact=True).check()
        page.keyboard.press("Escape")

    sets_up(page, "Calderas Vega", "CAL", "C")
    visit = {"Código": "VISITA", "Nombre": "Visita trimestral", "Precio": "45"}
    check = {"Código": "REVISION", "Nombre": "Revisión anual", "Precio": "90"}
    makes(page, "Artículos", visit, {"Recurrente": True})
    makes(page, "Artículos", check, {"Recurrente": True})
    makes(page, "Clientes", {"Código": "COM", "Nombre": "Comunidad Mayor 3"})
    header = {
        "Calendario": "En meses elegidos", "Día de generación": "20", "Fecha inicio": "01/01/2026",
    }  # fmt: skip
    lines = [{"Artículo": "VISITA"}, {"Artículo": "REVISION"}]
    registers(page, "COM", header, lines, in_january, months=("Enero", "Abril", "Julio"))
    posts(page)
    bills(page, "1 documento")
    finds(page, "C-2026-000001", "Visita trimestral", "Revisión anual", "163,35 €")
    assert totals() == ["163.35"]


def test_the_academy_divides_a_course_and_bills_the_parents(page):
    def divided(page: Page) -> None:
        advanced(page)
        panel = details(page, 0)
        labelled(panel, "División del precio").select_option(label="Dividido")
        page.keyboard.press("Escape")

    sets_up(page, "Academia Sol", "ACA", "A1")
    course = {"Código": "CURSO", "Nombre": "Curso de piano", "Precio": "1000"}
    boxes = {"Recurrente": True, "IVA21": False, "EXENTO": True}
    makes(page, "Artículos", course, boxes)
    makes(page, "Clientes", {"Código": "PADRE", "Nombre": "Rosa Gil", "NIF": "12345678Z"})
    makes(page, "Clientes", {"Código": "EVA", "Nombre": "Eva Gil", "Se factura a": "PADRE"})
    header = {"Cuota inicial": "05/01/2026", "Nº de cuotas": "3"}
    line = {"Artículo": "CURSO", "Descripción": "CURSO <CUOTA> de <CUOTAS>"}
    registers(page, "EVA", header, [line], divided)
    posts(page)
    bills(page, "1 documento")
    finds(page, "A1-2026-000001", "CURSO 1 de 3", "Rosa Gil", "333,33 €")
    assert totals() == ["333.33"]
