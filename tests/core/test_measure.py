"""So many installments of a contract: the oldest first, the rest in advance (GE-4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.business_days import every_weekday
from cadencia.core.measure import ONLY_THE_OLDEST, Measure
from cadencia.core.planning import Window, look_from
from tests.core.builders import (
    agreed,
    contract,
    day,
    divided,
    in_months,
    ledger,
    line,
    monthly,
    move,
    one_off,
    planned,
    row,
    shift,
    shown,
    skip,
)

IN_MARCH = "2026-03-15"  # January, February and March are pending


def billed(of, count, *, as_of=IN_MARCH, ahead=True, **around):
    measure = Measure(count=count, ahead=ahead)
    return told(planned(of, as_of, measure=measure, **around))


def told(found):
    return " ".join(
        f"{shown(i.number)}:{i.due_on.isoformat()[5:]}{'-' if i.skipped else ''}"
        for i in found.installments
    )


class TestHowMany:
    @pytest.mark.parametrize(
        ("count", "expected"),
        [
            (0, ""),
            (1, "1:01-01"),
            (2, "1:01-01 2:02-01"),
            (3, "1:01-01 2:02-01 3:03-01"),
            (4, "1:01-01 2:02-01 3:03-01 4:04-01"),
            (6, "1:01-01 2:02-01 3:03-01 4:04-01 5:05-01 6:06-01"),
        ],
    )
    def test_the_oldest_first_then_the_next_ones(self, count, expected):
        assert billed(contract(), count) == expected

    def test_nothing_ahead_unless_it_is_asked_for(self):
        assert billed(contract(), 6, ahead=False) == "1:01-01 2:02-01 3:03-01"

    def test_none_pending_is_all_ahead(self):
        history = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"), row(3, "2026-03-01"))
        assert billed(contract(), 2, history=history) == "4:04-01 5:05-01"

    def test_never_beyond_the_count(self):
        assert billed(contract(installments=4), 9) == "1:01-01 2:02-01 3:03-01 4:04-01"

    def test_never_beyond_the_end(self):
        assert billed(contract(ends_on="2026-04-30"), 9) == "1:01-01 2:02-01 3:03-01 4:04-01"

    def test_years_ahead(self):
        of = contract(schedule=monthly(every=12))
        assert told(planned(of, "2026-01-01", measure=Measure(count=5, ahead=True))) == (
            "1:01-01 2:01-01 3:01-01 4:01-01 5:01-01"
        )

    def test_billed_until_is_honored(self):
        assert billed(contract(billed_until="2026-02-15"), 2) == "3:03-01 4:04-01"


class TestWhatCountsAsOne:
    def test_reopened_ones_are_the_oldest(self):
        history = ledger(row(1, "2026-01-01", "reopened"), row(2, "2026-02-01"))
        assert billed(contract(), 1, history=history) == "1:01-01"
        assert billed(contract(), 3, history=history) == "1:01-01 3:03-01 4:04-01"

    def test_a_one_off_of_the_same_date_comes_along(self):
        of = contract(line(), one_off("x", "2026-02-01"))
        assert billed(of, 2) == "1:01-01 2:02-01 -:02-01"

    def test_a_one_off_of_a_date_of_its_own_is_one(self):
        of = contract(line(), one_off("x", "2026-01-20"))
        assert billed(of, 2) == "1:01-01 -:01-20"

    def test_a_one_off_that_goes_with_the_next_goes_with_the_oldest(self):
        assert billed(contract(line(), one_off("x", "next")), 1) == "1:01-01 -:01-01"

    def test_lines_with_months_of_their_own(self):
        of = contract(line(), line("b", months=(2,)), schedule=in_months(1, 3, since="2026-01-01"))
        assert billed(of, 2) == "1:01-01 -:02-01"

    def test_what_a_pause_leaves_out_is_settled_and_not_counted(self):
        of = contract(pauses=(skip("2026-02-01", "2026-02-28"),))
        assert billed(of, 1) == "1:01-01"
        assert billed(of, 3) == "1:01-01 2:02-01- 3:03-01 4:04-01"

    def test_a_pause_that_moves_the_rest(self):
        of = contract(pauses=(shift("2026-02-01", "2026-02-28"),), installments=3)
        assert billed(of, 9) == "1:01-01 2:03-01 3:04-01"

    def test_a_moved_one_is_ahead_until_its_day(self):
        of = contract(moves=(move("2026-03-01", "2026-03-20"),))
        assert billed(of, 9, ahead=False) == "1:01-01 2:02-01"
        assert billed(of, 3) == "1:01-01 2:02-01 3:03-01"

    def test_a_sale_is_one_whatever_its_due_dates(self):
        of = contract(divided(), installments=12, installments_are="due_dates")
        assert len(planned(of, IN_MARCH, measure=Measure(count=1)).documents) == 1
        found = planned(of, "2025-12-01", measure=Measure(count=1, ahead=True))
        assert (len(found.installments), len(found.documents)) == (12, 1)

    def test_a_sale_leaves_nothing_to_look_at(self):
        of = contract(divided(), installments=12, installments_are="due_dates")
        assert planned(of, IN_MARCH, measure=ONLY_THE_OLDEST).look_from is None


class TestTheRestStaysOwed:
    def test_what_is_next_is_looked_at_from_its_own_date(self):
        assert planned(contract(), IN_MARCH, measure=ONLY_THE_OLDEST).look_from == day("2026-02-01")
        ahead = planned(contract(), IN_MARCH, measure=Measure(count=5, ahead=True))
        assert ahead.look_from == day("2026-06-01")

    def test_one_left_out_is_passed_over_and_the_next_takes_its_place(self):
        found = planned(
            contract(), IN_MARCH, excluded=["2026-01-01"], measure=Measure(count=3, ahead=True)
        )
        assert told(found) == "2:02-01 3:03-01 4:04-01"
        assert [i.due_on for i in found.passed_over] == [day("2026-01-01")]
        assert found.look_from == day("2026-01-01")

    def test_the_oldest_in_a_window(self):
        march = Window(start=day("2026-02-01"), until=day("2026-03-31"))
        found = planned(contract(), IN_MARCH, window=march, measure=ONLY_THE_OLDEST)
        assert told(found) == "2:02-01"
        assert [i.due_on for i in found.passed_over] == [day("2026-01-01")]


@given(st.integers(0, 8), st.integers(0, 8))
def test_some_and_then_some_more_is_all_at_once(first, second):
    """Billing some and then some more comes to the same as billing them in one go."""
    of = contract(divided("a", "100.00"), line("b"), installments=12)
    whole = planned(of, IN_MARCH, measure=Measure(count=first + second, ahead=True))
    one = planned(of, IN_MARCH, measure=Measure(count=first, ahead=True))
    rows = [row(i.number, i.due_on.isoformat()) for i in one.installments]
    parts = {("line", "a"): sum(n.net for d in one.documents for n in d.lines if n.part)}
    history = ledger(*rows, divided_billed=parts)
    two = planned(of, IN_MARCH, measure=Measure(count=second, ahead=True), history=history)
    assert told(whole) == f"{told(one)} {told(two)}".strip()
    nets = [[n.net for d in each.documents for n in d.lines] for each in (one, two, whole)]
    assert nets[0] + nets[1] == nets[2]


@given(st.integers(1, 15))
def test_what_is_looked_at_next_is_what_the_ledger_says(count):
    of = contract(line(), one_off("x", "2026-05-20"), ends_on="2026-12-31")
    found = planned(of, IN_MARCH, measure=Measure(count=count, ahead=True))
    rows = [
        row(i.number, i.due_on.isoformat(), kind=i.kind.value, line=i.one_off_line)
        for i in found.installments
    ]
    after = look_from(agreed(of, history=ledger(*rows)), every_weekday)
    assert found.look_from == after
