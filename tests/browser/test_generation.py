"""The wizard and the documents by keyboard and mouse."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from cadencia.billing import due
from cadencia.billing.models import BillingRun
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests.browser.holding import READY, holding
from tests.factories import a_company, a_customer, a_posted_contract

expect.set_options(timeout=15_000)  # milliseconds; several pages are made on the way


@pytest.fixture
def a_gym(database: None) -> Company:
    """Three members who owe 45.00 of January; one who was billed 40.00 elsewhere."""
    company = a_company(name="Gimnasio Fuerte", documents_are="draft")
    for name in ("Ana Ruiz", "Berta Gil", "Carlos Mora"):
        contract = a_posted_contract(
            a_customer(company, name),
            ("CUOTA GIMNASIO <MENSUAL>", "45.00"),
            installments=1,
            schedule_every=1,
            schedule_unit="month",
            schedule_first=date(2026, 1, 31),
        )
        due.refresh([contract.pk], company.pk)
    return company


def test_from_the_question_to_the_numbers(office, a_gym, accessible):
    page = office(a_gym, role="clerk", path="/generation/")
    expect(page.get_by_label("Mes", exact=True)).to_have_value("2026-01")
    page.get_by_text("Todo lo pendiente").click()
    expect(page.get_by_label("A fecha de")).to_be_visible()
    expect(page.get_by_label("Mes", exact=True)).to_be_hidden()
    page.get_by_text("Un mes", exact=True).click()
    accessible(page)
    page.get_by_role("button", name="Vista previa").click()

    expect(page.get_by_text("163,35 €").first).to_be_visible()
    page.get_by_role("link", name="Líneas").first.click()
    expect(page.get_by_text("CUOTA GIMNASIO Enero")).to_be_visible()
    accessible(page)
    page.get_by_label("Facturar").nth(1).click()
    expect(page.get_by_text("108,90 €").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("108,90 €").first).to_be_visible()
    page.get_by_role("button", name="Generar 2 borradores").click()

    expect(page.get_by_role("heading", name="Registro")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Emitir 2 borradores").click()
    page.get_by_role("dialog").get_by_role("button", name="Emitir").click()
    expect(page.get_by_text("F-2026-000002").first).to_be_visible()
    assert BillingRun.objects.get().state == "issued"
    page.get_by_role("link", name="Ver los documentos").click()
    expect(page.get_by_text("2 emitidos")).to_be_visible()


def test_ticks_in_a_hurry_are_neither_lost_nor_taken_for_others(office, a_gym):
    page = office(a_gym, role="clerk", path="/generation/?issue=yes")
    page.get_by_role("button", name="Vista previa").click()
    expect(page.get_by_text("163,35 €").first).to_be_visible()
    first = page.get_by_label("Facturar").nth(0)
    other, generate = (
        page.get_by_label("Facturar").nth(1),
        page.get_by_role("button", name="Generar"),
    )
    with holding(page, "**/choose/**") as held:
        first.press("Space")
        expect(page.locator("#g-preview")).to_have_attribute("aria-busy", "true")
        for each in (other, generate):
            each.click(force=True)  # neither takes it: the preview rests
        expect(page.get_by_role("dialog")).to_have_count(0)
        held.wait_for(1)
        held.let_go()
        expect(page.get_by_text("108,90 €").first).to_be_visible()
        expect(first).to_be_focused()
        expect(first).not_to_be_checked()
        expect(other).to_be_checked()
        page.keyboard.press("Space")  # taken in again, and refused
        expect(page.locator("#g-preview")).to_have_attribute("aria-busy", "true")
        held.wait_for(2)
        held.refuse(409)
        expect(page.get_by_role("alert")).to_contain_text("El servidor no responde")
        expect(first).not_to_be_checked()
        assert len(held.routes) == 2


def test_a_document_is_credited_by_keyboard(office, a_gym, accessible):
    page = office(a_gym, role="clerk", path="/generation/?issue=yes")
    page.get_by_role("button", name="Vista previa").click()
    page.get_by_role("button", name="Generar y emitir 3 documentos").click()
    page.get_by_role("dialog").get_by_role("button", name="Generar y emitir").click()
    expect(page.get_by_role("heading", name="Números asignados")).to_be_visible()
    page.goto("/documents/")
    page.keyboard.press("/")
    page.keyboard.type("F-2026-000002")
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    page.wait_for_selector(READY)  # keys pressed before do nothing
    page.locator("body").press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 × 45,00 = 45,00")).to_be_hidden()
    page.get_by_text("De dónde sale", exact=True).click()
    expect(page.get_by_text("1 × 45,00 = 45,00")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Factura rectificativa").click()
    page.get_by_text("Un importe").click()
    page.get_by_label("Importe, impuestos incluidos").fill("12,10")
    page.locator("[name=reason]").fill("Clase perdida")
    page.get_by_role("button", name="Vista previa").click()
    expect(page.get_by_text("-12,10 €").first).to_be_visible()
    expect(page.get_by_text("42,35 €").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Emitir la rectificativa").click()
    expect(page.get_by_role("heading", name="R-2026-000001")).to_be_visible()
    assert Document.objects.get(kind="credit_note").total == Decimal("-12.10")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_overflows_on_a_telephone(office, a_gym, accessible, theme):
    page = office(a_gym, role="clerk", path="/generation/", width=390, theme=theme, lang="en")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("163.35").first).to_be_visible()
    page.get_by_role("button", name="Generate 3 drafts").click()
    expect(page.get_by_role("heading", name="Record")).to_be_visible()
    run = page.url
    document = Document.objects.earliest("pk").pk
    for path in ("/generation/", run, "/runs/", "/documents/", f"/documents/{document}/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    accessible(page)
