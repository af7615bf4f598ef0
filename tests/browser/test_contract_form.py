"""The form of a contract, by keyboard and mouse, as a clerk works with it all day."""

import re
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from cadencia.catalog.models import Formula, IndexSeries, PriceList
from cadencia.contracts.models import Contract, ContractLine
from cadencia.parties.models import SalesRep
from tests import factories
from tests.backoffice.office import PASSWORD, a_user
from tests.browser.holding import without_scripts

READY = "#contract-form[data-ready]"
MAIN = "**/contract_form/main*.js"
expect.set_options(timeout=15_000)


@pytest.fixture
def ana(database):
    company = factories.a_company(editing="advanced")
    factories.an_item(company, name="Cuota gimnasio")
    return factories.a_customer(company, "Ana", code="ANA")


def new_contract(office, ana, **how):
    page = office(ana.company, role="clerk", path="/contracts/new/", **how)
    page.wait_for_selector(READY)
    return page


def one_line(page, description, price):
    """Fill in what Ana is billed each month from January 2027 on."""
    page.locator("#cf-customer").fill("ANA")
    page.get_by_label("Cuota inicial").fill("31/01/2027")
    page.locator("[data-tab=current]").click()
    page.locator("[data-add=current]").click()
    cell(page, 0, "description").fill(description)
    cell(page, 0, "unit_price").fill(price)


def settled(page):
    """Wait until nothing is asked any more: the database is emptied afterwards."""
    page.wait_for_selector(READY)
    page.wait_for_load_state("networkidle")


def saved(page):
    with page.expect_navigation(url=re.compile(r"/contracts/\d+/")):
        page.keyboard.press("Control+s")
    settled(page)
    return Contract.objects.get(pk=int(re.search(r"/contracts/(\d+)/", page.url)[1]))


def cell(page, row, name, group="current"):
    return (
        page.locator(f"table[data-group={group}] tbody tr").nth(row).locator(f"[data-name={name}]")
    )


def test_what_is_typed_before_the_scripts_are_there_stays(office, ana):
    factories.a_customer(ana.company, "Berta", code="BERTA")
    page = office(ana.company, role="clerk")
    with without_scripts(page, "/contracts/new/", MAIN):
        page.locator("#cf-customer").fill("an")
        page.locator("#cf-customer").press("Enter")
        expect(page.locator("#cf-customer")).to_have_value("ANA")  # the list is there already
        page.get_by_label("Calendario", exact=True).select_option(label="En meses elegidos")
        page.get_by_label("Fecha inicio").fill("31/01/2027")
        page.get_by_label("Enero", exact=True).first.dispatch_event("click")  # not on the page yet
    settled(page)
    expect(page.locator("#cf-customer")).to_have_value("ANA")
    expect(page.locator("#cf-customer + .o-combobox-text")).to_have_text("Ana")
    expect(page.get_by_label("Calendario", exact=True)).to_have_value("months")
    expect(page.get_by_label("Enero", exact=True).first).to_be_checked()
    expect(page.get_by_label("Fecha inicio")).to_have_value("31/01/2027")
    expect(page.get_by_label("Fecha inicio")).to_be_focused()
    expect(page.locator("[data-status]")).to_have_text("Sin guardar; se conserva en este navegador")


def test_a_clerk_registers_a_contract_with_the_keyboard_alone(office, ana, accessible):
    page = new_contract(office, ana)
    page.keyboard.type("AN")
    expect(page.locator(".o-options li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#cf-customer")).to_have_value("ANA")
    page.get_by_label("Cuota inicial").fill("31/01/2027")
    page.get_by_role("tab", name="Cabecera").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Añadir línea").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("CUO")
    page.locator(".o-options li").wait_for()
    page.keyboard.press("Enter")
    expect(cell(page, 0, "description")).to_have_value("Cuota gimnasio")
    expect(cell(page, 0, "unit_price")).to_have_value("45,00")
    page.keyboard.press("Enter")  # a new line
    page.keyboard.press("Tab")
    page.keyboard.type("TAQUILLA <MENSUAL>")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("5,50")
    expect(page.locator("tbody [data-text]").nth(1)).to_have_text("TAQUILLA Enero")
    expect(page.locator("[data-total]")).to_have_text("65,45 €")  # the second bears no tax
    accessible(page)
    contract = saved(page)
    lines = ContractLine.objects.filter(contract=contract).order_by("position")
    assert [(each.description, each.quantity, each.unit_price) for each in lines] == [
        ("Cuota gimnasio", 1, Decimal("45.00")),
        ("TAQUILLA <MENSUAL>", 2, Decimal("5.50")),
    ]


