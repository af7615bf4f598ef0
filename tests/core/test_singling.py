"""One installment that isn't settled yet: found, skipped, moved (R4, SC-4, SC-8)."""

import pytest

from cadencia.core import singling
from cadencia.core.business_days import every_weekday
from cadencia.core.desk import desk
from tests.core.builders import (
    agreed,
    contract,
    day,
    divided,
    ledger,
    line,
    move,
    one_off,
    row,
    skip,
)

JANUARY, FEBRUARY = row(1, "2026-01-01"), row(2, "2026-02-01")


def asked(due_on, *rows, of=None, key=None):
    at = desk(agreed(of or contract(), history=ledger(*rows)), every_weekday)
    return at, singling.single(at, list(rows), day(due_on), key)


def spelled(due_on, *rows, **around):
    _, found = asked(due_on, *rows, **around)
    if found is None:
        return "nothing"
    before = " ".join(str(slot.due_on) for slot in found.before)
    return (
        f"{found.slot.number} of {found.slot.due_on}, {found.previous} {found.following}: {before}"
    )


class TestWhichOne:
    def test_the_next_of_the_sequence(self):
        assert spelled("2026-02-01", JANUARY) == "2 of 2026-02-01, 2026-01-01 2026-03-01: "

    def test_those_before_it_without_a_row(self):
        expected = "4 of 2026-04-01, 2026-03-01 2026-05-01: 2026-02-01 2026-03-01"
        assert spelled("2026-04-01", JANUARY) == expected

    def test_one_passed_over(self):
        due = row(1, "2026-01-01", "due")
        assert spelled("2026-01-01", due, FEBRUARY) == "1 of 2026-01-01, None 2026-02-01: "

    def test_rows_passed_over_are_not_written_again(self):
        due = row(1, "2026-01-01", "due")
        expected = "3 of 2026-03-01, 2026-02-01 2026-04-01: "
        assert spelled("2026-03-01", due, FEBRUARY) == expected

    def test_the_first_and_the_last(self):
        of = contract(installments=2)
        assert spelled("2026-01-01", of=of) == "1 of 2026-01-01, None 2026-02-01: "
        assert spelled("2026-02-01", JANUARY, of=of) == "2 of 2026-02-01, 2026-01-01 None: "

    def test_a_one_off_line_by_its_key_and_not_by_its_day(self):
        of = contract(line(), one_off("x", "2026-03-01"))
        assert spelled("2026-03-01", of=of, key="x").startswith("None of 2026-03-01")
        assert spelled("2026-03-01", of=of).startswith("3 of 2026-03-01")

    @pytest.mark.parametrize("due_on", ["2026-01-01", "2026-01-15", "2025-12-01"])
    def test_billed_or_no_date(self, due_on):
        assert spelled(due_on, JANUARY) == "nothing"


class TestWhyNot:
    @pytest.mark.parametrize(
        ("due_on", "code"),
        [
            ("2026-01-01", "already_billed"),
            ("2026-02-01", "already_skipped"),
            ("2026-03-01", "already_linked"),
            ("2026-03-02", "no_installment"),
        ],
    )
    def test_each(self, due_on, code):
        rows = [JANUARY, row(2, "2026-02-01", "skipped"), row(3, "2026-03-01", "linked")]
        at, _ = asked(due_on, *rows)
        assert singling.missing(at, rows, day(due_on)).code == code


def skip_codes(due_on, *rows, **around):
    at, found = asked(due_on, *rows, **around)
    return [each.code for each in singling.objections_to_skip(at, found)]


class TestSkipping:
    def test_nothing_against(self):
        assert skip_codes("2026-02-01", JANUARY) == []

    def test_a_pause_skips_it_anyway(self):
        of = contract(pauses=(skip("2026-02-01", "2026-02-28"),))
        assert skip_codes("2026-02-01", JANUARY, of=of) == ["skipped_by_pause"]

    def test_a_sale_has_no_part_to_leave_out(self):
        of = contract(installments=3, installments_are="due_dates")
        assert skip_codes("2026-01-01", of=of) == ["part_of_sale"]

    def test_the_last_part_of_a_price_would_never_be_billed(self):
        of = contract(divided(), installments=3)
        assert skip_codes("2026-02-01", JANUARY, of=of) == []
        assert skip_codes("2026-03-01", JANUARY, of=of) == ["last_part_of_price"]

    @pytest.mark.parametrize(
        ("due_on", "expected"), [("2036-01-01", []), ("2036-02-01", ["too_far_ahead"])]
    )
    def test_ten_years_ahead_is_the_most(self, due_on, expected):
        assert skip_codes(due_on, of=contract()) == expected


def move_codes(due_on, to, *rows, **around):
    at, found = asked(due_on, *rows, **around)
    return [each.code for each in singling.objections_to_move(at, found, day(to))]


class TestMoving:
    @pytest.mark.parametrize(
        ("to", "expected"),
        [
            ("2025-12-31", ["before_previous"]),
            ("2026-01-01", []),
            ("2026-03-01", []),
            ("2026-03-02", ["after_following"]),
        ],
    )
    def test_it_stays_between_its_neighbors(self, to, expected):
        assert move_codes("2026-02-01", to, JANUARY) == expected

    def test_where_these_were_moved_to(self):
        of = contract(moves=(move("2026-01-01", "2026-01-20"), move("2026-03-01", "2026-03-05")))
        assert move_codes("2026-02-01", "2026-01-19", JANUARY, of=of) == ["before_previous"]
        assert move_codes("2026-02-01", "2026-03-05", JANUARY, of=of) == []

    def test_the_first_may_come_as_early_as_one_likes(self):
        assert move_codes("2026-01-01", "2020-01-01") == []

    def test_the_last_as_late(self):
        of = contract(installments=2)
        assert move_codes("2026-02-01", "2099-01-01", JANUARY, of=of) == []
