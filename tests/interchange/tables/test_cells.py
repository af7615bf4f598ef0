"""Each kind of cell: what it understands, what it refuses, and that it reads what it shows."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.interchange.tables import words
from cadencia.interchange.tables.cells import (
    Amount,
    Choice,
    Codes,
    Day,
    Months,
    OneOffDay,
    Parameters,
    Parts,
    Percents,
    Refused,
    Text,
    Whole,
    Wholes,
    YesNo,
    folded,
    nearest,
)
from cadencia.interchange.tables.locales import ENGLISH, SPANISH

MIDNIGHT = datetime(2026, 1, 31)  # noqa: DTZ001 - spreadsheets know no time zones
ALL_WORDS = {
    name: value
    for name, value in vars(words).items()
    if name.isupper() and name not in {"NOTHING", "WITH_NEXT"}
}


@pytest.mark.parametrize(
    ("cell", "raw", "value"),
    [
        (Text(), "  Ana  ", "Ana"),
        (Text(), Decimal("1001"), "1001"),
        (Text(), Decimal("1001.0"), "1001"),
        (Text(), date(2026, 1, 31), "2026-01-31"),
        (Text(), "'=1+1", "=1+1"),
        (Text(), "uno\r\ndos", "uno\ndos"),
        (Amount(), "1.234,50", "1234.50"),
        (Amount(), Decimal("0.30000000000000004"), "0.3"),
        (Amount(), 45, "45"),
        (Amount(percent=True), "10 %", "10"),
        (Amount(), "-0", "0"),
        (Whole(), "12", 12),
        (Whole(), Decimal("12.0"), 12),
        (Day(), MIDNIGHT, "2026-01-31"),
        (Day(), "31/01/2026", "2026-01-31"),
        (YesNo(), "Sí", True),
        (YesNo(), "NO", False),
        (YesNo(), "x", True),
        (YesNo(), Decimal(0), False),
        (YesNo(), True, True),
        (Codes(), "IVA21, IRPF15", ["IVA21", "IRPF15"]),
        (Codes(), "ninguno", []),
        (Percents(), "10 % + 5", ["10", "5"]),
        (Percents(), "10,5; 5", ["10.5", "5"]),
        (Percents(), Decimal("2.50"), ["2.50"]),
        (Months(), "octubre, enero; 4", [1, 4, 10]),
        (Months(), Decimal(3), [3]),
        (Wholes(minimum=1, maximum=31), "5, 20", [5, 20]),
        (OneOffDay(), "03/2027", "2027-03"),
        (OneOffDay(), "2027-3", "2027-03"),
        (OneOffDay(), "Con la siguiente", "next"),
        (OneOffDay(), "15/03/2027", "2027-03-15"),
        (Parameters(), "base=10; km=2,5", {"base": "10", "km": "2.5"}),
        (
            Parts(),
            "30 %: 0; 70: 60",
            [{"percent": "30", "days": 0}, {"percent": "70", "days": 60}],
        ),
        (Choice(words.UNIT), "Mensual", "month"),
        (Choice(words.DOCUMENT_TYPE), "albaran no facturable", "non_billable_delivery_note"),
    ],
)
def test_a_cell_understands(cell, raw, value):
    assert cell.read(raw, SPANISH) == value


@pytest.mark.parametrize(
    ("cell", "raw", "code"),
    [
        (Text(limit=3), "Anabel", "text_too_long"),
        (Text(), "a\x07b", "control_character"),
        (Text(), "#N/A", "error_value"),
        (Text(), True, "not_text_cell"),
        (Amount(decimals=6), "0,1234567", "too_many_decimals"),
        (Amount(), "1234567890123", "number_too_large"),
        (Amount(), Decimal("1e300"), "number_too_large"),
        (Amount(), "12.5", "not_a_number"),
        (Amount(), True, "not_a_number"),
        (Amount(), "#REF!", "error_value"),
        (Whole(), "1,5", "not_whole"),
        (Whole(minimum=1, maximum=31), "0", "out_of_bounds"),
        (Whole(minimum=1, maximum=31), "32", "out_of_bounds"),
        (Day(), "31/02/2026", "not_a_day"),
        (Day(), MIDNIGHT.replace(hour=10), "day_with_time"),
        (Day(), Decimal(46053), "not_a_day"),
        (YesNo(), "quizá", "not_a_choice"),
        (Choice(words.UNIT), "quincenal", "not_a_choice"),
        (Months(), "enero, brumario", "not_a_month"),
        (Parameters(), "base 10", "not_a_pair"),
        (Parts(), "30 %", "not_a_pair"),
        (OneOffDay(), "pronto", "not_a_day"),
    ],
)
def test_a_cell_refuses(cell, raw, code):
    with pytest.raises(Refused) as refused:
        cell.read(raw, SPANISH)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ALL_WORDS)
@pytest.mark.parametrize("locale", [SPANISH, ENGLISH])
def test_every_word_is_understood_and_belongs_to_one_value(name, locale):
    cell = Choice(ALL_WORDS[name])
    for value, languages in ALL_WORDS[name].items():
        assert cell.read(cell.show(value, locale), locale) == value
        for known in languages.values():
            assert [cell.read(each, locale) for each in known] == [value] * len(known)


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=30
).filter(lambda each: each == each.rstrip() and each.strip())
amounts = st.decimals(-(10**11), 10**11, places=2, allow_nan=False).map(
    lambda each: format(each if each else abs(each), "f")
)
codes = st.text(st.sampled_from("ABC-19"), min_size=1, max_size=6)


@given(texts, st.sampled_from([SPANISH, ENGLISH]))
def test_a_text_shown_is_read_back(value, locale):
    assert Text().read(Text().show(value, locale), locale) == value


@given(st.lists(amounts, min_size=1, max_size=3), st.sampled_from([SPANISH, ENGLISH]))
def test_percents_shown_are_read_back(value, locale):
    assert Percents().read(Percents().show(value, locale), locale) == value


@given(st.lists(codes, max_size=4), st.sampled_from([SPANISH, ENGLISH]))
def test_codes_shown_are_read_back(value, locale):
    assert Codes().read(Codes().show(value, locale), locale) == value


@given(st.dictionaries(codes, amounts, min_size=1, max_size=3))
def test_parameters_shown_are_read_back(value):
    assert Parameters().read(Parameters().show(value, SPANISH), SPANISH) == value


def test_names_are_compared_without_accents_case_blanks_or_signs():
    assert folded("Día de Generación") == folded("DIA DE GENERACION") == "diadegeneracion"


def test_a_misspelt_name_finds_the_nearest():
    assert nearest("Presio", ["Precio", "Cantidad"]) == "Precio"
    assert nearest("Zapato", ["Precio", "Cantidad"]) is None
