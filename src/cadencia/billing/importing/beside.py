"""What files tell of contracts beside what they bill: confirmations, dated schedules, follow-up.

A key that a file lacks says nothing: what is there stays. Confirmations tell what is asked for and
whether it was given; who gave it, and when, is in the history of where it was. Comments keep their
days, come in posted, and are only ever added: those that are there already aren't added again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cadencia.billing import querying
from cadencia.billing.gathering import arrays, dated_schedules
from cadencia.billing.gathering.schedules import schedule
from cadencia.billing.importing import contract_fields
from cadencia.billing.importing.fields import Columns, Day, Field, Json, Plain, kept, told
from cadencia.contracts.followup_models import FollowUp
from cadencia.contracts.models import Contract, ScheduleChange
from cadencia.core import agreement
from cadencia.interchange.beside import CONFIRMATIONS, FOLLOW_UP, KEYS, SCHEDULE_CHANGES, WHICH

Beside = Mapping[str, list[Columns]]
"""The rows of each key that a file has."""

_SCHEDULE = tuple(each for each in contract_fields.HEADER if each.path.startswith("schedule."))
_CONFIRMATION = (
    Field("which", "which", Plain()),
    Field("by", "by", Day()),
    Field("confirmed", "confirmed", Plain(default=False)),
)
_CHANGE = (
    Field("from", "valid_from", Day()),
    Field("opening", "opening", Plain()),
    *_SCHEDULE,
)
_COMMENT = (
    Field("on", "written_on", Day()),
    Field("kind", "kind", Plain("comment")),
    Field("text", "text", Plain()),
    Field("promised_on", "promised_on", Day()),
    Field("outcome", "outcome", Plain()),
    Field("about", "about", Plain(None)),
)
_FIELDS = {CONFIRMATIONS: _CONFIRMATION, SCHEDULE_CHANGES: _CHANGE, FOLLOW_UP: _COMMENT}
_SAME = ("written_on", "kind", "text", "promised_on", "outcome")


def of_form(contract: Mapping[str, Json]) -> Beside:
    """Return the rows of the keys that a contract has; it was read without problems."""
    return {
        name: _in_order(name, [_kept(name, row) for row in contract[name] or ()])
        for name in KEYS
        if name in contract
    }


def forms(found: Beside) -> dict[str, list[dict[str, Json]]]:
    """Return the rows as a file has them; what is empty is left out."""
    return {
        name: [told(_FIELDS[name], row, {}) for row in rows] for name, rows in found.items() if rows
    }


def _kept(name: str, row: Mapping[str, Json]) -> Columns:
    columns = kept(_FIELDS[name], row, {})
    if name == FOLLOW_UP:
        return {**columns, "text": columns["text"].strip(), "outcome": columns["outcome"].strip()}
    if name == SCHEDULE_CHANGES:  # as the reader takes what is left out
        if columns["schedule_first"] is not None:
            columns["schedule_every"] = columns["schedule_every"] or 1
            columns["schedule_unit"] = columns["schedule_unit"] or contract_fields.USUAL_UNIT
        elif columns["schedule_since"] is None:
            columns["schedule_since"] = columns["valid_from"]
        if columns["schedule_months"]:
            columns["schedule_months"] = sorted(set(columns["schedule_months"]))
            columns["schedule_day"] = columns["schedule_day"] or 1
    return columns


def _in_order(name: str, rows: list[Columns]) -> list[Columns]:
    if name == SCHEDULE_CHANGES:
        return sorted(rows, key=lambda row: row["valid_from"])
    if name == CONFIRMATIONS:
        return sorted(rows, key=lambda row: WHICH.index(row["which"]))
    return rows  # comments name one another by their places


def read(contract_ids: Sequence[int], *, whole: bool = False) -> dict[int, Beside]:
    """Return what stands beside contracts, with every key; comments that are posted.

    `whole` gives followers the dated schedules of their template as their own.
    """
    found: dict[int, dict[str, list[Columns]]] = {
        number: {name: [] for name in KEYS} for number in contract_ids
    }
    for row in Contract.objects.filter(pk__in=contract_ids).values("id", *_CONFIRMED):
        found[row["id"]][CONFIRMATIONS] = _confirmations(row)
    columns = [each.column for each in _CHANGE]
    changes = ScheduleChange.objects.filter(contract__in=contract_ids, template_schedule=None)
    for row in changes.order_by("contract_id", "valid_from").values("contract_id", *columns):
        found[row.pop("contract_id")][SCHEDULE_CHANGES].append(row)
    if whole:
        for number, rows in _of_templates(contract_ids).items():
            found[number][SCHEDULE_CHANGES] = found[number][SCHEDULE_CHANGES] or rows
    for number, comments in _comments(contract_ids).items():
        found[number][FOLLOW_UP] = comments
    return dict(found)


_CONFIRMED = tuple(
    name
    for which in WHICH
    for name in (f"confirm_{which}", f"confirm_{which}_by", f"{which}_confirmed")
)


def _confirmations(row: Mapping[str, Any]) -> list[Columns]:
    return [
        {
            "which": which,
            "by": row[f"confirm_{which}_by"],
            "confirmed": row[f"{which}_confirmed"],
        }
        for which in WHICH
        if row[f"confirm_{which}"]
    ]


def _comments(contract_ids: Sequence[int]) -> dict[int, list[Columns]]:
    """Return the posted comments of each contract, oldest first, `about` by their places."""
    posted = FollowUp.objects.filter(contract__in=contract_ids, posted_at__isnull=False)
    places: dict[int, int] = {}
    found: dict[int, list[Columns]] = {}
    for row in posted.order_by("pk").values("id", "contract_id", "about_id", *_SAME):
        mine = found.setdefault(row.pop("contract_id"), [])
        row["about"] = places.get(row.pop("about_id") or 0)
        mine.append(row)
        places[row.pop("id")] = len(mine)
    return found


def _of_templates(contract_ids: Sequence[int]) -> dict[int, list[Columns]]:
    """Return the dated schedules that followers read, by contract."""
    following = Contract.objects.filter(
        pk__in=contract_ids, follows_template=True, schedule_every=None, schedule_months=[]
    )
    templates = dict(following.values_list("id", "template_id"))
    if not templates:
        return {}
    past = dated_schedules.stretches(templates)
    over = {
        number: past.get(number) or (dated_schedules.Stretch(template, None, None),)
        for number, template in templates.items()
    }
    asked = {each.template for one in over.values() for each in one if each.template}
    dated = dated_schedules.of_templates(asked)
    first = {
        each: schedule(tuple(row)) for each, *row in querying.rows(_FIRST, arrays.written(asked))
    }
    read_there = {each: (first.get(each), dated.get(each, ())) for each in asked}
    taken = dated_schedules.own(list(templates)).taken
    return {
        number: [_of_change(each) for each in changes]
        for number, (_agreed, changes) in dated_schedules.followed(over, read_there, taken).items()
    }


_FIRST = """
SELECT id, schedule_every, schedule_unit, schedule_first, schedule_anchor_day,
       schedule_months::text, schedule_day, schedule_since
