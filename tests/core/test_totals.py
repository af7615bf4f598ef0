from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import totals
from cadencia.core.totals import TaxRate, TotalLine, document_totals

IVA21 = TaxRate("IVA21", "IVA", Decimal(21), Decimal("5.2"))
IVA10 = TaxRate("IVA10", "IVA", Decimal(10), Decimal("1.4"))
IVA4 = TaxRate("IVA4", "IVA", Decimal(4), Decimal("0.5"))
IVA0 = TaxRate("IVA0", "IVA", Decimal(0))
IGIC7 = TaxRate("IGIC7", "IGIC", Decimal(7))
IPS8 = TaxRate("IPS8", "IPS", Decimal(8))
EXENTO = TaxRate("EXENTO", "IVA", Decimal(0), exemption="E1", mention="Exenta, art. 20 LIVA")


def line(net, *taxes, withheld=False):
    return TotalLine(Decimal(net), taxes, withheld)


def lines(text, *taxes, withheld=False):
    return [line(net, *taxes, withheld=withheld) for net in text.split()]


def total(of, decimals=2, **choices):
    """Return the foot as a bookkeeper writes it."""
    for name in ("expenses", "withholding_rate"):
        if name in choices:
            choices[name] = Decimal(choices[name])
    found = document_totals(of, decimals=decimals, **choices)
    taxes = "; ".join(
        f"{each.tax} {each.rate}: {each.base} {each.amount}"
        + (f" +{each.surcharge}" if each.surcharge_rate else "")
        for each in found.taxes
    )
    return f"{found.net} | {taxes} | -{found.withholding} | {found.total} | {found.payable}"


class TestTaxOnTop:
    @pytest.mark.parametrize(
        ("nets", "foot"),
        [
            ("100.00", "100.00 | IVA 21: 100.00 21.00 | -0.00 | 121.00 | 121.00"),
            ("0.50", "0.50 | IVA 21: 0.50 0.11 | -0.00 | 0.61 | 0.61"),
            ("0.33 0.33 0.33", "0.99 | IVA 21: 0.99 0.21 | -0.00 | 1.20 | 1.20"),
            ("1.10 1.10 1.10 1.10 1.10", "5.50 | IVA 21: 5.50 1.16 | -0.00 | 6.66 | 6.66"),
            ("-100.00 -0.50", "-100.50 | IVA 21: -100.50 -21.11 | -0.00 | -121.61 | -121.61"),
            ("5.00 -5.00", "0.00 | IVA 21: 0.00 0.00 | -0.00 | 0.00 | 0.00"),
        ],
    )
    def test_one_tax_rounded_once_for_the_document(self, nets, foot):
        assert total(lines(nets, IVA21)) == foot

    def test_taxes_are_ordered_by_name_then_by_rate_descending(self):
        found = total([line("10", IVA4), line("20", IVA21), line("40", IVA10), line("80", IGIC7)])
        assert found == (
            "150.00 | IGIC 7: 80.00 5.60; IVA 21: 20.00 4.20; IVA 10: 40.00 4.00; "
            "IVA 4: 10.00 0.40 | -0.00 | 164.20 | 164.20"
        )

    def test_a_line_with_two_taxes_is_in_both_groups(self):
        found = total([line("100.00", IVA21, IPS8), line("50.00", IPS8)])
        assert found == (
            "150.00 | IPS 8: 150.00 12.00; IVA 21: 100.00 21.00 | -0.00 | 183.00 | 183.00"
        )

    def test_the_same_tax_twice_on_a_line_counts_once(self):
        assert total([line("10.00", IVA21, IVA21)]).startswith("10.00 | IVA 21: 10.00 2.10 |")

    def test_untaxed_lines(self):
        assert total(lines("7.00 3.00")) == "10.00 |  | -0.00 | 10.00 | 10.00"
        assert total([]) == "0.00 |  | -0.00 | 0.00 | 0.00"

    def test_what_the_law_wants_apart_is_apart(self):
        found = document_totals(
            [line("10.00", IVA0), line("20.00", EXENTO), line("30.00", IVA0)], decimals=2
        )
        assert [(each.base, each.exemption, each.mention) for each in found.taxes] == [
            (Decimal("40.00"), None, None),
            (Decimal("20.00"), "E1", "Exenta, art. 20 LIVA"),
        ]

    def test_codes_do_not_matter_but_regimes_do(self):
        abroad = IVA21._replace(code="X", regime="oss")
        same = IVA21._replace(code="Y")
        found = total([line("0.50", IVA21), line("0.50", same), line("0.50", abroad)])
        assert found == ("1.50 | IVA 21: 1.00 0.21; IVA 21: 0.50 0.11 | -0.00 | 1.82 | 1.82")

    def test_bases_are_rounded_before_the_tax(self):
        # 1.45 x 0.21 = 0.3045, while 1.4549 x 0.21 = 0.305529 would be 0.31.
        assert total([line("1.4549", IVA21)]) == "1.45 | IVA 21: 1.45 0.30 | -0.00 | 1.75 | 1.75"

    def test_a_currency_without_cents(self):
        found = total(lines("1050.5", IVA10), decimals=0)
        assert found == "1051 | IVA 10: 1051 105 | -0 | 1156 | 1156"


