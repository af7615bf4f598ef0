"""What every test may use."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from tests import embedded_server

NO_BROWSER = "NO BROWSER, AND SO NO SCREEN IS TESTED"
GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")
    parser.addoption("--long", action="store_true", help="run also the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    """Draw the same examples of a property each time, everywhere; `--long` draws others.

    How fast the machine is on the day says nothing about a rule, nor does the luck of the draw:
    contracts that can't be are drawn too, and left out.
    """
    settings.register_profile(
        "rules",
        deadline=None,
        derandomize=not config.getoption("--long"),
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    settings.load_profile("rules")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say of each test what it needs: a scenario the database, a browser a second chance in CI.

    A module's doctest never uses the database. On a machine that others use too, Chromium itself
    is late now and then; whatever needed its second chance is told of at the end, in full.
    """
    if config.getoption("--update-golden"):
        items[:] = [each for each in items if "golden" in getattr(each, "fixturenames", ())]
    for item in items:
        if item.path.suffix == ".rst":
            item.add_marker(pytest.mark.django_db)
        if "tests/browser" in item.path.as_posix() and os.environ.get("CI"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with --long"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """Let go of a connection that a test left broken: one that is red must not redden the next."""
    if connection.connection is not None and connection.connection.closed:
        connection.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what a green line would hide: screens not tested, tests red the first time."""
    for each in terminalreporter.stats.get("rerun", []):
        told = f"RED THE FIRST TIME, and run once more: {each.nodeid}"
        terminalreporter.write_line(told, red=True, bold=True)
        terminalreporter.write_line(each.longreprtext)
        for _, content in each.sections:
            terminalreporter.write_line(content)
    skipped = terminalreporter.stats.get("skipped", [])
    missed = [each for each in skipped if NO_BROWSER in str(each.longrepr)]
    if missed:
        told = (
            f"{NO_BROWSER}: {len(missed)} tests were skipped. CONTRIBUTING.md says how to get one."
        )
        terminalreporter.write_line(told, red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: DjangoDbBlocker) -> None:
    """Give each worker a copy of the migrated template (pytest-django asks for this name)."""
    with django_db_blocker.unblock():
        embedded_server.use_template()


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    """Begin each test in Spanish: a command run in this process changes the language for good."""
    translation.activate("es")
    yield
    translation.activate("es")


@pytest.fixture(scope="session")
def running_server() -> str:
    """Return the address of the tests' server, for what doesn't go through Django's database."""
    embedded_server.ensure_server()
    return os.environ["DATABASE_URL"]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return the function that compares a text with the golden file of a name.

    `pytest --update-golden` writes the file instead; the diff is the review.
    """

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return
        assert file.exists(), f"no golden file {name}; make it with --update-golden, and read it"
        assert text == file.read_text(encoding="utf-8")

    return compare
