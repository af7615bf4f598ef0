"""When stocked items leave, and what the other installments bill (R12)."""

import pytest

from tests.core.builders import (
    IVA10,
    IVA21,
    addition,
    catalog,
    contract,
    in_months,
    item,
    ledger,
    line,
    modification,
    monthly,
    one_off,
    row,
    simulated,
    skip,
    stocked,
)

GOODS = catalog(stocked(cost="100.00"), item("S", taxes=(IVA10,)))


def boiler(key="a", price="30.00", **given):
    return line(key, price, item="X", installment_service="S", taxes=(IVA21,), **given)


def told(of, until="2030-12-31", goods=GOODS, **around):
    """Return for each document: number, item billed, moves, cost provisioned and released."""
    answer = simulated(of, until, catalog=goods, **around)
    rows = []
    for made in answer.documents:
        number = answer.installments[made.draft.installments[0]].number
        items = "+".join(str(each.item) for each in made.draft.lines)
        moves = "+".join(f"{each.quantity}{each.item}" for each in made.draft.stock_moves) or "-"
        rows.append(
            f"{number} {items} {moves} {made.draft.cost_provisioned} {made.draft.cost_released}"
        )
    return rows


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (None, ["1 X - 0 0", "2 X - 0 0", "3 X - 0 0"]),
        ("each", ["1 X 1X 0 0", "2 X 1X 0 0", "3 X 1X 0 0"]),
        ("first", ["1 X 1X 0 0", "2 S - 0 0", "3 S - 0 0"]),
        (
            "first_deferring_cost",
            ["1 X 1X 100.00 33.33", "2 S - 0 33.33", "3 S - 0 33.34"],
        ),
        ("last", ["1 S - 0 0", "2 S - 0 0", "3 X 1X 0 0"]),
    ],
)
def test_each_mode_in_three_installments(mode, expected):
    given = {} if mode is None else {"stock_release": mode}
    assert told(contract(boiler(), installments=3, **given)) == expected


def test_the_whole_quantity_moves():
    of = contract(boiler(quantity="2.5"), installments=2, stock_release="first_deferring_cost")
    assert told(of) == ["1 X 2.5X 250.00 125.00", "2 S - 0 125.00"]


def test_what_is_not_stocked_does_not_move():
    of = contract(line(item="S"), installments=1, stock_release="each")
    assert told(of) == ["1 S - 0 0"]


def test_the_service_is_billed_with_its_own_taxes_where_the_line_has_none():
    bare = line("a", "10.00", item="X", installment_service="S", taxes=None)
    of = contract(bare, installments=2, stock_release="first")
    goods = catalog(stocked(), item("S", taxes=(IVA10,)))
    found = simulated(of, catalog=goods).documents
    assert [str(made.draft.totals.total) for made in found] == ["10.00", "11.00"]


def test_first_is_the_first_in_which_the_line_counts():
    of = contract(line("b"), boiler(valid_from="2026-02-01"), installments=3, stock_release="first")
    assert told(of) == ["1 None - 0 0", "2 None+X 1X 0 0", "3 None+S - 0 0"]


def test_first_may_be_the_opening_whose_cost_is_released_later():
    of = contract(
        boiler(),
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        opening="full",
        installments=2,
        stock_release="first_deferring_cost",
    )
    assert told(of) == ["0 X 1X 100.00 0", "1 S - 0 50.00", "2 S - 0 50.00"]


def test_first_is_not_one_that_is_skipped():
    of = contract(
        boiler(),
        installments=3,
        stock_release="first",
        pauses=(skip("2026-01-01", "2026-01-31"),),
    )
    assert told(of) == ["2 X 1X 0 0", "3 S - 0 0"]


def test_after_the_first_is_billed():
    of = contract(boiler(), installments=3, stock_release="first_deferring_cost")
    history = ledger(row(1, "2026-01-01"))
    assert told(of, history=history) == ["2 S - 0 33.33", "3 S - 0 33.34"]


