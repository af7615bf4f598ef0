"""Which installments a contract asks for, when, covering what (R1, R2, R4)."""

import pytest

from tests.core.builders import (
    asked,
    billed,
    contract,
    each,
    in_months,
    line,
    modification,
    monthly,
    numbers,
    said,
    weekly,
)

ARREARS = {"timing": "arrears"}


class TestBounds:
    """No installment before the first, none after the end, none past the count (SC-3)."""

    def test_dates_before_the_start_take_no_number(self):
        of = contract(schedule=monthly("2026-01-15"), starts_on="2026-03-15", installments=2)
        assert numbers(of) == "1:26-03-15 2:26-04-15"

    @pytest.mark.parametrize(
        ("starts_on", "expected"),
        [
            ("2026-03-14", "1:26-03-15 2:26-04-15"),
            ("2026-03-15", "1:26-03-15 2:26-04-15"),
            ("2026-03-16", "1:26-04-15"),
        ],
    )
    def test_the_day_before_the_start_the_day_and_the_day_after(self, starts_on, expected):
        of = contract(schedule=monthly("2026-01-15"), starts_on=starts_on)
        assert numbers(of, "2026-04-30") == expected

    @pytest.mark.parametrize(
        ("ends_on", "expected"),
        [
            ("2026-02-14", "1:26-01-15"),
            ("2026-02-15", "1:26-01-15 2:26-02-15"),
            ("2026-02-16", "1:26-01-15 2:26-02-15"),
        ],
    )
    def test_the_day_of_the_end_is_still_in(self, ends_on, expected):
        assert numbers(contract(schedule=monthly("2026-01-15"), ends_on=ends_on)) == expected

    @pytest.mark.parametrize(
        ("withdrawn_on", "by_default", "if_billed"),
        [
            ("2026-02-14", "1:26-01-15", "1:26-01-15"),
            ("2026-02-15", "1:26-01-15", "1:26-01-15 2:26-02-15"),
            ("2026-02-16", "1:26-01-15 2:26-02-15", "1:26-01-15 2:26-02-15"),
        ],
    )
    def test_the_very_day_of_withdrawal_in_advance(self, withdrawn_on, by_default, if_billed):
        of = {"schedule": monthly("2026-01-15"), "withdrawn_on": withdrawn_on}
        assert numbers(contract(**of)) == by_default
        assert numbers(contract(**of, bill_withdrawal_day=True)) == if_billed

    def test_the_earlier_of_end_and_withdrawal(self):
        later = contract(ends_on="2026-02-10", withdrawn_on="2026-03-10")
        earlier = contract(ends_on="2026-03-10", withdrawn_on="2026-02-10")
        assert numbers(later) == numbers(earlier) == "1:26-01-01 2:26-02-01"

    def test_an_end_on_a_due_date_is_in_though_the_withdrawal_is_later(self):
        assert numbers(contract(ends_on="2026-02-01", withdrawn_on="2026-02-02")) == (
            "1:26-01-01 2:26-02-01"
        )

    def test_the_opening_on_the_day_of_withdrawal(self):
        of = {"starts_on": "2026-01-15", "withdrawn_on": "2026-01-15", "opening": "full"}
        assert numbers(contract(**of)) == ""
        assert numbers(contract(**of, bill_withdrawal_day=True)) == "0:26-01-15"

    def test_no_more_than_the_count(self):
        assert numbers(contract(installments=3)) == "1:26-01-01 2:26-02-01 3:26-03-01"

    def test_a_count_and_an_end_whichever_comes_first(self):
        assert numbers(contract(installments=3, ends_on="2026-02-20")) == "1:26-01-01 2:26-02-01"

    def test_a_mask_counts_from_since(self):
        of = contract(schedule=in_months(1, 4, 7, 10, on=20, since="2026-01-21"), installments=2)
        assert numbers(of) == "1:26-04-20 2:26-07-20"