class TestSurchargeAndWithholding:
    def test_recargo_de_equivalencia(self):
        found = total([line("100.00", IVA21), line("50.50", IVA10)], surcharge_applies=True)
        assert found == (
            "150.50 | IVA 21: 100.00 21.00 +5.20; IVA 10: 50.50 5.05 +0.71 | -0.00 "
            "| 182.46 | 182.46"
        )

    def test_a_customer_without_it_pays_none(self):
        found = document_totals(lines("100.00", IVA21), decimals=2)
        assert found.taxes[0].surcharge == 0
        assert found.taxes[0].surcharge_rate == 0

    def test_only_lines_marked_are_withheld_and_expenses_never(self):
        found = total(
            [line("100.03", IVA21, withheld=True), line("50.00", IVA21)],
            withholding_rate="15",
            expenses="10.00",
        )
        assert found == "160.03 | IVA 21: 160.03 33.61 | -15.00 | 193.64 | 178.64"

    def test_half_a_cent_of_withholding_goes_up(self):
        found = total([line("100.10", withheld=True)], withholding_rate="15")
        assert found == "100.10 |  | -15.02 | 100.10 | 85.08"


class TestExpenses:
    def test_they_are_taxed_as_the_lines_in_proportion(self):
        found = total([line("100.00", IVA21), line("200.00", IVA10)], expenses="10.00")
        assert found == (
            "310.00 | IVA 21: 103.33 21.70; IVA 10: 206.67 20.67 | -0.00 | 352.37 | 352.37"
        )

    def test_cents_left_over_go_to_the_largest(self):
        found = total(
            [line("50.00", IVA21), line("50.00", IVA10), line("60.00", IVA4)], expenses="1.00"
        )
        # 0.3125 0.3125 0.375 -> 0.31 0.31 0.37, and the cent left over to the third.
        assert found == (
            "161.00 | IVA 21: 50.31 10.57; IVA 10: 50.31 5.03; IVA 4: 60.38 2.42 | -0.00 "
            "| 179.02 | 179.02"
        )

    def test_the_untaxed_lines_have_their_share_too(self):
        found = total([line("75.00", IVA21), line("25.00")], expenses="4.00")
        assert found == "104.00 | IVA 21: 78.00 16.38 | -0.00 | 120.38 | 120.38"

    def test_a_line_with_two_taxes_taxes_its_share_with_both(self):
        found = total([line("50.00", IVA21, IPS8), line("50.00", IVA21)], expenses="10.00")
        assert found == (
            "110.00 | IPS 8: 55.00 4.40; IVA 21: 110.00 23.10 | -0.00 | 137.50 | 137.50"
        )

    def test_lines_of_nothing_leave_them_to_the_first(self):
        found = total([line("0.00", IVA21), line("0.00", IVA10)], expenses="10.00")
        assert found == ("10.00 | IVA 21: 10.00 2.10; IVA 10: 0.00 0.00 | -0.00 | 12.10 | 12.10")

    def test_without_lines_they_are_untaxed(self):
        assert total([], expenses="10.00") == "10.00 |  | -0.00 | 10.00 | 10.00"

    def test_the_foot_shows_them(self):
        found = document_totals(lines("1.00", IVA21), decimals=2, expenses=Decimal("3"))
        assert str(found.expenses) == "3.00"


