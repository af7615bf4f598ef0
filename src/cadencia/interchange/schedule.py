"""Reading the schedule of a contract (R1)."""

from __future__ import annotations

from datetime import date

from cadencia.core.agreement import Every, InMonths, Schedule, Unit
from cadencia.interchange.fields import Fields

EVERY_FIELDS = ("every", "unit", "first", "anchor_day")
MONTHS_FIELDS = ("months", "day", "since")
SCHEDULE_FIELDS = (*EVERY_FIELDS, *MONTHS_FIELDS)

LONGEST_INTERVAL = 1000
LAST_MONTH = 12
LAST_DAY = 31


def schedule(fields: Fields, starts_on: date | None) -> Schedule | None:
    """Return the schedule; one of months that says no `since` begins with the contract."""
    of_months = [name for name in MONTHS_FIELDS if fields.given(name)]
    of_interval = [name for name in EVERY_FIELDS if fields.given(name)]
    if of_months and of_interval:
        fields.problem(of_months[0], "schedule_of_both_kinds", other=of_interval[0])
        return None
    return _in_months(fields, starts_on) if of_months else _every(fields)


def _every(fields: Fields) -> Every:
    return Every(
        interval=fields.whole("every", 1, LONGEST_INTERVAL) or 1,
        unit=fields.choice("unit", Unit, Unit.MONTH),
        first=fields.required_day("first"),
        anchor_day=fields.whole("anchor_day", 1, LAST_DAY),
    )


def _in_months(fields: Fields, starts_on: date | None) -> InMonths:
    months = fields.wholes("months", 1, LAST_MONTH)
    if not months and not fields.problems.unreadable(fields.at("months")):
        fields.problem("months", "months_missing")
    since = fields.day("since") or starts_on
    if since is None and not fields.given("since"):
        fields.problem("since", "since_missing")
    return InMonths(months=months or (1,), day=fields.whole("day", 1, LAST_DAY) or 1, since=since)
