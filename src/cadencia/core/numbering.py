"""Numbers and dates of a batch of documents, in the order in which they are issued (R5, R15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cadencia.core import document_dates
from cadencia.core.agreement import Key


class ToIssue(NamedTuple):
    """A draft whose turn has come."""

    document: int
    series: int
    theoretical_on: date


class Numbered(NamedTuple):
    """What issuing settles of a document. The fiscal year is that of the issue date."""

    document: int
    series: int
    fiscal_year: int
    number: int
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePolicy:
    """The company's choices about issue dates (R5)."""

    max_backdating: int = 15  # days
    issue_date: str = "theoretical"  # or "issue_day"
    closed_until: date | None = None
    fixed: date | None = None  # one document date for the whole run


class DayNotOpen(Exception):
    """The day of issue lies before the last document of the series, or in a closed period."""

    def __init__(self, series: Key, day: date) -> None:
        super().__init__(series, day)
        self.series = series
        self.day = day


def assign(
    drafts: Iterable[ToIssue],
    *,
    last_numbers: dict[tuple[int, int], int],
    last_dates: dict[int, date],
    day_of_issue: date,
    policy: IssuePolicy,
) -> list[Numbered]:
    """Return number, year and issue date of each draft, in the order given (R15).

    `last_numbers` by (series, fiscal year) and `last_dates` by series are advanced: pass
    them on to the next batch. Numbers have no gap, issue dates never go back.

    :raises DayNotOpen: if nothing may be issued on the day of issue.
    """
    found = []
    for document, series, theoretical_on in drafts:
        last = last_dates.get(series)
        if not document_dates.is_open(day_of_issue, last, policy.closed_until):
            raise DayNotOpen(series, day_of_issue)
        issued_on = document_dates.issue_date(
            theoretical_on=theoretical_on,
            day_of_issue=day_of_issue,
            last_issued_on=last,
            closed_until=policy.closed_until,
            max_backdating=policy.max_backdating,
            policy="issue_day" if policy.issue_date == "issue_day" else "theoretical",
            fixed=policy.fixed,
        )
        counter = (series, issued_on.year)
        number = last_numbers.get(counter, 0) + 1
        last_numbers[counter] = number
        last_dates[series] = issued_on
        found.append(Numbered(document, series, issued_on.year, number, issued_on))
    return found
