"""What a page looked like when a test of it failed, for whoever can't look at it any more."""

from collections import deque
from contextlib import suppress

from playwright.sync_api import Error, Page, Request

LAST = 25  # requests that are told
TEXT = 1500  # characters of the page that are told
STATE = """() => ({
  focused: document.activeElement?.outerHTML.slice(0, 300),
  dialogs: [...document.querySelectorAll("dialog[open]")].map((each) => each.id),
  ready: document.documentElement.dataset.ready,
  text: document.body.innerText,
})"""


class Told:
    """Listens to a page from its beginning."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: deque[Request] = deque(maxlen=LAST)
        page.on("request", lambda each: self.requests.append(each))

    def __str__(self) -> str:
        """Return the address, what is focused and shown, and the last requests."""
        lines = [self.page.url]
        with suppress(Error):  # it may be gone
            found = self.page.evaluate(STATE)
            lines += [f"{name}: {found[name]}" for name in ("focused", "dialogs", "ready")]
            lines += [found["text"][:TEXT]]
        for each in self.requests:
            took = each.timing["responseEnd"] if each.timing else -1
            lines.append(f"{each.method} {each.url} {each.failure or ''} {took:.0f} ms")
        return "\n".join(lines)
