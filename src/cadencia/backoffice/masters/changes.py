"""The history of a master in words: who changed what, when, from what to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.masters.labels import LABELS
from cadencia.backoffice.templatetags import office
from cadencia.parties.access import Actor
from cadencia.parties.history_reading import Change, Part, changes_of

PAGE = 50
LARGEST = 2**62

_CHANNELS = {
    "cli": gettext_lazy("command line"),
    "api": "API",
    "web": gettext_lazy("back office"),
    "job": gettext_lazy("automatic"),
    "sql": "SQL",
}
_ACTS = {
    "insert": gettext_lazy("created"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("removed"),
}
_TABLES: Mapping[str, Any] = {
    "parties_address": gettext_lazy("address"),
    "parties_contact": gettext_lazy("contact"),
    "parties_bankaccount": gettext_lazy("bank account"),
    "catalog_specialprice": gettext_lazy("special price"),
    "catalog_pricelistentry": gettext_lazy("price"),
    "catalog_indexvalue": gettext_lazy("value"),
    "contracts_templateline": gettext_lazy("line"),
    "contracts_templatechange": gettext_lazy("change by date"),
    "contracts_templateschedule": gettext_lazy("schedule by date"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change in words."""

    at: datetime
    who: str
    way: str
    what: str
    act: str
    fields: tuple[Field, ...]


def page(row: Any, before: int | None, *, by: Actor) -> tuple[list[Told], int | None]:
    """Return a page of the history of a row, and where the next one begins, if there is one."""
    found = changes_of(row, Part(most=PAGE + 1, before=before), by=by)
    following = found[PAGE - 1].id if len(found) > PAGE else None
    return told(found[:PAGE]), following


def told(changes: Iterable[Change]) -> list[Told]:
    """Return changes in words."""
    return [_told(each) for each in changes]


def seen_of(posted: Mapping[str, Any]) -> int | None:
    """Return the last change that the form showed; None: it didn't say."""
    return number_of(posted.get("seen"))


def number_of(text: Any) -> int | None:
    """Return a number of an address or a form, None if it is none."""
    text = str(text or "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None  # noqa: PLR2004
    return number if number is not None and number < LARGEST else None


def _told(change: Change) -> Told:
    what = str(_TABLES[change.table]) if change.table in _TABLES else ""
    fields = [
        Field(label(change.table, name), _shown(before), _shown(after))
        for name, (before, after) in change.fields.items()
    ]
    fields += [Field(label(change.table, name), "…", "…") for name in change.hidden]
    return Told(
        at=change.at,
        who=change.user or change.program or str(_CHANNELS.get(change.channel, change.channel)),
        way=str(_CHANNELS.get(change.channel, change.channel)),
        what=f"{what} {change.row}".strip() if what else "",
        act=str(_ACTS[change.operation]),
        fields=tuple(fields),
    )


def label(table: str, column: str) -> str:
    """Return the name of a column as forms call it."""
    name = column.removesuffix("_id")
    words = LABELS.get(f"{table}.{name}") or LABELS.get(name)
    return str(words) if words is not None else name.replace("_", " ")


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return office.quantity(value)
    if isinstance(value, date):
        return office.day(value)
    if isinstance(value, list | tuple):
        return ", ".join(_shown(each) for each in value) or "—"
    return str(value)
