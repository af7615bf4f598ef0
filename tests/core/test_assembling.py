"""Which lines go to which document, and what each adds up to (R6, R10)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cadencia.core.agreement import Company, Customer
from tests.core.builders import (
    APART,
    IRPF15,
    IVA10,
    IVA21,
    addition,
    contract,
    documents,
    in_months,
    line,
    monthly,
    move,
    numbers,
    one_off,
    planned,
    refusals,
    said,
    simulated,
)

ONE = {"installments": 1}
KEPT = Company(zero_total="document")


def keys_of(of, **around):
    """Return the lines of each document: a+b c."""
    rows = documents(of, **around).splitlines()
    return " ".join(row.split()[2] for row in rows)


class TestOneDocumentOrMore:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("document_type", "delivery_note"),
            ("series", "B"),
            ("mandate", "M-2"),
            ("payment_method", "card"),
        ],
    )
    def test_lines_that_differ_in_what_a_document_has_only_one_of(self, name, value):
        of = contract(line("a"), line("b", **{name: value}), line("c"), line("d", **{name: value}))
        assert keys_of(of, until="2026-01-31") == "a+c b+d"

    @pytest.mark.parametrize("name", ["series", "mandate", "payment_method", "document_type"])
    def test_a_line_that_says_what_the_contract_says_is_with_the_others(self, name):
        value = "invoice" if name == "document_type" else "V"
        of = contract(line("a"), line("b", **{name: value}), **{name: value}, **ONE)
        assert keys_of(of) == "a+b"
        assert keys_of(replace(of, delivery_address="Dock 1")) == "a+b"

    @pytest.mark.parametrize(
        ("document_type", "expected"),
        [
            ("invoice", "a+b"),
            ("work_order", "a+b"),
            ("delivery_note", "a b"),
            ("non_billable_delivery_note", "a b"),
        ],
    )
    def test_the_delivery_address_counts_for_delivery_notes_only(self, document_type, expected):
        of = contract(
            line("a"), line("b", delivery_address="Dock 2"), document_type=document_type, **ONE
        )
        assert keys_of(of) == expected

    def test_a_line_that_is_a_delivery_note_by_itself_takes_the_contracts_address(self):
        given = {"document_type": "delivery_note", "delivery_address": "Dock 2"}
        of = contract(
            line("a"),
            line("b", document_type="delivery_note"),
            line("c", **given),
            delivery_address="Dock 2",
            **ONE,
        )
        assert keys_of(of) == "a b+c"

    def test_documents_stand_in_the_order_of_their_first_line(self):
        of = contract(line("a", series="B"), line("b"), line("c", series="B"), **ONE)
        assert keys_of(of) == "a+c b"
        made = simulated(of).documents
        assert [each.draft.key.series for each in made] == ["B", None]

    def test_each_refers_to_the_installment(self):
        of = contract(line("a"), line("b", series="B"), **ONE)
        answer = simulated(of)
        assert [each.draft.installments for each in answer.documents] == [(0,), (0,)]
        assert answer.documents_of(0) == (0, 1)


class TestJoined:
    def test_a_one_off_joins_the_regular_one_of_its_date(self):
        of = contract(line("a"), one_off("x", "2026-02-01"), installments=2)
        assert documents(of) == "2026-01-01 (1) a 30.00\n2026-02-01 (2,-) a+x 37.00"

    def test_on_another_date_it_makes_one_of_its_own(self):
        of = contract(line("a"), one_off("x", "2026-02-02"), installments=2)
        assert documents(of).splitlines()[2] == "2026-02-02 (-) x 7.00"

    def test_one_offs_of_one_date_are_one_document(self):
        of = contract(one_off("x", "2026-02-02"), one_off("y", "2026-02-02"), schedule=None)
        assert documents(of) == "2026-02-02 (-,-) x+y 14.00"

    def test_lines_stand_in_the_order_of_the_contract_additions_last(self):
        of = contract(
            one_off("x", "2026-01-01"),
            line("a"),
            one_off("y", "2026-01-01"),
            modifications=(addition("2026-01-01"),),
            **ONE,
        )
        assert keys_of(of) == "x+a+y+add"

    def test_a_one_off_of_another_series_stands_apart(self):
        of = contract(line("a"), one_off("x", "2026-01-01", series="B"), **ONE)
        assert documents(of) == "2026-01-01 (1) a 30.00\n2026-01-01 (-) x 7.00"

    def test_a_one_off_joins_a_date_of_month_lines(self):
        of = contract(
            line("y", months=(3,)),
            one_off("x", "2026-03-01"),
            schedule=in_months(1, since="2026-01-01"),
        )
        assert documents(of) == "2026-03-01 (-,-) y+x 37.00"


class TestTotalsOfZeroAndLess:
    def test_a_total_of_zero_is_a_row_only(self):
        of = contract(line(price="0.00"), **ONE)
        assert (numbers(of), documents(of)) == ("1:26-01-01", "")

    def test_or_a_document_as_the_company_says(self):
        of = contract(line(price="0.00"), **ONE)
        assert documents(of, company=KEPT) == "2026-01-01 (1) a 0.00"

    def test_lines_that_come_to_zero_together(self):
        of = contract(line("a"), line("b", "-30.00"), **ONE)
        assert documents(of) == ""

    @pytest.mark.parametrize(
        ("document_type", "expected"),
        [
            ("invoice", ""),
            ("delivery_note", ""),
            ("non_billable_delivery_note", "2026-01-01 (1) a 0.00"),
            ("work_order", "2026-01-01 (1) a 0.00"),
        ],
    )
    def test_what_carries_no_money_is_always_made(self, document_type, expected):
        of = contract(line(price="0.00"), document_type=document_type, **ONE)
        assert documents(of) == expected

    def test_each_document_is_judged_by_itself(self):
        of = contract(line("a"), line("b", "0.00", series="B"), **ONE)
        assert keys_of(of) == "a"

    def test_a_negative_one_is_a_refusal_naming_its_lines(self):
        of = contract(line("a", "10.00"), line("b", "-10.01"), installments=2)
        assert refusals(of) == "negative_total:2026-01-01 negative_total:2026-02-01"
        found = simulated(of).refusals[0]
        assert found.fields == ("contract.lines.1.unit_price",)
        assert found.message == (
            "The document of 2026-01-01 comes to -0.01: make a credit note instead."
        )
        assert (numbers(of), documents(of)) == ("1:26-01-01 2:26-02-01", "")

    def test_one_larger_than_documents_are_is_a_refusal(self):
        of = contract(line("a", "999999999999999.99"), **ONE)
        assert refusals(of) == ""
        of = contract(line("a", "999999999999999.99"), line("b", "0.01"), **ONE)
        assert refusals(of) == "total_too_large:2026-01-01"

    def test_the_other_document_of_the_installment_is_made(self):
        of = contract(line("a"), line("b", "-1.00", series="B"), **ONE)
        assert (keys_of(of), refusals(of)) == ("a", "negative_total:2026-01-01")

    def test_a_withholding_does_not_make_a_total_negative(self):
        of = contract(line(price="0.01"), withholding=IRPF15, **ONE)
        assert documents(of) == "2026-01-01 (1) a 0.01"


class TestExpenses:
    def total(self, of, **around):
        return [str(each.draft.totals.total) for each in simulated(of, **around).documents]

    def test_once_for_each_numbered_installment(self):
        of = contract(line("a"), expenses="2.00", installments=2)
        assert self.total(of) == ["32.00", "32.00"]

    def test_on_the_document_of_its_first_line(self):
        of = contract(line("a", series="B"), line("b"), expenses="2.00", **ONE)
        assert documents(of) == "2026-01-01 (1) a 32.00\n2026-01-01 (1) b 30.00"

    def test_not_for_the_opening_nor_what_has_no_number(self):
        of = contract(
            line("a"),
            line("y", "9.00", months=(3,)),
            one_off("x", "2026-01-20"),
            schedule=in_months(2, 8, since="2026-01-01"),
            starts_on="2026-01-10",
            opening="full",
            expenses="2.00",
            **ONE,
        )
        assert self.total(of, until="2026-03-31") == ["30.00", "7.00", "32.00", "9.00"]

    def test_its_first_line_though_a_one_off_stands_before_it(self):
        of = contract(
            one_off("x", "2026-01-01", series="B"),
            line("a"),
            line("b", series="B"),
            expenses="2.00",
            **ONE,
        )
        assert documents(of) == said("""
            2026-01-01 (1,-) x+b 37.00
            2026-01-01 (1) a 32.00
        """)

    def test_taxed_as_the_lines_are_in_proportion(self):
        of = contract(
            line("a", "30.00", taxes=(IVA21,)),
            line("b", "10.00", taxes=(IVA10,)),
            expenses="1.00",
            **ONE,
        )
        foot = simulated(of).documents[0].draft.totals
        assert [(str(each.base), str(each.amount)) for each in foot.taxes] == [
            ("30.75", "6.46"),
            ("10.25", "1.03"),
        ]
        assert str(foot.total) == "48.49"


class TestFoot:
    def test_net_taxes_total_and_what_is_to_be_paid(self):
        of = contract(line(price="45.00", taxes=(IVA21,)), withholding=IRPF15, **ONE)
        foot = simulated(of).documents[0].draft.totals
        assert (str(foot.net), str(foot.total), str(foot.withholding), str(foot.payable)) == (
            "45.00",
            "54.45",
            "6.75",
            "47.70",
        )

    def test_lines_not_withheld(self):
        of = contract(line("a"), line("b", "10.00", withheld=False), withholding=IRPF15, **ONE)
        assert str(simulated(of).documents[0].draft.totals.withholding) == "4.50"

    def test_the_surcharge_of_the_customer(self):
        shop = Customer(code="C2", name="Shop", surcharge=True)
        of = contract(line(price="100.00", taxes=(IVA21,)), customer=shop, **ONE)
        assert str(simulated(of).documents[0].draft.totals.total) == "126.20"

    def test_prices_that_include_the_tax(self):
        of = contract(line(price="121.00", taxes=(IVA21,)), **ONE)
        foot = simulated(of, company=Company(prices_include_tax=True)).documents[0].draft.totals
        assert (str(foot.net), str(foot.total)) == ("100.00", "121.00")

    def test_rounding_for_each_line_as_the_company_says(self):
        lines = [line(key, "0.05", taxes=(IVA10,)) for key in "abcd"]
        of = contract(*lines, **ONE)
        by_document = simulated(of).documents[0].draft.totals
        by_line = simulated(of, company=Company(tax_rounding="line")).documents[0].draft.totals
        assert (str(by_document.total), str(by_line.total)) == ("0.22", "0.24")

    @pytest.mark.parametrize("regime", ["intra_eu", "export", "exempt", "reverse_charge"])
    def test_no_tax_outside_the_domestic_regime(self, regime):
        of = contract(line(price="100.00", taxes=(IVA21,)), tax_regime=regime, **ONE)
        foot = simulated(of).documents[0].draft.totals
        assert (str(foot.total), str(foot.taxes[0].base)) == ("100.00", "100.00")
        assert foot.taxes[0].rate == 0

    def test_lines_with_more_decimals_than_the_totals(self):
        of = contract(line("a", "0.0149"), line("b", "0.0149"), decimals=4, **ONE)
        foot = simulated(of).documents[0].draft.totals
        assert (str(foot.net), str(foot.total)) == ("0.03", "0.03")


def test_a_separate_modification_is_on_the_list_of_its_installment():
    of = contract(modifications=(addition("2026-01-01", **APART),), **ONE)
    made = planned(of, "2026-12-31").documents
    assert [each.installments for each in made] == [(0,), (0,)]
    assert [each.totals.total for each in made] == [Decimal("30.00"), Decimal("5.00")]


def test_a_moved_installment_takes_the_one_off_of_its_date_along():
    """They share a date, so they share a document, wherever it is moved."""
    of = contract(
        line("a"),
        one_off("x", "2026-01-31"),
        schedule=monthly("2026-01-31"),
        moves=(move("2026-01-31", "2026-02-03"),),
        **ONE,
    )
    assert documents(of) == "2026-02-03 (1,-) a+x 37.00"
