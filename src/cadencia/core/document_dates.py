"""The date that a document bears (R5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

IssueDatePolicy = Literal["theoretical", "issue_day"]


def issue_date(  # noqa: PLR0913 - each is a limit of R5, and all are given by name
    *,
    theoretical_on: date,
    day_of_issue: date,
    last_issued_on: date | None = None,
    closed_until: date | None = None,
    max_backdating: int = 15,
    policy: IssueDatePolicy = "theoretical",
    fixed: date | None = None,
) -> date:
    """Return the issue date of a document issued on `day_of_issue` (R5).

    It is the theoretical date, unless that one is after the day of issue, before
    `last_issued_on` (the last document of the series), within a closed period (up to
    `closed_until`, inclusive) or more than `max_backdating` days back: then it is the day
    of issue. The policy `issue_day` always gives the day of issue. `fixed`, the date that
    a run gives to all its documents, goes before both and is checked alike.
    """
    if fixed is None and policy == "issue_day":
        return day_of_issue
    wanted = theoretical_on if fixed is None else fixed
    if not day_of_issue - timedelta(days=max_backdating) <= wanted <= day_of_issue:
        return day_of_issue
    return wanted if is_open(wanted, last_issued_on, closed_until) else day_of_issue


def is_open(day: date, last_issued_on: date | None, closed_until: date | None) -> bool:
    """Tell whether a document may bear `day`: no later one in its series, period not closed.

    Asked of the day of issue itself it tells whether anything can be issued today: a
    clock that went back, or a period closed too early, is a refusal (R15).
    """
    if last_issued_on is not None and day < last_issued_on:
        return False
    return closed_until is None or day > closed_until


def terms_count_from(*, issued_on: date, theoretical_on: date) -> date:
    """Return the date that payment terms count from: the later of both (R5)."""
    return max(issued_on, theoretical_on)
