"""Every page: nothing serious for axe in light and dark, no sideways scrolling, menus by keyboard.

The walk is that of `test_languages`: from every address that names nothing along the links, one
page of each kind, so that a new screen comes into it by itself. It takes minutes: `--long`. A few
pages that differ most from one another are looked at always.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cadencia.backoffice.urls import app_urls
from cadencia.billing import acts, due
from cadencia.contracts.models import Contract, ContractKind
from cadencia.documents.models import Document
from tests.backoffice.office import at_work
from tests.backoffice.test_languages import Texts, beginnings, kind_of
from tests.browser.axe import serious
from tests.factories import (
    a_company,
    a_customer,
    a_draft_contract,
    a_draft_document,
    an_issued_document,
    an_item,
    chief,
    counters_follow,
)

WAIT = 15_000  # milliseconds for what a busy machine should show
PARTS = 6  # of the walk, so that no test takes long
MENUS = "details.o-menu > summary:visible"


@pytest.fixture
def company(database):
    """A company that has a bit of everything."""
    found = a_company(code="ANA", name="ANA SL")
    customer = a_customer(found, "Luis", code="C1", tax_id="12345678Z")
    an_item(found, "CUOTA", name="CUOTA")
    ContractKind.objects.create(company=found, name="AA")
    posted = a_draft_contract(customer, ("CUOTA <MENSUAL>", "45.00"), code="CT-1")
    acts.post(posted.pk, on=date(2026, 1, 1), by=chief(found.pk))
    due.refresh([posted.pk], found.pk)
    a_draft_contract(customer, ("CUOTA", "45.00"), code="CT-2")
    a_draft_document(customer)
    an_issued_document(customer)
    counters_follow(found)
    client = at_work(found)
    preview = {"days": "month", "month": "2026-01", "issue": "no"}
    answer = client.post("/generation/", preview)
    client.post(f"{answer['Location']}run/")
    return found


def addresses(client) -> Iterator[str]:
    """Yield a page of each kind, but for the manual's, of which two stand for all."""
    waiting, walked = [f"/{each}" for each in beginnings(app_urls)], set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        is_another_of_the_manual = (kind or "").startswith("office:help-page") and any(
            each.startswith("office:help-page") for each in walked
        )
        if kind is None or kind in walked or is_another_of_the_manual:
            continue
        walked.add(kind)
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        texts = Texts()
        texts.feed(answer.content.decode())
        waiting += texts.links
        if "<html" in answer.content.decode():
            yield path


def walk(company, part: int) -> list[str]:
    return list(addresses(at_work(company)))[part::PARTS]


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_serious_on_any_page(office, company, part):
    page = office(company, path="/overview/")
    assert "\n".join(said_of(page, walk(company, part))) == ""


def said_of(page: Page, paths: list[str]) -> Iterator[str]:
    """Yield what axe finds on these pages, and which of their menus fail."""
    for each in paths:
        page.goto(each, wait_until="networkidle")  # what is being worked out is dimmed
        yield from (f"{each}: {said}" for said in (*serious(page), *menus_that_fail(page)))


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_read_in_the_dark_on_a_telephone(office, company, part):
    page = office(company, path="/overview/", theme="dark", width=390)
    assert "\n".join(said_in_the_dark(page, walk(company, part))) == ""


def said_in_the_dark(page: Page, paths: list[str]) -> Iterator[str]:
    """Yield what can't be read on these pages, and which are wider than a telephone."""
    for each in paths:
        page.goto(each, wait_until="networkidle")  # what is being worked out is dimmed
        yield from (f"{each}: {said}" for said in serious(page, rules=("color-contrast",)))
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            yield f"{each}: wider than the telephone"


def test_pages_that_differ_most(office, company):
    contract = Contract.objects.get(code="CT-1").pk
    document = Document.objects.filter(number__isnull=False).earliest("pk").pk
    paths = ("overview", f"contracts/{contract}", f"documents/{document}")
    page = office(company, path="/contracts/")
    assert "\n".join(said_of(page, [f"/{each}/" for each in paths])) == ""
    paths = (f"contracts/{contract}/timeline", "generation", "masters/customers")
    page = office(company, path="/contracts/", theme="dark", width=390)
    assert "\n".join(said_in_the_dark(page, [f"/{each}/" for each in paths])) == ""


def menus_that_fail(page: Page) -> Iterator[str]:
    """Open each menu by Enter, close it by Escape: the focus is where it was."""
    for each in page.locator(MENUS).all():
        each.focus()
        page.keyboard.press("Enter")
        if each.evaluate("it => !it.parentElement.open"):
            yield f"a menu doesn't open: {each.inner_text()!r}"
        page.keyboard.press("ArrowDown")
        if not each.evaluate("it => it.parentElement.contains(document.activeElement)"):
            yield f"a menu loses the focus: {each.inner_text()!r}"
        page.keyboard.press("Escape")
        if not each.evaluate("it => !it.parentElement.open && document.activeElement === it"):
            yield f"a menu doesn't give the focus back: {each.inner_text()!r}"


@pytest.mark.long
def test_dialogs_give_the_focus_back(office, company):
    page = office(company, path="/contracts/")
    opener = page.get_by_role("link", name="Qué se puede hacer con CT-1")
    for act in (None, "Pausar", "Dar de baja", "Anular"):
        opener.focus()
        page.keyboard.press("Enter")
        menu = page.get_by_role("dialog")
        expect(menu).to_be_visible(timeout=WAIT)
        if act is not None:
            link = menu.get_by_role("link", name=act).first
            link.focus()
            page.keyboard.press("Enter")
            expect(page.get_by_role("dialog").get_by_role("heading").first).to_be_visible(
                timeout=WAIT
            )
            assert serious(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(opener).to_be_focused()
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog", name="Ayuda")).to_be_visible(timeout=WAIT)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
