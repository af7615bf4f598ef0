"""What holds of every contract: dates, periods, numbers, and however often it is run (R1 to R4)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cadencia.core.agreement import History, Kind, LedgerRow, LedgerState, Placement, Unit
from cadencia.core.business_days import every_weekday
from cadencia.core.course import course
from cadencia.core.desk import desk
from cadencia.core.planning import Window, look_from, plan
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import next_due_on, slots
from cadencia.core.simulation import simulate
from tests.core.builders import (
    addition,
    agreed,
    contract,
    each,
    in_months,
    line,
    modification,
    one_off,
    review,
    shift,
    skip,
)

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2025, 11, 1), date(2027, 3, 31)
HORIZON = date(2027, 6, 30)
NO_DATES = {"valid_from": None, "valid_until": None}
examples = settings(max_examples=40, deadline=None)

some_day = st.dates(FIRST, LAST).map(date.isoformat)
maybe_day = st.none() | some_day
units = st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.MONTH, Unit.QUARTER, Unit.YEAR])
months = st.sets(st.integers(1, 12), min_size=1).map(lambda found: tuple(sorted(found)))
schedules = st.builds(each, units, some_day, st.integers(1, 3)) | st.builds(
    lambda found, on, since: in_months(*found, on=on, since=since),
    months,
    st.integers(1, 31),
    some_day,
)


@st.composite
def some_lines(draw):
    found = []
    for place in range(draw(st.integers(1, 3))):
        start, until = draw(maybe_day), draw(maybe_day)
        if start and until and until < start:
            start, until = until, start
        own = draw(st.just(()) | st.just(()) | months)
        price = draw(st.sampled_from(["310.00", "29.99", "0.05"]))
        found.append(line(f"l{place}", price, valid_from=start, valid_until=until, months=own))
    if draw(st.booleans()):
        found.append(one_off("x", draw(some_day | st.just("next"))))
    return found


@st.composite
def some_changes(draw):
    found = []
    for place in range(draw(st.integers(0, 2))):
        start, until = draw(some_day), draw(maybe_day)
        if until and until < start:
            start, until = until, start
        make = draw(st.sampled_from([modification, addition]))
        given_line = {"line": "l0"} if make is modification else {}
        price = {"unit_price": draw(st.sampled_from(["40.00", "5.00"]))}
        document = draw(st.sampled_from(Placement))
        found.append(make(start, until, key=f"m{place}", document=document, **given_line | price))
    return tuple(found)


@st.composite
def pauses(draw):
    start = draw(some_day)
    until = (date.fromisoformat(start) + timedelta(days=draw(st.integers(0, 90)))).isoformat()
    return draw(st.just(()) | st.just((skip(start, until),)) | st.just((shift(start, until),)))


@st.composite
def contracts(draw, **fixed):
    chosen = {
        "schedule": draw(schedules),
        "starts_on": draw(maybe_day),
        "ends_on": draw(maybe_day),
        "withdrawn_on": draw(st.none() | st.none() | some_day),
        "bill_withdrawal_day": draw(st.booleans()),
        "installments": draw(st.none() | st.integers(1, 12)),
        "timing": draw(st.sampled_from(["advance", "arrears"])),
        "opening": draw(st.sampled_from(["none", "prorated"])),
        "closing": draw(st.sampled_from(["full", "prorated"])),
        "business_day": draw(st.sampled_from(["as_is", "next", "previous"])),
        "lead_days": draw(st.sampled_from([0, 0, 3, 40])),
        "split_on_change": draw(st.booleans()),
        "modifications": draw(some_changes()),
        "pauses": draw(pauses()),
    } | fixed
    return contract(*draw(some_lines()), **chosen)


def sequence(of, until=HORIZON):
    found = course(of)
    return [] if found is None else list(slots(found, after=None, number=0, until=until))


def whole(of):
    answer = simulate(
        agreed(of), start=date.min, until=HORIZON, as_of=None, is_business_day=every_weekday
    )
    assume(not answer.refusals)
    return answer


@examples
@given(contracts())
def test_due_dates_only_move_forward(of):
    found = [slot.due_on for slot in sequence(of)]
    assert found == sorted(set(found))


@examples
@given(contracts())
def test_numbers_are_consecutive_and_never_beyond_the_count(of):
    found = [slot.number for slot in sequence(of) if slot.number]
    assert found == list(range(1, len(found) + 1))
    assert of.installments is None or len(found) <= of.installments


@examples
@given(contracts())
def test_every_period_has_a_day_within_the_contracts_end(of):
    ends = [end for end in (of.ends_on, of.withdrawn_on) if end]
    for slot in sequence(of):
        assert slot.period.start <= slot.period.until
        assert not ends or slot.period.until <= min(ends)


@examples
@given(contracts(pauses=(), modifications=(), installments=None))
def test_periods_neither_overlap_nor_leave_gaps(of):
    """Of a line that is always in force, where nothing pauses."""
    found = [slot.period for slot in sequence(replace(of, lines=(line(),)))]
    for before, after in pairwise(found):
        assert after.start == before.until + ONE_DAY


@examples
@given(contracts(pauses=(), modifications=(), installments=None, opening="prorated"))
def test_together_they_cover_the_contract_from_its_start_to_its_end(of):
    of = replace(of, lines=(line(),), bill_withdrawal_day=True)
    found = sequence(of)
    ends = [end for end in (of.ends_on, of.withdrawn_on) if end]
    assume(found and of.starts_on)
    if of.timing.value == "advance":
        assert found[0].period.start == of.starts_on
    if ends and min(ends) < HORIZON - ONE_DAY:
        assert found[-1].period.until == min(ends)


@examples
@given(contracts(), st.dates(FIRST, HORIZON))
def test_the_next_due_date_is_that_of_the_next_slot(of, after):
    found = course(of)
    for number in (0, 1, 5):
        expected = next(slots(found, after=after, number=number, until=LAST_DATE), None)
        assert next_due_on(found, after=after, number=number) == (
            None if expected is None else expected.due_on
        )


@examples
@given(contracts(), st.dates(FIRST, HORIZON))
def test_slots_resume_where_they_stopped(of, after):
    found = course(of)
    before = [slot for slot in sequence(of) if slot.due_on <= after]
    number = max((slot.number or 0 for slot in before), default=0)
    rest = list(slots(found, after=after, number=number, until=HORIZON))
    assert before + rest == sequence(of)


# However it is run


def recorded(history, answer):
    """Return the history after a plan was written to the ledger, as the shell does."""
    one_offs = {i.one_off_line for i in answer.installments if i.kind is Kind.ONE_OFF}
    listed = [i for i in answer.installments if i.kind is not Kind.ONE_OFF]
    kept = list(answer.passed_over)
    taken = {(i.due_on, i.kind) for i in listed}
    rows = [row for row in history.open_rows if (row.due_on, row.kind) not in taken]
    rows += [
        LedgerRow(number=i.number, due_on=i.due_on, kind=i.kind, state=LedgerState.DUE)
        for i in kept
    ]
    dates = [i.due_on for i in (*listed, *kept)]
    return History(
        last_due_on=max([*dates, history.last_due_on or date.min])
        if dates
        else history.last_due_on,
        last_number=max([history.last_number, *(i.number or 0 for i in (*listed, *kept))]),
        open_rows=tuple(sorted(rows, key=lambda row: row.due_on)),
        one_offs_billed=history.one_offs_billed | one_offs,
        skipped=history.skipped | {i.due_on for i in listed if i.skipped},
    )


@dataclass
class Billed:
    """What a series of runs billed, in no order."""

    lines: list
    history: History

    def run(self, of, as_of, excluded=frozenset()):
        answer = plan(
            agreed(of, history=self.history),
            as_of=as_of,
            is_business_day=every_weekday,
            excluded=excluded,
        )
        self.lines += lines_of(answer.installments, answer.documents)
        self.history = recorded(self.history, answer)


def lines_of(installments, documents):
    return [
        (installments[made.installment].due_on, str(made.key), made.modification, made.net)
        for document in documents
        for made in document.lines
    ]


def in_order(lines):
    return sorted(lines, key=str)


as_of_days = st.lists(st.dates(FIRST, HORIZON), min_size=1, max_size=4).map(sorted)


@examples
@given(contracts(), as_of_days)
def test_however_many_runs_they_bill_what_one_bills(of, days):
    """Each day's run bills what is owed then; none twice, none lost."""
    one = plan(agreed(of), as_of=days[-1], is_business_day=every_weekday)
    assume(not one.refusals)
    assume(not any(made.one_off and made.one_off.with_next for made in of.lines))
    several = Billed([], History())
    for as_of in (*days, days[-1]):
        several.run(of, as_of)
    assert in_order(several.lines) == in_order(lines_of(one.installments, one.documents))


