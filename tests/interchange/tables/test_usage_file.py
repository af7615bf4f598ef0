"""Recorded usage from a CSV file."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.interchange.tables import usage_file
from cadencia.interchange.tables.locales import ENGLISH, SPANISH


def read(text, locale=SPANISH):
    return usage_file.read(text.encode(), locale)


def problems(text, locale=SPANISH):
    return [(each.row, each.field, each.code) for each in read(text, locale).problems]


def test_spanish_headings_in_any_order():
    (found,) = read(
        "Cantidad;Contrato;Desde;Hasta;Línea;ID\n1.500,5;C1;1/1/2026;31/1/2026;b;m-1\n"
    ).records
    assert found == usage_file.UsageRecord(
        2, "C1", "b", date(2026, 1, 1), date(2026, 1, 31), Decimal("1500.5"), "m-1", ""
    )


def test_a_single_day_and_english_numbers():
    (found,) = read("contract,date,quantity\nC1,2026-01-31,1500.5\n", ENGLISH).records
    assert (found.used_from, found.used_until) == (date(2026, 1, 31), date(2026, 1, 31))


def test_all_that_is_wrong():
    rows = ("contrato;desde;hasta;cantidad", ";1/1/2026;31/1/2026;5", "C1;ayer;;mucho")
    text = "\n".join((*rows, "C1;1/1/2026;2/1/2026;"))
    assert problems(text) == [
        (2, "contract", "missing"),
        (3, "from", "date"),
        (3, "until", "missing"),
        (3, "quantity", "number"),
        (4, "quantity", "missing"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contrato;cantidad\n", [(1, "from", "heading"), (1, "until", "heading")]),
        (
            "x;y\n1;2\n",
            [(1, each, "heading") for each in ("contract", "quantity", "from", "until")],
        ),
        ("contrato;día;cantidad\n", [(1, "contract", "no_rows")]),
        ("", [(1, "contract", "no_rows")]),
    ],
)
def test_a_file_of_something_else(text, expected):
    assert problems(text) == expected
