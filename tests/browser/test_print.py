"""What the browser prints: the whole of what is looked at, and nothing to press."""

from datetime import date

import pytest
from playwright.sync_api import expect

from cadencia.billing import acts
from tests.factories import (
    a_company,
    a_customer,
    a_draft_contract,
    an_issued_document,
    chief,
    counters_follow,
)

WHITE = "rgb(255, 255, 255)"


@pytest.fixture
def company(database):
    return a_company(code="ANA", name="ANA SL")


def test_a_contract_prints_its_tabs_one_below_the_other(office, company):
    contract = a_draft_contract(a_customer(company, "Luis"), ("Cuota", "45.00"), code="CT-1")
    acts.post(contract.pk, on=date(2026, 1, 1), by=chief(company.pk))
    page = office(company, path=f"/contracts/{contract.pk}/", theme="dark")
    lines = page.locator("#cf-panel-current .cf-grid")
    expect(lines.locator("tbody tr")).to_have_count(1)
    expect(lines).to_be_hidden()
    page.emulate_media(media="print")
    expect(lines).to_be_visible()
    expect(page.locator("#cf-panel-footer")).to_be_visible()
    expect(page.locator("#cf-panel-once")).to_be_hidden()  # says nothing
    for each in (".o-sidebar", ".o-header-actions", ".o-tabs"):
        expect(page.locator(each).first).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", WHITE)  # also in the dark


def test_a_list_is_printed_whole(office, company):
    customer = a_customer(company, "Luis")
    for number in range(1, 31):
        an_issued_document(customer, number)
    counters_follow(company)
    page = office(company, path="/documents/")
    page.emulate_media(media="print")
    scroll = page.locator(".o-scroll.is-tall")
    expect(scroll).to_have_css("overflow", "visible")
    expect(page.locator("#id_q")).to_be_hidden()
    expect(page.get_by_label("Elegir F-2026-000001")).to_be_hidden()
