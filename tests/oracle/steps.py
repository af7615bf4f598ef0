"""The dates of a schedule before and after, and the days between them (R1, R3)."""

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.contract_form import DAY, day, on_day

MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
DAYS = {"day": 1, "week": 7}


class Calendar:
    """The schedule's dates from well before its first one up to `until`, in a plain list."""

    def __init__(self, form, until):
        schedule = form.schedule
        self.first = self.generation_day = None
        self.dates = []
        if schedule is None:
            return
        if "months" in schedule:
            since = day(schedule.get("since")) or form.starts_on
            self.generation_day = schedule.get("day") or 1
            begin = since.year - 5
            self.dates = [
                on_day(year, month, self.generation_day)
                for year in range(begin, until.year + 4)
                for month in sorted(set(schedule["months"]))
            ]
            # Reading: a schedule by months begins with `since`, also for lines with months.
            self.first = since
            return
        self.first = day(schedule["first"])
        self.generation_day = schedule.get("anchor_day") or self.first.day
        every, unit = schedule.get("every") or 1, schedule.get("unit") or "month"
        earliest = min(self.first, form.starts_on or self.first)
        back = self._long_before(earliest, every, unit)
        ahead = self._long_after(until, every, unit)
        k = 0
        while self._kth(every, unit, k) > back:
            k -= 1
        while self._kth(every, unit, k) < ahead:
            self.dates.append(self._kth(every, unit, k))
            k += 1

    def _kth(self, every, unit, k):
        if unit in DAYS:
            return self.first + timedelta(days=DAYS[unit] * every * k)
        months = self.first.year * 12 + self.first.month - 1 + MONTHS[unit] * every * k
        return on_day(months // 12, months % 12 + 1, self.generation_day)

    def _long_before(self, on, every, unit):
        return date(on.year - 4 - self._years(every, unit), 1, 1)

    def _long_after(self, on, every, unit):
        return date(on.year + 4 + self._years(every, unit), 1, 1)

    @staticmethod
    def _years(every, unit):
        return 3 * every * MONTHS.get(unit, 1) // 12 + 1

    def after(self, on):
        return min(each for each in self.dates if each > on)

    def before(self, on):
        return max(each for each in self.dates if each < on)

    def steps(self, start, until):
        """Return the whole steps that the stretch touches, each with both ends inclusive."""
        found = []
        for left, right in zip(self.dates, self.dates[1:], strict=False):
            if left <= until and right - DAY >= start:
                found.append((left, right - DAY))
        return found


def count_days(start, until, way):
    """Return the days from `start` to `until`, both included."""
    if until < start:
        return 0
    if way == "actual":
        return (until - start).days + 1
    return _thirty(until + DAY) - _thirty(start)


def _thirty(on):
    return 360 * on.year + 30 * on.month + min(on.day, 30)


def factor(steps, start, until, way):
    """Return the part of each step that [start, until] covers, added up, as a fraction."""
    found = Fraction(0)
    for left, right in steps:
        covered = count_days(max(left, start), min(right, until), way)
        if covered:
            found += Fraction(covered, count_days(left, right, way))
    return found
