"""What is owed as of a date: the ledger subtracted from the sequence (R4)."""

from dataclasses import replace

import pytest

from cadencia.core.business_days import every_weekday
from cadencia.core.planning import Window, look_from
from tests.core.builders import (
    addition,
    agreed,
    contract,
    day,
    divided,
    documents,
    each,
    in_months,
    ledger,
    line,
    modification,
    money,
    monthly,
    move,
    numbers,
    one_off,
    planned,
    row,
    shift,
    shown,
    skip,
    spell,
    weekly,
)

ARREARS = {"timing": "arrears"}
THREE_BILLED = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"), row(3, "2026-03-01"))


def owed(of, as_of, **around):
    found = planned(of, as_of, **around).installments
    return " ".join(f"{shown(i.number)}:{i.due_on.isoformat()[2:]}" for i in found)


def window(start, until):
    return Window(start=day(start), until=day(until))


class TestAskDate:
    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            ("2026-01-31", "1:26-01-01"),
            ("2026-02-01", "1:26-01-01 2:26-02-01"),
            ("2026-02-02", "1:26-01-01 2:26-02-01"),
            ("2025-12-31", ""),
        ],
    )
    def test_due_means_not_after_the_as_of_date(self, as_of, expected):
        assert owed(contract(), as_of) == expected

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            ("2026-01-21", "1:26-01-01"),
            ("2026-01-22", "1:26-01-01 2:26-02-01"),
            ("2026-01-23", "1:26-01-01 2:26-02-01"),
        ],
    )
    def test_lead_days(self, as_of, expected):
        assert owed(contract(lead_days=10), as_of) == expected

    @pytest.mark.parametrize(
        ("rule", "as_of", "expected"),
        [
            # 1 February 2026 is a Sunday: Friday 30 January, Monday 2 February
            ("previous", "2026-01-29", "1:26-01-01"),
            ("previous", "2026-01-30", "1:26-01-01 2:26-02-01"),
            ("next", "2026-02-01", "1:26-01-01"),
            ("next", "2026-02-02", "1:26-01-01 2:26-02-01"),
            ("as_is", "2026-02-01", "1:26-01-01 2:26-02-01"),
        ],
    )
    def test_the_business_day_rule(self, rule, as_of, expected):
        assert owed(contract(business_day=rule), as_of) == expected

    @pytest.mark.parametrize(
        ("to", "as_of", "expected"),
        [
            ("2026-02-10", "2026-02-09", "1:26-01-01"),
            ("2026-02-10", "2026-02-10", "1:26-01-01 2:26-02-01"),
            ("2026-01-15", "2026-01-14", "1:26-01-01"),
            ("2026-01-15", "2026-01-15", "1:26-01-01 2:26-02-01"),
        ],
    )
    def test_a_moved_installment_is_asked_for_where_it_was_moved(self, to, as_of, expected):
        assert owed(contract(moves=(move("2026-02-01", to),)), as_of) == expected

    def test_a_moved_one_keeps_all_but_its_theoretical_date(self):
        found = planned(contract(moves=(move("2026-02-01", "2026-02-10"),)), "2026-02-10")
        second = found.installments[1]
        assert (second.number, second.due_on, second.theoretical_on) == (
            2,
            day("2026-02-01"),
            day("2026-02-10"),
        )
        assert second.period.start == day("2026-02-01")
        assert found.documents[1].theoretical_on == day("2026-02-10")

    def test_a_move_goes_through_the_business_day_rule_and_the_lead(self):
        of = contract(moves=(move("2026-02-01", "2026-02-07"),), business_day="next", lead_days=3)
        assert owed(of, "2026-02-05") == "1:26-01-01"  # Saturday 7, Monday 9, less 3: the 6th
        assert owed(of, "2026-02-06") == "1:26-01-01 2:26-02-01"

    def test_a_move_before_does_not_bring_others_along(self):
        of = contract(moves=(move("2026-03-01", "2026-02-01"),))
        assert owed(of, "2026-02-01") == "1:26-01-01 2:26-02-01 3:26-03-01"


