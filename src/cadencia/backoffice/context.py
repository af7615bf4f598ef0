"""What the template of every page may say: who is at work, where, in which theme."""

from typing import Any

from django.http import HttpRequest

from cadencia.backoffice.look import UNFOLD
from cadencia.parties.access import Actor, Permission


class May:
    """Asked by templates: `{% if may.generate %}`."""

    def __init__(self, actor: Actor | None) -> None:
        self._permissions = actor.permissions if actor else frozenset()

    def __getitem__(self, name: str) -> bool:
        return Permission(name) in self._permissions


def office(request: HttpRequest) -> dict[str, Any]:
    """Return what pages are told besides what their view tells them."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "may": May(actor),
        "company": getattr(request, "company", None),
        "companies": getattr(request, "companies", []),
        "preferences": getattr(request, "preferences", None),
        "theme": theme_of(request),
        "colors": UNFOLD["COLORS"],
        "border_radius": UNFOLD["BORDER_RADIUS"],
    }


def theme_of(request: HttpRequest) -> str:
    """Return `light`, `dark`, or `auto` for what the browser's machine says."""
    preferences = getattr(request, "preferences", None)
    return preferences.theme if preferences else "auto"