class TestPeriodsInAdvance:
    def test_up_to_the_day_before_the_next_date(self):
        assert asked(contract(schedule=monthly("2026-01-31")), "2026-03-31") == said("""
            1 2026-01-31 regular 2026-01-31..2026-02-27
            2 2026-02-28 regular 2026-02-28..2026-03-30
            3 2026-03-31 regular 2026-03-31..2026-04-29
        """)

    def test_the_last_reaches_no_further_than_the_end(self):
        assert asked(contract(ends_on="2026-02-10")) == said("""
            1 2026-01-01 regular 2026-01-01..2026-01-31
            2 2026-02-01 regular 2026-02-01..2026-02-10
        """)

    def test_the_last_of_a_count_covers_its_whole_step(self):
        assert asked(contract(installments=1)) == "1 2026-01-01 regular 2026-01-01..2026-01-31"

    def test_a_mask_covers_up_to_its_next_month(self):
        of = contract(schedule=in_months(3, 10, on=31, since="2026-01-01"))
        assert asked(of) == said("""
            1 2026-03-31 regular 2026-03-31..2026-10-30
            2 2026-10-31 regular 2026-10-31..2027-03-30
        """)

    def test_an_opening_from_the_start_to_the_day_before_the_first_date(self):
        of = contract(schedule=monthly("2026-02-01"), starts_on="2026-01-10", opening="full")
        assert asked(of, "2026-02-28") == said("""
            0 2026-01-10 opening 2026-01-10..2026-01-31
            1 2026-02-01 regular 2026-02-01..2026-02-28
        """)

    def test_an_opening_does_not_count(self):
        of = contract(
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="prorated",
            installments=1,
        )
        assert numbers(of) == "0:26-01-10 1:26-02-01"

    def test_no_opening_when_the_start_is_a_regular_date(self):
        of = contract(starts_on="2026-01-01", opening="full", installments=1)
        assert numbers(of) == "1:26-01-01"

    def test_the_stretch_to_since_of_a_mask(self):
        of = contract(
            schedule=in_months(1, 7, since="2026-02-01"), starts_on="2026-02-01", opening="prorated"
        )
        assert asked(of) == said("""
            0 2026-02-01 opening 2026-02-01..2026-06-30
            1 2026-07-01 regular 2026-07-01..2026-12-31
        """)

    @pytest.mark.parametrize(
        ("ends_on", "until"), [("2026-01-10", "01-10"), ("2026-01-31", "01-31")]
    )
    def test_an_end_inside_the_opening_cuts_it(self, ends_on, until):
        of = contract(
            schedule=monthly("2026-02-01"), starts_on="2026-01-10", ends_on=ends_on, opening="full"
        )
        assert asked(of) == f"0 2026-01-10 opening 2026-01-10..2026-{until}"

    def test_a_line_that_begins_after_the_start_is_not_in_the_opening(self):
        of = contract(
            line(valid_from="2026-01-11"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            installments=1,
        )
        assert numbers(of) == "1:26-02-01"

    def test_a_line_that_begins_on_the_start_is(self):
        of = contract(
            line(valid_from="2026-01-10"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            installments=1,
        )
        assert numbers(of) == "0:26-01-10 1:26-02-01"

    def test_lines_with_months_are_not_in_the_opening(self):
        of = contract(
            line(months=(1, 2)),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
            installments=1,
        )
        assert numbers(of) == "1:26-02-01"


class TestPeriodsInArrears:
    def test_from_the_date_before_the_first_one_a_step_earlier(self):
        assert asked(contract(schedule=monthly("2026-01-31"), **ARREARS), "2026-03-31") == said("""
            1 2026-01-31 regular 2025-12-31..2026-01-30
            2 2026-02-28 regular 2026-01-31..2026-02-27
            3 2026-03-31 regular 2026-02-28..2026-03-30
        """)

    @pytest.mark.parametrize(
        ("opening", "start"), [("none", "01-01"), ("full", "01-01"), ("prorated", "01-10")]
    )
    def test_only_a_prorated_opening_cuts_the_first_period(self, opening, start):
        of = contract(
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening=opening,
            installments=1,
            **ARREARS,
        )
        assert asked(of) == f"1 2026-02-01 regular 2026-{start}..2026-01-31"

    def test_a_start_before_the_first_step_cuts_nothing(self):
        of = contract(
            schedule=monthly("2026-02-01"),
            starts_on="2025-11-10",
            opening="prorated",
            installments=1,
            **ARREARS,
        )
        assert asked(of) == "1 2026-02-01 regular 2026-01-01..2026-01-31"

    @pytest.mark.parametrize("opening", ["none", "full", "prorated"])
    def test_a_date_on_the_start_asks_for_nothing(self, opening):
        """Its reference date, the day before, lies before the contract."""
        of = contract(starts_on="2026-01-01", opening=opening, installments=1, **ARREARS)
        assert asked(of) == "1 2026-02-01 regular 2026-01-01..2026-01-31"

    def test_a_line_older_than_the_start_is_billed_on_it_unless_prorated(self):
        older = line(valid_from="2025-01-01")
        of = {"starts_on": "2026-01-01", "installments": 1} | ARREARS
        assert asked(contract(older, **of)) == "1 2026-01-01 regular 2025-12-01..2025-12-31"
        assert numbers(contract(older, **of, opening="prorated")) == "1:26-02-01"

    def test_the_stretch_after_the_last_date_is_due_the_day_after_the_end(self):
        assert asked(contract(ends_on="2026-03-10", starts_on="2026-01-01", **ARREARS)) == said("""
            1 2026-02-01 regular 2026-01-01..2026-01-31
            2 2026-03-01 regular 2026-02-01..2026-02-28
            3 2026-03-11 closing 2026-03-01..2026-03-10
        """)

    @pytest.mark.parametrize(
        ("ends_on", "closing"),
        [
            ("2026-02-27", "2 2026-02-28 closing 2026-02-01..2026-02-27"),
            ("2026-02-28", "2 2026-03-01 closing 2026-02-01..2026-02-28"),
            (
                "2026-03-01",
                "2 2026-03-01 regular 2026-02-01..2026-02-28\n"
                "3 2026-03-02 closing 2026-03-01..2026-03-01",
            ),
        ],
    )
    def test_an_end_before_on_and_after_a_regular_date(self, ends_on, closing):
        of = contract(ends_on=ends_on, starts_on="2026-01-01", **ARREARS)
        assert asked(of) == "1 2026-02-01 regular 2026-01-01..2026-01-31\n" + closing

    def test_the_day_of_withdrawal_is_billed_in_arrears(self):
        of = contract(withdrawn_on="2026-02-01", starts_on="2026-01-01", **ARREARS)
        assert asked(of) == said("""
            1 2026-02-01 regular 2026-01-01..2026-01-31
            2 2026-02-02 closing 2026-02-01..2026-02-01
        """)

    @pytest.mark.parametrize(
        ("count", "expected"),
        [
            (1, "1:26-02-01"),
            (2, "1:26-02-01 2:26-03-01"),
            (3, "1:26-02-01 2:26-03-01 3:26-03-11"),
            (4, "1:26-02-01 2:26-03-01 3:26-03-11"),
        ],
    )
    def test_no_closing_once_the_count_is_reached(self, count, expected):
        of = contract(ends_on="2026-03-10", starts_on="2026-01-01", installments=count, **ARREARS)
        assert numbers(of) == expected

    @pytest.mark.parametrize(
        ("opening", "expected"),
        [
            ("none", "1 2026-01-21 closing 2026-01-01..2026-01-20"),
            ("full", "1 2026-01-21 closing 2026-01-01..2026-01-20"),
            ("prorated", "1 2026-01-21 closing 2026-01-10..2026-01-20"),
        ],
    )
    def test_an_end_before_the_first_date(self, opening, expected):
        of = contract(
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            ends_on="2026-01-20",
            opening=opening,
            **ARREARS,
        )
        assert asked(of) == expected

    def test_an_end_before_the_first_date_without_a_start(self):
        of = contract(schedule=monthly("2026-02-01"), ends_on="2026-01-20", **ARREARS)
        assert asked(of) == "1 2026-01-21 closing 2026-01-01..2026-01-20"
        assert asked(of, until="2026-01-25") == "1 2026-01-21 closing 2026-01-01..2026-01-20"
        assert asked(of, until="2026-01-20") == ""

    @pytest.mark.parametrize(
        ("ends_on", "expected"),
        [("2025-12-31", ""), ("2026-01-01", "1 2026-01-02 closing 2026-01-01..2026-01-01")],
    )
    def test_an_end_before_the_first_period(self, ends_on, expected):
        of = contract(schedule=monthly("2026-02-01"), ends_on=ends_on, **ARREARS)
        assert asked(of) == expected

    def test_the_closing_looks_at_the_lines_of_its_last_day(self):
        of = {"ends_on": "2026-02-10", "starts_on": "2026-01-01"} | ARREARS
        assert numbers(contract(line(valid_until="2026-02-09"), **of)) == "1:26-02-01"
        assert numbers(contract(line(valid_until="2026-02-10"), **of)) == "1:26-02-01 2:26-02-11"
        assert numbers(contract(line(valid_from="2026-02-10"), **of)) == "1:26-02-11"
        assert numbers(contract(line(valid_from="2026-02-11"), **of)) == ""

    def test_lines_with_months_have_no_closing(self):
        of = contract(
            line("a"),
            line("b", months=(1, 2)),
            ends_on="2026-02-10",
            starts_on="2026-01-01",
            **ARREARS,
        )
        assert billed(of) == said("""
            2026-02-01 a 2026-01-01..2026-01-31 30.00
            2026-02-01 b 2026-01-01..2026-01-31 30.00
            2026-02-11 a 2026-02-01..2026-02-10 30.00
        """)


class TestNumbers:
    def test_a_date_without_a_line_in_force_asks_for_nothing(self):
        of = contract(line(valid_from="2026-02-10", valid_until="2026-03-10"), installments=9)
        assert numbers(of) == "1:26-03-01"

    def test_a_gap_between_lines_is_not_numbered(self):
        of = contract(
            line("a", valid_until="2026-02-28"), line("b", valid_from="2026-05-01"), installments=4
        )
        assert numbers(of) == "1:26-01-01 2:26-02-01 3:26-05-01 4:26-06-01"

    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-02-01", "2026-03-01", "1:26-02-01 2:26-03-01"),
            ("2026-02-02", "2026-02-28", ""),
            ("2026-01-31", "2026-02-28", "1:26-02-01"),
            ("2026-02-02", "2026-03-01", "1:26-03-01"),
        ],
    )
    def test_both_ends_of_a_lines_validity_are_in(self, start, until, expected):
        assert numbers(contract(line(valid_from=start, valid_until=until))) == expected

    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-01-31", "2026-01-31", "1:26-02-01"),
            ("2026-02-01", "2026-02-27", ""),
            ("2026-02-01", "2026-02-28", "1:26-03-01"),
        ],
    )
    def test_in_arrears_the_last_day_of_the_period_is_asked(self, start, until, expected):
        assert numbers(contract(line(valid_from=start, valid_until=until), **ARREARS)) == expected

    def test_a_line_ends_with_the_contract_and_not_before(self):
        of = contract(line(valid_from="2025-01-01"), starts_on="2026-02-15", ends_on="2026-04-10")
        assert numbers(of) == "1:26-03-01 2:26-04-01"

    def test_lines_that_are_removed_leave_no_number(self):
        of = contract(line(valid_until="2026-02-01"), installments=12)
        assert numbers(of, "2030-12-31") == "1:26-01-01 2:26-02-01"


