"""What files tell of a contract beside what it bills: confirmations, dated schedules, follow-up.

Keys of the import and the export alone: the acts that write them have addresses and commands of
their own. A file that lacks one says nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cadencia.core.agreement import Opening, ScheduleChange
from cadencia.interchange.fields import Fields
from cadencia.interchange.problems import Problem, Problems
from cadencia.interchange.schedule import SCHEDULE_FIELDS, schedule

WHICH = ("first", "last")
CONFIRMATIONS, SCHEDULE_CHANGES, FOLLOW_UP = "confirmations", "schedule_changes", "follow_up"
KEYS = (CONFIRMATIONS, SCHEDULE_CHANGES, FOLLOW_UP)
CONFIRMATION_FIELDS = ("which", "by", "confirmed")
CHANGE_FIELDS = ("from", "opening", "schedule")
COMMENT_FIELDS = ("on", "kind", "text", "promised_on", "outcome", "about")
KINDS = ("comment", "call", "visit", "letter", "promise", "claim")


class Reading(NamedTuple):
    """The dated schedules as the calculation takes them, and all there is to mend."""

    schedule_changes: tuple[ScheduleChange, ...]
    problems: tuple[Problem, ...]


def read(contract: Mapping[str, object], *, has_schedule: bool) -> Reading:
    """Read the keys of a contract; `has_schedule` says whether it has dates that could change."""
    problems = Problems()
    said = {name: contract[name] for name in KEYS if name in contract}
    fields = Fields(said, "contract", problems, KEYS)
    _confirmations(fields)
    changes = _schedule_changes(fields)
    if changes and not has_schedule:
        fields.problem(SCHEDULE_CHANGES, "schedule_change_of_none")
    for place, each in enumerate(fields.each(FOLLOW_UP, COMMENT_FIELDS)):
        _comment(each, place)
    return Reading(changes, tuple(problems.found))


def _confirmations(fields: Fields) -> None:
    """Each installment is to be confirmed once."""
    found: list[str] = []
    for each in fields.each(CONFIRMATIONS, CONFIRMATION_FIELDS):
        which = each.word("which", WHICH)
        if not each.given("which"):
            each.problem("which", "field_missing")
        if which in found:
            each.problem("which", "value_repeated", value=which)
        found.append(which or "")
        each.day("by")
        each.flag("confirmed", default=False)


def _schedule_changes(fields: Fields) -> tuple[ScheduleChange, ...]:
    found: list[ScheduleChange] = []
    for each in fields.each(SCHEDULE_CHANGES, CHANGE_FIELDS):
        valid_from = each.required_day("from")
        opening = each.optional_choice("opening", Opening)
        dates = each.inside("schedule", SCHEDULE_FIELDS)
        agreed = schedule(dates, valid_from) if dates else None
        if not each.given("schedule"):
            each.problem("schedule", "field_missing")
        if any(valid_from == other.valid_from for other in found):
            each.problem("from", "value_repeated", value=valid_from.isoformat())
        if agreed is not None:
            found.append(ScheduleChange(valid_from=valid_from, schedule=agreed, opening=opening))
    return tuple(sorted(found, key=lambda change: change.valid_from))


def _comment(fields: Fields, place: int) -> None:
    on = fields.required_day("on")
    kind = fields.word("kind", KINDS) or "comment"
    for name in ("text", "outcome"):
        fields.text(name)
    if not (fields.given("text") or fields.given("outcome")):
        fields.problem("text", "field_missing")
    _promise(fields, on, kind)
    about = fields.whole("about", 1)
    if about is not None and about > place:
        fields.problem("about", "about_no_earlier_comment", place=place + 1)


def _promise(fields: Fields, on: date, kind: str) -> None:
    promised = fields.day("promised_on")
    if kind == "promise" and not fields.given("promised_on"):
        fields.problem("promised_on", "field_missing")
    if promised is not None and promised < on:
        fields.problem("promised_on", "promised_before_written")
