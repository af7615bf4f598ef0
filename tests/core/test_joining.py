"""Several installments on one document: which may share one, its dates, its parts (R5, R6)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.agreement import Company
from cadencia.core.measure import Measure
from cadencia.core.payment_terms import DueDate
from tests.core.builders import (
    APART,
    IRPF15,
    IVA21,
    addition,
    contract,
    day,
    divided,
    in_months,
    ledger,
    line,
    one_off,
    planned,
    row,
    said,
    shown,
    skip,
    weekly,
)

ABROAD = Company(country="FR")
IN_MARCH = "2026-03-15"


def together(of, as_of=IN_MARCH, count=None, company=ABROAD, **around):
    measure = Measure(count=count, ahead=count is not None, together=True)
    return planned(of, as_of, measure=measure, company=company, **around)


def documents(of, *asked, **around):
    """Return the documents: theoretical date, installments, lines, net."""
    found = together(of, *asked, **around)
    return "\n".join(
        f"{each.theoretical_on}"
        f" {','.join(shown(found.installments[n].number) for n in each.installments)}"
        f" {'+'.join(str(n.key or n.modification) for n in each.lines)} {each.totals.net}"
        for each in found.documents
    )


class TestWhichShareOne:
    def test_all_that_is_pending(self):
        assert documents(contract()) == "2026-03-01 1,2,3 a+a+a 90.00"

    def test_lines_stand_by_installment_then_by_contract(self):
        of = contract(line("a"), line("b"), one_off("x", "2026-02-01"))
        assert documents(of) == "2026-03-01 1,2,-,3 a+b+a+b+x+a+b 187.00"

    def test_what_differs_in_the_key_stays_apart(self):
        of = contract(line("a"), line("b", series="B"))
        assert documents(of) == said(
            """
            2026-03-01 1,2,3 a+a+a 90.00
            2026-03-01 1,2,3 b+b+b 90.00
            """
        )

    def test_a_modification_with_a_document_of_its_own_has_one(self):
        of = contract(modifications=(addition("2026-02-01", **APART),))
        assert documents(of) == said(
            """
            2026-03-01 1,2,3 a+a+a 90.00
            2026-03-01 2,3 add+add 10.00
            """
        )

    def test_expenses_once_for_each_installment(self):
        assert documents(contract(expenses="1.50")) == "2026-03-01 1,2,3 a+a+a 94.50"

    def test_what_a_pause_leaves_out_has_no_part(self):
        of = contract(pauses=(skip("2026-02-01", "2026-02-28"),))
        assert documents(of) == "2026-03-01 1,3 a+a 60.00"

    def test_a_sale_stays_one_invoice_of_its_own(self):
        of = contract(
            divided(), line("m", months=(2,)), schedule=in_months(1, 3, since="2026-01-01"),
            installments=2, installments_are="due_dates",
        )  # fmt: skip
        assert documents(of) == said(
            """
            2026-01-01 1,2 a 100.00
            2026-02-01 - m 30.00
            """
        )

    def test_a_refusal_refuses_all(self):
        found = together(contract(line(description="<FIN VIGENCIA>")))
        assert [each.due_on for each in found.refusals] == [day("2026-01-01")]
        assert not found.documents

    def test_a_total_below_zero_is_judged_together(self):
        of = contract(line("a"), one_off("x", "2026-02-15", "-40.00"))
        assert documents(of) == "2026-03-01 1,2,-,3 a+a+x+a 50.00"


class TestSpain:
    def test_an_invoice_holds_the_operations_of_one_calendar_month(self):
        assert documents(contract(), company=Company()) == said(
            """
            2026-01-01 1 a 30.00
            2026-02-01 2 a 30.00
            2026-03-01 3 a 30.00
            """
        )

    def test_weeks_of_a_month_share_one(self):
        of = contract(schedule=weekly("2026-02-16"))
        assert documents(of, company=Company()) == said(
            """
            2026-02-23 1,2 a+a 60.00
            2026-03-09 3,4 a+a 60.00
            """
        )

    def test_delivery_notes_of_several_months_may_share_one(self):
        of = contract(document_type="delivery_note")
        assert documents(of, company=Company()) == "2026-03-01 1,2,3 a+a+a 90.00"


class TestDatesAndParts:
    def test_all_that_has_come_is_due_as_usual(self):
        (made,) = together(contract()).documents
        assert made.parts == ()

    def test_each_one_ahead_is_due_by_its_own_date(self):
        (made,) = together(contract(), count=5).documents
        assert made.theoretical_on == day("2026-03-01")
        assert made.parts == (
            DueDate(day("2026-03-01"), Decimal("90.00")),
            DueDate(day("2026-04-01"), Decimal("30.00")),
            DueDate(day("2026-05-01"), Decimal("30.00")),
        )

    def test_all_ahead_bears_the_first_date_to_come(self):
        history = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"), row(3, "2026-03-01"))
        (made,) = together(contract(), count=2, history=history).documents
        assert made.theoretical_on == day("2026-04-01")
        assert [each.on for each in made.parts] == [day("2026-04-01"), day("2026-05-01")]

    def test_taxes_and_withholding_are_divided_with_the_nets(self):
        of = contract(line(price="10.01", taxes=(IVA21,)), withholding=IRPF15)
        (made,) = together(of, count=4).documents
        # 40.04 + 8.41 of tax - 6.01 withheld; three quarters of it are 31.83
        assert [each.amount for each in made.parts] == [Decimal("31.83"), Decimal("10.61")]

    def test_a_delivery_note_has_no_parts(self):
        (made,) = together(contract(document_type="delivery_note"), count=5).documents
        assert made.parts == ()

    def test_no_part_is_negative(self):
        of = contract(line("a"), one_off("x", "2026-04-15", "-40.00"))
        (made,) = together(of, count=5).documents
        assert made.totals.net == Decimal("80.00")
        assert made.parts == ()


@given(
    st.integers(1, 12),
    st.lists(st.integers(1, 99_999), min_size=1, max_size=3),
    st.booleans(),
)
def test_together_bills_what_one_by_one_does(count, cents, in_spain):
    """Lines, installments and what is next are the same; only the documents are fewer."""
    lines = [line(str(n), str(Decimal(each) / 100)) for n, each in enumerate(cents)]
    of = contract(*lines, divided("d", "100.00"), installments=12)
    company = Company() if in_spain else ABROAD
    joined = together(of, count=count, company=company)
    apart = planned(of, IN_MARCH, measure=Measure(count=count, ahead=True), company=company)
    assert joined.installments == apart.installments
    assert joined.look_from == apart.look_from
    assert _lines(joined) == _lines(apart)
    for made in joined.documents:
        assert not made.parts or sum(each.amount for each in made.parts) == made.totals.payable


def _lines(found):
    return [each for made in found.documents for each in made.lines]


@pytest.mark.parametrize("count", [1, 3])
def test_one_installment_makes_the_same_document_either_way(count):
    of = replace(contract(installments=count), expenses=Decimal("2.00"))
    joined = together(of, as_of="2026-01-01", count=1)
    apart = planned(of, "2026-01-01", measure=Measure(count=1), company=ABROAD)
    assert joined == apart