class TestOtherUnits:
    def test_every_two_weeks(self):
        of = contract(schedule=weekly("2026-01-02", 2), installments=2)
        assert asked(of) == said("""
            1 2026-01-02 regular 2026-01-02..2026-01-15
            2 2026-01-16 regular 2026-01-16..2026-01-29
        """)

    def test_every_ten_days_in_arrears(self):
        of = contract(schedule=each("day", "2026-02-25", 10), installments=2, **ARREARS)
        assert asked(of) == said("""
            1 2026-02-25 regular 2026-02-15..2026-02-24
            2 2026-03-07 regular 2026-02-25..2026-03-06
        """)

    def test_a_year_from_a_leap_day(self):
        of = contract(schedule=each("year", "2024-02-29"))
        assert asked(of, "2028-12-31") == said("""
            1 2024-02-29 regular 2024-02-29..2025-02-27
            2 2025-02-28 regular 2025-02-28..2026-02-27
            3 2026-02-28 regular 2026-02-28..2027-02-27
            4 2027-02-28 regular 2027-02-28..2028-02-28
            5 2028-02-29 regular 2028-02-29..2029-02-27
        """)

    def test_a_step_of_a_thousand_years(self):
        of = contract(schedule=each("year", "2026-01-01", 1000))
        assert asked(of, "2999-12-31") == "1 2026-01-01 regular 2026-01-01..3025-12-31"


def test_march_billed_on_the_first_of_april_has_march_s_prices():
    of = contract(
        starts_on="2026-01-01",
        ends_on="2026-04-30",
        modifications=(modification("2026-04-01", unit_price="40.00"),),
        **ARREARS,
    )
    assert billed(of) == said("""
        2026-02-01 a 2026-01-01..2026-01-31 30.00
        2026-03-01 a 2026-02-01..2026-02-28 30.00
        2026-04-01 a 2026-03-01..2026-03-31 30.00
        2026-05-01 a 2026-04-01..2026-04-30 40.00
    """)
