"""What waits for a confirmation: everything for the first, only itself for the last (LC-6, R4)."""

from datetime import date

import pytest

from cadencia.core.business_days import every_weekday
from cadencia.core.explaining import explain
from tests.core.builders import agreed, contract, ledger, line, one_off, planned, row, skip

BOTH = ("first", "last")


def says(of, as_of, *rows):
    found = planned(of, as_of, history=ledger(*rows))
    billed = " ".join(str(each.number or "-") for each in found.installments)
    held = " ".join(f"{each.code}:{each.due_on}" for each in found.refusals)
    return billed, held, str(found.look_from)


class TestTheFirst:
    OF = contract(unconfirmed=("first",))

    def test_nothing_is_billed_before(self):
        held = "unconfirmed_first:2026-01-01"
        assert says(self.OF, "2026-03-15") == ("", held, "None")

    def test_before_its_date_there_is_nothing_to_hold(self):
        assert says(self.OF, "2025-12-31") == ("", "", "2026-01-01")

    def test_one_off_lines_wait_too(self):
        of = contract(line(), one_off("x", "2025-12-10"), unconfirmed=("first",))
        assert says(of, "2025-12-15")[1] == "unconfirmed_first:2025-12-10"

    def test_once_it_is_billed_nobody_asks(self):
        assert says(self.OF, "2026-02-01", row(1, "2026-01-01"))[:2] == ("2", "")

    @pytest.mark.parametrize("state", ["due", "reopened"])
    def test_passed_over_or_reopened_it_waits_again(self, state):
        found = says(self.OF, "2026-02-01", row(1, "2026-01-01", state))
        assert found[:2] == ("", "unconfirmed_first:2026-01-01")


class TestTheLast:
    OF = contract(installments=3, unconfirmed=("last",))

    def test_the_others_are_billed_and_the_last_stays_asked_for(self):
        assert says(self.OF, "2026-12-31") == ("1 2", "", "2026-03-01")

    def test_alone_it_is_held(self):
        rows = row(1, "2026-01-01"), row(2, "2026-02-01")
        assert says(self.OF, "2026-12-31", *rows)[:2] == ("", "unconfirmed_last:2026-03-01")

    def test_a_row_passed_over_before_it_is_not_the_last(self):
        rows = row(1, "2026-01-01"), row(2, "2026-02-01", "due"), row(3, "2026-03-01", "due")
        assert says(self.OF, "2026-12-31", *rows)[0] == "2"

    def test_by_the_end_of_the_contract(self):
        of = contract(ends_on="2026-02-15", unconfirmed=("last",))
        assert says(of, "2026-12-31")[0] == "1"

    def test_in_arrears_it_is_the_closing(self):
        of = contract(timing="arrears", ends_on="2026-02-15", unconfirmed=("last",))
        assert says(of, "2026-12-31")[0] == "1 2"

    def test_without_an_end_there_is_none(self):
        assert says(contract(unconfirmed=("last",)), "2026-03-01")[:2] == ("1 2 3", "")

    def test_nor_before_a_pause_that_is_open(self):
        of = contract(pauses=(skip("2026-02-01"),), unconfirmed=("last",))
        assert says(of, "2026-01-01")[:2] == ("1", "")

    def test_a_sale_has_all_on_one_invoice(self):
        of = contract(installments=3, installments_are="due_dates", unconfirmed=("last",))
        assert says(of, "2026-01-01")[:2] == ("1 2 3", "")


def test_first_and_last_at_once_are_one_after_the_other():
    of = contract(installments=1, unconfirmed=BOTH)
    assert says(of, "2026-01-01")[1] == "unconfirmed_first:2026-01-01"


class TestWhy:
    def codes(self, of, on, *rows):
        reasons = explain(
            agreed(of, history=ledger(*rows)),
            date.fromisoformat(on),
            as_of=date(2026, 12, 31),
            is_business_day=every_weekday,
        )
        return [(each.code, each.value("refusal")) for each in reasons][:1]

    def test_the_first_is_held(self):
        of = contract(unconfirmed=("first",))
        assert self.codes(of, "2026-01-01") == [("refused", "unconfirmed_first")]

    def test_the_last_and_not_the_one_before(self):
        of = contract(installments=2, unconfirmed=("last",))
        assert self.codes(of, "2026-01-01") == [("due", None)]
        assert self.codes(of, "2026-02-01") == [("refused", "unconfirmed_last")]
