"""What axe finds on a page that keeps people from using it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")


def serious(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what is serious, a line each: the rule, and the elements; of some rules, or of all."""
    options = {"runOnly": list(rules)} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes']][:4]}"
        for each in found
        if each["impact"] in SERIOUS
    ]
