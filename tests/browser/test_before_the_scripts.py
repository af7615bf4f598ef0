"""Whoever is faster than the page's scripts: what they do waits, and is done as ever, once."""

from datetime import date

import pytest
from playwright.sync_api import expect

from cadencia.billing import due
from cadencia.billing.models import BillingRun
from cadencia.documents.models import Document
from cadencia.parties.models import Company, Customer
from tests.browser.holding import without_scripts
from tests.browser.test_contract_form import settled
from tests.factories import a_company, a_customer, a_posted_contract

expect.set_options(timeout=15_000)


@pytest.fixture
def a_gym(database: None) -> Company:
    """Two members who owe 45.00 of January."""
    company = a_company(name="Gimnasio Fuerte", documents_are="draft", editing="advanced")
    for number, name in enumerate(("Ana Ruiz", "Berta Gil"), start=1):
        contract = a_posted_contract(
            a_customer(company, name),
            ("CUOTA GIMNASIO <MENSUAL>", "45.00"),
            code=f"CUO-{number}",
            installments=1,
            schedule_first=date(2026, 1, 31),
        )
        due.refresh([contract.pk], company.pk)
    return company


def a_preview(page, query=""):
    page.goto(f"/generation/{query}")
    page.get_by_role("button", name="Vista previa").click()
    page.get_by_text("108,90 €").first.wait_for()
    return page.url


def test_an_act_clicked_too_early_opens_in_its_dialog(office, a_gym):
    page = office(a_gym, role="clerk")
    with without_scripts(page, "/contracts/"):
        page.get_by_role("link", name="Qué se puede hacer con CUO-1").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Pausar")).to_be_visible()
    assert page.url.endswith("/contracts/")


def test_a_form_sent_twice_too_early_still_asks_first(office, a_gym):
    page = office(a_gym, role="clerk")
    address = a_preview(page, "?issue=yes")
    with without_scripts(page, address):
        button = page.get_by_role("button", name="Generar y emitir 2 documentos")
        button.press("Enter")
        button.press("Enter")
    dialog = page.get_by_role("dialog", name="¿Generar y emitir?")
    expect(dialog).to_be_visible()
    assert not BillingRun.objects.exists()
    dialog.get_by_role("button", name="Generar y emitir").click()
    expect(page.get_by_role("heading", name="Números asignados")).to_be_visible()
    assert Document.objects.count() == 2


def test_a_form_sent_twice_too_early_is_sent_once(office, a_gym):
    page = office(a_gym, role="clerk")
    address = a_preview(page)
    sent = []
    page.on("request", lambda each: each.method == "POST" and sent.append(each.url))
    with without_scripts(page, address):
        button = page.get_by_role("button", name="Generar 2 borradores")
        button.press("Enter")
        button.press("Enter")
    expect(page.get_by_role("heading", name="Registro")).to_be_visible()
    assert len(sent) == 1


def test_a_filter_chosen_too_early_sends_itself(office, a_gym):
    page = office(a_gym, role="clerk")
    with without_scripts(page, a_preview(page)):
        page.locator("[name=out]").check()
    page.wait_for_url("**/?*out=1*")


def test_lines_asked_for_too_early_open_where_they_are(office, a_gym):
    page = office(a_gym, role="clerk")
    with without_scripts(page, a_preview(page)):
        page.get_by_role("link", name="Líneas").first.click()
    expect(page.get_by_text("CUOTA GIMNASIO Enero")).to_be_visible()
    expect(page.get_by_label("Facturar")).to_have_count(2)


def test_a_line_added_too_early_is_there_once(office, a_gym):
    page = office(a_gym, role="clerk")
    with without_scripts(page, "/contracts/new/"):
        page.get_by_role("tab", name="Actuales").click()
        page.locator("[data-add=current]").dispatch_event("click")  # not to be seen yet
    settled(page)
    expect(page.get_by_role("tab", name="Actuales")).to_have_attribute("aria-selected", "true")
    expect(page.locator("table[data-group=current] tbody tr")).to_have_count(1)
    expect(page.locator("table[data-group=current] [data-name=item]")).to_be_focused()


def test_a_customer_typed_and_chosen_too_early_is_chosen(office, a_gym):
    page = office(a_gym, role="clerk")
    code = Customer.objects.get(name="Berta Gil").code
    with without_scripts(page, "/contracts/new/"):
        page.locator("#cf-customer").fill("berta")
        page.locator("#cf-customer").press("Enter")
    expect(page.locator("#cf-customer")).to_have_value(code)
    expect(page.locator("#cf-customer + .o-combobox-text")).to_have_text("Berta Gil")
    settled(page)


def test_a_row_and_a_file_too_early(office, a_gym, tmp_path):
    page = office(a_gym, role="clerk")
    with without_scripts(page, "/masters/customers/new/"):
        contacts = page.get_by_role("group", name="Contactos")
        contacts.get_by_label("Nombre").first.fill("Luis")
        contacts.get_by_role("button", name="Añadir").click()
    expect(contacts.get_by_label("Nombre")).to_have_count(2)
    expect(contacts.get_by_label("Nombre").first).to_have_value("Luis")
    file = tmp_path / "clientes.csv"
    file.write_text("Código;Nombre\nS1;Ana\n", encoding="utf-8")
    with without_scripts(page, "/imports/"):
        page.get_by_label("Ficheros").set_input_files(file)
    expect(page.get_by_text("clientes.csv")).to_be_visible()
