"""Lines with months of their own: when they count, what they cover, what has a number (R4, R7)."""

import pytest

from tests.core.builders import (
    amounts,
    asked,
    billed,
    contract,
    documents,
    each,
    in_months,
    line,
    monthly,
    numbers,
    said,
    skip,
    weekly,
)

ARREARS = {"timing": "arrears"}


def yearly(key="y", month=3, price="9.00", **given):
    return line(key, price, months=(month,), **given)


class TestWhereTheMonthHasAScheduleDate:
    def test_it_joins_that_installment(self):
        of = contract(line(), yearly(), installments=4)
        assert documents(of) == said("""
            2026-01-01 (1) a 30.00
            2026-02-01 (2) a 30.00
            2026-03-01 (3) a+y 39.00
            2026-04-01 (4) a 30.00
        """)

    def test_it_covers_up_to_its_own_next_date(self):
        assert billed(contract(line(), yearly()), "2026-03-01", "2026-03-01") == said("""
            2026-03-01 a 2026-03-01..2026-03-31 30.00
            2026-03-01 y 2026-03-01..2027-02-28 9.00
        """)

    def test_in_arrears_from_its_own_previous_date(self):
        of = contract(line(), line("y", "9.00", months=(3, 9)), **ARREARS)
        assert billed(of, "2026-03-01", "2026-03-01") == said("""
            2026-03-01 a 2026-02-01..2026-02-28 30.00
            2026-03-01 y 2025-09-01..2026-02-28 9.00
        """)

    def test_an_installment_of_month_lines_alone_spans_theirs(self):
        of = contract(line("x", "1.00", months=(3,)), line("y", "2.00", months=(3, 9)))
        assert asked(of) == said("""
            1 2026-03-01 regular 2026-03-01..2027-02-28
            2 2026-09-01 regular 2026-09-01..2027-02-28
        """)

    def test_no_period_reaches_beyond_the_end_and_none_is_prorated(self):
        of = contract(line(), yearly(), ends_on="2026-03-20", closing="prorated")
        assert billed(of, start="2026-03-01") == said("""
            2026-03-01 a 2026-03-01..2026-03-20 19.35
            2026-03-01 y 2026-03-01..2026-03-20 9.00
        """)

    def test_a_weekly_schedule_counts_on_its_first_date_of_the_month(self):
        of = contract(line(), yearly(month=2), schedule=weekly("2026-01-14"))
        assert numbers(of, "2026-02-18") == (
            "1:26-01-14 2:26-01-21 3:26-01-28 4:26-02-04 5:26-02-11 6:26-02-18"
        )
        assert billed(of, "2026-02-11", "2026-02-01") == said("""
            2026-02-04 a 2026-02-04..2026-02-10 30.00
            2026-02-04 y 2026-02-04..2027-02-02 9.00
            2026-02-11 a 2026-02-11..2026-02-17 30.00
        """)

    def test_the_month_in_which_the_schedule_begins(self):
        of = contract(yearly(month=1), schedule=weekly("2026-01-14"))
        assert numbers(of, "2027-01-31") == "1:26-01-14 2:27-01-06"

    def test_once_in_a_month_of_several_dates(self):
        of = contract(yearly(month=1), schedule=each("day", "2026-01-10", 10))
        assert numbers(of, "2026-12-31") == "1:26-01-10"

    def test_the_31st_of_a_short_month(self):
        of = contract(yearly(month=2), schedule=monthly("2026-01-31"))
        assert asked(of) == "1 2026-02-28 regular 2026-02-28..2027-02-27"

    def test_it_counts_by_itself_where_nothing_else_is_in_force(self):
        of = contract(line(valid_until="2026-01-31"), yearly(), installments=2)
        assert numbers(of) == "1:26-01-01 2:26-03-01"


