"""Checks of schedule, dates, count and pauses (R1 to R4, R9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cadencia.core.agreement import (
    Agreement,
    Contract,
    Every,
    InstallmentsAre,
    Proration,
)
from cadencia.core.business_days import every_weekday
from cadencia.core.posting import date_problems
from cadencia.core.recurrence import (
    MONTHS_OF,
    has_steps_of_months,
    is_anchored,
)
from cadencia.interchange.posting.finding import Finding, found, line_path


def findings(agreement: Agreement) -> Iterator[Finding]:
    """Yield what is wrong with the course of the contract."""
    own = [finding for check in _CHECKS for finding in check(agreement.contract)]
    yield from own
    yield from _of_sequence(agreement, {finding.path for finding in own})


def _of_sequence(agreement: Agreement, mended_first: set[str]) -> Iterator[Finding]:
    """What only the whole sequence tells, where its dates make sense at all."""
    if agreement.contract.schedule is None:
        mended_first.add("contract.schedule")
    for path, code, values in date_problems(agreement, every_weekday):
        if path not in mended_first:
            looks_at = WITHOUT_DATES.get(code) or (*COURSE_FIELDS, *_line_dates(agreement.contract))
            yield found(path, code, *looks_at, **dict(values))


def _line_dates(contract: Contract) -> Iterator[str]:
    if not contract.lines:
        yield "contract.lines"
    for position in range(len(contract.lines)):
        for name in LINE_DATES:
            yield line_path(position, name)


def _schedule(contract: Contract) -> Iterator[Finding]:
    only_one_offs = bool(contract.lines) and all(line.one_off for line in contract.lines)
    if contract.schedule is None and not only_one_offs:
        yield found("contract.schedule", "schedule_missing")


def _anchor(contract: Contract) -> Iterator[Finding]:
    schedule = contract.schedule
    if not isinstance(schedule, Every) or schedule.anchor_day is None:
        return
    if schedule.unit not in MONTHS_OF:
        yield found("contract.schedule.anchor_day", "anchor_needs_months")
    elif not is_anchored(schedule):
        path = "contract.schedule.first"
        yield found(path, "first_not_anchored", anchor_day=schedule.anchor_day)


def _ends(contract: Contract) -> Iterator[Finding]:
    start = contract.starts_on
    for name in ("ends_on", "withdrawn_on"):
        end: date | None = getattr(contract, name)
        if start is not None and end is not None and end < start:
            yield found(f"contract.{name}", "ends_before_start", start="contract.starts_on")


def _proration(contract: Contract) -> Iterator[Finding]:
    schedule = contract.schedule
    thirty = contract.proration is Proration.THIRTY
    if thirty and schedule is not None and not has_steps_of_months(schedule):
        yield found("contract.proration", "thirty_needs_months", "contract.schedule")


def _count(contract: Contract) -> Iterator[Finding]:
    due_dates = contract.installments_are is InstallmentsAre.DUE_DATES
    if due_dates and contract.installments is None:
        path = "contract.installments"
        yield found(path, "due_dates_need_count", "contract.installments_are")


def _pauses(contract: Contract) -> Iterator[Finding]:
    for position, pause in enumerate(contract.pauses):
        for place, other in enumerate(contract.pauses[:position]):
            if _overlap(pause.start, pause.until, other.start, other.until):
                path, other_path = f"contract.pauses.{position}.from", f"contract.pauses.{place}"
                yield found(path, "pauses_overlap", other_path, other=other_path)


def _overlap(start: date, until: date | None, other: date, other_until: date | None) -> bool:
    return start <= (other_until or date.max) and other <= (until or date.max)


COURSE_FIELDS = (
    *("contract.schedule", "contract.starts_on", "contract.ends_on", "contract.withdrawn_on"),
    *("contract.installments", "contract.timing", "contract.opening", "contract.pauses"),
    *("contract.moves", "contract.modifications"),
)
WITHOUT_DATES = {
    "divided_among_unknown": ("contract.installments",),
    "divided_line_skipped": ("contract.installments",),
}
LINE_DATES = ("price_split", "months", "valid_from", "valid_until", "one_off_on")
_CHECKS: tuple[Callable[[Contract], Iterator[Finding]], ...] = (
    _schedule,
    _anchor,
    _ends,
    _proration,
    _count,
    _pauses,
)
