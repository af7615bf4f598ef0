"""Templates that contracts follow: read once for all the followers that are gathered (AG-6).

A follower bills the lines of its template and, after them, lines of its own. Its price reviews
act on its own lines only: the template's prices are the same for all who follow it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from cadencia.billing.gathering import arrays, dated_schedules
from cadencia.billing.gathering import lines as line_rows
from cadencia.billing.gathering.dated_schedules import Dated, Stretch
from cadencia.billing.gathering.masters import Masters
from cadencia.billing.gathering.schedules import schedule
from cadencia.billing.querying import Row, rows
from cadencia.core.agreement import Line, PriceReview, Schedule, ScheduledModification

_TEMPLATES = """
SELECT id, schedule_every, schedule_unit, schedule_first, schedule_anchor_day,
       schedule_months::text, schedule_day, schedule_since
FROM contracts_template WHERE id = ANY(%s::bigint[])
"""

_CHANGES = """
SELECT template_id, id, line_id, valid_from, unit_price, discounts::text, quantity, description
FROM contracts_templatechange WHERE template_id = ANY(%s::bigint[])
ORDER BY template_id, valid_from, id
"""


@dataclass(frozen=True, slots=True)
class Followed:
    """What followers read of a template."""

    schedule: Schedule | None
    schedules: tuple[Dated, ...]
    lines: tuple[Line, ...]
    changes: tuple[ScheduledModification, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """What followers bill, by contract: the template's and their own."""

    lines: Mapping[int, tuple[Any, ...]]
    modifications: Mapping[int, tuple[Any, ...]]
    reviews: Mapping[int, tuple[Any, ...]]


def followed(template_ids: Collection[int], masters: Masters) -> dict[int, Followed]:
    """Return the templates by id, in four queries however many there are."""
    ids = sorted(template_ids)
    lines = line_rows.lines(ids, masters, line_rows.OF_TEMPLATES)
    changes: dict[int, list[ScheduledModification]] = {}
    for row in rows(_CHANGES, arrays.written(ids)):
        changes.setdefault(row[0], []).append(_change(row))
    schedules = dated_schedules.of_templates(ids)
    return {
        row[0]: Followed(
            schedule=schedule(row[1:]),
            schedules=schedules.get(row[0], ()),
            lines=lines.get(row[0], ()),
            changes=tuple(changes.get(row[0], ())),
        )
        for row in rows(_TEMPLATES, arrays.written(ids))
    }


def joined(
    followers: Mapping[int, tuple[Stretch, ...]], found: Mapping[int, Followed], own: Joined
) -> Joined:
    """Return the lines and changes of all contracts, those of followers with their template's.

    `followers` says which templates each of them follows; `own` is what contracts have of theirs.
    """
    lines, modifications, reviews = dict(own.lines), dict(own.modifications), dict(own.reviews)
    known: dict[tuple[Stretch, ...], _Read] = {}
    for contract, over in followers.items():
        if over not in known:
            known[over] = _read(over, found)
        read, mine = known[over], lines.get(contract, ())
        if read.own_until is not None:
            mine = _ended(mine, read.own_until)
        lines[contract] = (*read.lines, *mine) if mine else read.lines
        if read.changes:
            modifications[contract] = (*modifications.get(contract, ()), *read.changes)
        if contract in reviews:
            reviews[contract] = _of_own(reviews[contract], mine)
    return Joined(lines, modifications, reviews)


class _Read(NamedTuple):
    """What is read of templates followed one after another; up to when lines of its own count."""

    lines: tuple[Line, ...]
    changes: tuple[ScheduledModification, ...]
    own_until: date | None


def _read(over: tuple[Stretch, ...], found: Mapping[int, Followed]) -> _Read:
    lines: list[Line] = []
    changes: list[ScheduledModification] = []
    own_until = None
    for each in over:
        if each.template is None:
            own_until = each.until
            continue
        lines += dated_schedules.bounded(found[each.template].lines, each.since, each.until)
        changes += found[each.template].changes
    return _Read(tuple(lines), tuple(changes), own_until)


def _ended(mine: tuple[Line, ...], until: date | None) -> tuple[Line, ...]:
    """A contract's own lines, but its one-offs, up to the day before it follows."""
    return tuple(
        each if each.one_off is not None else dated_schedules.bounded((each,), None, until)[0]
        for each in mine
    )


def _of_own(reviews: tuple[PriceReview, ...], mine: tuple[Line, ...]) -> tuple[PriceReview, ...]:
    keys = tuple(line.key for line in mine)
    return tuple(replace(each, lines=each.lines or keys) for each in reviews if keys)


def _change(row: Row) -> ScheduledModification:
    return ScheduledModification(
        key=row[1],
        line=row[2],
        valid_from=row[3],
        unit_price=row[4],
        discounts=None if row[5] is None else arrays.decimals(row[5]),
        quantity=row[6],
        description=row[7] or None,
    )
