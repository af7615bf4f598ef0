"""Which installments a contract has, told by walking from date to date (R1, R2, R4, R7)."""

from datetime import date, timedelta
from types import SimpleNamespace

from tests.oracle.contract_form import DAY, day, on_day
from tests.oracle.steps import MONTHS, Calendar

ACTED = ("opening", "regular", "closing")


class Walk:
    """All installments up to a date, those settled or skipped included, oldest first."""

    def __init__(self, form, until):
        self.form, self.until = form, until
        self.horizon = _horizon(form, until)
        self.calendar = Calendar(form, self.horizon)
        ends = [each for each in (form.ends_on, form.withdrawn_on) if each]
        self.end = min(ends, default=None)
        self.acted = {}
        self.count_done_until = None
        self.number = 0
        self.visits = []
        if self.calendar.first:
            self._walk()
            self._act_where_billed()
        self._one_offs()
        self.visits.sort(key=lambda each: (each.due_on, each.order))

    # ------------------------------------------------------------- the sequence

    def _walk(self):
        form, calendar = self.form, self.calendar
        self.begin = max(calendar.first, form.starts_on or calendar.first)
        regular = [each for each in calendar.dates if each >= self.begin]
        self.first_regular = regular[0]
        self.own_dates = {
            line.key: self._own_dates(line)
            for line in form.lines
            if line.months and not line.one_off_on
        }
        extra = {on for dates in self.own_dates.values() for on in dates if on >= self.begin} - set(
            regular
        )
        dates = sorted(
            [(on, 1, "regular") for on in regular]
            + [(on, 2, "line_only") for on in extra]
            + [(on, 0, "opening") for on in self._opening()]
            + [(on, 3, "closing") for on in self._closing()]
        )
        for on, order, kind in dates:
            if on > self.horizon:
                break
            if kind != "closing" and not self._before_end(on):
                continue
            self._visit(on, order, kind)

    def _opening(self):
        form = self.form
        wanted = form.timing == "advance" and form.opening != "none"
        if wanted and form.starts_on and form.starts_on < self.first_regular:
            yield form.starts_on

    def _closing(self):
        if self.form.timing == "arrears" and self.end:
            yield self.end + DAY

    def _before_end(self, on):
        if self.end is None or on < self.end:
            return True
        if on > self.end:
            return False
        form = self.form
        return form.timing == "arrears" or form.withdrawn_on != on or form.bill_withdrawal_day

    def _visit(self, on, order, kind):
        if self._is_over(on, kind):
            return
        pause = self._pause(on)
        if pause == "shift" and kind in ("regular", "line_only"):
            return
        visit = self._made(on, order, kind)
        if visit is None:
            return
        self._settle(visit)
        if pause is not None:
            visit.skipped = visit.paused = True
        visit.entries = list(self._entries(visit))
        if visit.entries:
            self._count(visit)
            self._consume(visit)
            self.visits.append(visit)

    def _is_over(self, on, kind):
        """Say whether the count is complete: lines with months go on to the end of its life."""
        last = self.count_done_until
        return last is not None and (kind != "line_only" or on > last)

    def _count(self, visit):
        if visit.kind in ("regular", "closing"):
            self.number += 1
            visit.number = self.number
            if self.number == self.form.installments:
                in_advance = self.form.timing == "advance"
                self.count_done_until = visit.until if in_advance else visit.due_on
        if visit.kind == "opening":
            visit.number = 0
        if all(each.line and each.line.months for each in visit.entries):
            visit.start = min(each.start for each in visit.entries)
            visit.until = max(each.until for each in visit.entries)

    def _made(self, on, order, kind):
        """Return the installment of that date with its period; None if no day is left."""
        start, until, reference, opening = getattr(self, f"_{kind}_period")(on)
        if until < start:
            return None
        billed = (on, on) if kind == "line_only" else self._billed(start, until, opening=opening)
        return SimpleNamespace(
            **{"due_on": on, "order": order, "kind": kind, "number": None},
            **{"start": start, "until": until, "billed": billed, "reference": reference},
            **{"skipped": False, "settled": False, "passed_over": False, "paused": False},
            **{"steps": self.calendar.steps(start, until)},
        )

    def _line_only_period(self, on):
        return on, on, on if self.form.timing == "advance" else on - DAY, False

    def _opening_period(self, on):
        until = self.first_regular - DAY
        return on, min(until, self.end or until), on, True

    def _closing_period(self, _):
        last = [each for each in self.calendar.dates if self.begin <= each <= self.end]
        start = last[-1] if last else self.calendar.before(self.first_regular)
        if not last:
            start = self._begun(start)
        return start, self.end, self.end, not last

    def _regular_period(self, on):
        if self.form.timing == "advance":
            until = self.calendar.after(on) - DAY
            return on, min(until, self.end or until), on, False
        first = on == self.first_regular
        start = self.calendar.before(on)
        return self._begun(start) if first else start, on - DAY, on - DAY, first

    def _begun(self, start):
        form = self.form
        prorated = form.opening == "prorated" and form.starts_on
        return max(start, form.starts_on) if prorated else start

    def _billed(self, start, until, *, opening):
        """Return the stretch whose days count: whole steps but for what is prorated (R3)."""
        steps = self.calendar.steps(start, until)
        if not steps:
            return start, until
        first, last = steps[0][0], steps[-1][1]
        if opening and self.form.opening == "prorated":
            first = start
        if self.end is not None and until == self.end and self.form.closing == "prorated":
            last = until
        return first, last

    # ------------------------------------------------------------- lines with months

    def _own_dates(self, line):
        """Return the line's dates, one in each chosen month, also long before it counts."""
        dates = self.calendar.dates
        found = []
        for year in range(dates[0].year + 1, dates[-1].year):
            for month in sorted(set(line.months)):
                in_month = [each for each in dates if (each.year, each.month) == (year, month)]
                counting = [each for each in in_month if each >= self.begin]
                made = on_day(year, month, self.calendar.generation_day)
                if counting:
                    found.append(counting[0])
                elif not in_month or made >= self.begin:
                    found.append(made)
                else:
                    found.append(in_month[0])
        return found

    def _own_step(self, line, on):
        dates = self.own_dates[line.key]
        place = dates.index(on)
        if self.form.timing == "advance":
            return on, dates[place + 1] - DAY
        return dates[place - 1], on - DAY

    # ------------------------------------------------------------- what is in force

    def _entries(self, visit):
        for line in self.form.lines:
            if line.one_off_on:
                continue
            entry = self._entry(line, visit)
            if entry and self._line_in_force(entry, visit):
                yield entry
        if visit.kind in ACTED:
            for place, each in enumerate(self.form.modifications):
                if each.effect == "add" and self._addition_in_force(place, each, visit):
                    yield _entry_of(visit, None, each, place)

    def _entry(self, line, visit):
        if not line.months:
            if visit.kind == "line_only":
                return None
            entry = _entry_of(visit, line, None, None)
            if visit.kind == "opening" and self.is_divided(entry, visit):
                return None
            return entry
        if visit.kind in ("opening", "closing"):
            return None
        if visit.due_on not in self.own_dates[line.key]:
            return None
        step = self._own_step(line, visit.due_on)
        start, until = step[0], min(step[1], self.end or step[1])
        return SimpleNamespace(
            **{"line": line, "addition": None, "place": None, "start": start, "until": until},
            **{"billed": step, "steps": [step]},
        )

    def _line_in_force(self, entry, visit):
        line, on = entry.line, visit.reference
        if not self.form.split_on_change or line.price_split == "divided":
            return line.valid_from <= on <= line.valid_until
        begun = line.own_from <= entry.until if line.own_from else line.valid_from <= on
        return begun and (line.own_until is None or line.own_until >= entry.start)

    def _addition_in_force(self, place, each, visit):
        if each.price_split == "divided" and visit.kind == "opening":
            return False
        if each.times == "first":
            # Reading: after it has acted it still makes a date count, and bills nothing on it.
            return in_force(each, visit.reference)
        if self.form.split_on_change and each.price_split != "divided":
            return each.start <= visit.until and (each.until or date.max) >= visit.start
        return in_force(each, visit.reference)

    def _consume(self, visit):
        """Remember what acts only once and does so here."""
        if visit.skipped:
            return
        for place, each in enumerate(self.form.modifications):
            if each.times != "first" or place in self.acted:
                continue
            if in_force(each, visit.reference) and any(
                entry.place == place or (entry.line and entry.line.key == each.line)
                for entry in visit.entries
            ):
                self.acted[place] = visit

    def _act_where_billed(self):
        """What acts once has done so in an installment billed while an earlier one was owed."""
        for place, visit in self.acted.items():
            each = self.form.modifications[place]
            later = [
                other
                for other in self.visits
                if other.settled and not other.skipped and other.due_on > visit.due_on
                and in_force(each, other.reference)
                and (
                    other.kind in ACTED if each.effect == "add"
                    else any(entry.line and entry.line.key == each.line for entry in other.entries)
                )
            ]  # fmt: skip
            if visit.passed_over and later:
                self.acted[place] = later[0]
                visit.entries = [entry for entry in visit.entries if entry.place != place]

    def acting(self, entry, visit, on, *, once=True):
        """Return the modifications of the entry's line that act on a day, in order."""
        if entry.line is None:
            return []
        found = [
            each
            for place, each in enumerate(self.form.modifications)
            if each.effect == "modify"
            and each.line == entry.line.key
            and (
                in_force(each, on) and (once or each.price_split != "divided")
                if each.times == "each"
                else once and in_force(each, on) and self.acted.get(place, visit) is visit
                and not visit.skipped
            )
        ]  # fmt: skip
        return sorted(found, key=lambda each: each.start)

    def split_owner(self, entry, visit):
        """Return what says how the price is split there, and if it is divided."""
        if entry.line is None:
            return entry.addition, entry.addition.price_split == "divided"
        owner, split = entry.line, entry.line.price_split
        for each in self.acting(entry, visit, visit.reference):
            if each.price_split is not None:
                owner, split = each, each.price_split
        return owner, split == "divided"

    def is_divided(self, entry, visit):
        return self.split_owner(entry, visit)[1]

    # ------------------------------------------------------------- ledger and pauses

    def _pause(self, on):
        for each in self.form.pauses:
            if each.start <= on <= (each.until or date.max):
                return each.mode
        return None

    def _settle(self, visit):
        form = self.form
        rows = [each for each in form.ledger if each.kind != "one_off"]
        for row in rows:
            if row.due_on == visit.due_on and row.kind == visit.kind:
                visit.settled = row.state not in ("due", "reopened")
                visit.passed_over = row.state == "due"
                visit.skipped = row.state == "skipped"
                return
        if rows and visit.due_on <= max(each.due_on for each in rows):
            visit.settled = True
        if form.billed_until and visit.due_on <= form.billed_until:
            visit.settled = True

    # ------------------------------------------------------------- one-off lines

    def _one_offs(self):
        # Reading: a one-off line is judged on its day, and bills nothing outside its validity.
        for line in self.form.lines:
            if line.one_off_on is None:
                continue
            on = self._one_off_day(line)
            if on is None or (self.end and on > self.end and line.one_off_on != "next"):
                continue
            if not line.valid_from <= on <= line.valid_until:
                continue
            visit = SimpleNamespace(
                **{"due_on": on, "order": 4 + line.place, "kind": "one_off", "number": None},
                **{"start": on, "until": on, "billed": (on, on), "steps": [(on, on)]},
                **{"reference": on, "skipped": False, "settled": self._one_off_settled(line, on)},
            )
            visit.entries = [_entry_of(visit, line, None, None)]
            self.visits.append(visit)

    def _one_off_day(self, line):
        if line.one_off_on == "next":
            waiting = [
                each.due_on
                for each in self.visits
                if each.kind in ACTED and not each.settled and not each.skipped
                and line.valid_from <= each.due_on <= line.valid_until
            ]  # fmt: skip
            return min(waiting, default=None)
        if len(line.one_off_on) == len("2027-03"):
            year, month = map(int, line.one_off_on.split("-"))
            return on_day(year, month, self.calendar.generation_day or 1)
        return day(line.one_off_on)

    def _one_off_settled(self, line, on):
        for row in self.form.ledger:
            named = row.line == line.key or (row.line is None and row.due_on == on)
            if row.kind == "one_off" and named:
                return row.state not in ("due", "reopened")
        return bool(self.form.billed_until and on <= self.form.billed_until)


def in_force(modification, on):
    return modification.start <= on <= (modification.until or date.max)


def _entry_of(visit, line, addition, place):
    return SimpleNamespace(
        **{"line": line, "addition": addition, "place": place, "start": visit.start},
        **{"until": visit.until, "billed": visit.billed, "steps": visit.steps},
    )


def _horizon(form, until):
    """Return a day until which the whole count is walked, if there is one."""
    schedule = form.schedule or {}
    known = [until, form.starts_on, day(schedule.get("first")), day(schedule.get("since"))]
    latest = max(each for each in known if each)
    step = 366 * (schedule.get("every") or 1) * MONTHS.get(schedule.get("unit") or "month", 1) // 12
    if "months" in schedule:
        step = 366 // len(set(schedule["months"]))
    if any(line.months for line in form.lines):
        step = max(step, 366)
    ahead = (form.installments or 1) * (step + 1) + 800
    return min(latest + timedelta(days=ahead), date(2200, 1, 1))