FROM contracts_template WHERE id = ANY(%s::bigint[])
"""


def _of_change(change: agreement.ScheduleChange) -> Columns:
    row: Columns = {each.column: each.kind.kept(None, {}) for each in _CHANGE}
    row |= {"valid_from": change.valid_from, "opening": str(change.opening or "")}
    agreed = change.schedule
    if isinstance(agreed, agreement.Every):
        return row | {
            "schedule_every": agreed.interval,
            "schedule_unit": agreed.unit.value,
            "schedule_first": agreed.first,
            "schedule_anchor_day": agreed.anchor_day,
        }
    return row | {
        "schedule_months": list(agreed.months),
        "schedule_day": agreed.day,
        "schedule_since": agreed.since,
    }


def differences(before: Beside, after: Beside) -> list[str]:
    """Return the keys of which a file says something else; comments are only ever added."""
    return [
        name
        for name in (CONFIRMATIONS, SCHEDULE_CHANGES)
        if name in after and after[name] != before.get(name, [])
    ]


def has_more(before: Beside, after: Beside) -> bool:
    """Say whether a file has comments that aren't there."""
    return bool(_counted(after) - _counted(before))


def _counted(found: Beside) -> Counter[tuple[Any, ...]]:
    return Counter(_same(row) for row in found.get(FOLLOW_UP, ()))


def _same(row: Columns) -> tuple[Any, ...]:
    return tuple(row[name] for name in _SAME)


def write(
    found: Iterable[tuple[int | None, Beside]],
    company_id: int,
    *,
    at: datetime,
    user_id: int | None,
) -> None:
    """Write what files say beside contracts that were just written, in their transaction."""
    for contract_id, beside in found:
        if contract_id is None:
            continue
        if CONFIRMATIONS in beside:
            _write_confirmations(contract_id, beside[CONFIRMATIONS])
        if SCHEDULE_CHANGES in beside:
            ScheduleChange.objects.filter(contract=contract_id, template_schedule=None).delete()
            ScheduleChange.objects.bulk_create(
                [
                    ScheduleChange(company_id=company_id, contract_id=contract_id, **row)
                    for row in beside[SCHEDULE_CHANGES]
                ]
            )
        if beside.get(FOLLOW_UP):
            _add_comments(contract_id, company_id, beside[FOLLOW_UP], (at, user_id))


def _write_confirmations(contract_id: int, rows: list[Columns]) -> None:
    wanted = {row["which"]: row for row in rows}
    columns: dict[str, Any] = {}
    for which in WHICH:
        row = wanted.get(which, {})
        columns[f"confirm_{which}"] = which in wanted
        columns[f"confirm_{which}_by"] = row.get("by")
        columns[f"{which}_confirmed"] = bool(row.get("confirmed"))
    Contract.objects.filter(pk=contract_id).update(**columns)


def _add_comments(
    contract_id: int, company_id: int, rows: list[Columns], written: tuple[datetime, int | None]
) -> None:
    """Add the comments that aren't there, each about the one that the file names."""
    at, user_id = written
    known: dict[tuple[Any, ...], list[int]] = {}
    there = FollowUp.objects.filter(contract=contract_id, posted_at__isnull=False).order_by("-pk")
    for row in there.values("id", *_SAME):
        known.setdefault(_same(row), []).append(row["id"])
    numbers: list[int] = []
    for row in rows:
        same = known.get(_same(row))
        if same:
            numbers.append(same.pop())
            continue
        about = row["about"]
        made = FollowUp.objects.create(
            company_id=company_id,
            contract_id=contract_id,
            user_id=user_id,
            posted_at=at,
            about_id=None if about is None else numbers[about - 1],
            **{name: row[name] for name in _SAME},
        )
        numbers.append(made.pk)