class TestLedger:
    def test_after_the_last_row(self):
        assert owed(contract(), "2026-05-01", history=THREE_BILLED) == "4:26-04-01 5:26-05-01"

    @pytest.mark.parametrize("state", ["billed", "linked", "skipped"])
    def test_settled_whatever_the_way(self, state):
        history = ledger(row(1, "2026-01-01", state))
        assert owed(contract(), "2026-02-01", history=history) == "2:26-02-01"

    @pytest.mark.parametrize("state", ["due", "reopened"])
    def test_rows_still_owed_come_first_with_their_number(self, state):
        history = ledger(row(1, "2026-01-01", state), row(2, "2026-02-01"))
        assert owed(contract(), "2026-03-01", history=history) == "1:26-01-01 3:26-03-01"

    def test_a_skipped_one_counts(self):
        history = ledger(row(1, "2026-01-01", "skipped"), row(2, "2026-02-01", "skipped"))
        assert owed(contract(installments=3), "2027-01-01", history=history) == "3:26-03-01"

    def test_a_reopened_last_one_of_the_count(self):
        history = ledger(row(1, "2026-01-01"), row(2, "2026-02-01", "reopened"))
        assert owed(contract(installments=2), "2027-01-01", history=history) == "2:26-02-01"

    def test_a_reopened_opening_closing_and_date_of_a_month_line(self):
        of = contract(
            schedule=monthly("2026-02-01"), starts_on="2026-01-10", opening="full", installments=1
        )
        history = ledger(row(0, "2026-01-10", "reopened", "opening"), row(1, "2026-02-01"))
        assert owed(of, "2027-01-01", history=history) == "0:26-01-10"
        history = ledger(row(None, "2026-01-10", "reopened", "opening"), row(1, "2026-02-01"))
        assert owed(of, "2027-01-01", history=history) == "0:26-01-10"
        late = contract(starts_on="2026-01-01", ends_on="2026-02-10", **ARREARS)
        history = ledger(row(1, "2026-02-01"), row(2, "2026-02-11", "reopened", "closing"))
        assert owed(late, "2027-01-01", history=history) == "2:26-02-11"
        own = contract(line("y", months=(3,)), schedule=in_months(1, 7, since="2026-01-01"))
        history = ledger(row(None, "2026-03-01", "reopened", "line_only"))
        assert owed(own, "2026-12-31", history=history) == "-:26-03-01"

    def test_what_another_program_billed_counts_beside_rows_without_numbers(self):
        of = contract(
            line(),
            line("y", "9.00", months=(3,)),
            schedule=each("quarter", "2026-01-15"),
            billed_until="2026-01-31",
        )
        history = ledger(row(None, "2026-03-15", kind="line_only"))
        assert owed(of, "2026-07-31", history=history) == "2:26-04-15 3:26-07-15"

    def test_a_reopened_date_of_a_month_line_after_the_count_is_complete(self):
        of = contract(
            line("a"),
            line("y", months=(2,)),
            schedule=in_months(1, 7, since="2026-01-01"),
            installments=1,
            **ARREARS,
        )
        history = ledger(row(1, "2026-01-01"), row(None, "2026-02-01", "reopened", "line_only"))
        assert owed(of, "2027-01-01", history=history) == "-:26-02-01"

    def test_a_closing_that_is_billed_is_the_last(self):
        late = contract(starts_on="2026-01-01", ends_on="2026-02-10", **ARREARS)
        history = ledger(row(1, "2026-02-01"), row(2, "2026-02-11", kind="closing"))
        assert owed(late, "2027-01-01", history=history) == ""

    @pytest.mark.parametrize(
        ("schedule", "given", "expected"),
        [
            (monthly("2026-03-15"), {}, "1 2026-01-01 2026-01-01..2026-01-31"),
            (monthly("2026-03-15"), ARREARS, "1 2026-01-01 2025-12-01..2025-12-31"),
            (weekly("2026-03-02"), {}, "1 2026-01-01 2026-01-01..2026-01-07"),
            (
                in_months(2, 5, on=20, since="2026-03-01"),
                {},
                "1 2026-01-01 2026-01-01..2026-02-19",
            ),
        ],
    )
    def test_an_open_row_that_the_schedule_no_longer_has(self, schedule, given, expected):
        """It is still owed, and covers one step of the schedule of today."""
        history = ledger(row(1, "2026-01-01", "reopened"), row(2, "2026-02-01"))
        found = planned(contract(schedule=schedule, **given), "2026-02-10", history=history)
        assert [f"{i.number} {i.due_on} {spell(i.period)}" for i in found.installments] == [
            expected
        ]
        assert len(found.documents) == 1

    @pytest.mark.parametrize(
        "given",
        [
            {"ends_on": "2025-12-31", "lines": (line(), one_off())},
            {"pauses": (shift("2026-01-01", "2026-01-31"),)},
            {"lines": (line(valid_from="2026-01-02"),)},
            {"schedule": monthly("2026-03-15"), "lines": (line(valid_from="2026-01-02"),)},
            {"schedule": monthly("2026-03-15"), "ends_on": "2025-12-31"},
        ],
    )
    def test_an_open_row_that_nothing_is_owed_for(self, given):
        history = ledger(row(1, "2026-01-01", "due"))
        assert owed(contract(**given), "2026-01-10", history=history) == ""

    def test_all_billed(self):
        assert owed(contract(installments=3), "2030-01-01", history=THREE_BILLED) == ""

    def test_a_changed_anchor_goes_on_after_the_last_row(self):
        of = contract(schedule=monthly("2026-03-15"))
        assert owed(of, "2026-04-20", history=THREE_BILLED) == "4:26-03-15 5:26-04-15"


