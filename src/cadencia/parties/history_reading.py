"""Reading the history of a row and of what belongs to it, newest first (AG-11)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.people import History
from cadencia.parties.walls import table_of

NAMED_BY = ("key", "code", "name", "label", "due_on", "start", "valid_from", "written_on")
"""Columns whose value names a row, the first that it has."""

Values = tuple[Any, Any]
"""What stood in a column before and after; of what is kept back neither is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to one row.

    `program` is the token by which one asked, if so. `together` is the same for all that was done
    in one transaction; `row` is the row's name; `fields` are its columns with what they held,
    references by the name of what they refer to. `operation` is insert, update or delete.
    """

    id: int
    at: datetime
    user: str
    program: str
    channel: str
    together: int
    table: str
    row_id: int
    row: str
    operation: str
    fields: Mapping[str, Values]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which changes are asked for: at most so many, older than one, since a moment (included)."""

    most: int = 100
    before: int | None = None  # the id of a change
    since: datetime | None = None


def changes_of(owner: models.Model, part: Part | None = None, *, by: Actor) -> list[Change]:
    """Return what happened to a row and to what belongs to it, newest first.

    For the next page, ask for those before the last one's `id`. Of another company's row there
    is nothing.

    :raises NotAllowed: without the permission to read.
    """
    require(by, Permission.READ)
    part = part or Part()
    found = History.objects.filter(
        company_id=by.company_id, owner_table=table_of(type(owner)), owner_id=owner.pk
    )
    if part.before is not None:
        found = found.filter(pk__lt=part.before)
    if part.since is not None:
        found = found.filter(at__gte=part.since)
    rows = found.select_related("user").annotate(
        exact=Cast("changes", models.TextField())  # numbers as they were, not as floats
    )
    return _told(list(rows.order_by("-pk")[: part.most]), by.company_id)


def _told(rows: Sequence[Any], company_id: int) -> list[Change]:
    changes = [json.loads(each.exact, parse_float=Decimal) for each in rows]
    names = _names(zip(rows, changes, strict=True), company_id)
    return [
        Change(
            id=row.pk,
            at=row.at,
            user=row.user.get_username() if row.user else "",
            program=row.program,
            channel=row.channel,
            together=row.transaction_id,
            table=row.table_name,
            row_id=row.row_id,
            row=names.get((row.table_name, row.row_id)) or _own_name(change),
            operation=row.operation,
            fields=_fields(row.table_name, change, names),
            hidden=tuple(name for name, values in change.items() if not values),
        )
        for row, change in zip(rows, changes, strict=True)
    ]


Names = Mapping[tuple[str, int], str]
"""The names of rows that are still there, by table and id."""


def _names(found: Iterable[tuple[Any, Mapping[str, Any]]], company_id: int) -> Names:
    """Ask once for each table for the names of its rows that are spoken of."""
    asked: dict[str, set[int]] = defaultdict(set)
    for row, change in found:
        asked[row.table_name].add(row.row_id)
        for column, target in _references(row.table_name).items():
            asked[target].update(each for each in change.get(column) or () if each is not None)
    by_table = {table_of(each): each for each in apps.get_models()}
    return {
        (table, each.pk): str(each)
        for table, numbers in asked.items()
        if table in by_table
        for each in _rows(by_table[table], numbers, company_id)
    }


def _rows(model: type[models.Model], numbers: set[int], company_id: int) -> Iterator[models.Model]:
    rows = model._default_manager.filter(pk__in=numbers)  # noqa: SLF001 - documented
    if any(each.name == "company" for each in model._meta.local_fields):  # noqa: SLF001
        rows = rows.filter(company_id=company_id)
    return rows.iterator()


def _references(table: str) -> dict[str, str]:
    """Return the columns of a table that refer to other rows, with the tables of those."""
    for model in apps.get_models():
        if table_of(model) == table:
            return {
                each.attname: table_of(each.remote_field.model)
                for each in model._meta.local_fields  # noqa: SLF001
                if isinstance(each, models.ForeignKey)
            }
    return {}


def _fields(table: str, change: Mapping[str, Any], names: Names) -> dict[str, Values]:
    references, decimals = _references(table), _decimals(table)

    def told(column: str, value: Any) -> Any:
        if value is None:
            return None
        if column in references:
            return names.get((references[column], value), str(value))
        return Decimal(value) if column in decimals else value

    return {
        column: (told(column, values[0]), told(column, values[1]))
        for column, values in change.items()
        if values
    }


def _decimals(table: str) -> set[str]:
    """Return the columns that hold decimals: 47 is one there, as 46.50 is."""
    return {
        each.attname
        for model in apps.get_models()
        if table_of(model) == table
        for each in model._meta.local_fields  # noqa: SLF001
        if isinstance(each, models.DecimalField)
    }


def _own_name(change: Mapping[str, Any]) -> str:
    """Return the name that a row had which is gone."""
    for column in NAMED_BY:
        values = [each for each in change.get(column) or () if each is not None]
        if values:
            return str(values[-1])
    return ""
