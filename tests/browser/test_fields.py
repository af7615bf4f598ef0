"""Fields and dialogs by keyboard and mouse: a value typed is the value kept."""

import pytest
from playwright.sync_api import expect

from tests.backoffice.office import PASSWORD, a_user
from tests.factories import a_company, a_customer


@pytest.fixture
def company(database, settings):
    settings.ROOT_URLCONF = "tests.browser.field_page"
    company = a_company(name="Talleres Ana")
    a_customer(company, "Luis Gil", code="C7")
    a_customer(company, "Luisa Sanz", code="C8")
    return company


@pytest.fixture
def ana(company):
    return a_user(company, "manager", username="ana", password=PASSWORD)


WRITTEN = {"es": ("1.234,50", "2.345,6"), "en": ("1,234.50", "2,345.6")}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_is_typed_is_kept(office, ana, accessible, lang):
    shown, price = WRITTEN[lang]
    page = office(ana.memberships.get().company, user=ana, path="/fields/", lang=lang)
    accessible(page)
    field = page.get_by_label("Precio")
    expect(field).to_have_value(shown)
    field.fill(price)
    page.get_by_label("Fecha").fill("31/12/2026")
    page.locator("[data-months='1 7']").click()
    page.get_by_label("Cliente").press_sequentially("luis")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Luisa Sanz")).to_be_visible()
    page.keyboard.press("Enter")
    given = page.locator("#given")
    expect(given).to_contain_text("'price': Decimal('2345.6')")
    expect(given).to_contain_text("datetime.date(2026, 12, 31)")
    expect(given).to_contain_text("'months': [1, 7], 'customer': 'C8'")
    expect(page.get_by_label("Precio")).to_have_value(price)


def test_an_act_is_confirmed_and_asks_for_the_password(office, company, ana):
    page = office(company, user=ana, path="/fields/")
    page.get_by_role("button", name="Anular 2").click()
    confirm = page.get_by_role("dialog", name="Anular")
    expect(confirm).to_contain_text("Se anulan 2 contratos.")
    confirm.get_by_role("button", name="Anular 2").click()
    asked = page.get_by_role("dialog", name="Confirmar la identidad")
    expect(asked).to_be_visible()
    page.keyboard.type("no es esta")
    page.keyboard.press("Enter")
    expect(asked.get_by_role("alert")).to_contain_text("no son correctos")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_have_text("hecho 1")


def test_a_part_of_a_page_asks_too_and_goes_on(office, company, ana):
    page = office(company, user=ana, path="/fields/")
    page.get_by_role("button", name="Por partes").click()
    expect(page.get_by_role("dialog", name="Confirmar la identidad")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#done")).to_have_count(0)
    page.get_by_role("button", name="Por partes").click()
    page.get_by_label("Contraseña o código").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#part")).to_contain_text("hecho 2")


def test_the_session_ends_while_one_types(office, company, ana):
    page = office(company, user=ana, path="/fields/?keeps")
    page.get_by_label("Precio").fill("77,7")
    page.context.clear_cookies(name="cadencia_session")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="La sesión ha terminado")
    expect(dialog).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#given")).to_contain_text("Decimal('77.7')")