@examples
@given(contracts(), as_of_days, st.data())
def test_what_is_passed_over_is_billed_later(of, days, data):
    one = plan(agreed(of), as_of=days[-1], is_business_day=every_weekday)
    assume(not one.refusals)
    assume(not any(made.one_off and made.one_off.with_next for made in of.lines))
    due = sorted({i.due_on for i in one.installments})
    several = Billed([], History())
    for as_of in days:
        left_out = data.draw(st.sets(st.sampled_from(due))) if due else set()
        several.run(of, as_of, frozenset(left_out))
    several.run(of, days[-1])
    assert in_order(several.lines) == in_order(lines_of(one.installments, one.documents))


@examples
@given(contracts(), st.dates(FIRST, HORIZON), st.dates(FIRST, HORIZON))
def test_a_later_date_owes_no_less(of, one, other):
    earlier, later = sorted((one, other))
    at_first = plan(agreed(of), as_of=earlier, is_business_day=every_weekday)
    at_last = plan(agreed(of), as_of=later, is_business_day=every_weekday)
    assume(not at_first.refusals and not at_last.refusals)
    found = [(i.number, i.due_on, i.kind) for i in at_last.installments]
    assert all((i.number, i.due_on, i.kind) in found for i in at_first.installments)


@examples
@given(contracts(), st.dates(FIRST, HORIZON))
def test_two_ranges_are_one(of, cut):
    def told(start, until):
        found = simulate(
            agreed(of), start=start, until=until, as_of=None, is_business_day=every_weekday
        )
        assume(not found.refusals)
        return lines_of(found.installments, [made.draft for made in found.documents])

    assert in_order(told(date.min, cut) + told(cut + ONE_DAY, HORIZON)) == in_order(
        told(date.min, HORIZON)
    )


