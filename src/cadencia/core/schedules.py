"""When a contract bills: by interval or by months, and what changes about it by date (R1, R4)."""

from datetime import date

from cadencia.core.choices import Opening, Unit
from cadencia.core.values import value


@value
class Every:
    """A schedule by interval: installment k falls `k * interval` units after `first` (R1)."""

    interval: int
    unit: Unit
    first: date
    anchor_day: int | None = None  # 1..31, the day meant when `first` lies in a short month


@value
class InMonths:
    """A schedule by chosen months: that day (or the month's last) of each, every year (R1)."""

    months: tuple[int, ...]  # 1..12, ascending
    day: int = 1
    since: date | None = None  # included


Schedule = Every | InMonths


@value
class ScheduleChange:
    """Another schedule for the periods that begin on `valid_from` or later (R4).

    `opening` says what becomes of the days between; None: as the contract says of its start.
    """

    valid_from: date
    schedule: Schedule
    opening: Opening | None = None
