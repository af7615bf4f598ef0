"""The sidebar: which screens there are, in which order, and who sees them.

Each piece adds its line. A screen whose address doesn't exist (yet) isn't shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadencia.parties.access import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sidebar.

    `address` is the name of a screen, such as `office:contracts`; `icon` one of the Material
    Symbols; `within` says which addresses light it up besides its own and those below.
    """

    title: Any
    address: str
    icon: str
    permission: Permission = Permission.READ
    within: Sequence[str] = ()


SIDEBAR: Sequence[tuple[Any, Sequence[Line]]] = (
    (
        None,
        (
            Line(_("Dashboard"), "office:overview", "dashboard"),
            Line(_("Contracts"), "office:contracts", "contract"),
            Line(_("Generate invoices"), "office:generation", "play_circle", Permission.GENERATE),
            Line(_("Runs"), "office:runs", "history"),
            Line(_("Documents"), "office:documents", "receipt_long"),
            Line(_("Sent by e-mail"), "office:deliveries", "outgoing_mail"),
            Line(_("Forecast"), "office:forecast", "insights"),
            Line(_("Commissions"), "office:commissions", "handshake"),
        ),
    ),
    (
        _("Masters"),
        (
            Line(_("Customers"), "office:customers", "group"),
            Line(_("Items"), "office:items", "inventory_2"),
            Line(_("Price lists"), "office:price-lists", "sell"),
            Line(_("Special prices"), "office:special-prices", "loyalty"),
            Line(_("Templates"), "office:templates", "file_copy"),
            Line(_("Formulas"), "office:formulas", "function"),
            Line(_("Index series"), "office:indexes", "trending_up"),
            Line(_("Import and export"), "office:imports", "upload_file", within=("/exports/",)),
        ),
    ),
    (
        _("Lists"),
        (
            Line(_("Taxes"), "office:taxes", "percent"),
            Line(pgettext_lazy("of numbers", "Series"), "office:series", "tag"),
            Line(_("Contract types"), "office:contract-types", "category"),
            Line(_("Sales representatives"), "office:sales-reps", "badge"),
            Line(_("Responsible parties"), "office:responsible-parties", "shield_person"),
            Line(_("Payment methods"), "office:payment-methods", "payments"),
            Line(_("Payment terms"), "office:payment-terms", "event_repeat"),
            Line(_("Termination reasons"), "office:termination-reasons", "logout"),
        ),
    ),
    (
        _("Administration"),
        (
            Line(_("Company"), "office:company", "domain", Permission.SETTINGS),
            Line(_("E-mail"), "office:mail", "mail", Permission.SETTINGS),
            Line(_("Users"), "office:users", "manage_accounts", Permission.SETTINGS),
            Line(_("API tokens"), "office:tokens", "key", Permission.SETTINGS),
            Line(_("Webhooks"), "office:webhooks", "webhook", Permission.SETTINGS),
        ),
    ),
)

FOLDED = (_("Lists"),)
"""Groups that stand open only around the screen that one is on."""


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar of who asks, as Unfold wants it."""
    permissions: frozenset[Permission] = getattr(
        getattr(request, "actor", None), "permissions", frozenset()
    )
    groups = []
    for title, lines in SIDEBAR:
        items = [
            item
            for line in lines
            if line.permission in permissions and (item := _item(line, request.path)) is not None
        ]
        if items:
            is_open = any(each["active"] for each in items)
            is_folded = title in FOLDED
            groups.append(
                {"title": title, "items": items, "is_folded": is_folded, "is_open": is_open}
            )
    return groups


def _item(line: Line, path: str) -> dict[str, Any] | None:
    try:
        link = reverse(line.address)
    except NoReverseMatch:
        return None
    places = (link, *line.within)
    is_active = any(path == each or (each != "/" and path.startswith(each)) for each in places)
    return {"title": line.title, "link": link, "icon": line.icon, "active": is_active}
