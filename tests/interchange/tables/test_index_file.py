"""Index series as the INE publishes them."""

from decimal import Decimal

import pytest

from cadencia.interchange.tables import index_file
from cadencia.interchange.tables.locales import ENGLISH, SPANISH


def read(text, locale=SPANISH, encoding="utf-8"):
    return index_file.read(text.encode(encoding), locale)


def problems(text, locale=SPANISH):
    return [(each.row, each.code) for each in read(text, locale).problems]


def test_a_file_of_the_ine():
    found = read("PERIODO;VALOR\n2026M03;121,345\n2026M02;120,9\n2026M01;1.120,1\n")
    assert found.values == {
        "2026-03": Decimal("121.345"),
        "2026-02": Decimal("120.9"),
        "2026-01": Decimal("1120.1"),
    }
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-01", "2026-01"),
        ("2026M12", "2026-12"),
        (" 1/2026 ", "2026-01"),
        ("enero 2026", "2026-01"),
        ("Marzo de 2026", "2026-03"),
        ("sept. 2026", "2026-09"),
        ("2026-00", None),
        ("2026-13", None),
        ("2026", None),
        ("Total", None),
    ],
)
def test_how_months_are_written(text, month):
    assert index_file.month_of(text) == month


def test_what_is_not_published_yet_is_passed_over():
    found = read("2026-01;120,1\n2026-02;..\n2026-03;\n")
    assert (list(found.values), found.not_published) == (["2026-01"], ["2026-02", "2026-03"])


def test_all_problems_each_with_its_row():
    text = (
        "mes;valor\n2026-01;120.1\nenero;5\n2026-02;-3\n2026-03;1,123456789\n2026-04;1\n2026-04;2\n"
    )
    assert problems(text) == [
        (2, "value"),
        (3, "month"),
        (4, "value"),
        (5, "decimals"),
        (7, "repeated"),
    ]


def test_the_same_value_twice_is_no_problem():
    assert not problems("2026-01;5\n2026-01;5,0\n")


@pytest.mark.parametrize("text", ["", "mes;valor\n", "\n\n"])
def test_a_file_without_values(text):
    assert problems(text) == [(1, "nothing")]


def test_the_first_row_may_be_a_mistake_rather_than_a_heading():
    assert problems("2026-14;5\n2026-01;5\n") == [(1, "month")]


def test_english_numbers():
    assert read("month,value\n2026-01,120.1\n", ENGLISH).values == {"2026-01": Decimal("120.1")}
