"""A browser for the session, a page for each test, signed in where the test asks.

    def test_something(office, a_gym):
        page = office(a_gym, role="clerk", path="/contracts/")
        page.get_by_role("link", name="Nuevo contrato").click()

What the test makes with factories is there for the pages: everything is committed, and the
database is emptied afterwards. An error of a script, or one told on the console, fails the test.
"""

import os
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django.plugin import DjangoDbBlocker

from cadencia.parties.models import Company, Preferences, User
from tests.backoffice.office import at_work
from tests.browser import chromium, clock
from tests.browser.emptying import empty_database
from tests.browser.served import Server, serving
from tests.browser.telling import Told
from tests.conftest import NO_BROWSER

# Playwright runs a loop of its own in this thread; Django takes that for an asynchronous program.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TIMEOUT = 15_000  # milliseconds to wait for what should appear
LOADING = 60_000  # milliseconds to wait for a page: the first one is slow on a busy machine
TALL = 900
PAGES = pytest.StashKey[list[Told]]()
REFUSED = ("401", "403", "409", "422")  # answers that a page counts on; the console tells of them


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Tell what the pages looked like when a test failed."""
    report = yield
    if report.when == "call" and report.failed:
        for each in item.stash.get(PAGES, []):
            report.sections.append(("page", str(each)))
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return the browser; where none can be had the tests are skipped, in CI they fail."""
    opening = chromium.opened()
    try:
        opened = opening.__enter__()
    except chromium.NoBrowser as missing:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            raise
        pytest.skip(f"{NO_BROWSER}: {missing}")
    yield opened
    # As long as Playwright's loop runs, Django keeps this thread's connections in another place
    # than before and after: nobody would find them once it has ended, and the database stay in use.
    connections.close_all()
    opening.__exit__(None, None, None)


@pytest.fixture(scope="session")
def program(tests_database: None) -> Iterator[Server]:
    """Return the program, served by a thread of the tests; it ends first."""
    with serving() as program:
        yield program


@pytest.fixture(scope="session")
def server(program: Server) -> str:
    """Return the address of the program."""
    return program.address


@pytest.fixture(scope="session")
def tests_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the tests' database, if no test before asked for one: these have no mark of it."""
    if str(connection.settings_dict["NAME"]).startswith("test_"):
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def database(
    tests_database: None, django_db_blocker: DjangoDbBlocker, settings: Any
) -> Iterator[None]:
    """Let the test write what pages see, and empty the database afterwards."""
    settings.CLOCK = "tests.browser.clock.now"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    clock.stand_at(clock.USUAL)
    with django_db_blocker.unblock():
        yield
        empty_database()


@pytest.fixture
def visitor(
    browser: Any, program: Server, server: str, database: None, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Return the function that opens a page of somebody who hasn't signed in."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    pages = request.node.stash.setdefault(PAGES, [])
    pages.clear()

    def opened(
        *, path: str = "/", width: int = 1440, lang: str = "es", theme: str = "light"
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": TALL},
            locale={"es": "es-ES", "en": "en-GB"}[lang],
            color_scheme=theme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT)
        context.set_default_navigation_timeout(LOADING)
        contexts.append(context)
        page = context.new_page()
        _listen(page, complaints)
        pages.append(Told(page))
        if path:
            page.goto(path)
        return page

    yield opened
    for each in contexts:
        each.close()
    # What was asked for and nobody waits for any more would meet the emptying of the database,
    # or write into that of the next test.
    assert program.end_what_is_open(), "a request is still at work"
    assert complaints == []


@pytest.fixture
def office(visitor: Callable[..., Page], server: str) -> Callable[..., Page]:
    """Return the function that opens a page of somebody at work; `page.user` is who."""

    def opened(company: Company, *, role: str = "administrator", **how: Any) -> Page:
        user: User | None = how.pop("user", None)
        path = how.pop("path", "/")
        lang, theme = how.get("lang", "es"), how.get("theme", "light")
        client = at_work(company, role, user)
        Preferences.objects.update_or_create(
            user=client.user, defaults={"language": lang, "theme": theme}
        )
        page = visitor(path="", **how)
        session = client.cookies["cadencia_session"].value
        page.context.add_cookies([{"name": "cadencia_session", "value": session, "url": server}])
        page.user = client.user
        page.goto(path)
        return page

    return opened


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Return the function that asks axe about a page: nothing serious may be found."""
    from tests.browser.axe import serious

    def asked(page: Page) -> None:
        assert serious(page) == []

    return asked


def _listen(page: Page, complaints: list[str]) -> None:
    def told(message: ConsoleMessage) -> None:
        is_refused = any(
            f"{said} {each}" in message.text
            for said in ("the server responded with a status of", "Response Status Error Code")
            for each in REFUSED
        )
        if message.type == "error" and not is_refused:
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", told)
    page.on("pageerror", lambda error: complaints.append(str(error)))
