"""What changes by date about a contract's schedule, and what it followed before (R4, AG-6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from cadencia.billing.gathering import arrays
from cadencia.billing.gathering.schedules import schedule
from cadencia.billing.querying import rows
from cadencia.core.agreement import Line, Opening, Schedule, ScheduleChange
from cadencia.core.recurrence import ONE_DAY

_OF_CONTRACTS = """
SELECT contract_id, template_schedule_id, valid_from, opening,
       schedule_every, schedule_unit, schedule_first, schedule_anchor_day,
       schedule_months::text, schedule_day, schedule_since
FROM contracts_schedulechange WHERE contract_id = ANY(%s::bigint[])
ORDER BY contract_id, valid_from
"""

_OF_TEMPLATES = """
SELECT template_id, id, valid_from,
       schedule_every, schedule_unit, schedule_first, schedule_anchor_day,
       schedule_months::text, schedule_day, schedule_since
FROM contracts_templateschedule WHERE template_id = ANY(%s::bigint[])
ORDER BY template_id, valid_from
"""

_PAST = """
SELECT contract_id, template_id, until FROM contracts_pasttemplate
WHERE contract_id = ANY(%s::bigint[]) ORDER BY contract_id, until
"""


class Dated(NamedTuple):
    """A schedule of a template from a day on; `id` is its row's."""

    id: int
    change: ScheduleChange


class Stretch(NamedTuple):
    """A template that a contract follows between two days, both included; None: its own lines."""

    template: int | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Own:
    """What contracts have of their own: changes, and from when on they take a template's."""

    changes: Mapping[int, tuple[ScheduleChange, ...]]
    taken: Mapping[tuple[int, int], date]  # (contract, schedule of a template) -> from when on


NOTHING = Own({}, {})


def own(contract_ids: Collection[int]) -> Own:
    """Return the changes of contracts, oldest first."""
    changes: dict[int, list[ScheduleChange]] = {}
    taken: dict[tuple[int, int], date] = {}
    for contract, of_template, valid_from, opening, *columns in rows(
        _OF_CONTRACTS, arrays.written(contract_ids)
    ):
        if of_template is not None:
            taken[contract, of_template] = valid_from
            continue
        agreed = schedule(tuple(columns))
        if agreed is not None:
            changes.setdefault(contract, []).append(
                ScheduleChange(
                    valid_from=valid_from,
                    schedule=agreed,
                    opening=Opening(opening) if opening else None,
                )
            )
    return Own({contract: tuple(found) for contract, found in changes.items()}, taken)


def of_templates(template_ids: Collection[int]) -> dict[int, tuple[Dated, ...]]:
    """Return the dated schedules of templates, oldest first."""
    found: dict[int, list[Dated]] = {}
    for template, row_id, valid_from, *columns in rows(_OF_TEMPLATES, arrays.written(template_ids)):
        agreed = schedule(tuple(columns))
        if agreed is not None:
            change = ScheduleChange(valid_from=valid_from, schedule=agreed)
            found.setdefault(template, []).append(Dated(row_id, change))
    return {template: tuple(dated) for template, dated in found.items()}


def stretches(followers: Mapping[int, int]) -> dict[int, tuple[Stretch, ...]]:
    """Return what each follower of another template before has followed, oldest first."""
    past: dict[int, list[tuple[int | None, date]]] = {}
    for contract, template, until in rows(_PAST, arrays.written(followers)):
        past.setdefault(contract, []).append((template, until))
    return {
        contract: tuple(_stretches(found, followers[contract])) for contract, found in past.items()
    }


def _stretches(past: Sequence[tuple[int | None, date]], now: int) -> Iterable[Stretch]:
    since = None
    for template, until in past:
        yield Stretch(template, since, until)
        since = until + ONE_DAY
    yield Stretch(now, since, None)


Followed = tuple[Schedule | None, tuple[ScheduleChange, ...]]
"""The schedule that a contract reads of what it follows, and how it changes."""

Read = Mapping[int, tuple[Schedule | None, tuple[Dated, ...]]]
"""The schedules of templates: the first, and those that change it by date."""


def followed(
    over: Mapping[int, tuple[Stretch, ...]], read: Read, taken: Mapping[tuple[int, int], date]
) -> dict[int, Followed]:
    """Return the schedule that each follower reads, worked out once for all who read the same."""
    known: dict[tuple[Stretch, ...], Followed] = {}
    apart = {contract for contract, _schedule in taken}
    found: dict[int, Followed] = {}
    for contract, each in over.items():
        if contract in apart:
            found[contract] = _followed(contract, each, read, taken)
            continue
        if each not in known:
            known[each] = _followed(contract, each, read, taken)
        found[contract] = known[each]
    return found


def _followed(
    contract: int, over: Sequence[Stretch], read: Read, taken: Mapping[tuple[int, int], date]
) -> Followed:
    """Return the schedule that a contract reads of what it follows, and how it changes.

    Each template rules from the day on which the contract began to follow it, with the
    schedule in force on that day and those that come while it follows.
    """
    first: Schedule | None = None
    changes: list[ScheduleChange] = []
    for each in over:
        if each.template is None:
            continue
        agreed, dated = read[each.template]
        for row_id, change in dated:
            day = taken.get((contract, row_id), change.valid_from)
            if each.since is not None and day <= each.since:
                agreed = change.schedule
            elif each.until is None or day <= each.until:
                changes.append(replace(change, valid_from=day))
        if each.since is not None and first is not None and agreed is not None:
            changes.append(ScheduleChange(valid_from=each.since, schedule=agreed))
        first = first or agreed
    return first, tuple(sorted(changes, key=lambda each: each.valid_from))


def bounded(lines: tuple[Line, ...], since: date | None, until: date | None) -> tuple[Line, ...]:
    """Return the lines in force between two days only, both included."""
    if since is None and until is None:
        return lines
    return tuple(
        replace(
            line,
            valid_from=max(filter(None, (line.valid_from, since)), default=None),
            valid_until=min(filter(None, (line.valid_until, until)), default=None),
        )
        for line in lines
    )
