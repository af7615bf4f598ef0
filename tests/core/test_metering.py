"""Metered quantities: billed in the installment that covers them, late ones in the next (LN-11)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.agreement import Used
from tests.core.builders import (
    agreed,
    amounts,
    billed,
    contract,
    day,
    ledger,
    line,
    modification,
    monthly,
    planned,
    review,
    row,
    said,
    simulated,
)

ARREARS = {"timing": "arrears", "schedule": monthly("2026-02-01")}


def used(*records):
    return tuple(
        Used(f"u{place}", day(on), Decimal(quantity))
        for place, (on, quantity) in enumerate(records, start=1)
    )


def copies(*records, price="0.10", **given):
    return line("c", price, usage=used(*records), **given)


JANUARY, FEBRUARY = ("2026-01-31", "120"), ("2026-02-28", "80")


class TestWhichInstallment:
    def test_in_arrears_the_one_whose_period_covers_it(self):
        of = contract(copies(JANUARY, FEBRUARY), **ARREARS)
        assert billed(of, "2026-05-31") == said(
            """
            2026-02-01 c 2026-01-01..2026-01-31 12.00
            2026-03-01 c 2026-02-01..2026-02-28 8.00
            """
        )

    def test_several_records_of_a_period_are_added_up(self):
        of = contract(copies(("2026-01-10", "20"), JANUARY), **ARREARS)
        assert amounts(of, "2026-05-31") == "14.00"

    def test_a_late_one_goes_to_the_next(self):
        """January is billed; what came in afterwards is billed with February."""
        of = contract(copies(("2026-01-20", "5"), FEBRUARY), **ARREARS)
        found = planned(of, "2026-03-01", history=ledger(row(1, "2026-02-01")))
        (document,) = found.documents
        assert str(document.totals.net) == "8.50"
        assert document.lines[0].usage == ("u1", "u2")

    def test_in_advance_what_is_known_by_then(self):
        of = contract(copies(("2026-01-31", "10")), schedule=monthly("2026-01-01"))
        assert billed(of, "2026-03-31") == "2026-01-01 c 2026-01-01..2026-01-31 1.00"

    def test_the_last_day_of_the_period_and_the_first_of_the_next(self):
        of = contract(copies(("2026-01-31", "1"), ("2026-02-01", "2")), **ARREARS)
        assert billed(of, "2026-05-31") == said(
            """
            2026-02-01 c 2026-01-01..2026-01-31 0.10
            2026-03-01 c 2026-02-01..2026-02-28 0.20
            """
        )

    def test_each_line_with_months_by_its_own_period(self):
        of = contract(
            line(), copies(JANUARY, FEBRUARY, ("2026-03-31", "7"), months=(2, 4)), **ARREARS
        )
        assert [each for each in billed(of, "2026-04-30").splitlines() if " c " in each] == [
            "2026-02-01 c 2025-04-01..2026-01-31 12.00",
            "2026-04-01 c 2026-02-01..2026-03-31 8.70",
        ]


class TestWhatItBills:
    def test_nothing_used_leaves_the_line_out(self):
        of = contract(line(), copies(JANUARY, ("2026-02-28", "0")), **ARREARS)
        assert billed(of, "2026-03-31") == said(
            """
            2026-02-01 a 2026-01-01..2026-01-31 30.00
            2026-02-01 c 2026-01-01..2026-01-31 12.00
            2026-03-01 a 2026-02-01..2026-02-28 30.00
            """
        )

    def test_an_installment_of_nothing_else_is_a_row_without_document(self):
        found = planned(contract(copies(), **ARREARS), "2026-03-01")
        assert [each.number for each in found.installments] == [1, 2]
        assert not found.documents
        assert not found.refusals

    def test_used_for_nothing_is_used_too(self):
        """A free month is shown, so that the next one doesn't bill it."""
        free = modification("2026-01-01", "2026-01-31", line="c", unit_price="0")
        of = contract(copies(JANUARY, FEBRUARY), modifications=(free,), **ARREARS)
        assert amounts(of, "2026-03-31") == "0.00 8.00"

    def test_it_is_never_prorated_nor_cut(self):
        of = contract(
            copies(JANUARY, FEBRUARY),
            **ARREARS,
            starts_on="2026-01-16",
            opening="prorated",
            split_on_change=True,
            modifications=(modification("2026-02-15", line="c", unit_price="0.20"),),
        )
        assert amounts(of, "2026-03-31") == "12.00 16.00"

    def test_reviews_raise_its_price(self):
        of = contract(copies(JANUARY, FEBRUARY), reviews=(review("2026-02-01", "50"),), **ARREARS)
        assert amounts(of, "2026-03-31") == "12.00 12.00"

    def test_a_modification_does_not_change_what_was_used(self):
        change = modification("2026-01-01", line="c", quantity="3", unit_price="0.20")
        assert amounts(contract(copies(JANUARY), modifications=(change,), **ARREARS)) == "24.00"

    def test_every_cent_is_explained(self):
        (made,) = simulated(contract(copies(JANUARY), **ARREARS)).documents
        assert made.draft.lines[0].explanation == (
            "price: contract",
            "usage: 120 in 1 until 2026-01-31",
        )

    def test_a_quantity_by_formula_says_so(self):
        of = contract(line("q", "2.00", quantity="7.5", quantity_formula="m2"))
        (made,) = simulated(of, "2026-01-31").documents
        (drafted,) = made.draft.lines
        assert (drafted.net, drafted.explanation[-1]) == (Decimal("15.00"), "quantity: formula m2")


records = st.lists(
    st.tuples(
        st.dates(day("2025-12-01"), day("2026-06-30")).map(str),
        st.decimals(0, 1000, places=3).map(str),
    ),
    max_size=12,
)


@given(records)
def test_each_usage_is_billed_exactly_once(found):
    """All is billed, nothing twice, whatever the days."""
    of = contract(copies(*found, price="1"), **ARREARS, decimals=6)
    made = [each for doc in simulated(of, "2026-12-31").documents for each in doc.draft.lines]
    keys = [key for each in made for key in each.usage]
    whole = sum((Decimal(quantity) for _, quantity in found), Decimal(0))
    assert len(keys) == len(set(keys))
    assert sum((each.quantity for each in made), Decimal(0)) == whole


def test_reopened_installments_take_back_their_own():
    of = contract(copies(JANUARY, FEBRUARY), **ARREARS)
    history = ledger(row(1, "2026-02-01", "reopened"), row(2, "2026-03-01"))
    found = planned(of, "2026-04-01", history=history)
    assert [str(each.totals.net) for each in found.documents] == ["12.00", "8.00"]
    assert agreed(of).contract.lines[0].usage is not None
