"""What comes next of a contract: what is owed, and the installments to come with their amounts."""

import pytest

from cadencia.core import sequence
from cadencia.core.business_days import every_weekday
from cadencia.core.coming import coming
from cadencia.core.up_next import up_next
from tests.core.builders import (
    agreed,
    contract,
    day,
    divided,
    ledger,
    line,
    one_off,
    row,
    shift,
    skip,
)


def next_of(of, as_of, **around):
    return up_next(agreed(of, **around), as_of=day(as_of), is_business_day=every_weekday)


def coming_of(of, as_of, how_many=2, **around):
    found = coming(
        agreed(of, **around), as_of=day(as_of), how_many=how_many, is_business_day=every_weekday
    )
    return f"{found.due} " + " ".join(
        f"{each.installment.due_on:%m-%d}:{each.net}" for each in found.installments
    )


class TestUpNext:
    @pytest.mark.parametrize(
        ("as_of", "due", "due_on"),
        [
            ("2025-12-31", 0, "2026-01-01"),
            ("2026-01-01", 1, "2026-01-01"),
            ("2026-01-02", 1, "2026-01-01"),
            ("2026-02-01", 2, "2026-01-01"),
        ],
    )
    def test_the_oldest_owed_else_the_next(self, as_of, due, due_on):
        found = next_of(contract(), as_of)
        assert (found.due, found.installment.due_on) == (due, day(due_on))
        assert str(found.net) == "30.00"

    def test_its_own_amount_and_not_that_of_all_that_is_owed(self):
        found = next_of(contract(line(), one_off(when="2026-02-01")), "2026-02-15")
        assert (found.due, str(found.net)) == (2, "30.00")

    def test_the_part_of_a_divided_price_that_is_its_turn(self):
        of = contract(divided(price="100.00"), installments=3)
        history = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"))
        found = next_of(of, "2026-02-15", history=history)
        assert (found.due, found.installment.number) == (0, 3)

    def test_past_what_a_pause_skips(self):
        of = contract(pauses=(skip("2026-01-01", "2026-02-28"),))
        found = next_of(of, "2025-12-01")
        assert found.installment.due_on == day("2026-03-01")

    def test_nothing_beyond_the_end_nor_of_what_bills_no_more(self):
        over = ledger(row(1, "2026-01-01"))
        assert next_of(contract(installments=1), "2026-05-01", history=over).installment is None
        for state in ("finished", "void"):
            assert next_of(contract(state=state), "2026-05-01").installment is None
        assert next_of(contract(active=False), "2026-05-01").installment is None

    def test_a_draft_as_if_it_were_posted(self):
        assert next_of(contract(state="draft"), "2026-01-01").due == 1

    def test_what_can_not_be_billed_says_why(self):
        found = next_of(contract(line(price=None)), "2026-01-01")
        assert (found.total, found.due) == (None, 1)
        assert found.refusal.code == "price_missing"


class TestComing:
    @pytest.mark.parametrize("pause", [skip, shift])
    def test_a_pause_without_end_lets_nothing_come_but_one_offs(self, pause):
        once = [one_off(when="2031-05-10"), one_off("y", when="2031-08", price="9.00")]
        of = contract(line(), *once, pauses=(pause("2026-03-01"),))
        told = "2 01-01:30.00 02-01:30.00 05-10:7.00 08-01:9.00"
        assert coming_of(of, "2026-02-15", how_many=9) == told

    def test_a_one_off_in_the_last_month_of_the_calendar_stands_after_a_pause_without_end(self):
        of = contract(line(), one_off(when="9999-12"), pauses=(skip("2026-03-01"),))
        assert coming_of(of, "2026-02-15") == "2 01-01:30.00 02-01:30.00"

    def test_a_pause_without_end_is_not_drawn_up_to_the_end_of_the_calendar(self):
        of = contract(pauses=(skip("2026-03-01"),))
        before = sequence._grid_from.cache_info().misses
        assert coming_of(of, "2026-02-15") == "2 01-01:30.00 02-01:30.00"
        assert sequence._grid_from.cache_info().misses - before < 100

    def test_all_that_is_owed_and_so_many_more(self):
        told = "2 01-01:30.00 02-01:30.00 03-01:30.00 04-01:30.00"
        assert coming_of(contract(), "2026-02-15") == told

    def test_one_offs_of_a_date_are_told_with_it(self):
        of = contract(line(), one_off(when="2026-02-01", price="7.00"))
        assert coming_of(of, "2026-01-15", how_many=1).startswith("1 01-01:30.00 02-01:")

    def test_how_far_it_looked(self):
        found = coming(
            agreed(contract(installments=3)),
            as_of=day("2025-12-01"),
            how_many=3,
            is_business_day=every_weekday,
        )
        assert found.until == day("2026-03-01")
        more = coming(
            agreed(contract(installments=3)),
            as_of=day("2025-12-01"),
            how_many=4,
            is_business_day=every_weekday,
        )
        assert more.until is None
