"""How files write numbers and dates, by their declared locale."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.interchange.tables import locales
from cadencia.interchange.tables.locales import ENGLISH, SPANISH


@pytest.mark.parametrize(
    ("text", "spanish", "english"),
    [
        ("1.234,56", "1234.56", None),
        ("1,234.56", None, "1234.56"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("12.5", None, "12.5"),
        ("12,5", "12.5", None),
        ("1.23.456", None, None),
        ("1.2345", None, "1.2345"),
        ("-45", "-45", "-45"),
        ("\u2212" + "45", "-45", "-45"),
        ("45 €", "45", "45"),
        ("1 234 567", "1234567", "1234567"),
        ("45e3", None, None),
        ("٤٥", None, None),
        ("", None, None),
        ("-", None, None),
    ],
)
def test_a_number_means_what_the_locale_says(text, spanish, english):
    found = (locales.number(text, SPANISH), locales.number(text, ENGLISH))
    assert found == tuple(None if each is None else Decimal(each) for each in (spanish, english))


@pytest.mark.parametrize(
    ("text", "spanish", "english"),
    [
        ("31/12/2026", date(2026, 12, 31), None),
        ("1/2/2026", date(2026, 2, 1), None),
        ("01-02-2026", date(2026, 2, 1), None),
        ("01.02.2026", date(2026, 2, 1), None),
        ("2026-12-31", date(2026, 12, 31), date(2026, 12, 31)),
        ("29/02/2024", date(2024, 2, 29), None),
        ("29/02/2026", None, None),
        ("31/12/26", None, None),
        ("12/31/2026", None, None),
        ("mañana", None, None),
    ],
)
def test_a_date_means_what_the_locale_says(text, spanish, english):
    assert (locales.day(text, SPANISH), locales.day(text, ENGLISH)) == (spanish, english)


numbers = st.decimals(-(10**11), 10**11, places=8, allow_nan=False)


@given(numbers, st.sampled_from([SPANISH, ENGLISH]))
def test_a_number_shown_is_read_back(value, locale):
    assert locales.number(locales.show_number(value, locale), locale) == value


@given(st.dates(), st.sampled_from([SPANISH, ENGLISH]))
def test_a_date_shown_is_read_back(value, locale):
    assert locales.day(locales.show_day(value, locale), locale) == value
