"""Sending documents, as a person does it: one with its message, several from the list (DO-6)."""

import re

import pytest

from cadencia.mailing import delivering
from cadencia.mailing.models import Delivery
from tests.backoffice.test_mail_screens import a_delivery
from tests.factories import A_MOMENT, a_company, a_customer, an_issued_document, counters_follow
from tests.mailing.mail_servers import Handler, serving
from tests.mailing.test_delivering import sends_by


def a_sender(port=9):
    company = a_company(name="Gimnasio Sol")
    sends_by(company, port)
    ana = a_customer(company, "Ana", email="ana@example.com")
    documents = [an_issued_document(ana, number) for number in (1, 2, 3)]
    counters_follow(company)
    return company, documents


def test_one_is_sent_and_asks_before_it_is_sent_again(database, office, accessible):
    post = Handler()
    with serving(post) as port:
        company, (document, *_) = a_sender(port)
        page = office(company, role="clerk", path=f"/documents/{document.pk}/")
        page.get_by_role("link", name="Enviar por correo").first.click()
        page.get_by_label("Para").wait_for()
        accessible(page)
        assert page.get_by_label("Para").input_value() == "ana@example.com"
        page.get_by_label("Copia a").fill("jefe@example.com")
        page.get_by_label("Mensaje").fill("Vence el <VENCIMIENTO>.")
        page.get_by_role("button", name="Enviar").click()
        page.get_by_text("Está en camino a ana@example.com.").wait_for()
        row = Delivery.objects.get()
        delivering.deliver(company.pk, clock=lambda: row.next_at)
        page.reload()
        page.get_by_text("Enviado", exact=True).wait_for()
        accessible(page)
    assert post.messages[0].get_body().get_content().strip() == "Vence el 31/01/2026."
    page.goto(page.url.rstrip("/") + "/send/")
    page.get_by_text(re.compile("Enviado ya el .* a ana@example.com")).wait_for()
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Marcar esto para enviarlo otra vez").wait_for()
    page.get_by_label("Enviarlo otra vez, aunque ya se envió").check()
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Está en camino a ana@example.com.").wait_for()
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("width", [1440, 390])
def test_those_ticked_in_the_list_are_sent(database, office, accessible, width):
    company, documents = a_sender()
    page = office(company, role="clerk", path="/documents/?state=issued", width=width)
    page.get_by_label("Elegir F-2026-000001").check()
    page.get_by_label("Elegir F-2026-000003").check()
    page.get_by_text("2 elegidos").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.locator("#chosen").get_by_role("button", name="Enviar por correo").click()
    page.get_by_role("button", name="Enviar (2)").click()
    page.get_by_text("2 documentos están en camino.").wait_for()
    assert page.url.endswith("/documents/?state=issued")
    page.goto("/deliveries/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sent = set(Delivery.objects.values_list("document_id", flat=True))
    assert sent == {documents[0].pk, documents[2].pk}


def test_a_menu_in_a_list_stands_in_the_window(database, office, accessible):
    company, (document, *_) = a_sender()
    a_delivery(document, state="sent", sent_at=A_MOMENT, next_at=None)
    page = office(company, role="clerk", path="/deliveries/", width=390)
    page.get_by_text("Devuelto…").click()
    menu = page.locator(".m-bounce")
    box = menu.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert menu.evaluate(
        "it => { const {x, y, width, height} = it.getBoundingClientRect();"
        "return it.contains(document.elementFromPoint(x + width - 3, y + height - 3)); }"
    )
    accessible(page)
    page.get_by_label("Por qué, si lo dice").fill("No existe")
    page.get_by_role("button", name="Ha vuelto").click()
    page.get_by_text("No existe").first.wait_for()


WIDE = {"lang": "es", "theme": "light", "width": 1440}
NARROW = {"lang": "en", "theme": "dark", "width": 390}


@pytest.mark.parametrize("how", [WIDE, NARROW])
def test_the_set_up_is_for_everybody(database, office, accessible, how):
    company, _ = a_sender()
    page = office(company, path="/masters/mail/", **how)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