def test_an_end_before_the_count_makes_the_last_numbered_one_the_last():
    given = {"installments": 12, "ends_on": "2026-03-15"}
    assert told(contract(boiler(), stock_release="last", **given)) == [
        "1 S - 0 0",
        "2 S - 0 0",
        "3 X 1X 0 0",
    ]
    assert told(contract(boiler(), stock_release="first_deferring_cost", **given)) == [
        "1 X 1X 100.00 33.33",
        "2 S - 0 33.33",
        "3 S - 0 33.34",
    ]


def test_a_withdrawal_makes_no_other_one_the_last():
    """It asks what becomes of the goods, and of the cost that is left (R12)."""
    given = {"installments": 3, "withdrawn_on": "2026-02-15"}
    assert told(contract(boiler(), stock_release="last", **given)) == ["1 S - 0 0", "2 S - 0 0"]
    assert told(contract(boiler(), stock_release="first_deferring_cost", **given)) == [
        "1 X 1X 100.00 33.33",
        "2 S - 0 33.33",
    ]


def test_the_last_is_a_numbered_one_where_there_is_any():
    of = contract(
        boiler(months=(2, 7, 9)),
        schedule=in_months(1, 7, since="2026-01-01"),
        ends_on="2026-12-31",
        stock_release="last",
    )
    assert told(of) == ["None S - 0 0", "1 X 1X 0 0", "None S - 0 0"]


def test_cost_left_by_one_that_the_clerk_skipped_goes_to_those_after_it():
    of = contract(boiler(), installments=4, stock_release="first_deferring_cost")
    history = ledger(row(1, "2026-01-01"), row(2, "2026-02-01", "skipped"))
    assert told(of, history=history) == ["3 S - 0 37.50", "4 S - 0 37.50"]


def test_goods_wait_for_one_that_the_clerk_does_not_skip():
    of = contract(boiler(), installments=3, stock_release="first")
    history = ledger(row(1, "2026-01-01", "skipped"))
    assert told(of, history=history) == ["2 X 1X 0 0", "3 S - 0 0"]


def test_a_line_that_ends_before_moves_with_its_own_last():
    of = contract(line("b"), boiler(valid_until="2026-02-28"), installments=3, stock_release="last")
    assert told(of) == ["1 None+S - 0 0", "2 None+X 1X 0 0", "3 None - 0 0"]


def test_the_cost_of_a_line_is_released_where_it_counts():
    of = contract(
        line("b"),
        boiler(valid_from="2026-02-01"),
        installments=3,
        stock_release="first_deferring_cost",
    )
    assert told(of) == ["1 None - 0 0", "2 None+X 1X 100.00 50.00", "3 None+S - 0 50.00"]


@pytest.mark.parametrize("mode", ["each", "first", "last", "first_deferring_cost"])
def test_a_one_off_moves_with_its_own_document(mode):
    of = contract(
        line("b"),
        one_off("x", "2026-02-10", item="X"),
        installments=2,
        stock_release=mode,
    )
    assert [each for each in told(of) if "1X" in each] == ["None X 1X 0 0"]


def test_a_line_cut_in_two_moves_once_and_bills_one_item():
    change = modification("2026-02-11", unit_price="60.00")
    given = {"installments": 2, "split_on_change": True, "modifications": (change,)}
    assert told(contract(boiler(), stock_release="first", **given)) == ["1 X 1X 0 0", "2 S+S - 0 0"]
    assert told(contract(boiler(), stock_release="each", **given)) == ["1 X 1X 0 0", "2 X+X 1X 0 0"]


def test_an_addition_moves_with_the_first_that_bills_it():
    more = addition("2026-02-01", item="X", installment_service="S")
    of = contract(line("b"), modifications=(more,), installments=3, stock_release="first")
    assert told(of) == ["1 None - 0 0", "2 None+X 1X 0 0", "3 None+S - 0 0"]


def test_an_addition_at_the_end():
    more = addition("2026-01-01", "2026-02-28", item="X", installment_service="S")
    of = contract(line("b"), modifications=(more,), installments=3, stock_release="last")
    assert told(of) == ["1 None+S - 0 0", "2 None+X 1X 0 0", "3 None - 0 0"]


def test_an_explanation_says_that_the_service_is_billed():
    found = simulated(
        contract(boiler(), installments=2, stock_release="first"), catalog=GOODS
    ).documents[1]
    assert found.draft.lines[0].explanation == ("price: contract", "stock: bills the service S")