def test_rows_are_copied_moved_taken_out_and_brought_back(office, ana):
    page = new_contract(office, ana)
    page.get_by_role("tab", name="Actuales").click()
    page.get_by_role("button", name="Añadir línea").click()
    page.keyboard.press("Tab")
    page.keyboard.type("uno")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+d")
    expect(cell(page, 1, "description")).to_have_value("uno")
    page.keyboard.press("Control+a")
    page.keyboard.type("dos")
    page.keyboard.press("Alt+ArrowUp")
    expect(cell(page, 0, "description")).to_have_value("dos")
    expect(cell(page, 0, "description")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, 1, "description")).to_be_focused()
    page.keyboard.press("Control+Delete")
    expect(page.locator("table[data-group=current] tbody tr")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(cell(page, 1, "description")).to_have_value("uno")
    page.keyboard.press("Control+Shift+d")
    expect(page.locator("table[data-group=current] tbody tr")).to_have_count(3)
    settled(page)


HEADER = {
    "code": "CT-X1", "reference": "Plan «oro»", "kind": "Abono", "project": "P-1",
    "generation": "manual", "document_type": "delivery_note", "currency": "USD", "decimals": "3",
    "journal": "V", "contact": "Eva", "payment_method": "Giro", "mandate": "M-1",
    "delivery_address": "Nave 2", "payment_terms.own": True, "payment_terms.days": "30",
    "payment_terms.months": "1", "payment_terms.month_end": True,
    "payment_terms.fixed_days": "5, 20", "payment_terms.business_day": "next",
    "tax_regime": "export", "price_list": "T1", "allow_price_updates": True,
    "starts_on": "01/01/2027", "ends_on": "31/12/2028", "withdrawn_on": "30/06/2028",
    "bill_withdrawal_day": True, "installments": "20", "schedule.every": "2",
    "schedule.unit": "week", "schedule.first": "28/02/2027", "schedule.anchor_day": "30",
    "timing": "arrears", "opening": "prorated", "closing": "prorated", "proration": "thirty",
    "split_on_change": True, "business_day": "previous", "lead_days": "7",
    "billed_until": "01/02/2027", "withholding": "IRPF15", "stock_release": "last",
}  # fmt: skip
LINE = {
    "item": "CUOTA", "description": "Cuota <ANUAL>", "extra_text": "dos\nrenglones",
    "reference": "R-1", "price_split": "same", "price_source": "fixed", "formula": "km",
    "withheld": False, "valid_from": "01/02/2027", "valid_until": "30/11/2028",
    "months": [1, 7], "taxes": "IVA10", "document_type": "invoice", "mandate": "M",
    "payment_method": "Bizum", "delivery_address": "D", "account": "705", "agent": "V1",
    "location": "L", "lot": "2026/1", "serial": "000-1", "key": "k1",
}  # fmt: skip
NUMBERS = {
    "es": {"expenses": "1.234,56", "document_discount": "2,5"},
    "en": {"expenses": "1,234.56", "document_discount": "2.5"},
}
LINE_NUMBERS = {
    "es": {"quantity": "1.234,567891", "unit_price": "-12,12345678", "discounts": "10 + 5,5",
           "formula_amount": "3,50", "commission": "3,25"},
    "en": {"quantity": "1,234.567891", "unit_price": "-12.12345678", "discounts": "10 + 5.5",
           "formula_amount": "3.50", "commission": "3.25"},
}  # fmt: skip
PARTS = {"es": "30,5 %: 0; 69,5 %: 60", "en": "30.5 %: 0; 69.5 %: 60"}


def give(field, value):
    if isinstance(value, bool):
        field.set_checked(value)
    elif isinstance(value, list):
        for number in value:
            field.locator(f"input[value='{number}']").check(force=True)
    elif field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def held(field, value):
    if isinstance(value, bool):
        return field.is_checked()
    if isinstance(value, list):
        boxes = field.locator("input:checked")
        return [int(each.get_attribute("value")) for each in boxes.all()]
    return field.input_value()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_value_typed_is_the_value_kept_in_every_field(office, ana, lang):
    company = ana.company
    PriceList.objects.create(company=company, code="T1")
    SalesRep.objects.create(company=company, code="V1", name="Vera")
    Formula.objects.create(company=company, name="km", expression="amount", parameters=[])
    IndexSeries.objects.create(company=company, name="IPC")
    page = new_contract(office, ana, lang=lang)
    page.locator("#cf-customer").fill("ANA")
    header = {**HEADER, **NUMBERS[lang], "payment_terms.parts": PARTS[lang]}
    for name, value in header.items():
        give(page.locator(f"[data-path='contract.{name}']"), value)
    page.locator("[data-tab=responsible]").click()
    page.locator("#cf-details-notes").fill("una\ndos")
    page.locator("#cf-details-sales-rep").select_option("V1")
    page.locator("[data-tab=current]").click()
    page.locator("[data-add=current]").click()
    page.keyboard.press("Alt+Enter")
    panel = page.locator("#cf-line")
    line = {**LINE, **LINE_NUMBERS[lang]}
    for name, value in line.items():
        give(panel.locator(f"[data-name={name}]"), value)
    expect(panel.locator("[data-name=formula_amount]")).to_have_value(line["formula_amount"])
    page.keyboard.press("Escape")
    saved(page)
    kept = {
        name: held(page.locator(f"[data-path='contract.{name}']"), v) for name, v in header.items()
    }
    assert kept == header
    assert page.locator("#cf-details-notes").input_value() == "una\ndos"
    page.locator("[data-tab=current]").click()
    cell(page, 0, "description").focus()
    page.keyboard.press("Alt+Enter")
    kept = {name: held(panel.locator(f"[data-name={name}]"), value) for name, value in line.items()}
    assert kept == line
    settled(page)


def test_what_is_to_be_mended_stands_at_its_field_and_on_its_tab(office, ana):
    page = new_contract(office, ana)
    page.get_by_label("Gastos").fill("doce")
    page.get_by_role("tab", name="Actuales").click()
    page.get_by_role("button", name="Añadir línea").click()
    page.get_by_role("button", name="Guardar").click()
    notes = page.get_by_role("alert")
    expect(notes).to_contain_text("Gastos: Escriba un número, como 1.234,56.")
    expect(page.get_by_role("tab", name="Actuales").locator(".cf-tab-problem")).to_be_visible()
    notes.get_by_role("button", name=re.compile("Gastos")).click()
    expect(page.get_by_label("Gastos")).to_be_focused()
    expect(page.get_by_label("Gastos")).to_have_attribute("aria-invalid", "true")
    settled(page)


def test_the_session_ends_while_one_types_and_nothing_is_lost(office, ana):
    user = a_user(ana.company, "clerk", username="clara", password=PASSWORD)
    page = new_contract(office, ana, user=user)
    page.locator("#cf-contract-reference").first.fill("Lo escrito")
    one_line(page, "Cuota", "10")
    page.wait_for_function("Object.keys(localStorage).some(key => key.includes(':draft:'))")
    Session.objects.all().delete()
    page.reload()  # leaves to the page to sign in
    page.get_by_label("Usuario").fill("clara")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)
    expect(page.locator("#cf-contract-reference").first).to_have_value("Lo escrito")
    expect(page.locator("#cf-notes")).to_contain_text("Se ha recuperado")
    Session.objects.all().delete()
    page.keyboard.press("Control+s")
    dialog = page.locator("#o-sign-in")
    dialog.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contracts/\d+/"))
    settled(page)
    assert Contract.objects.get().reference == "Lo escrito"
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes(':draft:'))") == []


