"""The price of a line, and the net it makes (R8)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import pricing
from cadencia.core.agreement import PriceSource
from tests.core.builders import (
    amounts,
    catalog,
    contract,
    item,
    line,
    modification,
    money,
    monthly,
    refusals,
    review,
    simulated,
)

SPECIAL = "special price"
CURRENT, CATALOG, FORMULA = PriceSource.CURRENT, PriceSource.CATALOG, PriceSource.FORMULA


def from_item(source=CURRENT, **given):
    return line(price=None, item="X", price_source=source, **given)


def first_line(of, **around):
    return simulated(of, **around).documents[0].draft.lines[0]


class TestNet:
    @pytest.mark.parametrize(
        ("quantity", "price", "discounts", "expected"),
        [
            ("1", "45.00", "", "45.00"),
            ("3", "9.99", "10 5", "25.62"),  # 29.97 x 0.9 x 0.95 = 25.62435
            ("1", "0.005", "", "0.01"),
            ("1", "0.00499999", "", "0.00"),
            ("1", "-0.005", "", "-0.01"),
            ("0.000001", "123456.12345678", "", "0.12"),
            ("1", "100.00", "-10", "110.00"),  # a negative discount raises the price
            ("1", "100.00", "100", "0.00"),
            ("1", "100.00", "50 50 50", "12.50"),
            ("1", "1.15", "10", "1.04"),  # 1.035
            ("0", "10.00", "", "0.00"),
            # (10^12 - 10^-6) x (10^12 - 10^-8): no digit is lost on the way
            (
                "999999999999.999999",
                "999999999999.99999999",
                "",
                "999999999999999998990000.00",
            ),
        ],
    )
    def test_quantity_by_price_less_each_discount(self, quantity, price, discounts, expected):
        found = pricing.net(
            quantity=money(quantity),
            price=money(price),
            discounts=tuple(money(each) for each in discounts.split()),
            document_discount=Decimal(0),
            factor=None,
            decimals=2,
        )
        assert str(found) == expected

    def test_the_document_discount_is_inside_each_line(self):
        of = contract(
            line("a", "10.00", discounts=("50",)),
            line("b", "0.55"),
            document_discount="10",
            installments=1,
        )
        assert amounts(of) == "4.50 0.50"  # 0.495

    def test_decimals_of_the_contract(self):
        assert amounts(contract(line(price="1.2345"), decimals=3, installments=1)) == "1.235"
        assert amounts(contract(line(price="1.5"), decimals=0, installments=1)) == "2"

    def test_the_factor_is_exact_until_the_end(self):
        thirds = pricing.net(
            quantity=Decimal(1),
            price=money("0.03"),
            discounts=(),
            document_discount=Decimal(0),
            factor=Fraction(1, 2),
            decimals=2,
        )
        assert str(thirds) == "0.02"

    @given(
        st.decimals(0, 10**6, places=6),
        st.decimals(-(10**6), 10**6, places=8),
        st.integers(0, 6),
    )
    def test_half_a_unit_away_from_the_exact_product_at_most(self, quantity, price, decimals):
        found = pricing.net(
            quantity=quantity,
            price=price,
            discounts=(),
            document_discount=Decimal(0),
            factor=None,
            decimals=decimals,
        )
        exact = Fraction(quantity) * Fraction(price)
        assert abs(Fraction(found) - exact) * 2 <= Fraction(1, 10**decimals)
        assert -found.as_tuple().exponent == decimals


class TestSource:
    """Customer's special price, else price list, else catalog."""

    @pytest.mark.parametrize(
        ("special", "price_list", "price", "why"),
        [
            (
                [("X", "7.00", None, None)],
                [("X", "8.00", "1", None, None)],
                "7.00",
                "special price",
            ),
            ([], [("X", "8.00", "1", None, None)], "8.00", "price list from 1"),
            ([], [], "10.00", "catalog"),
            ([("X", "7.00", "2026-01-02", None)], [], "10.00", "catalog"),
            ([("X", "7.00", "2026-01-01", None)], [], "7.00", SPECIAL),
            ([("X", "7.00", None, "2026-01-01")], [], "7.00", SPECIAL),
            ([("X", "7.00", None, "2025-12-31")], [], "10.00", "catalog"),
            ([], [("X", "8.00", "2", None, None)], "10.00", "catalog"),
            ([], [("Y", "8.00", "1", None, None)], "10.00", "catalog"),
            ([], [("X", "8.00", "1", "2026-01-02", None)], "10.00", "catalog"),
            ([], [("X", "8.00", "1", None, "2025-12-31")], "10.00", "catalog"),
        ],
    )
    def test_current(self, special, price_list, price, why):
        goods = catalog(item(), special=special, price_list=price_list)
        found = first_line(contract(from_item()), catalog=goods)
        assert (str(found.unit_price), found.explanation) == (price, (f"price: {why}",))

    @pytest.mark.parametrize(
        ("quantity", "price"),
        [
            ("4.999999", "9.00"),
            ("5", "8.00"),
            ("5.000001", "8.00"),
            ("10", "7.00"),
            ("0.5", "10.00"),
        ],
    )
    def test_the_step_of_the_quantity(self, quantity, price):
        steps = [("X", "9.00", "1"), ("X", "8.00", "5"), ("X", "7.00", "10")]
        goods = catalog(item(), price_list=[(*each, None, None) for each in steps])
        found = first_line(contract(from_item(quantity=quantity)), catalog=goods)
        assert str(found.unit_price) == price

    def test_the_quantity_of_a_modification(self):
        goods = catalog(item(), price_list=[("X", "8.00", "5", None, None)])
        of = contract(from_item(), modifications=(modification("2026-02-01", quantity="5"),))
        assert amounts(of, "2026-02-28", catalog=goods) == "10.00 40.00"

    def test_the_price_in_force_on_the_reference_date(self):
        goods = catalog(
            item(),
            price_list=[
                ("X", "8.00", "1", None, "2026-02-28"),
                ("X", "9.00", "1", "2026-03-01", None),
            ],
        )
        of = contract(from_item(), starts_on="2026-01-01")
        assert amounts(of, "2026-04-01", catalog=goods) == "8.00 8.00 9.00 9.00"
        late = contract(from_item(), starts_on="2026-01-01", timing="arrears")
        assert amounts(late, "2026-04-01", catalog=goods) == "8.00 8.00 9.00"

    def test_catalog_looks_at_nothing_else(self):
        goods = catalog(item(), special=[("X", "7.00", None, None)])
        assert amounts(contract(from_item(CATALOG), installments=1), catalog=goods) == "10.00"

    def test_a_fixed_line_without_a_price_takes_the_items(self):
        fixed = from_item(PriceSource.FIXED)
        assert amounts(contract(fixed, installments=1), catalog=catalog(item())) == "10.00"

    def test_a_price_of_zero_is_a_price(self):
        goods = catalog(item(), special=[("X", "0.00", None, None)])
        of = contract(from_item(), line("b"), installments=1)
        assert amounts(of, catalog=goods) == "0.00 30.00"

    def test_a_formula_evaluated_anew(self):
        of = contract(
            line(price=None, price_source=FORMULA, formula="km", formula_price=Decimal("31.5")),
            installments=1,
        )
        assert first_line(of).explanation == ("price: formula km",)
        assert amounts(of) == "31.50"

    def test_a_formula_kept_as_a_price_with_its_origin(self):
        of = contract(line(price="31.5", formula="km"), installments=1)
        assert first_line(of).explanation == ("price: contract, formula km",)

    def test_no_price_is_a_refusal_of_that_date(self):
        goods = catalog(item(price=None), special=[("X", "7.00", "2026-02-01", "2026-02-28")])
        of = contract(from_item(), installments=3)
        assert refusals(of, catalog=goods) == "price_missing:2026-01-01 price_missing:2026-03-01"
        assert amounts(of, catalog=goods) == "7.00"

    def test_the_fields_of_a_refusal(self):
        goods = catalog(item("A"), item(price=None))
        found = simulated(contract(from_item(), installments=1), catalog=goods).refusals[0]
        assert found.fields == ("catalog.items.1.price",)
        assert found.message == "The item X has no price on 2026-01-01: give it one."


def test_a_review_acts_before_discounts():
    of = contract(
        line(price="100.00", discounts=("10",)),
        reviews=(review("2026-01-01", "3"),),
        installments=1,
    )
    found = first_line(of)
    assert (str(found.unit_price), str(found.net)) == ("103.00", "92.70")
    assert found.explanation == ("price: contract", "review: 2026-01-01 3 %")


def test_how_a_price_came_about_says_all():
    of = contract(
        line(price="310.00", discounts=("10",)),
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        opening="prorated",
        document_discount="5",
        installments=1,
    )
    assert first_line(of).explanation == (
        "price: contract",
        "document discount: 5 %",
        "proration: 22/31",
    )
