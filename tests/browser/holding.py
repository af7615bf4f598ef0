"""A slow network where a test wants one: requests wait until they are let go."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.templatetags.static import static
from playwright.sync_api import Page, Request, Route

SCRIPTS = "**/backoffice/office*.js"  # every page's; those of the piece wait behind it
PATIENCE = 60  # seconds
LOOK = 20  # milliseconds between two looks
READY = "html[data-ready]"
PROVE = "(address) => fetch(address).then((answer) => answer.text())"


class Held:
    """The requests that wait, in the order they came.

    The page goes on being asked about its requests to the end: those that wait while Chromium is
    told to ask no more are sometimes never done.
    """

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self.page = page
        self.pattern = pattern
        self.routes: list[Route] = []
        self.gone: set[Request] = set()
        self.is_over = False
        page.route(pattern, self.comes)

    def comes(self, route: Route) -> None:
        """Hold a request, or let it go where nothing is held any more."""
        self.routes.append(route)
        if self.is_over:
            self.goes(route)

    def goes(self, route: Route) -> None:
        """Send a request, once."""
        if route.request not in self.gone:
            self.gone.add(route.request)
            route.continue_()

    def wait_for(self, how_many: int) -> None:
        """Wait until so many requests are held; they come in while Playwright is at work."""
        ends = time.monotonic() + PATIENCE
        while len(self.routes) < how_many:
            assert time.monotonic() < ends, f"{self.pattern}: {len(self.routes)} of {how_many}"
            self.page.wait_for_timeout(LOOK)

    def let_go(self, at: int = 0) -> None:
        """Let one of them go, and wait until its answer is there."""
        route = self.routes[at]
        with self.page.expect_response(lambda answer: answer.request == route.request):
            self.goes(route)

    def refuse(self, status: int) -> None:
        """Answer the last one in the server's place."""
        self.gone.add(self.routes[-1].request)
        self.routes[-1].fulfill(status=status)

    def end(self) -> None:
        """Let go what waits, and what comes."""
        self.is_over = True
        for each in self.routes:
            self.goes(each)


@contextmanager
def without_scripts(page: Page, path: str, scripts: str = SCRIPTS) -> Iterator[Held]:
    """Go to a page whose scripts don't come before the block has ended; then they have run."""
    held = Held(page, scripts)
    page.goto(path, wait_until="commit")
    yield held
    held.end()
    page.wait_for_selector(READY)


@contextmanager
def holding(page: Page, pattern: str | re.Pattern[str]) -> Iterator[Held]:
    """Hold the requests of an address as long as the block lasts, unless they are let go."""
    held = Held(page, pattern)
    _in_force(page)
    yield held
    held.end()


def _in_force(page: Page) -> None:
    """Wait until requests of the page are held: Chromium says so before it is true.

    Its answer to the wish and the wish's way to the page are two; on a busy machine a key that is
    pressed in between sends a request that nobody holds.
    """
    probe = f"{static('backoffice/mark.svg')}?is-it-held"
    page.route(lambda address: address.endswith(probe), lambda route: route.fulfill(body="held"))
    ends = time.monotonic() + PATIENCE
    while page.evaluate(PROVE, probe) != "held":
        assert time.monotonic() < ends, "requests can't be held"
