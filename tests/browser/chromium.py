"""The browser: Debian's Chromium where it is or may be installed, Playwright's own elsewhere."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none")


class NoBrowser(Exception):
    """There is no browser and none can be had; the text says what was tried."""


@contextmanager
def opened() -> Iterator[Any]:
    """Open the browser, bringing it first where it is missing.

    :raises NoBrowser: if it can't be had.
    """
    from playwright.sync_api import sync_playwright

    path = brought()
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        path = path or playwright.chromium.executable_path
        if not Path(path).exists():
            raise NoBrowser(f"{path} isn't there")
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def brought() -> str | None:
    """Return where the system's Chromium is; None where Playwright's own is to be used.

    :raises NoBrowser: if there is neither, and neither could be had.
    """
    found = _of_the_system()
    if found or Path(_own()).exists():
        return found
    # The workers of a test run come here at the same time.
    with Path(tempfile.gettempdir(), f"cadencia-chromium-{os.geteuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := _of_the_system():
            return found
        if os.geteuid() == 0 and shutil.which("apt-get"):
            _run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium")
            if not _of_the_system():
                _run("apt-get", "update", "-q")
                _run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium")
            if found := _of_the_system():
                return found
        if _run(sys.executable, "-m", "playwright", "install", "chromium"):
            return None
    raise NoBrowser("neither Debian's chromium nor Playwright's own could be installed")


def _of_the_system() -> str | None:
    named = os.environ.get("CADENCIA_CHROMIUM")
    return named or next((found for each in NAMES if (found := shutil.which(each))), None)


def _own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return str(playwright.chromium.executable_path)


def _run(*command: str) -> bool:
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    done = subprocess.run(command, env=quiet, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    print(brought() or _own())