def test_two_tabs_are_two_contracts_and_what_a_closed_one_left_is_found_once(office, ana):
    first = new_contract(office, ana)
    first.locator("#cf-contract-reference").fill("primera")
    second = first.context.new_page()
    second.goto("/contracts/new/")
    second.wait_for_selector(READY)
    expect(second.locator("#cf-contract-reference")).to_have_value("")
    second.locator("#cf-contract-reference").fill("segunda")
    kept = "Object.keys(localStorage).filter(key => key.includes(':draft:')).length"
    second.wait_for_function(f"{kept} == 2")
    second.close()
    third = first.context.new_page()
    third.goto("/contracts/new/")
    third.wait_for_selector(READY)
    expect(third.locator("#cf-contract-reference")).to_have_value("segunda")
    expect(third.locator("[data-moment]")).to_contain_text(":")  # of when it is
    fourth = first.context.new_page()
    fourth.goto("/contracts/new/")
    fourth.wait_for_selector(READY)
    expect(fourth.locator("#cf-contract-reference")).to_have_value("")
    first.reload()
    first.wait_for_selector(READY)
    expect(first.locator("#cf-contract-reference")).to_have_value("primera")
    for each in (first, third, fourth):
        settled(each)


def test_two_clerks_and_the_second_joins_both(office, ana):
    contract = factories.a_draft_contract(ana, ("Cuota", "45.00"))
    first = office(ana.company, role="clerk", path=f"/contracts/{contract.pk}/")
    second = office(ana.company, role="clerk", path=f"/contracts/{contract.pk}/")
    for page, name, value in ((first, "reference", "Primera"), (second, "project", "Segundo")):
        page.wait_for_selector(READY)
        page.locator(f"[data-path='contract.{name}']").fill(value)
    saved(first)
    second.keyboard.press("Control+s")
    dialog = second.locator("#cf-meanwhile")
    expect(dialog).to_contain_text("Primera")
    dialog.get_by_role("button", name="Combinar").click()
    expect(second.locator("[data-path='contract.reference']")).to_have_value("Primera")
    saved(second)
    settled(first)
    contract.refresh_from_db()
    assert (contract.reference, contract.project) == ("Primera", "Segundo")


