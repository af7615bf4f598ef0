"""Masters by keyboard and mouse, on a desk and on a telephone."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from cadencia.billing.masters import saving
from cadencia.catalog.models import PriceListEntry
from cadencia.parties.models import Company, Customer
from tests.factories import a_company, a_customer, an_item, chief


@pytest.fixture
def a_gym(database: None) -> Company:
    company = a_company(name="Gimnasio Fuerte")
    an_item(company, "CUOTA", name="Cuota mensual")
    an_item(company, "CURSO", name="Curso")
    a_customer(company, "Berta Gil", code="BERTA")
    return company


def test_a_card_is_typed_by_keyboard_alone(office, a_gym, accessible):
    page = office(a_gym, role="clerk", path="/masters/customers/new/")
    page.get_by_label("Código*").or_(page.get_by_label("Código")).first.focus()
    page.keyboard.type("ANA")
    page.keyboard.press("Tab")
    page.keyboard.type("Ana Muñoz")
    contacts = page.get_by_role("group", name="Contactos")
    contacts.get_by_label("Nombre").first.focus()
    page.keyboard.type("Luis")
    page.keyboard.press("Enter")  # another row
    page.keyboard.type("Eva")
    page.keyboard.press("Tab")
    page.keyboard.type("Compras")
    expect(contacts.get_by_label("Nombre")).to_have_count(2)
    accessible(page)
    page.get_by_role("button", name="Guardar", exact=True).press("Enter")
    expect(page.get_by_text("Se ha guardado Ana Muñoz.")).to_be_visible()
    ana = Customer.objects.get(code="ANA")
    assert list(ana.contacts.order_by("pk").values_list("name", "position")) == [
        ("Luis", ""), ("Eva", "Compras"),
    ]  # fmt: skip
    contacts.get_by_role("button", name="Eliminar").first.click()
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(contacts.get_by_label("Nombre").first).to_have_value("Eva")
    page.get_by_role("button", name="Guardar", exact=True).wait_for()
    assert list(ana.contacts.values_list("name", flat=True)) == ["Eva"]


def test_what_was_chosen_is_what_was_typed(office, a_gym):
    """Whoever types faster than the list comes gets what they typed, not what stood there."""
    made = saving.create("price-lists", {"code": "T1"}, by=chief(a_gym.pk))
    page = office(a_gym, role="clerk", path=f"/masters/price-lists/{made.pk}/")
    item = page.get_by_label("Artículo").first
    item.click()
    expect(page.locator(".o-options li")).to_have_count(2)
    item.press_sequentially("CURSO")
    item.press("Enter")
    expect(page.locator(".o-options")).to_have_count(0)
    expect(item).to_have_value("CURSO")
    page.get_by_role("textbox", name="Precio").first.fill("1.234,50")
    page.get_by_role("button", name="Añadir precio").click()
    expect(page.get_by_role("cell", name="1.234,50")).to_be_visible()
    assert PriceListEntry.objects.get().price == Decimal("1234.50")


def test_a_list_is_found_as_one_types(office, a_gym):
    page = office(a_gym, role="clerk", path="/masters/customers/")
    page.keyboard.press("/")
    page.keyboard.type("zzz")
    expect(page.get_by_text("No hay nada con estos filtros.")).to_be_visible()
    page.get_by_label("Buscar").fill("gil berta")
    expect(page.get_by_role("link", name="BERTA")).to_be_visible()
    assert "q=gil" in page.url


DESK = {"lang": "es", "theme": "light", "width": 1440}
TELEPHONE = {"lang": "en", "theme": "dark", "width": 390}


@pytest.mark.parametrize("how", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_every_page_is_for_everybody(office, a_gym, accessible, how):
    berta = Customer.objects.get(code="BERTA")
    page = office(a_gym, path=f"/masters/customers/{berta.pk}/", **how)
    for each in ("", "company/", "tokens/", "webhooks/", "templates/new/", "series/", "taxes/new/"):
        if each:
            page.goto(f"/masters/{each}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= how["width"], each


@pytest.mark.parametrize("how", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_the_first_page_is_for_everybody(visitor, accessible, how):
    page = visitor(path="/", **how)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/set-up/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= how["width"]
