from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.agreement import Proration
from cadencia.core.proration import Piece, factor, within
from tests.core.builders import amounts, contract, day, divided, each, in_months, line, monthly

ACTUAL, THIRTY = Proration.ACTUAL, Proration.THIRTY
PRORATED = {"opening": "prorated"}
CLOSING = {"closing": "prorated"}


def piece(start, until, step_start, step_until):
    return Piece(day(start), day(until), day(step_start), day(step_until))


class TestFactor:
    @pytest.mark.parametrize(
        ("start", "until", "actual", "thirty"),
        [
            ("2026-01-10", "2026-01-31", Fraction(22, 31), Fraction(21, 30)),
            ("2026-01-31", "2026-01-31", Fraction(1, 31), Fraction(1, 30)),
            ("2026-01-30", "2026-01-31", Fraction(2, 31), Fraction(1, 30)),
            ("2026-01-01", "2026-01-30", Fraction(30, 31), Fraction(29, 30)),
            ("2026-01-01", "2026-01-31", Fraction(1), Fraction(1)),
        ],
    )
    def test_days_covered_over_the_days_of_january(self, start, until, actual, thirty):
        covered = (piece(start, until, "2026-01-01", "2026-01-31"),)
        assert factor(covered, ACTUAL) == actual
        assert factor(covered, THIRTY) == thirty

    def test_a_february_of_thirty_days_has_three_more_at_its_end(self):
        covered = (piece("2026-02-28", "2026-02-28", "2026-02-01", "2026-02-28"),)
        assert factor(covered, ACTUAL) == Fraction(1, 28)
        assert factor(covered, THIRTY) == Fraction(3, 30)

    def test_whole_steps_count_one_each_whatever_their_days(self):
        covered = (
            piece("2026-01-20", "2026-01-31", "2026-01-01", "2026-01-31"),
            piece("2026-02-01", "2026-02-28", "2026-02-01", "2026-02-28"),
            piece("2026-03-01", "2026-03-31", "2026-03-01", "2026-03-31"),
        )
        assert factor(covered, ACTUAL) == 2 + Fraction(12, 31)
        assert factor(covered, THIRTY) == 2 + Fraction(11, 30)

    def test_a_piece_without_days_is_nothing(self):
        assert factor((piece("2026-02-02", "2026-02-01", "2026-02-01", "2026-02-28"),), ACTUAL) == 0


#        12-01     01-01     01-10     02-01     02-05    02-28
#        |---step before-----|         first
#                            starts_on |---------end------|

OPENINGS = [
    # opening, closing, end, proration, nets of 310.00 in a month
    ("none", "full", None, "actual", "310.00"),
    ("full", "full", None, "actual", "310.00 310.00"),
    ("prorated", "full", None, "actual", "220.00 310.00"),
    ("prorated", "full", None, "thirty", "217.00 310.00"),  # 21/30
    ("none", "prorated", "2026-02-14", "actual", "155.00"),  # 14/28
    ("none", "prorated", "2026-02-14", "thirty", "144.67"),  # 14/30
    ("none", "full", "2026-02-14", "actual", "310.00"),
    # an end inside the opening stretch, on 20 January, cuts that: 10..20 are 11 days
    ("none", "full", "2026-01-20", "actual", ""),
    ("none", "prorated", "2026-01-20", "actual", ""),
    ("full", "full", "2026-01-20", "actual", "310.00"),
    ("full", "prorated", "2026-01-20", "actual", "200.00"),  # from the step's first day
    ("prorated", "full", "2026-01-20", "actual", "220.00"),  # to the step's last day
    ("prorated", "prorated", "2026-01-20", "actual", "110.00"),
    ("prorated", "prorated", "2026-01-20", "thirty", "113.67"),  # 11/30
    # the day before the first date, and that date
    ("prorated", "prorated", "2026-01-31", "actual", "220.00"),
    ("prorated", "prorated", "2026-02-01", "actual", "220.00 11.07"),  # 1/28
    # one day only
    ("prorated", "prorated", "2026-01-10", "actual", "10.00"),
]


@pytest.mark.parametrize(("opening", "closing", "end", "proration", "expected"), OPENINGS)
def test_opening_in_advance(opening, closing, end, proration, expected):
    of = contract(
        line(price="310.00"),
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        ends_on=end,
        opening=opening,
        closing=closing,
        proration=proration,
    )
    assert amounts(of, "2026-02-28") == expected


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        ("2026-01-31", "10.00 310.00"),
        ("2026-02-01", "310.00"),  # the first date itself: no stretch
        ("2026-02-02", "298.93"),  # 2 to 28 February, before 1 March: 27/28
        ("2026-01-01", "310.00 310.00"),  # as long as a step
        ("2025-12-31", "320.00 310.00"),  # a day longer: January whole, 1/31 of December
        ("2025-11-16", "775.00 310.00"),  # 310 + 310 + 15/30 of November
    ],
)
def test_a_stretch_shorter_equal_or_longer_than_a_step(starts_on, expected):
    first = monthly("2026-02-01")
    of = contract(line(price="310.00"), schedule=first, starts_on=starts_on, **PRORATED)
    assert amounts(of, "2026-02-28") == expected


