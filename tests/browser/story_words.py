"""What a person does at the screens, in the words of the stories: clicking and typing only.

Everything is found by its label, as somebody who reads the page would.
"""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

PASSWORD = "sobre la mesa azul"
LONG = 60_000  # milliseconds: a whole run


def sets_up(page: Page, name: str, code: str, series: str, **more: str) -> None:
    """Open the first company on the first day, and sign in."""
    page.goto("/")
    fill(page, {"Nombre": name, "Código": code, "Serie de facturas": series, **more})
    fill(page, {"Usuario": "ana", "Contraseña": PASSWORD, "Otra vez la contraseña": PASSWORD})
    page.get_by_role("button", name="Poner en marcha y entrar").click()
    fill(page, {"Usuario": "ana", "Contraseña": PASSWORD})
    page.get_by_role("button", name="Entrar").or_(
        page.get_by_role("button", name="Iniciar sesión")
    ).click()
    expect(page.get_by_text(name).first).to_be_visible()


def makes(page: Page, where: str, said: Mapping[str, str], boxes: Mapping[str, bool] = {}) -> None:
    """Make a master: from the sidebar to its list, from there to an empty form, and save."""
    link = page.get_by_role("navigation").get_by_role("link", name=where, exact=True).first
    if not link.is_visible():  # its group is folded
        page.get_by_role("navigation").get_by_text("Listas").first.click()
    link.click()
    expect(page.get_by_role("heading", name=where, exact=True)).to_be_visible()
    page.get_by_role("link", name="Nuev").first.click()
    fill(page, said)
    for label, wanted in boxes.items():
        page.get_by_label(label, exact=True).set_checked(wanted)
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Se ha guardado")).to_be_visible()


def fill(page: Page, said: Mapping[str, str]) -> None:
    """Type into the fields of these labels; choose where the field is a list."""
    for label, text in said.items():
        field = labelled(page, label)
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)
            field.press("Tab")


def labelled(page: Page | Locator, label: str) -> Locator:
    """Return the field of a label, also if a star says that it is wanted."""
    exact = page.get_by_label(label, exact=True)
    return exact.or_(page.get_by_label(f"{label}*", exact=True)).first


def registers(  # noqa: PLR0913 - as many things as the form asks
    page: Page,
    customer: str,
    header: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
    besides: Callable[[Page], None] | None = None,
    *,
    months: Sequence[str] = (),
) -> None:
    """Register a contract in the form: header, lines, what comes besides, save by keyboard."""
    page.get_by_role("navigation").get_by_role("link", name="Contratos", exact=True).first.click()
    page.get_by_role("link", name="Nuevo contrato").first.click()
    chooses(page, labelled(page, "Cliente"), customer)
    fill(page, header)
    for each in months:
        page.get_by_label(each, exact=True).first.check()
    page.get_by_role("tab", name="Actuales").click()
    for place, line in enumerate(lines):
        types_line(page, place, line)
    if besides:
        besides(page)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Borrador", exact=True).first).to_be_visible()


def advanced(page: Page) -> None:
    """Show all that the form has."""
    page.get_by_role("button", name="Básica").click()
    expect(page.get_by_role("button", name="Avanzada")).to_be_visible()


def details(page: Page, place: int) -> Locator:
    """Open the details of a line at the side; return them."""
    rows = page.get_by_role("table", name="Líneas actuales").locator("tbody tr")
    rows.nth(place).get_by_role("button", name="Detalle de la línea").click()
    panel = page.locator("dialog[open]")
    expect(panel).to_be_visible()
    return panel


def types_line(page: Page, place: int, line: Mapping[str, str]) -> None:
    """Type a line into the grid; another row is made where there is none."""
    rows = page.get_by_role("table", name="Líneas actuales").locator("tbody tr")
    if rows.count() <= place:
        page.get_by_role("button", name="Añadir línea").first.click()
    row = rows.nth(place)
    for label, text in line.items():
        field = row.get_by_label(label, exact=True)
        if label == "Artículo":
            chooses(page, field, text)
        else:
            field.fill(text)


def chooses(page: Page, field: Locator, text: str) -> None:
    """Type into a field that offers choices, and take the first: as fast as one types."""
    field.click()
    field.fill(text)
    field.press("Enter")
    expect(page.locator(".o-options")).to_have_count(0)
    expect(field).to_have_value(text)


def posts(page: Page) -> None:
    """Post the contract that is shown."""
    page.get_by_role("link", name="Postear").first.click()
    page.locator("[data-act-form]").get_by_role("button", name="Postear").click()
    expect(page.get_by_text("Posteado", exact=True).first).to_be_visible()


def bills(page: Page, what: str) -> None:
    """Generate the month that is proposed: asked, seen, generated and issued."""
    page.get_by_role("navigation").get_by_role("link", name="Generar facturas").first.click()
    page.get_by_role("button", name="Vista previa").click()
    page.get_by_role("button", name=f"Generar y emitir {what}").click()
    page.get_by_role("dialog").get_by_role("button", name="Generar y emitir").click()
    heading = page.get_by_role("heading", name="Números asignados")
    expect(heading).to_be_visible(timeout=LONG)


def finds(page: Page, number: str, *texts: str) -> None:
    """Open a document from the list, and read it."""
    page.get_by_role("navigation").get_by_role("link", name="Documentos", exact=True).first.click()
    page.get_by_role("link", name=number).first.click()
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    for each in texts:
        expect(page.get_by_text(each).first).to_be_visible()