class TestWhereItHasNone:
    """The generation day is a date for such lines alone, without a number."""

    @pytest.mark.parametrize(
        ("schedule", "month", "on"),
        [
            (in_months(1, 7, on=20, since="2026-01-01"), 3, "2026-03-20"),
            (in_months(1, 7, on=31, since="2026-01-01"), 6, "2026-06-30"),
            (monthly("2026-01-31", 2), 4, "2026-04-30"),
            (monthly("2026-02-28", 2, 31), 3, "2026-03-31"),
            (monthly("2026-01-15", 2), 2, "2026-02-15"),
            (weekly("2026-01-05", 6), 4, "2026-04-05"),
        ],
    )
    def test_the_generation_day(self, schedule, month, on):
        of = contract(line(), yearly(month=month), schedule=schedule)
        found = [row for row in asked(of).splitlines() if "line_only" in row]
        assert [row.split()[:2] for row in found] == [["-", on]]

    def test_it_takes_no_number_and_does_not_count(self):
        of = contract(
            line(), yearly(), schedule=in_months(1, 7, since="2026-01-01"), installments=2
        )
        assert asked(of) == said("""
            1 2026-01-01 regular 2026-01-01..2026-06-30
            - 2026-03-01 line_only 2026-03-01..2027-02-28
            2 2026-07-01 regular 2026-07-01..2026-12-31
        """)

    def test_up_to_its_own_next_date_also_if_that_is_a_schedule_date(self):
        of = contract(line("y", months=(3, 7)), schedule=in_months(1, 7, since="2026-01-01"))
        assert asked(of) == said("""
            - 2026-03-01 line_only 2026-03-01..2026-06-30
            1 2026-07-01 regular 2026-07-01..2027-02-28
        """)

    def test_in_arrears(self):
        of = contract(
            line("y", months=(3, 8)), schedule=in_months(1, 7, since="2026-01-01"), **ARREARS
        )
        assert asked(of) == said("""
            - 2026-03-01 line_only 2025-08-01..2026-02-28
            - 2026-08-01 line_only 2026-03-01..2026-07-31
        """)

    def test_not_before_the_first_date_of_the_schedule(self):
        of = contract(line(), yearly(month=2), schedule=monthly("2026-03-15", 2))
        assert numbers(of, "2027-03-01") == (
            "1:26-03-15 2:26-05-15 3:26-07-15 4:26-09-15 5:26-11-15 6:27-01-15 -:27-02-15"
        )

    @pytest.mark.parametrize(
        ("since", "expected"),
        [
            ("2026-03-19", "-:26-03-20 1:26-07-20"),
            ("2026-03-20", "-:26-03-20 1:26-07-20"),
            ("2026-03-21", "1:26-07-20"),
        ],
    )
    def test_the_day_before_since_the_day_and_the_day_after(self, since, expected):
        of = contract(line(), yearly(), schedule=in_months(1, 7, on=20, since=since))
        assert numbers(of) == expected

    def test_not_before_the_start_of_the_contract(self):
        of = contract(
            line(),
            yearly(),
            schedule=in_months(1, 7, on=20, since="2025-01-01"),
            starts_on="2026-03-21",
        )
        assert numbers(of, "2027-03-31") == "1:26-07-20 2:27-01-20 -:27-03-20"

    @pytest.mark.parametrize(
        ("ends_on", "expected"),
        [("2026-03-19", "1:26-01-20"), ("2026-03-20", "1:26-01-20 -:26-03-20")],
    )
    def test_not_after_the_end(self, ends_on, expected):
        of = {"schedule": in_months(1, 7, on=20, since="2026-01-01"), "ends_on": ends_on}
        assert numbers(contract(line(), yearly(), **of)) == expected

    @pytest.mark.parametrize(("wanted", "expected"), [(False, ""), (True, "-:26-03-20")])
    def test_on_the_day_of_withdrawal(self, wanted, expected):
        of = contract(
            yearly(),
            schedule=in_months(1, 7, on=20, since="2026-01-01"),
            withdrawn_on="2026-03-20",
            bill_withdrawal_day=wanted,
        )
        assert numbers(of) == expected

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"valid_from": "2026-03-02"}, "27-03-01"),
            ({"valid_from": "2026-03-01"}, "26-03-01 27-03-01"),
            ({"valid_until": "2026-03-01"}, "26-03-01"),
            ({"valid_until": "2026-02-28"}, ""),
        ],
    )
    def test_only_while_the_line_is_valid(self, given, expected):
        of = contract(yearly(**given), schedule=in_months(1, 7, since="2026-01-01"))
        assert numbers(of, "2027-12-31") == " ".join(f"-:{each}" for each in expected.split())

    def test_a_pause_that_skips_spares_it(self):
        of = contract(
            line(),
            yearly(),
            schedule=in_months(1, 7, since="2026-01-01"),
            pauses=(skip("2026-02-01", "2026-03-31"),),
        )
        assert numbers(of, "2027-03-31") == "1:26-01-01 2:26-07-01 3:27-01-01 -:27-03-01"


class TestAfterTheCount:
    """Dates of lines with months go on to the end of the last numbered installment's period."""

    def test_in_advance(self):
        of = contract(
            line(),
            line("y", "9.00", months=tuple(range(1, 13))),
            schedule=in_months(1, 7, since="2026-01-01"),
            installments=2,
        )
        assert numbers(of, "2030-12-31") == (
            "1:26-01-01 -:26-02-01 -:26-03-01 -:26-04-01 -:26-05-01 -:26-06-01 "
            "2:26-07-01 -:26-08-01 -:26-09-01 -:26-10-01 -:26-11-01 -:26-12-01"
        )

    def test_in_arrears(self):
        of = contract(
            line(),
            line("y", "9.00", months=(3, 8)),
            schedule=in_months(1, 7, since="2026-02-01"),
            installments=2,
            **ARREARS,
        )
        assert numbers(of, "2030-12-31") == "-:26-03-01 1:26-07-01 -:26-08-01 2:27-01-01"


def test_a_line_with_months_is_billed_whole_beside_an_opening():
    of = contract(
        line(price="31.00"),
        yearly(month=2),
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-22",
        opening="prorated",
        installments=1,
    )
    assert amounts(of) == "10.00 31.00 9.00"


def test_a_prorated_opening_in_arrears_does_not_concern_lines_with_months():
    """On the first date, which is the start, only the older line with months is asked for."""
    of = contract(
        line("a", valid_from="2025-01-01"),
        line("y", "9.00", months=(1,), valid_from="2025-01-01"),
        starts_on="2026-01-01",
        opening="prorated",
        **ARREARS,
    )
    assert billed(of, "2026-02-01") == said("""
        2026-01-01 y 2025-01-01..2025-12-31 9.00
        2026-02-01 a 2026-01-01..2026-01-31 30.00
    """)


def test_the_lines_stand_in_the_order_of_the_contract():
    of = contract(yearly("y", 1), line("a"), yearly("z", 1), installments=1)
    assert documents(of) == "2026-01-01 (1) y+a+z 48.00"
