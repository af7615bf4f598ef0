"""The pictures of the manual: taken of a company made for them, renewed with `--update-golden`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cadencia.billing import due
from cadencia.contracts.models import Contract, ContractKind, Pause, PriceReview
from tests.billing.test_run import generate
from tests.factories import a_company, a_customer, a_draft_contract, an_item

FOLDER = Path(__file__).parents[2] / "docs" / "manual" / "es" / "img"
LARGEST = 250_000  # bytes
PICTURES = (
    *("panel", "prevision", "linea-de-tiempo", "importar", "contratos", "contrato", "cliente"),
    *("documentos", "asistente", "plantilla"),
)
FEES = (("Cuota mensual", "45.00", 1), ("Mantenimiento", "180.00", 3), ("Seguro", "360.00", 12))


def a_town():
    """A company with a year of contracts, some billed; the one that the timeline shows."""
    company = a_company(name="Instalaciones Ribera")
    shown = None
    for number in range(12):
        name, price, every = FEES[number % 3]
        kind, _ = ContractKind.objects.get_or_create(company=company, name=name)
        contract = a_draft_contract(
            a_customer(company, f"Cliente {number + 1}"), (f"{name} <MENSUAL>", price), kind=kind,
            schedule_every=every, schedule_unit="month",
            schedule_first=date(2025, 4 + number // 3, 5),
        )  # fmt: skip
        if number == 0:
            shown = contract
            _scheduled(company, contract)
        Contract.objects.filter(pk=contract.pk).update(state="posted")
        due.refresh([contract.pk], company.pk)
    for month in (9, 12):
        generate(company, date(2025, month, 28), issue=True)
    return company, shown


def _scheduled(company, contract):
    PriceReview.objects.create(
        company=company, contract=contract, position=1, valid_from=date(2026, 6, 1),
        percent=Decimal("3"),
    )  # fmt: skip
    Pause.objects.create(
        company=company, contract=contract, start=date(2026, 8, 1), until=date(2026, 8, 31)
    )


def taken(page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(
        path=FOLDER / f"{name}.png", clip={"x": 0, "y": 0, "width": 1200, "height": 780}
    )


@pytest.fixture
def update(request: pytest.FixtureRequest, golden: Callable[[str, str], None]) -> None:
    """Let the test through where the pictures are to be renewed (`golden` keeps it among them)."""
    if not request.config.getoption("--update-golden"):
        pytest.skip("pictures are renewed with --update-golden")


def test_the_pictures_are_renewed(update, database, office):
    company, contract = a_town()
    page = office(company, path="/overview/", width=1200)
    page.wait_for_selector("[data-plot='kinds'][data-drawn]")
    taken(page, "panel")
    page.goto("/forecast/?group=kind&show=net&months=12&renewals=on")
    page.wait_for_selector("[data-drawn]")
    taken(page, "prevision")
    page.goto(f"/contracts/{contract.pk}/timeline/?on=31/12/2026")
    taken(page, "linea-de-tiempo")
    page.goto("/imports/")
    page.get_by_label("Ficheros").set_input_files(
        {"name": "clientes.csv", "mimeType": "text/csv", "buffer": PROBLEMS}
    )
    page.get_by_role("button", name="Comprobar").click()
    page.locator(".o-problem-table").wait_for()
    taken(page, "importar")


def test_the_pictures_of_every_day_are_renewed(update, database, office):
    company, contract = a_town()
    an_item(company, name="Cuota mensual", taxes=["IVA21"])
    page = office(company, path="/contracts/", width=1200)
    taken(page, "contratos")
    page.goto(f"/contracts/{contract.pk}/?tab=current")
    page.locator("[data-net]").get_by_text(",").first.wait_for()
    taken(page, "contrato")
    page.goto(f"/masters/customers/{contract.customer_id}/")
    taken(page, "cliente")
    page.goto("/documents/")
    taken(page, "documentos")
    page.goto("/generation/")
    page.get_by_role("button", name="Vista previa").click()
    page.wait_for_url("**/generation/*/**")
    page.locator("main table").first.wait_for()
    taken(page, "asistente")
    page.goto("/masters/templates/new/")
    page.wait_for_selector("#contract-form[data-ready]")
    page.get_by_label("Código").first.fill("GIM")
    page.get_by_label("Cada", exact=True).fill("1")
    page.get_by_label("Periodo", exact=True).select_option("month")
    page.get_by_label("Cuota inicial").fill("31/01/2027")
    page.get_by_role("button", name="Añadir línea").click()
    row = page.locator("table[data-group=current] tbody tr").first
    row.locator("[data-name=description]").fill("Cuota <MENSUAL>")
    row.locator("[data-name=unit_price]").fill("45,00")
    page.locator("[data-live=coming] td").first.wait_for()
    page.locator("#contract-form").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#contract-form').scrollIntoView()")
    page.wait_for_load_state("networkidle")
    taken(page, "plantilla")


PROBLEMS = (
    "Código;Nombre;Idioma;IBAN\nS1;Ana Ruiz;xx;\nS2;Berta Sanz;es;ES00 0000\n;Carla Gil;es;\n"
).encode()


def test_the_pictures_are_there_and_small():
    for name in PICTURES:
        assert 1_000 < (FOLDER / f"{name}.png").stat().st_size < LARGEST, name
