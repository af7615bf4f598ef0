"""Look at screens with the demo's data: `python -m tests.browser.look /contracts/ --lang es en`.

The demo is made once, in a home of its own (`--home`, or CADENCIA_LOOK). Each combination of
path, language, theme and width is one picture; `--out` may name it, where there is one, or else the
folder. What scripts complain of, what overflows, and with `--axe` what axe finds, is told.
"""

import argparse
import fcntl
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

USUAL_HOME = os.environ.get("CADENCIA_LOOK") or f"{tempfile.gettempdir()}/cadencia-look"
WAIT = 30_000  # milliseconds


def main() -> None:
    """Take the pictures."""
    said = _arguments()
    os.environ["CADENCIA_HOME"] = said.home
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    _made(said.home)
    from cadencia.cli.installation import open_installation

    open_installation()
    from tests.browser import chromium
    from tests.browser.served import served

    with served() as address, chromium.opened() as browser:
        combined = itertools.product(said.paths, said.lang, said.theme, said.width)
        for path, lang, theme, width in combined:
            page = _page(browser, address, said, (lang, theme, width))
            file = _file(said, path, (lang, theme, str(width)))
            for line in _looked_at(page, path, file, said):
                print(f"  {line}")
            page.context.close()


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--lang", nargs="+", default=["es"], choices=["es", "en"])
    parser.add_argument("--theme", nargs="+", default=["light"], choices=["light", "dark"])
    parser.add_argument("--width", nargs="+", type=int, default=[1440])
    parser.add_argument("--company", default="", help="its code; without one, the first")
    parser.add_argument("--role", default="administrator")
    parser.add_argument("--anonymous", action="store_true")
    parser.add_argument("--click", action="append", default=[], help="a selector, before")
    parser.add_argument("--axe", action="store_true")
    parser.add_argument("--visible", action="store_true", help="only what the window shows")
    parser.add_argument("--home", default=USUAL_HOME)
    parser.add_argument("--out", default=".")
    return parser.parse_args()


def _made(home: str) -> None:
    """Make the demo, unless it is there; bring its tables up to date."""
    program = [str(Path(sys.executable).with_name("cadencia"))]
    mark = Path(home, "look-is-ready")
    Path(home).mkdir(parents=True, exist_ok=True)
    with Path(home, "look.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            subprocess.run([*program, "demo", "--no-pdfs"], check=True)
            mark.touch()
        subprocess.run([*program, "migrate"], check=True, stdout=subprocess.DEVNULL)


def _page(browser: Any, address: str, said: Any, how: tuple[str, str, int]) -> Any:
    lang, theme, width = how
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        locale={"es": "es-ES", "en": "en-GB"}[lang],
        color_scheme=theme,
        reduced_motion="reduce",
    )
    if not said.anonymous:
        session = _session(said, lang, theme)
        context.add_cookies([{"name": "cadencia_session", "value": session, "url": address}])
    page = context.new_page()
    page.on("console", lambda told: told.type == "error" and print(f"  console: {told.text}"))
    page.on("pageerror", lambda error: print(f"  script: {error}"))
    return page


def _session(said: Any, lang: str, theme: str) -> str:
    from cadencia.parties.models import Company, Preferences, User
    from tests.backoffice.office import a_user, at_work

    chosen = Company.objects.filter(code=said.company) if said.company else Company.objects.all()
    company = chosen.order_by("code")[0]
    name = f"mira-{said.role}-{company.code}"
    user = User.objects.filter(username=name).first() or a_user(company, said.role, username=name)
    Preferences.objects.update_or_create(user=user, defaults={"language": lang, "theme": theme})
    return str(at_work(company, user=user).cookies["cadencia_session"].value)


def _file(said: Any, path: str, how: tuple[str, ...]) -> Path:
    if said.out.endswith(".png"):
        return Path(said.out)
    name = path.strip("/").replace("/", "-").replace("?", "-") or "home"
    return Path(said.out, f"{name}-{'-'.join(how)}.png")


def _looked_at(page: Any, path: str, file: Path, said: Any) -> Iterator[str]:
    answer = page.goto(path, timeout=WAIT)
    for selector in said.click:
        page.click(selector)
    page.wait_for_load_state("networkidle", timeout=WAIT)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=not said.visible)
    print(f"{file} {answer.status}")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        yield f"the page is {wide} px too wide"
    if said.axe:
        from tests.browser.axe import serious

        yield from serious(page)


if __name__ == "__main__":
    main()
