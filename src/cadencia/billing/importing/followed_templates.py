"""Followers of a template as whole contracts: with its lines, changes and schedule (AG-6).

A file tells what a contract bills, not where that is kept: a follower goes out, and is compared,
with what it reads from its template.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cadencia.billing.importing.contract_fields import PARTS, part_kept
from cadencia.billing.importing.fields import Columns
from cadencia.contracts.models import (
    ContractLine,
    ScheduledModification,
    Template,
    TemplateChange,
    TemplateLine,
)

FOLLOWS = ("template_id", "follows_template")
"""Columns of a contract's header that say what it follows."""

_LINES = next(part for part in PARTS if part.model is ContractLine)
_CHANGES = next(part for part in PARTS if part.model is ScheduledModification)
_SCHEDULE = (
    *("schedule_every", "schedule_unit", "schedule_first", "schedule_anchor_day"),
    *("schedule_months", "schedule_day", "schedule_since"),
)


class Whole(NamedTuple):
    """What a follower reads of its template, as columns."""

    schedule: Columns
    lines: list[Columns]
    changes: list[Columns]


def followed(headers: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Return the template of each contract that follows one, by the contract's id."""
    return {row["id"]: row["template_id"] for row in headers if row["follows_template"]}


def read(template_ids: Iterable[int]) -> dict[int, Whole]:
    """Return templates by id; their lines and changes as those of a contract."""
    ids = sorted(set(template_ids))
    found = {
        row.pop("id"): Whole(row, [], [])
        for row in Template.objects.filter(pk__in=ids).values("id", *_SCHEDULE)
    }
    columns = [each.column for each in _LINES.fields]
    lines = TemplateLine.objects.filter(template_id__in=ids).order_by("position", "pk")
    for row in lines.values("template_id", *columns):
        found[row.pop("template_id")].lines.append(row)
    changes = TemplateChange.objects.filter(template_id__in=ids).select_related("line")
    for change in changes.order_by("valid_from", "pk"):
        found[change.template_id].changes.append(_as_modification(change))
    return found


def complete(header: Columns, parts: dict[str, list[Columns]], whole: Whole) -> None:
    """Give a follower the lines, changes and, if it has none of its own, schedule it reads."""
    if header["schedule_every"] is None and not header["schedule_months"]:
        header.update(whole.schedule)
    parts[_LINES.name] = [*(dict(row) for row in whole.lines), *parts.get(_LINES.name, [])]
    if whole.changes:
        own = parts.get(_CHANGES.name, [])
        parts[_CHANGES.name] = [*own, *(dict(row) for row in whole.changes)]


def _as_modification(change: TemplateChange) -> Columns:
    form = {"line": change.line.key, "from": change.valid_from.isoformat()}
    columns = part_kept(_CHANGES, form, {})
    return columns | {
        "unit_price": change.unit_price,
        "discounts": change.discounts,
        "quantity": change.quantity,
        "description": change.description,
    }
