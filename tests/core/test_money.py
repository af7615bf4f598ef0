from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import money

amounts = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=9)


@pytest.mark.parametrize(
    ("amount", "decimals", "rounded", "cut"),
    [
        ("0.105", 2, "0.11", "0.10"),
        ("0.1049999", 2, "0.10", "0.10"),
        ("-0.105", 2, "-0.11", "-0.10"),
        ("0.115", 2, "0.12", "0.11"),
        ("2.5", 0, "3", "2"),
        ("3.5", 0, "4", "3"),
        ("-2.5", 0, "-3", "-2"),
        ("7", 3, "7.000", "7.000"),
        ("-0.004", 2, "0.00", "0.00"),
        ("-0", 2, "0.00", "0.00"),
        ("1E+3", 2, "1000.00", "1000.00"),
    ],
)
def test_half_up_and_cut(amount, decimals, rounded, cut):
    assert str(money.round_half_up(Decimal(amount), decimals)) == rounded
    assert str(money.cut(Decimal(amount), decimals)) == cut


def test_the_largest_price_times_the_largest_quantity_still_has_its_cents():
    price = Decimal("999999999999.99999999")
    quantity = Decimal("999999999999.999999")
    product = money.EXACT.multiply(price, quantity)
    assert str(money.round_half_up(product, 2)) == "999999999999999998990000.00"


def test_the_callers_context_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        assert str(money.round_half_up(Decimal("12345.675"), 2)) == "12345.68"


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("EUR", 2),
        ("usd", 2),
        ("JPY", 0),
        ("CLP", 0),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("???", 2),
    ],
)
def test_decimals_of_a_currency(code, decimals):
    assert money.currency_decimals(code) == decimals


@given(amounts, st.integers(0, 8))
def test_rounding_moves_by_half_a_unit_at_most_and_cutting_never_grows(amount, decimals):
    unit = Decimal(1).scaleb(-decimals)
    assert abs(money.round_half_up(amount, decimals) - amount) * 2 <= unit
    cut = money.cut(amount, decimals)
    assert abs(cut) <= abs(amount) < abs(cut) + unit


@given(amounts, st.integers(0, 8))
def test_a_credit_is_rounded_as_the_invoice(amount, decimals):
    assert money.round_half_up(-amount, decimals) == -money.round_half_up(amount, decimals)
    assert money.cut(-amount, decimals) == -money.cut(amount, decimals)


@given(amounts, st.integers(0, 8))
def test_rounding_twice_changes_nothing(amount, decimals):
    once = money.round_half_up(amount, decimals)
    assert str(money.round_half_up(once, decimals)) == str(once)
    assert str(once) != str(-money.zero(decimals)) or not once.is_signed()