class TestRoundingPerLine:
    def test_each_line_rounds_its_own_tax(self):
        found = total(lines("1.10 1.10 1.10 1.10 1.10", IVA21), rounding="line")
        assert found == "5.50 | IVA 21: 5.50 1.15 | -0.00 | 6.65 | 6.65"

    def test_and_its_own_surcharge(self):
        found = total(lines("1.10 1.10 1.10", IVA21), rounding="line", surcharge_applies=True)
        # 0.231 and 0.0572 three times.
        assert found == "3.30 | IVA 21: 3.30 0.69 +0.18 | -0.00 | 4.17 | 4.17"

    def test_a_share_of_the_expenses_is_a_line_of_its_own(self):
        found = total(lines("1.10 1.10", IVA21), rounding="line", expenses="0.12")
        # 0.231 twice and 0.0252.
        assert found == "2.32 | IVA 21: 2.32 0.49 | -0.00 | 2.81 | 2.81"

    def test_and_is_not_withheld(self):
        found = total(
            lines("100.00", IVA21, withheld=True),
            rounding="line",
            expenses="10.00",
            withholding_rate="15",
        )
        assert found == "110.00 | IVA 21: 110.00 23.10 | -15.00 | 133.10 | 118.10"

    def test_lines_finer_than_a_cent_are_rounded_before_their_tax(self):
        # 1.45 x 0.21 = 0.3045 twice; 1.4549 x 0.21 = 0.305529 would be 0.31.
        found = total(lines("1.4549 1.4549", IVA21), rounding="line")
        assert found == "2.91 | IVA 21: 2.91 0.60 | -0.00 | 3.51 | 3.51"


class TestTaxInsideThePrice:
    def included(self, of, **choices):
        return total(of, prices_include_tax=True, **choices)

    @pytest.mark.parametrize(
        ("gross", "foot"),
        [
            ("121.00", "100.00 | IVA 21: 100.00 21.00 | -0.00 | 121.00 | 121.00"),
            ("10.00", "8.26 | IVA 21: 8.26 1.74 | -0.00 | 10.00 | 10.00"),
            ("1.00 1.00 1.00", "2.48 | IVA 21: 2.48 0.52 | -0.00 | 3.00 | 3.00"),
            ("-10.00", "-8.26 | IVA 21: -8.26 -1.74 | -0.00 | -10.00 | -10.00"),
        ],
    )
    def test_the_total_is_what_was_asked_for(self, gross, foot):
        assert self.included(lines(gross, IVA21)) == foot

    def test_rounded_per_line(self):
        found = self.included(lines("1.00 1.00 1.00", IVA21), rounding="line")
        # Each 0.8264 -> 0.83 and 0.17.
        assert found == "2.49 | IVA 21: 2.49 0.51 | -0.00 | 3.00 | 3.00"

    def test_several_rates_and_untaxed_lines(self):
        found = self.included([line("12.10", IVA21), line("11.00", IVA10), line("5.00")])
        assert found == ("25.00 | IVA 21: 10.00 2.10; IVA 10: 10.00 1.00 | -0.00 | 28.10 | 28.10")

    def test_two_taxes_inside_one_price(self):
        # 10.00 / 1.29 = 7.7519: base 7.75; IPS 0.62, and IVA takes the rest, 1.63.
        found = self.included([line("10.00", IVA21, IPS8)])
        assert found == "7.75 | IPS 8: 7.75 0.62; IVA 21: 7.75 1.63 | -0.00 | 10.00 | 10.00"

    def test_the_surcharge_comes_on_top(self):
        found = self.included(lines("121.00", IVA21), surcharge_applies=True)
        assert found == "100.00 | IVA 21: 100.00 21.00 +5.20 | -0.00 | 126.20 | 126.20"

    def test_and_per_line_where_the_company_rounds_so(self):
        found = self.included(lines("1.33 1.33", IVA21), surcharge_applies=True, rounding="line")
        # Each 1.10, 0.23 and 0.0572; of both together the surcharge would be 0.11.
        assert found == "2.20 | IVA 21: 2.20 0.46 +0.12 | -0.00 | 2.78 | 2.78"

    def test_expenses_include_their_tax_and_are_not_withheld(self):
        found = self.included(
            lines("121.00", IVA21, withheld=True), expenses="12.10", withholding_rate="15"
        )
        assert found == "110.00 | IVA 21: 110.00 23.10 | -15.00 | 133.10 | 118.10"


