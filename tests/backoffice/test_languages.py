"""Every page in both languages: nothing of the other one is left on it.

A text is the other language's if the catalogues of the program say so, or if it has a word that
only that language has.

The walk begins at every address that names nothing, and follows the links of each page to one page
of each kind: a new screen comes into it by itself. What is data has no language: it is marked with
the attribute `data-own`, or left out in `DATA`.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, resolve

from cadencia.backoffice.urls import app_urls
from cadencia.contracts.models import ContractKind
from cadencia.parties.models import Preferences
from tests.backoffice.catalogues import of_the_other
from tests.backoffice.office import at_work
from tests.factories import (
    a_company,
    a_customer,
    a_draft_contract,
    a_draft_document,
    a_posted_contract,
    an_installment,
    an_issued_document,
    an_item,
)

pytestmark = pytest.mark.django_db

DATA = {"IVA general", "ANA SL", "English", "Español"}
SPANISH = frozenset(
    {
        "el",
        "la",
        "los",
        "las",
        "un",
        "una",
        "de",
        "del",
        "que",
        "con",
        "por",
        "para",
        "sin",
        "en",
        "se",
        "su",
        "sus",
        "como",
        "está",
        "son",
        "hay",
        "más",
        "ya",
        "cada",
        "este",
        "esta",
        "desde",
        "hasta",
        "sobre",
        "también",
        "o",
        "y",
        "al",
        "lo",
    }
)
ENGLISH = frozenset(
    {
        "the",
        "of",
        "and",
        "to",
        "is",
        "are",
        "with",
        "without",
        "for",
        "from",
        "this",
        "that",
        "these",
        "by",
        "as",
        "an",
        "your",
        "you",
        "it",
        "its",
        "on",
        "in",
        "or",
        "not",
        "will",
        "be",
        "has",
        "have",
        "than",
        "each",
        "at",
    }
)
SPOKEN = ("title", "aria-label", "placeholder", "alt", "value")
QUIET = {"script", "style", "kbd", "code", "textarea", "option-data", "time", "bdi"}
_WORD = re.compile(r"[a-záéíóúñü']+", re.IGNORECASE)


class Texts(HTMLParser):
    """Gathers what a page says, also to who listens; what has a language of its own is left out."""

    VOID = {"input", "br", "hr", "img", "meta", "link", "source", "col", "wbr"}

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.of_scripts: list[str] = []  # what they are told to say
        self.links: list[str] = []
        self._left_out = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_icon = "material-symbols-outlined" in (given.get("class") or "")
        has_own = ("lang" in given and tag != "html") or "data-own" in given
        is_quiet = tag in QUIET or is_icon or has_own
        if tag not in self.VOID:
            self._left_out.append(is_quiet)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if is_quiet or any(self._left_out):
            return
        self.of_scripts += [
            each for name, each in attrs if name.startswith("data-") and each and " " in each
        ]
        for name in SPOKEN:
            is_said = name != "value" or (
                tag == "input" and given.get("type") in {"submit", "button"}
            )
            if is_said and given.get(name):
                self.found.append(given[name])

    def handle_endtag(self, tag):
        if tag not in self.VOID and self._left_out:
            self._left_out.pop()

    def handle_data(self, data):
        if data.strip() and not any(self._left_out):
            self.found.append(" ".join(data.split()))


@pytest.fixture
def desk():
    company = a_company(code="ANA", name="ANA SL")
    customer = a_customer(company, "Luis", code="C1", tax_id="12345678Z")
    an_item(company, "CUOTA", name="CUOTA")
    ContractKind.objects.create(company=company, name="AA")
    an_installment(a_posted_contract(customer, ("CUOTA", "45.00"), code="CT-1"))
    a_draft_contract(customer, ("CUOTA", "45.00"), code="CT-2")
    a_draft_document(customer)
    an_issued_document(customer)
    return at_work(company)


def test_nothing_of_the_other_language_is_left(desk):
    waiting = [f"/{each}" for each in beginnings(app_urls)]
    walked, found = set(), []
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in walked or kind.startswith("office:help"):
            continue  # the manual is written in Spanish
        walked.add(kind)
        said = {lang: read(desk, path, lang) for lang in ("es", "en")}
        for lang, words in (("es", ENGLISH), ("en", SPANISH)):
            told = {*foreign(said[lang].found, words), *of_catalogues(said[lang], lang)}
            found += [f"{lang} {path}: {each}" for each in sorted(told)]
            waiting += said[lang].links
    assert "\n".join(found) == ""
    assert {"office:home", "office:users", "office:user", "office:preferences"} <= walked


def beginnings(urls, prefix="") -> Iterator[str]:
    """Return the addresses that name nothing."""
    for each in urls:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from beginnings(each.url_patterns, route)
        elif isinstance(each, URLPattern) and "<" not in route:
            yield route


def kind_of(link: str) -> str | None:
    """Return the name of the screen that a link leads to, with what chooses among its acts."""
    parts = urlsplit(link)
    if parts.netloc or not parts.path.startswith("/") or parts.path.startswith("/api/"):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return f"NOT FOUND {parts.path}"
    chosen = [str(each) for name, each in match.kwargs.items() if name in {"act", "kind", "name"}]
    return " ".join([match.view_name, *chosen])


def read(desk, path: str, lang: str) -> Texts:
    Preferences.objects.update_or_create(user=desk.user, defaults={"language": lang})
    texts = Texts()
    answer = desk.get(path)
    assert answer.status_code < 500, path
    if "text/html" in answer.get("Content-Type", "") and answer.status_code != 404:
        texts.feed(answer.content.decode())
    return texts


def of_catalogues(page: Texts, lang: str) -> list[str]:
    """Return the texts that the program's catalogues know as the other language's."""
    others = of_the_other(lang)
    texts = {*page.found, *page.of_scripts} - DATA
    return [each for each in texts if others.found_in(each)]


@pytest.mark.parametrize(
    ("lang", "text", "is_other"),
    [
        ("es", "Save", True),
        ("es", "Guardar", False),
        ("en", "Guardar", True),
        ("en", "Save:", False),
        ("es", "Total", False),
        ("en", "Total", False),
        ("en", "Se ha guardado CUOTA.", True),
        ("es", "CUOTA is saved.", True),
        ("es", "CT-1 · 45,00", False),
    ],
)
def test_the_catalogues_tell_whose_a_text_is(lang, text, is_other):
    assert of_the_other(lang).found_in(text) is is_other


def foreign(texts: list[str], words: frozenset[str]) -> list[str]:
    """Return the texts that have a word that is only the other language's."""
    return sorted(
        {each for each in texts if each not in DATA and words & set(_WORD.findall(each.lower()))}
    )
