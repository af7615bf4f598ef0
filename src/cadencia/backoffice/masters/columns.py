"""Columns of lists of masters: what is shown of a row, how it lines up, by what it is sorted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.templatetags import office

Get = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `get` takes the value out of a row, `sort` is what the database sorts by.

    `kind` is text, code, price, number, percent, day, box; `detail` is shown small below.
    """

    title: Any
    get: Get
    kind: str = "text"
    sort: str = ""
    detail: Get | None = None

    @property
    def is_number(self) -> bool:
        """Say whether it lines up at the right."""
        return self.kind in ("price", "number", "percent")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a list."""

    column: Column
    text: str
    detail: str = ""
    is_yes: bool = False


def cell(row: Any, column: Column) -> Cell:
    """Return what a column shows of a row."""
    value = column.get(row)
    detail = str(column.detail(row) or "") if column.detail else ""
    return Cell(column, shown(value, column.kind), detail, column.kind == "box" and bool(value))


def shown(value: Any, kind: str) -> str:
    """Return a value as it is shown, in the user's language."""
    if value is None or value == "":
        return ""
    if kind == "box":
        return _("Yes") if value else ""
    if kind == "day" and isinstance(value, date):
        return office.day(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        how = {"price": office.price, "percent": office.percent}.get(kind, office.quantity)
        return how(Decimal(value))
    return str(value)


def exported(value: Any, kind: str) -> str | Decimal | date | None:
    """Return a value as a file of a list holds it.

    A text that a spreadsheet would take for a formula gets a mark before it.

    >>> exported("=1+1", "text"), exported("Ana", "text")
    ("'=1+1", 'Ana')
    """
    if kind == "box":
        return _("Yes") if value else _("No")
    if value is None or isinstance(value, Decimal | date):
        return value
    if isinstance(value, int):
        return Decimal(value)
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
