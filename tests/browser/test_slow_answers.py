"""Answers that come late, or in another order than they were asked for."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from cadencia.backoffice.generation import asking_screen
from cadencia.billing import due
from cadencia.contracts.models import Contract, ContractLine, Pause
from cadencia.parties.models import Customer
from tests import factories
from tests.browser.holding import holding
from tests.browser.test_contract_form import cell, new_contract, settled

expect.set_options(timeout=15_000)
CONTRACT = re.compile(r"/contracts/\d+/")


@pytest.fixture
def ana(database):
    company = factories.a_company(editing="advanced")
    factories.an_item(company, name="Cuota gimnasio")
    return factories.a_customer(company, "Ana", code="ANA")


def a_line(page):
    page.locator("[data-tab=current]").click()
    page.locator("[data-add=current]").click()
    return cell(page, 0, "item")


def test_what_an_item_knows_comes_late_and_is_saved(office, ana):
    page = new_contract(office, ana)
    page.locator("#cf-customer").fill("ANA")
    page.get_by_label("Cuota inicial").fill("31/01/2027")
    with holding(page, "**/of-item/*") as held:
        a_line(page).press_sequentially("CUO")
        page.locator(".o-options li").wait_for()
        page.keyboard.press("Tab")  # chooses, and goes on to the description
        expect(cell(page, 0, "description")).to_be_focused()
        held.wait_for(1)
        page.keyboard.press("Control+s")
        held.let_go()
    page.wait_for_url(CONTRACT)
    settled(page)
    line = ContractLine.objects.get()
    assert (line.description, line.unit_price) == ("Cuota gimnasio", Decimal("45.00"))


def test_a_proposal_is_typed_over_by_whoever_is_in_the_field(office, ana):
    page = new_contract(office, ana)
    with holding(page, "**/of-item/*") as held:
        a_line(page).press_sequentially("CUO")
        page.locator(".o-options li").wait_for()
        page.keyboard.press("Tab")
        held.wait_for(1)
        held.let_go()
    expect(cell(page, 0, "description")).to_have_value("Cuota gimnasio")
    page.keyboard.type("Otra")
    expect(cell(page, 0, "description")).to_have_value("Otra")
    settled(page)


def test_a_choice_made_by_enter_is_made_though_one_goes_on_at_once(office, ana):
    page = new_contract(office, ana)
    with holding(page, "**/choices/customers/*") as held:
        page.locator("#cf-customer").press_sequentially("an")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        held.wait_for(1)
        expect(page.locator("#cf-customer")).not_to_be_focused()
        held.let_go()
    expect(page.locator("#cf-customer")).to_have_value("ANA")
    expect(page.locator("#cf-customer + .o-combobox-text")).to_have_text("Ana")
    settled(page)


def test_a_list_goes_along_with_its_field_when_the_page_scrolls(office, ana):
    page = new_contract(office, ana)
    page.set_viewport_size({"width": 1440, "height": 500})
    page.locator("#cf-customer").press_sequentially("an")
    page.locator(".o-options li").wait_for()
    page.evaluate("scrollBy(0, 60)")
    page.wait_for_function("scrollY === 60")
    page.wait_for_function(
        "document.querySelector('.o-options').getBoundingClientRect().top"
        " - document.getElementById('cf-customer').getBoundingClientRect().bottom === 2"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#cf-customer")).to_have_value("ANA")
    settled(page)


def test_the_duration_typed_last_counts_whichever_answer_is_first(office, ana):
    page = new_contract(office, ana)
    page.get_by_label("Fecha inicio").fill("01/01/2027")
    with holding(page, "**/contracts/end/*") as held:
        page.locator("[data-duration=many]").press_sequentially("12")
        held.wait_for(2)
        held.let_go(1)
        expect(page.get_by_label("Fecha fin")).to_have_value("31/12/2027")
        held.let_go(0)
    settled(page)
    expect(page.get_by_label("Fecha fin")).to_have_value("31/12/2027")


def test_nothing_is_typed_that_would_not_be_saved(office, ana):
    contract = factories.a_draft_contract(ana, ("Cuota", "45.00"))
    address = f"**/contracts/{contract.pk}/"
    page = office(ana.company, role="clerk", path=f"/contracts/{contract.pk}/")
    settled(page)
    reference = page.locator("[data-path='contract.reference']")
    reference.fill("Uno")
    with holding(page, address) as held:
        page.keyboard.press("Control+s")
        held.wait_for(1)
        page.keyboard.type(" y dos")
        expect(reference).to_have_value("Uno")
        held.let_go()
        held.wait_for(2)  # the page itself, saved
    settled(page)
    expect(page.locator("[data-path='contract.reference']")).to_have_value("Uno")
    assert Contract.objects.get().reference == "Uno"
    assert page.locator("#cf-notes").inner_text() == ""


def test_a_customer_on_the_spot_is_made_once(office, ana):
    page = new_contract(office, ana)
    page.locator("[data-new=customer]").click()
    dialog = page.locator("#cf-new-customer")
    dialog.get_by_role("textbox", name="Código", exact=True).fill("EVA")
    dialog.get_by_role("textbox", name="Nombre").fill("Eva")
    with holding(page, "**/new-customer/") as held:
        page.keyboard.press("Enter")
        held.wait_for(1)
        page.keyboard.press("Enter")
        held.let_go()
        expect(page.locator("#cf-customer")).to_have_value("EVA")
        assert len(held.routes) == 1
    settled(page)
    assert Customer.objects.filter(name="Eva").count() == 1


def test_an_act_is_sent_once_though_the_next_page_is_slow(office, ana):
    contract = factories.a_posted_contract(ana, ("Cuota", "45.00"), code="CUO-1")
    page = office(ana.company, role="clerk", path="/contracts/")
    page.get_by_role("link", name="Qué se puede hacer con CUO-1").click()
    page.get_by_role("dialog").get_by_role("link", name="Pausar").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Desde").fill("01/04/2026")
    dialog.get_by_label("Hasta").fill("31/05/2026")
    sent = []
    page.on("request", lambda each: each.method == "POST" and sent.append(each.url))
    with holding(page, re.compile(r"/contracts/(\?.*)?$")) as held:
        page.keyboard.press("Enter")
        held.wait_for(1)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Hecho: Pausar, CUO-1.")).to_be_visible()
    assert len(sent) == 1
    assert Pause.objects.filter(contract=contract).count() == 1


def test_the_help_closed_stays_closed(office, ana):
    page = office(ana.company, path="/forecast/")
    page.keyboard.press("F1")
    dialog = page.get_by_role("dialog", name="Ayuda")
    dialog.get_by_role("heading", name="Previsión", level=1).wait_for()
    with holding(page, "**/help/*") as held:
        dialog.get_by_role("link", name="Manual").click()
        held.wait_for(1)
        page.keyboard.press("Escape")
        held.let_go()
    page.wait_for_load_state("networkidle")
    expect(dialog).to_be_hidden()


def test_a_button_pressed_while_its_place_is_renewed_is_pressed(office, ana, monkeypatch):
    monkeypatch.setattr(asking_screen, "AT_ONCE", 0)  # left to a job that nobody does
    contract = factories.a_posted_contract(ana, ("Cuota", "45.00"), code="CUO-1")
    due.refresh([contract.pk], ana.company_id)
    page = office(ana.company, role="clerk", path="/generation/")
    page.get_by_role("button", name="Vista previa").click()
    button = page.get_by_role("button", name="Cancelar")
    button.focus()
    page.locator("#g-progress").evaluate("it => (it.dataset.before = 'yes')")
    page.wait_for_selector("#g-progress:not([data-before])")
    expect(button).to_be_focused()
    button.hover()
    with page.expect_response("**/generation/previews/*/"):
        page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/generation/?*")