@pytest.mark.parametrize(
    ("ends_on", "closing", "expected"),
    [
        # from 20 November, before 1 February: 11/30 of November, December, January
        (None, "full", "710.00"),  # 300 x (11/30 + 2) = 110 + 600
        ("2026-01-15", "full", "710.00"),
        ("2026-01-15", "prorated", "555.16"),  # 110 + 300 + 300 x 15/31 = 145.1613
        ("2026-01-01", "full", "710.00"),
        ("2026-01-01", "prorated", "419.68"),  # 110 + 300 + 300 x 1/31 = 9.6774
        ("2025-12-31", "prorated", "410.00"),
        ("2025-12-31", "full", "410.00"),
        ("2025-12-10", "full", "410.00"),
        ("2025-12-10", "prorated", "206.77"),  # 110 + 300 x 10/31 = 96.7742
        ("2025-11-25", "prorated", "60.00"),  # 20 to 25 November: 6/30
        ("2025-11-25", "full", "110.00"),
    ],
)
def test_an_end_inside_a_long_opening_cuts_it_the_same_way(ends_on, closing, expected):
    of = contract(
        line(price="300.00"),
        schedule=monthly("2026-02-01"),
        starts_on="2025-11-20",
        ends_on=ends_on,
        closing=closing,
        **PRORATED,
    )
    assert amounts(of, "2026-01-31") == expected


ARREARS = [
    # opening, closing, end, nets of 310.00 in a month; starts 10 January, first 1 February
    ("none", "full", None, "310.00 310.00"),
    ("full", "full", None, "310.00 310.00"),
    ("prorated", "full", None, "220.00 310.00"),
    ("none", "full", "2026-02-14", "310.00 310.00"),
    ("none", "prorated", "2026-02-14", "310.00 155.00"),
    ("prorated", "prorated", "2026-02-14", "220.00 155.00"),
    # the end before the first date: from where the first period begins
    ("none", "full", "2026-01-20", "310.00"),
    ("none", "prorated", "2026-01-20", "200.00"),
    ("prorated", "full", "2026-01-20", "220.00"),
    ("prorated", "prorated", "2026-01-20", "110.00"),
    ("prorated", "prorated", "2026-01-10", "10.00"),
    # on the day before a regular date, on it, and after it
    ("prorated", "prorated", "2026-01-31", "220.00"),
    ("prorated", "prorated", "2026-02-01", "220.00 11.07"),
    ("prorated", "prorated", "2026-02-02", "220.00 22.14"),
    ("prorated", "full", "2026-02-01", "220.00 310.00"),
]


@pytest.mark.parametrize(("opening", "closing", "end", "expected"), ARREARS)
def test_opening_and_closing_in_arrears(opening, closing, end, expected):
    of = contract(
        line(price="310.00"),
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        ends_on=end,
        timing="arrears",
        opening=opening,
        closing=closing,
    )
    assert amounts(of, "2026-03-01") == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-03-30", "310.00 310.00 300.00"),
        ("2026-03-31", "310.00 310.00 310.00"),
        ("2026-04-01", "310.00 310.00 310.00 10.33"),  # 1/30
    ],
)
def test_the_end_before_on_and_after_the_last_day_of_a_step(end, expected):
    of = contract(line(price="310.00"), ends_on=end, **CLOSING)
    assert amounts(of) == expected


def test_the_step_of_a_mask_is_the_regular_interval_around_the_period():
    """From 1 October to 1 March are 151 days; from 15 January on are 45 of them."""
    of = contract(
        line(price="151.00"),
        schedule=in_months(3, 10, since="2026-01-01"),
        starts_on="2026-01-15",
        **PRORATED,
    )
    assert amounts(of, "2026-03-01") == "45.00 151.00"


def test_the_step_of_a_year():
    of = contract(
        line(price="365.00"),
        schedule=each("year", "2026-03-01"),
        starts_on="2026-01-01",
        ends_on="2026-03-10",
        **PRORATED,
        **CLOSING,
    )
    assert amounts(of) == "59.00 10.00"


def test_a_week_is_counted_by_days():
    of = contract(
        line(price="70.00"), schedule=each("week", "2026-01-12"), starts_on="2026-01-08", **PRORATED
    )
    assert amounts(of, "2026-01-12") == "40.00 70.00"


def test_only_the_line_amount_is_rounded():
    """A third of a quarter priced 3 x 0.045: nothing is rounded before 0.045 itself."""
    of = contract(
        line(price="0.045", quantity=3),
        schedule=each("quarter", "2026-01-01"),
        ends_on="2026-01-30",
        **CLOSING,
    )
    assert amounts(of) == "0.05"


def test_divided_lines_are_never_prorated_nor_billed_in_the_opening():
    of = contract(
        divided(price="100.00"),
        line("b", "31.00"),
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        ends_on="2026-03-10",
        installments=3,
        **PRORATED,
        **CLOSING,
    )
    # opening: only b, 22/31; February 50 + 31, cut March 50 + 10/31
    assert amounts(of) == "22.00 50.00 31.00 50.00 10.00"


starts = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(starts, st.integers(0, 800), st.sampled_from(Proration))
def test_two_adjoining_stretches_are_the_whole(start, length, basis):
    until = start + timedelta(days=length)
    whole = Piece(start, until, start, until + timedelta(days=40))
    middle = start + timedelta(days=length // 2)
    first = within((whole,), start, middle)
    second = within((whole,), middle + timedelta(days=1), until)
    assert factor(first, basis) + factor(second, basis) == factor((whole,), basis)