@examples
@given(contracts(), st.dates(FIRST, HORIZON))
def test_nothing_is_owed_before_the_day_from_which_to_look(of, as_of):
    look = look_from(agreed(of), every_weekday)
    owed = plan(agreed(of), as_of=as_of, is_business_day=every_weekday)
    if look is None or as_of < look:
        assert not owed.installments
        assert not owed.refusals


@examples
@given(contracts())
def test_a_run_each_day_is_the_simulation(of):
    answer = whole(of)
    assume(not any(made.one_off and made.one_off.with_next for made in of.lines))
    daily = Billed([], History())
    day = FIRST - timedelta(days=60)
    while day <= LAST:
        look = look_from(agreed(of, history=daily.history), every_weekday)
        if look is None:
            break
        day = max(day, look)
        if day > LAST:
            break
        daily.run(of, day)
        day += ONE_DAY
    done = {each[0] for each in daily.lines}
    everything = lines_of(answer.installments, [made.draft for made in answer.documents])
    last = max(done, default=date.min)
    lead = timedelta(days=of.lead_days)
    settled = min(last, LAST - timedelta(days=31)) + lead
    expected = [each for each in everything if each[0] <= settled - lead]
    found = [each for each in daily.lines if each[0] <= settled - lead]
    assert in_order(found) == in_order(expected)


@examples
@given(contracts())
def test_a_desk_forgets_nothing_between_plans(of):
    first = plan(agreed(of), as_of=LAST, is_business_day=every_weekday)
    assert plan(agreed(of), as_of=LAST, is_business_day=every_weekday) == first
    assert desk(agreed(of), every_weekday).acted == set()


# Two ways of saying the same


def told(of):
    answer = simulate(
        agreed(of), start=date.min, until=HORIZON, as_of=None, is_business_day=every_weekday
    )
    return answer.installments, answer.documents, answer.refusals


@examples
@given(contracts(modifications=(), split_on_change=False))
def test_a_review_that_never_acts_changes_nothing(of):
    """What is drafted the short way is what the long way drafts."""
    assert told(of) == told(replace(of, reviews=(review("2099-01-01", "1"),)))


@examples
@given(contracts(modifications=(), split_on_change=False))
def test_a_split_where_nothing_changes_is_no_split(of):
    of = replace(of, lines=tuple(replace(each, **NO_DATES) for each in of.lines))
    assert told(of) == told(replace(of, split_on_change=True))


@examples
@given(contracts(schedule=each("month", "2026-01-15"), opening="none", modifications=()))
def test_a_line_of_all_months_is_one_without_months(of):
    of = replace(of, lines=(line(),), ends_on=None, withdrawn_on=None, split_on_change=False)
    monthly_one = replace(of, lines=(line(months=tuple(range(1, 13))),))
    whole = [i for i in told(of)[0] if i.number]
    assert [i.due_on for i in told(monthly_one)[0]] == [i.due_on for i in whole]
    assert [i.period for i in told(monthly_one)[0]] == [i.period for i in whole]


windows = st.tuples(st.dates(FIRST, LAST), st.integers(0, 60), st.integers(0, 40))


@examples
@given(contracts(), st.lists(windows, min_size=1, max_size=4))
def test_whatever_ranges_are_run_each_is_billed_once(of, ranges):
    """A range leaves what lies outside it; what it passes over has one row, and is owed."""
    last = HORIZON + timedelta(days=60)
    one = plan(agreed(of), as_of=last, is_business_day=every_weekday)
    assume(not one.refusals)
    assume(not any(made.one_off and made.one_off.with_next for made in of.lines))
    several = Billed([], History())
    for start, length, ahead in ranges:
        until = start + timedelta(days=length)
        passed_over = {(row.due_on, row.kind) for row in several.history.open_rows}
        answer = plan(
            agreed(of, history=several.history),
            as_of=until + timedelta(days=ahead),
            is_business_day=every_weekday,
            window=Window(start=start, until=until),
        )
        assert not passed_over & {(i.due_on, i.kind) for i in answer.passed_over}
        several.lines += lines_of(answer.installments, answer.documents)
        several.history = recorded(several.history, answer)
    several.run(of, last)
    assert in_order(several.lines) == in_order(lines_of(one.installments, one.documents))