class TestTotalsRefuseToExist:
    RIGHT = document_totals(lines("100.00", IVA21), decimals=2)

    @pytest.mark.parametrize(
        ("name", "amount"),
        [("net", "100.01"), ("total", "121.01"), ("payable", "120.99"), ("withholding", "0.01")],
    )
    def test_if_an_amount_is_off_by_a_cent(self, name, amount):
        amounts = {each: getattr(self.RIGHT, each) for each in totals.Totals.__slots__}
        assert totals.Totals(**amounts) == self.RIGHT
        with pytest.raises(totals.SumsDoNotHold):
            totals.Totals(**{**amounts, name: Decimal(amount)})

    def test_if_a_tax_is_missing(self):
        with pytest.raises(totals.SumsDoNotHold):
            totals.Totals(
                net=self.RIGHT.net,
                expenses=self.RIGHT.expenses,
                taxes=(),
                withholding=self.RIGHT.withholding,
                total=self.RIGHT.total,
                payable=self.RIGHT.payable,
            )


taxes = st.lists(
    st.sampled_from([IVA21, IVA10, IVA4, EXENTO, IGIC7, IPS8]), max_size=2, unique=True
).map(tuple)
cents = st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-2))
some_lines = st.lists(st.builds(TotalLine, cents, taxes, st.booleans()), max_size=7)
choices = st.fixed_dictionaries(
    {
        "decimals": st.sampled_from([0, 2, 3]),
        "expenses": st.sampled_from([Decimal(0), Decimal("3.00"), Decimal("0.01")]),
        "surcharge_applies": st.booleans(),
        "withholding_rate": st.sampled_from([Decimal(0), Decimal(15), Decimal("7.5")]),
        "rounding": st.sampled_from(["document", "line"]),
        "prices_include_tax": st.booleans(),
    }
)


@given(some_lines, choices)
def test_net_and_taxes_are_the_total_with_exactly_its_decimals(of, how):
    found = document_totals(of, **how)
    foot = [found.net, found.expenses, found.withholding, found.total, found.payable]
    for each in found.taxes:
        foot += [each.base, each.amount, each.surcharge]
    assert {each.as_tuple().exponent for each in foot} == {-how["decimals"]}
    assert found.total == found.net + sum(each.amount + each.surcharge for each in found.taxes)
    assert found.payable == found.total - found.withholding


@given(some_lines, choices)
def test_a_credit_is_the_invoice_with_the_other_sign(of, how):
    invoice = document_totals(of, **how)
    credit = document_totals(
        [each._replace(net=-each.net) for each in of], **{**how, "expenses": -how["expenses"]}
    )
    assert (credit.net, credit.total, credit.payable) == (
        -invoice.net, -invoice.total, -invoice.payable
    )  # fmt: skip
    assert [each.amount for each in credit.taxes] == [-each.amount for each in invoice.taxes]


@given(some_lines, choices, st.randoms())
def test_without_expenses_the_order_of_the_lines_does_not_matter(of, how, random):
    how = {**how, "expenses": Decimal(0)}
    shuffled = random.sample(of, len(of))
    assert document_totals(shuffled, **how) == document_totals(of, **how)


@given(some_lines, choices)
def test_prices_with_tax_inside_add_up_to_what_was_asked_for(of, how):
    how = {**how, "prices_include_tax": True, "surcharge_applies": False, "decimals": 2}
    asked = sum((each.net for each in of), Decimal(0)) + how["expenses"]
    assert document_totals(of, **how).total == asked


@given(some_lines, choices)
def test_single_taxes_have_bases_that_add_up_to_the_net(of, how):
    one_each = [each._replace(taxes=each.taxes[:1] or (IVA4,)) for each in of] or [line("1", IVA4)]
    found = document_totals(one_each, **{**how, "decimals": 2})
    assert sum(each.base for each in found.taxes) == found.net