class TestBilledUntil:
    @pytest.mark.parametrize(
        ("until", "expected"),
        [
            ("2026-02-28", "3:26-03-01 4:26-04-01"),
            ("2026-03-01", "4:26-04-01"),
            ("2026-03-02", "4:26-04-01"),
        ],
    )
    def test_they_count_towards_the_number(self, until, expected):
        assert owed(contract(billed_until=until), "2026-04-30") == expected

    def test_they_count_towards_the_count(self):
        of = contract(billed_until="2026-11-30", installments=12)
        assert owed(of, "2030-01-01") == "12:26-12-01"

    def test_the_opening_and_dates_of_month_lines_too(self):
        of = contract(
            line(),
            line("y", months=(3,)),
            schedule=in_months(2, 8, since="2026-01-01"),
            starts_on="2026-01-10",
            opening="full",
            billed_until="2026-03-01",
        )
        assert owed(of, "2026-12-31") == "2:26-08-01"

    def test_one_offs_too(self):
        """A one-off is an installment of its own: what another program billed is not owed."""
        of = contract(
            line(),
            one_off("x", "2026-02-28"),
            one_off("y", "2026-03-01"),
            one_off("z", "2026-01"),
            billed_until="2026-02-28",
        )
        assert owed(of, "2026-03-31") == "3:26-03-01 -:26-03-01"

    def test_with_the_next_is_with_the_next_of_ours(self):
        of = contract(line(), one_off("x", "next"), billed_until="2026-02-28")
        assert documents(of, "2026-03-31") == "2026-03-01 (3,-) a+x 37.00"

    def test_the_later_of_it_and_the_ledger(self):
        of = contract(billed_until="2026-04-01")
        assert owed(of, "2026-05-01", history=THREE_BILLED) == "5:26-05-01"

    def test_parts_of_a_price_went_by_the_rule(self):
        of = contract(divided(), installments=3, billed_until="2026-02-01")
        assert planned(of, "2026-12-31").documents[0].lines[0].net == money("33.34")


