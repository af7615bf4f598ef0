"""The list of contracts and its dialogs by keyboard and mouse."""

from datetime import date

import pytest
from playwright.sync_api import expect

from cadencia.billing import acts
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests.browser.holding import READY
from tests.factories import a_company, a_customer, a_draft_contract, chief

WAIT = 15_000  # milliseconds for what a busy machine should show


@pytest.fixture
def a_gym(database: None) -> Company:
    """Three members who owe January's fee of 45.00 (the clock stands as the other tests' does)."""
    company = a_company(name="Gimnasio Fuerte", documents_are="draft")
    for code, name in (("CUO-1", "Ana Ruiz"), ("CUO-2", "Berta Gil"), ("CUO-3", "Íñigo Mora")):
        buyer = a_customer(company, name)
        draft = a_draft_contract(buyer, ("CUOTA GIMNASIO <MENSUAL>", "45.00"), code=code)
        acts.post(draft.pk, on=date(2026, 1, 1), by=chief(company.pk))
    return company


def test_search_rows_menu_and_a_pause_by_the_keyboard_alone(office, a_gym, accessible):
    page = office(a_gym, role="clerk", path="/contracts/")
    accessible(page)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("inigo")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.wait_for_selector(READY)  # keys pressed before do nothing
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press(".")
    menu = page.get_by_role("dialog")
    menu.get_by_text("Ahora no es posible").click()
    expect(menu.get_by_text("No está en pausa.")).to_be_visible(timeout=WAIT)
    menu.get_by_role("link", name="Pausar").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Pausar")).to_be_visible(timeout=WAIT)
    accessible(page)
    dialog.get_by_label("Desde").fill("01/04/2026")
    dialog.get_by_label("Hasta").fill("31/05/2026")
    expect(dialog.get_by_text("Se omiten: 30/04/2026, 31/05/2026.")).to_be_visible(timeout=WAIT)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Hecho: Pausar, CUO-3.")).to_be_visible(timeout=WAIT)
    assert Contract.objects.get(code="CUO-3").pauses.get().until == date(2026, 5, 31)


def test_a_refused_act_stays_in_its_dialog(office, a_gym):
    page = office(a_gym, role="clerk", path="/contracts/")
    page.get_by_role("link", name="Qué se puede hacer con CUO-1").click()
    page.get_by_role("dialog").get_by_role("link", name="Omitir una cuota").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Omitir la cuota").click()
    expect(dialog.locator(".o-problem")).to_be_visible()
    dialog.get_by_label("Por qué").fill("Cortesía")
    dialog.get_by_role("button", name="Omitir la cuota").click()
    expect(page.get_by_text("Hecho: Omitir una cuota, CUO-1.")).to_be_visible(timeout=WAIT)


def test_what_is_due_is_generated_from_the_list(office, a_gym):
    page = office(a_gym, role="clerk", path="/contracts/")
    page.get_by_role("link", name="Generar facturas (3)").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Solo la cuota más antigua de cada uno").check()
    expect(dialog.get_by_text("163,35 €")).to_be_visible()
    dialog.get_by_role("button", name="Generar 3 documentos").click()
    page.wait_for_url("**/runs/*/")
    assert Document.objects.count() == 3


def test_cards_on_a_phone_never_overflow(office, a_gym, accessible):
    page = office(a_gym, role="clerk", path="/contracts/", width=390)
    expect(page.get_by_text("CUO-1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)
