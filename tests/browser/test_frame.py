"""The frame around every screen: signing in, menus, dialogs."""

import pytest
from playwright.sync_api import expect

from tests.backoffice.office import PASSWORD, a_user
from tests.factories import a_company


@pytest.fixture
def ana(database):
    return a_user(a_company(name="Talleres Ana"), username="ana", password=PASSWORD)


def test_signing_in_by_keyboard(visitor, ana, accessible):
    page = visitor()
    accessible(page)
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("El usuario o la contraseña no son correctos.")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Talleres Ana").first).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_frame_is_for_everybody(office, ana, accessible, width, theme):
    page = office(ana.memberships.get().company, user=ana, width=width, theme=theme)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 900:
        page.get_by_role("button", name="Menú", exact=True).click()
    page.get_by_text("Menú de usuario").locator("..").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