class TestOneOffsAndTheirValidity:
    """The day of a one-off line is judged like a reference date (R7)."""

    @pytest.mark.parametrize(("when", "is_billed"), [("09", False), ("10", True), ("11", True)])
    def test_from_its_first_day_on(self, when, is_billed):
        of = contract(one_off("x", f"2026-03-{when}", valid_from="2026-03-10"), schedule=None)
        assert (owed(of, "2026-12-31") != "") == is_billed

    @pytest.mark.parametrize(("when", "is_billed"), [("09", True), ("10", True), ("11", False)])
    def test_up_to_its_last_day(self, when, is_billed):
        of = contract(one_off("x", f"2026-03-{when}", valid_until="2026-03-10"), schedule=None)
        assert (owed(of, "2026-12-31") != "") == is_billed

    def test_without_dates_the_contract_starts_it(self):
        given = {"schedule": None, "starts_on": "2026-03-10"}
        assert owed(contract(one_off("x", "2026-03-09"), **given), "2026-12-31") == ""
        assert owed(contract(one_off("x", "2026-03-10"), **given), "2026-12-31") == "-:26-03-10"

    def test_a_date_of_its_own_lets_it_come_before_the_start(self):
        deposit = one_off("x", "2026-03-09", valid_from="2026-01-01")
        of = contract(deposit, schedule=None, starts_on="2026-03-10")
        assert owed(of, "2026-12-31") == "-:26-03-09"

    def test_with_the_next_that_falls_within_its_dates(self):
        of = contract(line(), one_off("x", "next", valid_from="2026-02-02"), installments=3)
        assert owed(of, "2026-12-31") == "1:26-01-01 2:26-02-01 3:26-03-01 -:26-03-01"
        gone = contract(line(), one_off("x", "next", valid_until="2025-12-31"), installments=1)
        assert owed(gone, "2026-12-31") == "1:26-01-01"

    def test_where_nothing_comes_in_time_nobody_need_look(self):
        of = contract(one_off("x", "2026-03-11", valid_until="2026-03-10"), schedule=None)
        assert look_from(agreed(of), every_weekday) is None


