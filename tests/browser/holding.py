"""A slow network where a test wants one: requests wait until they are let go."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

SCRIPTS = "**/backoffice/office*.js"  # every page's; those of the piece wait behind it
PATIENCE = 60  # seconds
LOOK = 20  # milliseconds between two looks
READY = "html[data-ready]"


class Held:
    """The requests that wait, in the order they came."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self.page = page
        self.pattern = pattern
        self.routes: list[Route] = []

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
            route.continue_()


@contextmanager
def without_scripts(page: Page, path: str, scripts: str = SCRIPTS) -> Iterator[None]:
    """Go to a page whose scripts don't come before the block has ended; then they have run."""
    page.route(scripts, lambda _: None)
    page.goto(path, wait_until="commit")
    yield
    page.unroute(scripts)  # lets them go
    page.wait_for_selector(READY)


@contextmanager
def holding(page: Page, pattern: str | re.Pattern[str]) -> Iterator[Held]:
    """Hold the requests of an address as long as the block lasts, unless they are let go."""
    held = Held(page, pattern)
    page.route(pattern, lambda route: held.routes.append(route))
    yield held
    page.unroute(pattern)
