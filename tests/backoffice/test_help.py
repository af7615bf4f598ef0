"""The manual in the program: pages, links, search, and which screen each explains."""

import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.test import RequestFactory
from django.urls import URLResolver, resolve

from cadencia.backoffice.help import manual, pages
from cadencia.backoffice.urls import app_urls
from tests.backoffice.office import at_work
from tests.factories import a_company

LINK = re.compile(r'href="(/help/[\w-]+/)(?:#([^"]+))?"')
HERE = re.compile(r'href="#([^"]+)"')


def test_every_page_is_read_and_has_a_title():
    assert len(manual.pages()) >= 13
    assert next(iter(manual.pages())) == "primeros-pasos"
    for page in manual.pages().values():
        assert page.title
        assert page.html.startswith("<h1 "), page.name


def test_links_between_pages_lead_somewhere():
    known = {f"/help/{name}/": page.html for name, page in manual.pages().items()}
    for page in manual.pages().values():
        for address, anchor in LINK.findall(page.html):
            assert address in known, f"{page.name}: {address}"
            heading = f'id="{unquote(anchor)}"'
            assert not anchor or heading in known[address], f"{page.name}: {anchor}"
        for anchor in HERE.findall(page.html):
            assert f'id="{unquote(anchor)}"' in page.html, f"{page.name}: #{anchor}"


def test_pictures_are_there():
    for page in manual.pages().values():
        for name in re.findall(r'src="/help/img/([^"]*)"', page.html):
            assert manual.picture(name), f"{page.name}: {name}"


@pytest.mark.parametrize("name", ["../primeros-pasos.md", "x.svg", "nothing.png"])
def test_only_pictures_of_the_manual_are_sent(name):
    assert manual.picture(name) is None


def test_search_finds_words_without_accents_titles_first():
    found = manual.search("vista PREVIA")
    assert found
    assert "previa" in found[0].section.title.lower()
    assert manual.search("prevision")[0].section.page == "prevision"
    assert manual.search("  ") == []
    assert manual.search("xyzzy") == []


def test_raw_html_and_scripts_do_not_come_through():
    page = manual._page("x", "# T\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1))\n")
    assert "<script" not in page.html
    assert 'href="javascript' not in page.html


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/overview/", "cuadro-de-mando"),
        ("/forecast/", "prevision"),
        ("/contracts/7/timeline/", "linea-de-tiempo"),
        ("/imports/", "importar"),
        ("/exports/", "importar"),
        ("/documents/", "documentos"),
        ("/generation/", "generar"),
        ("/contracts/7/", "un-contrato"),
    ],
)
def test_each_screen_has_its_page(address, page):
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    assert pages.address_for(request).startswith(f"/help/{page}/")


NO_SCREENS = frozenset(
    {
        *("home", "mark", "sign-in", "sign-in-code", "sign-out", "session", "credentials"),
        *("choose-company", "choose-language", "choose-theme", "choices", "set-up"),
        *("new-password", "password-link", "help", "help-page", "help-picture"),
        *("address-right-again",),
    }
)
"""Addresses of no screen, or of one that nobody has signed in to yet."""


def names(urls):
    for each in urls:
        if isinstance(each, URLResolver):
            yield from names(each.url_patterns)
        else:
            yield each.name


@pytest.mark.parametrize("name", sorted(set(names(app_urls)) - NO_SCREENS))
def test_the_help_of_each_screen_leads_to_what_is_there(name):
    """A new screen says in `help/pages.py` where it is explained."""
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(url_name=name)
    address, _, anchor = pages.address_for(request).partition("#")
    known = {f"/help/{each}/": page.html for each, page in manual.pages().items()}
    assert address in known, "no page of the manual explains it"
    assert not anchor or f'id="{unquote(anchor)}"' in known[address], anchor


@pytest.mark.django_db
def test_the_manual_is_shown_and_searched():
    clerk = at_work(a_company(), "clerk")
    assert "Primeros pasos" in clerk.get("/help/").content.decode()
    page = clerk.get("/help/generar/").content.decode()
    assert '<article class="o-article" lang="es">' in page
    part = clerk.get("/help/generar/", HTTP_X_OFFICE_SCRIPT="1").content.decode()
    assert "<html" not in part
    assert "<article" in part
    assert "/help/prevision/" in clerk.get("/help/?q=prevision").content.decode()
    assert clerk.get("/help/nothing/").status_code == 404
    assert clerk.get("/help/img/nothing.png").status_code == 404