class TestOneOffs:
    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            ("2026-02-15", "-:26-02-15"),
            ("2026-02", "-:26-02-01"),
            ("next", "1:26-01-01 -:26-01-01"),
        ],
    )
    def test_their_date(self, when, expected):
        of = contract(line(), one_off(when=when))
        found = owed(of, "2026-02-28")
        assert expected in found

    @pytest.mark.parametrize(
        ("schedule", "expected"),
        [
            (monthly("2026-01-31"), "-:26-02-28"),
            (monthly("2026-02-28", 1, 31), "-:26-02-28"),
            (in_months(6, on=20), "-:26-02-20"),
            (None, "-:26-02-01"),
        ],
    )
    def test_without_a_day_on_the_generation_day(self, schedule, expected):
        assert owed(contract(one_off(when="2026-02"), schedule=schedule), "2026-12-31") == expected

    def test_typed_late_they_are_still_billed(self):
        of = contract(line(), one_off(when="2026-01-15"))
        assert owed(of, "2026-04-30", history=THREE_BILLED) == "-:26-01-15 4:26-04-01"

    def test_once(self):
        history = ledger(row(1, "2026-01-01"), row(None, "2026-01-15", kind="one_off", line="x"))
        of = contract(line(), one_off(when="2026-01-15"))
        assert owed(of, "2026-01-31", history=history) == ""

    def test_a_reopened_one_is_owed_again(self):
        history = ledger(
            row(1, "2026-01-01"), row(None, "2026-01-15", "reopened", "one_off", line="x")
        )
        of = contract(line(), one_off(when="2026-01-15"))
        assert owed(of, "2026-01-31", history=history) == "-:26-01-15"

    @pytest.mark.parametrize(
        ("when", "expected"), [("2026-02-10", "-:26-02-10"), ("2026-02-11", "")]
    )
    def test_nothing_after_the_end(self, when, expected):
        of = contract(one_off(when=when), schedule=None, withdrawn_on="2026-02-10")
        assert owed(of, "2026-12-31") == expected

    def test_lead_days_and_business_days_are_theirs_too(self):
        of = contract(one_off(when="2026-02-07"), schedule=None, business_day="next", lead_days=2)
        assert owed(of, "2026-02-06") == ""
        assert owed(of, "2026-02-07") == "-:26-02-07"

    def test_the_next_after_what_is_billed(self):
        of = contract(line(), one_off(when="next"))
        assert owed(of, "2026-04-01", history=THREE_BILLED) == "4:26-04-01 -:26-04-01"
        assert owed(of, "2026-03-31", history=THREE_BILLED) == ""

    def test_the_next_ordinary_one_is_not_that_of_a_month_line(self):
        of = contract(
            line(valid_from="2026-07-01"),
            line("y", months=(3,)),
            one_off(when="next"),
            schedule=in_months(1, 7, since="2026-01-01"),
        )
        assert owed(of, "2026-12-31") == "-:26-03-01 1:26-07-01 -:26-07-01"

    def test_the_next_may_be_the_opening(self):
        of = contract(
            line(),
            one_off(when="next"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
        )
        assert documents(of, "2026-02-01") == ("2026-01-10 (0,-) a+x 37.00\n2026-02-01 (1) a 30.00")


class TestRun:
    def test_a_range_takes_theoretical_dates_both_ends_included(self):
        of = contract(installments=4)
        found = planned(of, "2026-12-31", window("2026-02-01", "2026-03-01"))
        assert [i.number for i in found.installments] == [2, 3]

    def test_what_a_run_passes_over_is_kept_as_due(self):
        of = contract(line(), one_off(when="2026-01-20"), installments=4)
        found = planned(of, "2026-12-31", window("2026-03-01", "2026-03-31"))
        assert [i.number for i in found.passed_over] == [1, 2]
        found = planned(of, "2026-12-31", excluded=("2026-02-01",))
        assert [i.number for i in found.installments] == [1, None, 3, 4]
        assert [i.number for i in found.passed_over] == [2]

    def test_later_ones_are_not_passed_over(self):
        of = contract(installments=4)
        found = planned(of, "2026-12-31", excluded=("2026-04-01",))
        assert found.passed_over == ()

    def test_what_has_a_row_is_not_written_again(self):
        history = ledger(row(1, "2026-01-01", "due"), row(2, "2026-02-01"))
        found = planned(
            contract(), "2026-03-31", window("2026-03-01", "2026-03-31"), history=history
        )
        assert [i.number for i in found.installments] == [3]
        assert found.passed_over == ()

    @pytest.mark.parametrize(
        "given",
        [{"state": "draft"}, {"state": "finished"}, {"state": "void"}, {"active": False}],
    )
    def test_only_posted_active_contracts(self, given):
        of = contract(**given)
        assert planned(of, "2026-12-31").installments == ()
        assert numbers(of) == ""

    def test_a_contract_with_a_refusal_bills_nothing(self):
        of = contract(
            line(price="-1.00", valid_until="2026-01-31"), line("b", valid_from="2026-02-01")
        )
        found = planned(of, "2026-03-31")
        assert [each.code for each in found.refusals] == ["negative_total"]
        assert (found.installments, found.documents) == ((), ())


class TestLookFrom:
    """From which day on a run must look at a contract."""

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({}, "2026-04-01"),
            ({"lead_days": 5}, "2026-03-27"),
            ({"installments": 3}, None),
            ({"ends_on": "2026-03-31"}, None),
            ({"pauses": (skip("2026-04-01", "2026-05-31"),)}, "2026-04-01"),
            ({"moves": (move("2026-04-01", "2026-04-05"),)}, "2026-04-05"),
        ],
    )
    def test_the_ask_date_of_the_next(self, given, expected):
        found = look_from(agreed(contract(**given), history=THREE_BILLED), every_weekday)
        assert found == day(expected)

    def test_a_one_off_or_an_open_row_before_it(self):
        of = contract(line(), one_off(when="2026-03-20"))
        assert look_from(agreed(of, history=THREE_BILLED), every_weekday) == day("2026-03-20")
        history = replace(THREE_BILLED, open_rows=(row(2, "2026-02-01", "due"),))
        assert look_from(agreed(of, history=history), every_weekday) == day("2026-02-01")


def test_modifications_and_prices_are_those_of_each_date_when_catching_up():
    of = contract(
        modifications=(
            modification("2026-02-01", "2026-02-28", unit_price="40.00"),
            addition("2026-03-01", None, "5.00"),
        ),
        installments=4,
    )
    assert [str(each.totals.total) for each in planned(of, "2026-12-31").documents] == [
        "30.00",
        "40.00",
        "35.00",
        "35.00",
    ]
