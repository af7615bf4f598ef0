"""What a sales representative earns by a line (AG-4)."""

from decimal import Decimal

import pytest

from cadencia.core.commissions import SILENT, Billed, commission, margin_of, net_of, owed, terms

D = Decimal
ANA = terms("ANA", D("5"), "", D("3"))


def line(**fields):
    usual = {
        "quantity": D(1),
        "unit_price": D("100.00"),
        "discounts": (),
        "net": D("100.00"),
        "tax_rates": (D(21),),
        "includes_tax": False,
        "decimals": 2,
    }
    return Billed(**{**usual, **fields})


@pytest.mark.parametrize(
    ("own", "contract", "expected"),
    [
        (("", None), ANA, ("ANA", D("5"))),
        (("", D("8")), ANA, ("ANA", D("8"))),
        (("BEA", None), ANA, ("BEA", D("5"))),
        (("BEA", D("0")), ANA, ("BEA", D("0"))),
        (("", None), terms("ANA", None, "", D("3")), ("ANA", D("3"))),
        (("BEA", None), terms("ANA", None, "", D("3")), ("BEA", None)),
        (("", None), terms("ANA", D("5"), "none", D("3")), ("ANA", D("0"))),
        (("", D("8")), terms("ANA", None, "none", D("3")), ("ANA", D("8"))),
        (("", None), terms("", D("5"), "", None), ("", None)),
        (("BEA", None), terms("", D("5"), "", None), ("BEA", D("5"))),
    ],
)
def test_a_line_takes_what_it_does_not_say(own, contract, expected) -> None:
    assert owed(*own, contract) == expected


def test_a_contract_that_says_nothing_is_silent() -> None:
    assert terms("", None, "margin", None) is SILENT


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "60.00"),
        ({"quantity": D(2), "net": D("200.00")}, "120.00"),
        ({"quantity": D(2), "discounts": (D(10),), "net": D("180.00")}, "100.00"),
        ({"net": D("25.00")}, "15.00"),  # a quarter of the price, a quarter of the cost
        ({"quantity": D(-1), "net": D("-100.00")}, "-60.00"),  # a unit given back
        ({"quantity": D(-1), "net": D("-30.00"), "gives_units_back": False}, "-30.00"),
        ({"unit_price": D(0), "net": D(0)}, "-40.00"),
        ({"unit_price": D("121.00"), "net": D("121.00"), "includes_tax": True}, "60.00"),
    ],
)
def test_the_margin_is_what_is_left_after_the_cost(fields, expected) -> None:
    assert margin_of(line(**fields), D("40")) == D(expected)


def test_prices_that_include_tax_count_without_it() -> None:
    assert net_of(line(net=D("45.00"), includes_tax=True)) == D("37.19")
    assert net_of(line(net=D("-45.00"), includes_tax=True)) == D("-37.19")


@pytest.mark.parametrize(
    ("counted", "rate", "expected"),
    [("10.10", "2.5", "0.25"), ("0.10", "5", "0.01"), ("-0.10", "5", "-0.01"), ("45", "0", "0.00")],
)
def test_a_percent_is_rounded_half_up(counted, rate, expected) -> None:
    assert str(commission(D(counted), D(rate), 2)) == expected
