"""A sale collected in installments: one invoice whose installments are its due dates (ST-4)."""

from tests.core.builders import (
    APART,
    IVA21,
    ONCE,
    addition,
    contract,
    divided,
    documents,
    ledger,
    line,
    modification,
    monthly,
    move,
    numbers,
    one_off,
    planned,
    review,
    row,
    said,
    simulated,
    stocked,
)
from tests.core.builders import catalog as goods_of

SALE = {"installments_are": "due_dates"}


def payments(of, **around):
    """Return the due dates of the documents: date amount."""
    rows = []
    for made in simulated(of, "2030-12-31", **around).documents:
        rows.append(" ".join(f"{each.on}={each.amount}" for each in made.due_dates))
    return "\n".join(rows)


def lines(of, **around):
    return [
        f"{each.quantity} x {each.unit_price} = {each.net} {each.period.start}..{each.period.until}"
        for made in simulated(of, "2030-12-31", **around).documents
        for each in made.draft.lines
    ]


def test_the_whole_price_at_the_first_installment_due_in_parts():
    of = contract(divided(price="100.00", taxes=(IVA21,)), installments=3, **SALE)
    assert documents(of) == "2026-01-01 (1,2,3) a 121.00"
    assert payments(of) == "2026-01-01=40.33 2026-02-01=40.33 2026-03-01=40.34"
    assert lines(of) == ["1 x 100.00 = 100.00 2026-01-01..2026-03-31"]
    assert numbers(of) == "1:26-01-01 2:26-02-01 3:26-03-01"


def test_a_price_that_repeats_is_billed_as_often_as_it_would_be():
    of = contract(line(price="30.00"), installments=3, **SALE)
    assert lines(of) == ["3 x 30.00 = 90.00 2026-01-01..2026-03-31"]
    assert payments(of) == "2026-01-01=30.00 2026-02-01=30.00 2026-03-01=30.00"


def test_prices_that_change_have_a_line_each():
    of = contract(
        modifications=(modification("2026-02-01", unit_price="40.00"),), installments=3, **SALE
    )
    assert lines(of) == [
        "1 x 30.00 = 30.00 2026-01-01..2026-01-31",
        "2 x 40.00 = 80.00 2026-02-01..2026-03-31",
    ]


def test_what_acts_once_acts_once():
    of = contract(
        modifications=(modification("2026-02-01", unit_price="40.00", **ONCE),),
        installments=3,
        **SALE,
    )
    assert lines(of) == [
        "1 x 30.00 = 30.00 2026-01-01..2026-01-31",
        "1 x 40.00 = 40.00 2026-02-01..2026-02-28",
        "1 x 30.00 = 30.00 2026-03-01..2026-03-31",
    ]


def test_additions_are_part_of_the_sale():
    of = contract(
        modifications=(
            addition("2026-02-01", price="5.00", key="m"),
            addition("2026-01-01", price="1.00", key="n", **ONCE),
        ),
        installments=3,
        **SALE,
    )
    assert lines(of) == [
        "3 x 30.00 = 90.00 2026-01-01..2026-03-31",
        "2 x 5.00 = 10.00 2026-02-01..2026-03-31",
        "1 x 1.00 = 1.00 2026-01-01..2026-01-31",
    ]
    assert documents(of) == "2026-01-01 (1,2,3) a+m+n 101.00"


def test_a_separate_addition_has_an_invoice_of_its_own():
    of = contract(modifications=(addition("2026-01-01", **APART, **ONCE),), installments=2, **SALE)
    assert documents(of) == said("""
        2026-01-01 (1,2) a 60.00
        2026-01-01 (1,2) add 5.00
    """)
    assert payments(of).splitlines()[1] == "2026-01-01=2.50 2026-02-01=2.50"


def test_expenses_for_each_installment():
    of = contract(divided(price="90.00"), installments=3, expenses="2.00", **SALE)
    assert documents(of) == "2026-01-01 (1,2,3) a 96.00"


def test_moved_and_business_days_are_those_of_the_payments():
    of = contract(
        divided(),
        schedule=monthly("2026-01-31"),
        installments=2,
        business_day="next",
        moves=(move("2026-02-28", "2026-03-05"),),
        **SALE,
    )
    assert payments(of) == "2026-02-02=50.00 2026-03-05=50.00"


def test_once_it_is_billed_nothing_else_is_due():
    of = contract(divided(), installments=3, **SALE)
    assert documents(of, history=ledger(row(1, "2026-01-01"))) == ""


def test_a_one_off_is_billed_by_itself():
    of = contract(divided(), one_off("x", "2026-02-15"), installments=2, **SALE)
    assert documents(of) == said("""
        2026-01-01 (1,2) a 100.00
        2026-02-15 (-) x 7.00
    """)


def test_the_goods_leave_with_the_invoice_and_no_cost_is_deferred():
    of = contract(divided(item="X"), installments=2, stock_release="first_deferring_cost", **SALE)
    made = planned(of, "2026-01-01", catalog=goods_of(stocked(cost="60.00"))).documents[0]
    assert [(each.item, each.quantity) for each in made.stock_moves] == [("X", 1)]
    assert (made.cost_provisioned, made.cost_released) == (0, 0)
    assert made.lines[0].item == "X"


def test_a_total_of_zero_or_less_is_no_sale():
    assert documents(contract(line(price="0.00"), installments=2, **SALE)) == ""
    found = simulated(contract(line(price="-1.00"), installments=2, **SALE))
    assert [each.code for each in found.refusals] == ["negative_total"]
    assert found.documents == ()


def test_what_is_seen_of_it_in_a_later_range():
    of = contract(divided(), installments=3, **SALE)
    found = simulated(of, "2026-03-31", "2026-02-01")
    assert [each.number for each in found.installments] == [2, 3]
    assert [each.draft.installments for each in found.documents] == [(0, 1)]
    assert found.documents[0].issue_date.isoformat() == "2026-01-01"


def test_without_a_price_for_one_of_them_nothing_of_it_is_sold():
    """Not even what comes after: half a sale would be billed."""
    yearly = review("2026-02-01", index="IPC", base="2026-01")
    values = goods_of(indexes={"IPC": {"2026-01": "100"}})
    of = contract(line(), installments=3, reviews=(yearly,), **SALE)
    found = simulated(of, catalog=values)
    assert [each.code for each in found.refusals] == ["index_value_missing"]
    assert numbers(of, catalog=values) == "1:26-01-01 2:26-02-01 3:26-03-01"
    assert found.documents == ()


def test_a_sale_that_was_undone_takes_all_of_it_along_again():
    of = contract(line(price="30.00"), installments=3, **SALE)
    days = ("2026-01-01", "2026-02-01", "2026-03-01")
    undone = ledger(*(row(n, on, "reopened") for n, on in enumerate(days, 1)))
    found = planned(of, "2026-01-15", history=undone)
    assert [str(each.due_on) for each in found.installments] == list(days)
    assert [str(each.totals.total) for each in found.documents] == ["90.00"]
    assert found.look_from is None
