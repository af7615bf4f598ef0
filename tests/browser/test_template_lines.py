"""The lines of a template, typed in the grid of the contract form."""

import json
import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from cadencia.catalog.models import Formula
from cadencia.contracts.models import Template
from tests import factories
from tests.browser.test_contract_form import READY, cell


@pytest.fixture
def a_gym(database):
    company = factories.a_company(editing="basic")
    factories.an_item(company, name="Cuota gimnasio")
    Formula.objects.create(
        company=company, name="km", expression="amount * 0.26 + base", parameters=["base"]
    )
    return company


def test_a_template_is_written_by_keyboard_alone(office, a_gym, accessible):
    page = office(a_gym, path="/masters/templates/new/")
    page.wait_for_selector(READY)
    page.get_by_label("Código").first.fill("GIM")
    page.get_by_label("Cada", exact=True).fill("1")
    page.get_by_label("Periodo", exact=True).select_option("month")
    page.get_by_label("Cuota inicial").fill("31/01/2027")
    page.get_by_role("button", name="Añadir línea").press("Enter")
    page.keyboard.type("CUO")
    page.locator(".o-options li").wait_for()
    page.keyboard.press("Enter")
    expect(cell(page, 0, "description")).to_have_value("Cuota gimnasio")
    expect(cell(page, 0, "unit_price")).to_have_value("45,00")
    page.keyboard.press("Enter")  # a new line
    page.keyboard.press("Tab")
    page.keyboard.type("TAQUILLA <MENSUAL>")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1.234,50")
    expect(page.locator(".cf-text").last).to_have_text("TAQUILLA Enero")
    expect(page.locator("[data-live=coming]")).to_contain_text("28/02/2027")
    page.keyboard.press("Alt+Enter")  # its details
    panel = page.get_by_role("dialog", name="Línea 2")
    panel.get_by_role("button", name="<ANUAL>", exact=True).click()
    panel.get_by_label("Enero").check()
    panel.get_by_role("button", name="Semestre").click()
    page.keyboard.press("Escape")
    expect(cell(page, 1, "months")).to_have_text("1 7")
    february = page.locator("[data-live=coming] tr", has_text="28/02/2027")
    expect(february).to_contain_text("54,45")  # without the line of January and July
    expect(page.locator("[data-live=footer]")).to_have_attribute("aria-busy", "false")
    expect(page.locator("[data-live=footer]")).to_have_css("opacity", "1")
    accessible(page)
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.wait_for_url(re.compile(r"/masters/templates/\d+/"))
    page.wait_for_selector(READY)
    expect(cell(page, 1, "unit_price")).to_have_value("1.234,50")
    made = Template.objects.get()
    lines = list(made.lines.order_by("position").values_list("item__code", "unit_price", "months"))
    assert lines == [("CUOTA", Decimal(45), []), (None, Decimal("1234.5"), [1, 7])]
    page.wait_for_load_state("networkidle")


def test_what_is_wrong_with_a_line_is_told_at_its_cell(office, a_gym):
    page = office(a_gym, path="/masters/templates/new/", width=390)
    page.wait_for_selector(READY)
    page.get_by_role("button", name="Añadir línea").click()
    cell(page, 0, "description").fill("Cuota")
    cell(page, 0, "unit_price").fill("treinta")
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.wait_for_selector(READY)
    expect(cell(page, 0, "unit_price")).to_have_value("treinta")
    expect(cell(page, 0, "unit_price")).to_have_attribute("aria-invalid", "true")
    assert not Template.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Quitar", exact=True).first.click()
    expect(page.get_by_text("Línea quitada.")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(cell(page, 0, "unit_price")).to_have_value("treinta")
    sent = json.loads(page.locator('input[name="lines"]').input_value())
    assert [each["unit_price"] for each in sent] == ["treinta"]
    page.wait_for_load_state("networkidle")
