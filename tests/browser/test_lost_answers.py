"""Answers that never come: what was done is done once."""

import re

import pytest
from playwright.sync_api import expect

from cadencia.contracts.models import Contract, ContractLine
from tests import factories
from tests.browser.test_contract_form import cell, new_contract, one_line, settled

expect.set_options(timeout=15_000)
CONTRACT = re.compile(r"/contracts/\d+/")
KEPT = "Object.keys(localStorage).filter(key => key.includes(':draft:')).length"


@pytest.fixture
def ana(database):
    company = factories.a_company(editing="advanced")
    return factories.a_customer(company, "Ana", code="ANA")


def losing(page):
    """Let the server do what it is asked to save, and lose what it answers the first time."""

    lost = []

    def lose(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.request)
        route.fetch()
        return route.fulfill(status=409)  # of no request that fails Chromium tells so little

    page.route("**/contracts/new/", lose)


def test_a_contract_whose_answer_was_lost_is_saved_again_and_is_one(office, ana):
    page = new_contract(office, ana)
    one_line(page, "Cuota", "10")
    losing(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#cf-notes")).to_contain_text("El servidor no responde")
    assert Contract.objects.count() == 1
    page.reload()  # the form comes back with its key
    settled(page)
    expect(cell(page, 0, "unit_price")).to_have_value("10")
    page.locator("[data-tab=current]").click()
    cell(page, 0, "unit_price").fill("12")
    page.keyboard.press("Control+s")
    page.wait_for_url(CONTRACT)
    settled(page)
    assert page.evaluate(KEPT) == 0
    assert Contract.objects.count() == 1
    assert ContractLine.objects.get().unit_price == 12
    page.go_back()  # another form, whether the browser asks for the page again or not
    settled(page)
    page.locator("[data-tab=header]").click()
    one_line(page, "Otra", "20")
    page.keyboard.press("Control+s")
    page.wait_for_url(CONTRACT)
    settled(page)
    assert Contract.objects.count() == 2
