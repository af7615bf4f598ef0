"""Dashboard, forecast, timeline, imports and manual, as a person uses them."""

import re
from datetime import date

import pytest

from cadencia.billing import due
from cadencia.contracts.models import ContractKind
from cadencia.parties.models import Customer
from tests.factories import a_company, a_customer, a_posted_contract


def a_gym():
    company = a_company()
    kind = ContractKind.objects.create(company=company, name="Cuota")
    for number, price in enumerate(("45.00", "30.00"), start=1):
        contract = a_posted_contract(
            a_customer(company, f"Socio {number}"), ("CUOTA <MENSUAL>", price), kind=kind
        )
        due.refresh([contract.pk], company.pk)
    return company, contract


WIDE = {"lang": "es", "theme": "light", "width": 1440}
NARROW = {"lang": "en", "theme": "dark", "width": 390}


@pytest.mark.parametrize("how", [WIDE, NARROW])
def test_the_dashboard_draws_itself_and_leads_on(database, office, accessible, how):
    company, _ = a_gym()
    page = office(company, role="clerk", path="/overview/", **how)
    page.wait_for_selector("[data-plot='kinds'][data-drawn]")
    assert page.locator("[data-drawn]").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.locator("[data-plot='kinds'] summary").click()
    page.get_by_role("link", name="Cuota", exact=True).click()
    page.wait_for_url(re.compile(r"/contracts/\?.*kind=Cuota"))


def test_help_stands_at_the_side_and_the_screen_stays(database, office, accessible):
    company, _ = a_gym()
    page = office(company, path="/forecast/")
    page.keyboard.press("F1")
    dialog = page.get_by_role("dialog", name="Ayuda")
    dialog.get_by_role("heading", name="Previsión", level=1).wait_for()
    accessible(page)
    dialog.get_by_role("link", name="Manual").click()
    dialog.get_by_role("searchbox").fill("rectificativa")
    dialog.get_by_role("searchbox").press("Enter")
    dialog.locator(".o-found a").first.click()
    dialog.locator("article").wait_for()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.url.endswith("/forecast/")


def test_a_day_is_tried_on_the_timeline(database, office, accessible):
    company, contract = a_gym()
    page = office(company, path=f"/contracts/{contract.pk}/timeline/")
    accessible(page)
    page.get_by_label("Día", exact=True).fill(date(2026, 4, 30).strftime("%d%m%y"))
    page.keyboard.press("Enter")
    page.get_by_text("Se harían 4 documentos").wait_for()
    assert "on=300426" in page.url
    page.go_back()
    page.get_by_text("Escribir un día cualquiera").wait_for()


def test_the_picture_of_a_contract_opens_at_today(database, office):
    company = a_company()
    contract = a_posted_contract(
        a_customer(company, "Ana"), ("CUOTA", "45.00"), schedule_first=date(2022, 1, 31)
    )
    page = office(company, path=f"/contracts/{contract.pk}/timeline/", width=390)
    picture = page.locator(".o-life")
    assert picture.evaluate("it => it.scrollLeft") > 390
    today = page.locator(".o-life-today").bounding_box()
    place = picture.bounding_box()
    assert place["x"] < today["x"] < place["x"] + place["width"]
    assert (
        page.locator("#what-if").bounding_box()["y"]
        < page.locator(".o-year").first.bounding_box()["y"]
    )


def test_a_file_is_checked_mended_and_imported(database, office, accessible, tmp_path):
    company = a_company()
    page = office(company, role="clerk", path="/imports/")
    file = tmp_path / "clientes.csv"
    file.write_text("Código;Nombre;Idioma\nS1;Ana;xx\n", encoding="utf-8")
    page.get_by_label("Ficheros").set_input_files(file)
    page.get_by_text("clientes.csv").wait_for()
    page.get_by_role("button", name="Comprobar").click()
    page.get_by_text("Hay 1 problema").wait_for()
    assert page.locator(".o-problem-table tbody tr").inner_text().startswith("clientes.csv")
    accessible(page)
    file.write_text("Código;Nombre;Idioma\nS1;Ana;es\n", encoding="utf-8")
    page.goto("/imports/")
    page.get_by_label("Ficheros").set_input_files(file)
    page.get_by_role("button", name="Comprobar").click()
    page.get_by_role("button", name="Importar").click()
    page.get_by_text("Se ha importado todo").wait_for()
    assert Customer.objects.get(company=company).name == "Ana"
