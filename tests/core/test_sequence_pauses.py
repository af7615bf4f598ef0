"""Pauses: installments are skipped and keep their number, or the sequence moves on (R4)."""

import pytest

from tests.core.builders import (
    ONCE,
    addition,
    asked,
    contract,
    divided,
    in_months,
    line,
    monthly,
    numbers,
    one_off,
    planned,
    said,
    shift,
    skip,
)
from tests.core.builders import amounts as nets

ARREARS = {"timing": "arrears"}


def all_of(of, as_of="2026-12-31", **around):
    """Return what a run would record, skipped ones included: 2:26-02-01 skipped."""
    found = planned(of, as_of, **around).installments
    return " ".join(
        f"{i.number}:{i.due_on.isoformat()[2:]}{'!' if i.skipped else ''}" for i in found
    )


@pytest.mark.parametrize(
    ("start", "until", "skipped", "shifted"),
    [
        ("2026-01-02", "2026-01-31", "1:01 2:02 3:03 4:04", "1:01 2:02 3:03 4:04"),
        ("2026-01-02", "2026-02-01", "1:01 3:03 4:04", "1:01 2:03 3:04 4:05"),
        ("2026-02-01", "2026-02-01", "1:01 3:03 4:04", "1:01 2:03 3:04 4:05"),
        ("2026-02-01", "2026-03-01", "1:01 4:04", "1:01 2:04 3:05 4:06"),
        ("2026-02-02", "2026-02-28", "1:01 2:02 3:03 4:04", "1:01 2:02 3:03 4:04"),
        ("2025-12-01", "2026-01-01", "2:02 3:03 4:04", "1:02 2:03 3:04 4:05"),
        ("2026-03-01", None, "1:01 2:02", "1:01 2:02"),
    ],
)
def test_a_pause_is_judged_on_the_due_date_both_ends_included(start, until, skipped, shifted):
    def months(of):
        return numbers(of, "2030-12-31").replace("26-", "").replace("-01", "")

    assert months(contract(installments=4, pauses=(skip(start, until),))) == skipped
    assert months(contract(installments=4, pauses=(shift(start, until),))) == shifted


def test_a_skipped_one_is_recorded_with_its_number_and_no_document():
    of = contract(installments=3, pauses=(skip("2026-02-01", "2026-02-28"),))
    assert all_of(of) == "1:26-01-01 2:26-02-01! 3:26-03-01"
    assert len(planned(of, "2026-12-31").documents) == 2


def test_periods_stay_where_the_grid_is():
    of = contract(installments=2, pauses=(shift("2026-02-01", "2026-02-28"),))
    assert asked(of) == said("""
        1 2026-01-01 regular 2026-01-01..2026-01-31
        2 2026-03-01 regular 2026-03-01..2026-03-31
    """)


def test_a_shift_does_not_move_the_end():
    of = contract(ends_on="2026-04-30", pauses=(shift("2026-02-01", "2026-02-28"),))
    assert numbers(of) == "1:26-01-01 2:26-03-01 3:26-04-01"


def test_a_mask_shifts_to_its_next_month():
    of = contract(
        schedule=in_months(1, 7, since="2026-01-01"),
        installments=3,
        pauses=(shift("2026-06-15", "2026-09-01"),),
    )
    assert numbers(of, "2030-12-31") == "1:26-01-01 2:27-01-01 3:27-07-01"


def test_lines_with_months_are_not_asked_for_in_a_shift():
    of = contract(
        line(),
        line("y", months=(3,)),
        schedule=in_months(1, 7, since="2026-01-01"),
        pauses=(shift("2026-03-01", "2026-03-31"),),
    )
    assert numbers(of, "2027-03-31") == "1:26-01-01 2:26-07-01 3:27-01-01 -:27-03-01"


@pytest.mark.parametrize("pause", [skip, shift])
def test_an_opening_due_in_a_pause_is_skipped(pause):
    of = contract(
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        opening="full",
        installments=1,
        pauses=(pause("2026-01-10", "2026-01-20"),),
    )
    assert all_of(of) == "0:26-01-10! 1:26-02-01"


@pytest.mark.parametrize("pause", [skip, shift])
def test_a_closing_due_in_a_pause_is_skipped(pause):
    of = contract(
        starts_on="2026-01-01",
        ends_on="2026-02-10",
        pauses=(pause("2026-02-11", "2026-02-11"),),
        **ARREARS,
    )
    assert all_of(of) == "1:26-02-01 2:26-02-11!"


@pytest.mark.parametrize("pause", [skip, shift])
def test_one_offs_are_billed_in_a_pause(pause):
    of = contract(line(), one_off(when="2026-02-01"), pauses=(pause("2026-01-15", "2026-02-15"),))
    assert numbers(of, "2026-02-28") == "1:26-01-01 -:26-02-01"


def test_a_one_off_with_the_next_waits_for_one_that_is_billed():
    of = contract(line(), one_off(when="next"), pauses=(skip("2026-01-01", "2026-02-28"),))
    assert numbers(of, "2026-03-31") == "3:26-03-01 -:26-03-01"


def test_a_divided_price_goes_on_after_a_shift():
    of = contract(divided(), installments=3, pauses=(shift("2026-02-01", "2026-05-31"),))
    assert numbers(of) == "1:26-01-01 2:26-06-01 3:26-07-01"
    assert nets(of) == "33.33 33.33 33.34"


def test_two_pauses():
    of = contract(
        installments=4,
        pauses=(skip("2026-02-01", "2026-02-28"), shift("2026-03-01", "2026-03-31")),
    )
    assert all_of(of) == "1:26-01-01 2:26-02-01! 3:26-04-01 4:26-05-01"


def test_what_acts_only_once_waits_for_one_that_is_billed():
    of = contract(
        installments=3,
        pauses=(skip("2026-01-01", "2026-01-31"),),
        modifications=(addition("2026-01-01", **ONCE),),
    )
    assert nets(of) == "30.00 5.00 30.00"
