"""Numbers, money and dates as each language writes them."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.documents.rendering.figures import figures_in

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("es", "1.234,56"),  # CLDR alone would leave 1234,56
        ("es-GT", "1,234.56"),
        ("es_CR", f"1{NBSP}234,56"),
        ("en", "1,234.56"),
        ("en-GB", "1,234.56"),
    ],
)
def test_amounts_take_the_separators_of_the_place(language, written):
    assert figures_in(language).amount(Decimal("1234.56"), decimals=2) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        ("0", 2, "0,00"),
        ("-0.004", 2, "0,00"),
        ("0.005", 2, "0,01"),
        ("-0.005", 2, "-0,01"),
        ("999.995", 2, "1.000,00"),
        ("1234567890.1", 2, "1.234.567.890,10"),
        ("-1234.5", 0, "-1.235"),
        ("1234.5", 3, "1.234,500"),
    ],
)
def test_an_amount_has_exactly_its_decimals_half_up(value, decimals, written):
    assert figures_in("es").amount(Decimal(value), decimals=decimals) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("29.9", "29,90"), ("0.0125", "0,0125"), ("3.33333333", "3,33333333"), ("5", "5,00")],
)
def test_a_unit_price_keeps_the_decimals_it_has(value, written):
    assert figures_in("es").price(Decimal(value), decimals=2) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("1", "1"), ("1.500000", "1,5"), ("1E+3", "1.000"), ("0.000001", "0,000001")],
)
def test_a_quantity_has_no_zeros_it_does_not_need(value, written):
    assert figures_in("es").number(Decimal(value)) == written


@pytest.mark.parametrize(
    ("language", "currency", "decimals", "written"),
    [
        ("es", "EUR", 2, f"-1.234,50{NBSP}€"),
        ("en", "EUR", 2, "-€1,234.50"),
        ("en", "JPY", 0, "-¥1,235"),
        ("es", "JPY", 0, f"-1.235{NBSP}JPY"),
        ("es-GT", "GTQ", 2, f"-Q{NBSP}1,234.50"),
    ],
)
def test_money_has_its_currency_where_the_language_puts_it(language, currency, decimals, written):
    shown = figures_in(language).money(Decimal("-1234.5"), currency=currency, decimals=decimals)
    assert shown == written


@pytest.mark.parametrize(
    ("language", "day", "percent"),
    [
        ("es", "02/01/2026", f"5,2{NBSP}%"),
        ("en", "2 Jan 2026", "5.2%"),
        ("en-US", "2 Jan 2026", "5.2%"),
    ],
)
def test_nobody_can_take_the_month_for_the_day(language, day, percent):
    figures = figures_in(language)
    assert (figures.day(date(2026, 1, 2)), figures.percent(Decimal("5.2"))) == (day, percent)
