"""A schedule that changes by date: no period billed twice, none lost (R4)."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cadencia.core.agreement import Opening, ScheduleChange
from cadencia.core.business_days import every_weekday
from cadencia.core.course import course, schedule_on
from cadencia.core.planning import look_from, plan
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import next_due_on, slots
from tests.core.builders import (
    agreed,
    asked,
    billed,
    contract,
    day,
    line,
    monthly,
    planned,
    row,
    said,
    weekly,
)
from tests.core.builders import ledger as history
from tests.core.test_sequence_properties import (
    FIRST,
    HORIZON,
    LAST,
    Billed,
    contracts,
    in_order,
    lines_of,
    schedules,
    sequence,
)

ONE_DAY = timedelta(days=1)
examples = settings(max_examples=60, deadline=None)


def change(start, schedule, opening=None):
    return ScheduleChange(
        valid_from=day(start), schedule=schedule, opening=opening and Opening(opening)
    )


def changed(*changes, **given):
    return contract(**given, schedule_changes=tuple(changes))


FIFTEENTH = monthly("2026-01-15")
TO_THE_15TH = change("2026-03-20", FIFTEENTH)


class TestInAdvance:
    """What begins before the day of the change is billed as it was; then comes the new grid."""

    @pytest.mark.parametrize(
        ("since", "opening", "expected"),
        [
            (  # the period in which the change falls is the last of the old schedule
                "2026-03-20",
                "none",
                """
                1 2026-01-01 regular 2026-01-01..2026-01-31
                2 2026-02-01 regular 2026-02-01..2026-02-28
                3 2026-03-01 regular 2026-03-01..2026-03-31
                4 2026-04-15 regular 2026-04-15..2026-05-14
                5 2026-05-15 regular 2026-05-15..2026-06-14
                """,
            ),
            (  # on a date of the old schedule: it belongs to the new one
                "2026-03-01",
                "full",
                """
                1 2026-01-01 regular 2026-01-01..2026-01-31
                2 2026-02-01 regular 2026-02-01..2026-02-28
                0 2026-03-01 opening 2026-03-01..2026-03-14
                3 2026-03-15 regular 2026-03-15..2026-04-14
                4 2026-04-15 regular 2026-04-15..2026-05-14
                5 2026-05-15 regular 2026-05-15..2026-06-14
                """,
            ),
            (  # before the first date: the old schedule never acts
                "2025-06-01",
                "none",
                """
                1 2026-01-15 regular 2026-01-15..2026-02-14
                2 2026-02-15 regular 2026-02-15..2026-03-14
                3 2026-03-15 regular 2026-03-15..2026-04-14
                4 2026-04-15 regular 2026-04-15..2026-05-14
                5 2026-05-15 regular 2026-05-15..2026-06-14
                """,
            ),
        ],
    )
    def test_dates_and_periods(self, since, opening, expected):
        of = changed(change(since, FIFTEENTH), opening=opening)
        assert asked(of, "2026-05-31") == said(expected)

    def test_a_prorated_stretch_costs_its_days(self):
        of = changed(change("2026-03-20", FIFTEENTH, "prorated"))
        # 1 to 14 April of the step from 15 March to 14 April: 30.00 * 14 / 31
        assert billed(of, "2026-04-30", "2026-03-01") == said(
            """
            2026-03-01 a 2026-03-01..2026-03-31 30.00
            2026-04-01 a 2026-04-01..2026-04-14 13.55
            2026-04-15 a 2026-04-15..2026-05-14 30.00
            """
        )

    def test_an_earlier_day_of_the_month_begins_the_month_after(self):
        of = changed(change("2026-03-10", monthly("2026-01-05")), schedule=FIFTEENTH)
        assert asked(of, "2026-05-05", "2026-03-01") == said(
            """
            3 2026-04-05 regular 2026-04-05..2026-05-04
            4 2026-05-05 regular 2026-05-05..2026-06-04
            """
        )

    def test_the_later_of_two_before_either_has_begun(self):
        of = changed(TO_THE_15TH, change("2026-03-25", monthly("2026-01-20")))
        assert asked(of, "2026-04-30", "2026-03-01") == said(
            """
            3 2026-03-01 regular 2026-03-01..2026-03-31
            4 2026-04-20 regular 2026-04-20..2026-05-19
            """
        )

    def test_one_after_another(self):
        of = changed(TO_THE_15TH, change("2026-05-01", weekly("2026-01-05")))
        assert asked(of, "2026-05-31", "2026-03-01") == said(
            """
            3 2026-03-01 regular 2026-03-01..2026-03-31
            4 2026-04-15 regular 2026-04-15..2026-05-14
            5 2026-05-18 regular 2026-05-18..2026-05-24
            6 2026-05-25 regular 2026-05-25..2026-05-31
            """
        )

    def test_the_count_goes_on(self):
        of = changed(TO_THE_15TH, installments=4)
        assert [each.number for each in sequence(of)] == [1, 2, 3, 4]

    def test_an_end_within_the_stretch_cuts_it(self):
        of = changed(change("2026-03-20", FIFTEENTH, "prorated"), ends_on="2026-04-07")
        of = replace(of, closing=type(of.closing)("prorated"))
        assert billed(of, "2026-12-31", "2026-04-01") == said(
            "2026-04-01 a 2026-04-01..2026-04-07 6.77"  # 30.00 * 7 / 31
        )

    def test_one_in_force_when_the_contract_starts_is_its_schedule(self):
        of = changed(TO_THE_15TH, starts_on="2026-04-01", opening="full")
        assert asked(of, "2026-04-30") == said(
            """
            0 2026-04-01 opening 2026-04-01..2026-04-14
            1 2026-04-15 regular 2026-04-15..2026-05-14
            """
        )


class TestInArrears:
    """The period in which the change falls ends as it was; what follows is due at its end."""

    def test_without_an_opening_the_stretch_is_not_billed(self):
        of = changed(TO_THE_15TH, timing="arrears")
        assert asked(of, "2026-05-31", "2026-03-01") == said(
            """
            3 2026-03-01 regular 2026-02-01..2026-02-28
            4 2026-04-01 regular 2026-03-01..2026-03-31
            5 2026-05-15 regular 2026-04-15..2026-05-14
            """
        )

    def test_with_an_opening_the_stretch_is_due_at_its_end(self):
        of = changed(change("2026-03-20", FIFTEENTH, "prorated"), timing="arrears")
        assert billed(of, "2026-05-31", "2026-04-01") == said(
            """
            2026-04-01 a 2026-03-01..2026-03-31 30.00
            2026-04-15 a 2026-04-01..2026-04-14 13.55
            2026-05-15 a 2026-04-15..2026-05-14 30.00
            """
        )

    def test_an_end_within_the_stretch(self):
        of = changed(change("2026-03-20", FIFTEENTH, "full"), timing="arrears")
        of = replace(of, ends_on=day("2026-04-07"))
        assert asked(of, "2026-12-31", "2026-04-01") == said(
            """
            4 2026-04-01 regular 2026-03-01..2026-03-31
            0 2026-04-08 opening 2026-04-01..2026-04-07
            """
        )


class TestLinesWithMonths:
    """Once in each of their months, also in that of the change (R7)."""

    @pytest.mark.parametrize(
        ("old", "new", "since", "expected"),
        [
            (1, 15, "2026-12-01", ["2026-12-15"]),  # later in the month: on the new date
            (1, 15, "2026-12-02", ["2026-12-01"]),  # already counted on the old date
            (10, 5, "2026-12-01", ["2026-12-10"]),  # the new date of the month is past: once more
            (10, 5, "2026-11-01", ["2026-12-05"]),
        ],
    )
    def test_a_yearly_one(self, old, new, since, expected):
        yearly = line("y", "100.00", months=(12,))
        of = changed(
            change(since, monthly(f"2026-01-{new:02d}")),
            schedule=monthly(f"2026-01-{old:02d}"),
            lines=(line(), yearly),
        )
        of = replace(of, lines=(line(), yearly))
        found = [slot.due_on.isoformat() for slot in sequence(of) if yearly in slot.lines]
        assert [each for each in found if each < "2027-01-31"] == expected


class TestTheLedger:
    def test_a_reopened_row_of_the_old_schedule_keeps_its_period(self):
        of = changed(TO_THE_15TH)
        rows = history(row(3, "2026-03-01", "reopened"), row(4, "2026-04-15"))
        found = planned(of, "2026-04-30", history=rows)
        assert [(str(i.due_on), str(i.period.until)) for i in found.installments] == [
            ("2026-03-01", "2026-03-31")
        ]

    def test_the_schedule_of_a_day(self):
        of = changed(TO_THE_15TH)
        assert schedule_on(of, day("2026-03-31")) == monthly()
        assert schedule_on(of, day("2026-04-01")) == FIFTEENTH


# Whatever the schedules


@st.composite
def changing(draw, **fixed):
    """Contracts whose schedule changes once or twice."""
    of = draw(contracts(**fixed))
    days = sorted(draw(st.sets(st.dates(FIRST, LAST), min_size=1, max_size=2)))
    found = [
        ScheduleChange(
            valid_from=each,
            schedule=draw(schedules),
            opening=draw(st.sampled_from([None, Opening.NONE, Opening.PRORATED])),
        )
        for each in days
    ]
    return replace(of, schedule_changes=tuple(found))


@examples
@given(changing())
def test_dates_move_forward_and_numbers_are_consecutive(of):
    found = sequence(of)
    dates = [slot.due_on for slot in found]
    assert dates == sorted(dates)
    assert len({(slot.due_on, slot.kind) for slot in found}) == len(found)
    numbers = [slot.number for slot in found if slot.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert of.installments is None or len(numbers) <= of.installments


@examples
@given(changing(pauses=(), modifications=(), installments=None))
def test_no_day_is_billed_twice_and_none_lost(of):
    """With every stretch billed the periods follow one another without a gap."""
    changes = [replace(each, opening=Opening.PRORATED) for each in of.schedule_changes]
    of = replace(of, lines=(line(),), schedule_changes=tuple(changes), bill_withdrawal_day=True)
    found = [slot.period for slot in sequence(of)]
    for before, after in pairwise(found):
        assert after.start == before.until + ONE_DAY


@examples
@given(changing(pauses=(), modifications=(), installments=None))
def test_without_openings_periods_still_dont_overlap(of):
    changes = [replace(each, opening=Opening.NONE) for each in of.schedule_changes]
    found = [
        slot.period
        for slot in sequence(replace(of, lines=(line(),), schedule_changes=tuple(changes)))
    ]
    for before, after in pairwise(found):
        assert after.start > before.until


@examples
@given(changing(modifications=(), pauses=(), installments=None), st.integers(1, 12))
def test_a_line_with_months_counts_once_in_each(of, months):
    mine = line("m", "10.00", months=(months,))
    found = [
        (slot.due_on.year, slot.due_on.month)
        for slot in sequence(replace(of, lines=(line(), mine)))
        if any(each.key == "m" for each in slot.lines)
    ]
    assert len(set(found)) == len(found)
    assert all(month == months for _, month in found)


@examples
@given(changing(), st.dates(FIRST, HORIZON))
def test_slots_resume_where_they_stopped(of, after):
    found = course(of)
    before = [slot for slot in sequence(of) if slot.due_on <= after]
    number = max((slot.number or 0 for slot in before), default=0)
    rest = list(slots(found, after=after, number=number, until=HORIZON))
    assert before + rest == sequence(of)


@examples
@given(changing(), st.dates(FIRST, HORIZON))
def test_the_next_due_date_is_that_of_the_next_slot(of, after):
    found = course(of)
    for number in (0, 1, 5):
        expected = next(slots(found, after=after, number=number, until=LAST_DATE), None)
        assert next_due_on(found, after=after, number=number) == (
            None if expected is None else expected.due_on
        )


@examples
@given(changing(), st.lists(st.dates(FIRST, HORIZON), min_size=1, max_size=4).map(sorted))
def test_however_many_runs_they_bill_what_one_bills(of, days):
    one = plan(agreed(of), as_of=days[-1], is_business_day=every_weekday)
    assume(not one.refusals)
    assume(not any(made.one_off and made.one_off.with_next for made in of.lines))
    several = Billed([], history())
    for as_of in (*days, days[-1]):
        several.run(of, as_of)
    assert in_order(several.lines) == in_order(lines_of(one.installments, one.documents))


@examples
@given(changing(), st.dates(FIRST, HORIZON))
def test_nothing_is_owed_before_the_day_from_which_to_look(of, as_of):
    look = look_from(agreed(of), every_weekday)
    owed = plan(agreed(of), as_of=as_of, is_business_day=every_weekday)
    if look is None or as_of < look:
        assert not owed.installments


@examples
@given(contracts(modifications=()), st.dates(FIRST, LAST))
def test_a_change_to_the_same_schedule_changes_nothing(of, since):
    """But an end, a count or a line with months is judged the same too."""
    assume(of.schedule is not None and of.starts_on != since)
    twice = replace(of, schedule_changes=(ScheduleChange(valid_from=since, schedule=of.schedule),))
    told = [(s.number, s.due_on, s.kind, s.period) for s in sequence(twice)]
    assert told == [(s.number, s.due_on, s.kind, s.period) for s in sequence(of)]