def test_fields_of_a_line_that_both_changed_are_outlined(office, ana):
    contract = factories.a_draft_contract(ana, ("Cuota", "45.00"))
    address = f"/contracts/{contract.pk}/?tab=current"
    first = office(ana.company, role="clerk", path=address)
    second = office(ana.company, role="clerk", path=address)
    for page in (first, second):
        page.wait_for_selector(READY)
    cell(first, 0, "unit_price").fill("50,00")
    cell(first, 0, "quantity").fill("2")
    cell(second, 0, "unit_price").fill("60,00")
    saved(first)
    second.keyboard.press("Control+s")
    second.locator("#cf-meanwhile").get_by_role("button", name="Combinar").click()
    price, quantity = cell(second, 0, "unit_price"), cell(second, 0, "quantity")
    expect(price).to_have_class(re.compile("cf-conflict"))
    expect(price).to_have_value("60,00")
    row = second.locator("table[data-group=current] tbody tr").first
    expect(row).to_contain_text("Antes: 45,00. La otra persona escribió: 50,00.")
    expect(quantity).to_have_class(re.compile("cf-theirs"))
    expect(row).to_contain_text("Lo ha cambiado la otra persona: 1 → 2.")
    price.fill("55,00")  # looked at, and settled
    expect(price).not_to_have_class(re.compile("cf-conflict"))
    expect(quantity).to_have_class(re.compile("cf-theirs"))
    saved(second)
    settled(first)
    line = ContractLine.objects.get(contract=contract)
    assert (line.unit_price, line.quantity) == (Decimal(55), Decimal(2))
