from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import text_variables
from cadencia.core.text_variables import Facts, VariableWithoutValue, expand

FEBRUARY = Facts(
    due_on=date(2026, 2, 28),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    period_from=date(2026, 2, 28),
    period_until=date(2026, 3, 30),
    installment=2,
    installments=12,
    contract="CT-1",
    customer="Ana Ñúñez",
    reference="PO 77",
    theoretical_on=date(2026, 3, 2),
    payment_due_on=date(2026, 4, 1),
    asset="Caldera 3",
)


def on(year, month, day=1):
    return FEBRUARY._replace(due_on=date(year, month, day))


def spanish(text, facts=FEBRUARY):
    return expand(text, facts, "es")


class TestMonthsQuartersHalvesAndYears:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("CUOTA GIMNASIO <MENSUAL>", "CUOTA GIMNASIO Febrero"),
            ("<MENSUAL+1>", "Marzo"),
            ("<MENSUAL-2>", "Diciembre"),
            ("<MENSUAL+11>", "Enero"),
            ("<MENSUAL + 1>", "Marzo"),
            ("<TRIMESTRAL>", "1.er trimestre"),
            ("<TRIMESTRAL+1>", "2.º trimestre"),
            ("<TRIMESTRAL+2>", "3.er trimestre"),
            ("<TRIMESTRAL-1>", "4.º trimestre"),
            ("<SEMESTRAL>", "1.er semestre"),
            ("<SEMESTRAL+1>", "2.º semestre"),
            ("<ANUAL>", "2026"),
            ("<ANUAL+1>", "2027"),
            ("<ANUAL-10>", "2016"),
            ("<mensual> <Anual>", "Febrero 2026"),
            ("de <MENSUAL> a <MENSUAL+1>.", "de Febrero a Marzo."),
        ],
    )
    def test_each_is_moved_by_its_own_units(self, text, expected):
        assert spanish(text) == expected

    @pytest.mark.parametrize(
        ("text", "month", "expected"),
        [
            ("<MENSUAL+1> <ANUAL>", 12, "Enero 2026"),
            ("<MENSUAL+1> <ANUAL MENSUAL+1>", 11, "Diciembre 2026"),
            ("<MENSUAL+1> <ANUAL MENSUAL+1>", 12, "Enero 2027"),
            ("<TRIMESTRAL+1> <ANUAL TRIMESTRAL+1>", 9, "4.º trimestre 2026"),
            ("<TRIMESTRAL+1> <ANUAL TRIMESTRAL+1>", 10, "1.er trimestre 2027"),
            ("<SEMESTRAL-1> <ANUAL SEMESTRAL-1>", 6, "2.º semestre 2025"),
            ("<SEMESTRAL-1> <ANUAL SEMESTRAL-1>", 7, "1.er semestre 2026"),
            ("<YEAR MONTH-1>", 1, "2025"),
        ],
    )
    def test_the_year_of_a_moved_month(self, text, month, expected):
        assert spanish(text, on(2026, month, 28)) == expected

    def test_the_31st_moves_to_the_next_month_and_not_over_february(self):
        assert spanish("<MENSUAL+1>", on(2026, 1, 31)) == "Febrero"

    def test_all_months_and_the_edges_of_quarters_and_halves(self):
        months = " ".join(spanish("<MENSUAL>", on(2026, month)) for month in range(1, 13))
        assert months == (
            "Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre "
            "Diciembre"
        )
        quarters = "".join(spanish("<TRIMESTRAL>", on(2026, month))[0] for month in range(1, 13))
        assert quarters == "111222333444"
        halves = "".join(spanish("<SEMESTRAL>", on(2026, month))[0] for month in range(1, 13))
        assert halves == "111111222222"


@pytest.mark.parametrize(
    ("spanish_name", "english_name", "in_spanish", "in_english"),
    [
        ("MENSUAL", "MONTH", "Febrero", "February"),
        ("TRIMESTRAL+2", "QUARTER+2", "3.er trimestre", "3rd quarter"),
        ("SEMESTRAL", "HALF", "1.er semestre", "1st half"),
        ("ANUAL-1", "YEAR-1", "2025", "2025"),
        ("ANUAL MENSUAL+11", "YEAR MONTH+11", "2027", "2027"),
        ("INICIO VIGENCIA", "VALID FROM", "01/01/2026", "1 Jan 2026"),
        ("FIN VIGENCIA", "VALID UNTIL", "31/12/2026", "31 Dec 2026"),
        ("PERIODO DESDE", "PERIOD FROM", "28/02/2026", "28 Feb 2026"),
        ("PERIODO HASTA", "PERIOD UNTIL", "30/03/2026", "30 Mar 2026"),
        ("CUOTA", "INSTALLMENT", "2", "2"),
        ("CUOTAS", "INSTALLMENTS", "12", "12"),
        ("CONTRATO", "CONTRACT", "CT-1", "CT-1"),
        ("CLIENTE", "CUSTOMER", "Ana Ñúñez", "Ana Ñúñez"),
        ("REFERENCIA", "REFERENCE", "PO 77", "PO 77"),
        ("FECHA", "DATE", "02/03/2026", "2 Mar 2026"),
        ("VENCIMIENTO", "DUE DATE", "01/04/2026", "1 Apr 2026"),
        ("ACTIVO", "ASSET", "Caldera 3", "Caldera 3"),
    ],
)
def test_both_spellings_in_both_languages(spanish_name, english_name, in_spanish, in_english):
    for name in (spanish_name, english_name, english_name.lower()):
        assert expand(f"<{name}>", FEBRUARY, "es") == in_spanish
        assert expand(f"[<{name}>]", FEBRUARY, "en") == f"[{in_english}]"


@pytest.mark.parametrize(
    ("language", "month"),
    [
        ("es", "Febrero"),
        ("es-ES", "Febrero"),
        ("en-GB", "February"),
        ("EN", "February"),
        ("ca", "febrer"),
        ("pt-BR", "fevereiro"),
        ("fr", "février"),
        ("xx", "Febrero"),
        ("", "Febrero"),
    ],
)
def test_the_customers_language(language, month):
    assert expand("<MENSUAL>", FEBRUARY, language) == month


@pytest.mark.parametrize(
    "text", ["<PERÍODO DESDE>", "<período  desde>", "<PERIODO\u00a0DESDE>", "<PERIODO DESDE >"]
)
def test_accents_and_blanks_do_not_matter(text):
    assert spanish(text) == "28/02/2026"


class TestUnknownVariables:
    @pytest.mark.parametrize(
        ("text", "unknown"),
        [
            ("CUOTA <MENSUL>", ("MENSUL",)),
            ("<PRECIO> y <OTRA> y <PRECIO>", ("PRECIO", "OTRA")),
            ("<MENSUAL–1>", ("MENSUAL–1",)),
            ("<FECHA+1>", ("FECHA+1",)),
            ("<ANUAL ANUAL+1>", ("ANUAL ANUAL+1",)),
            ("<ANUAL+1 MENSUAL>", ("ANUAL+1 MENSUAL",)),
            ("<MENSUAL+1000>", ("MENSUAL+1000",)),
            ("<FIN_VIGENCIA>", ("FIN_VIGENCIA",)),
            ("<<CUOTA>", ()),
            ("<b>negrita</b>", ()),
            ("<Nombre>", ()),
            ("consumo < 100 kWh y > 20", ()),
            ("si <3 MESES>", ()),
            ("< MENSUAL>", ()),
            ("<MENSUAL", ()),
            ("KM<MAX\nHORAS>20", ()),
            ("", ()),
            ("<MENSUAL+1> <fin vigencia> <DUE DATE>", ()),
        ],
    )
    def test_words_in_capitals_that_are_no_variable(self, text, unknown):
        assert text_variables.unknown_variables(text) == unknown

    def test_anything_else_stays_as_it_stands(self):
        for text in ("a < b", "<b>x</b>", "<Nombre>", "< MENSUAL>", "<MENSUAL", "100 %", "<>"):
            assert spanish(text) == text


def test_the_variables_of_a_text_by_their_canonical_names():
    text = "<month+1> <YEAR MONTH+1> <FIN VIGENCIA> <valid until> <OTRA>"
    assert text_variables.variables_in(text) == {"MENSUAL", "ANUAL", "FIN VIGENCIA"}
    assert text_variables.variables_in("nothing") == frozenset()


@pytest.mark.parametrize(
    ("text", "differ"),
    [
        ("<MENSUAL+1> <ANUAL>", True),
        ("<MENSUAL+1> <ANUAL MENSUAL+1>", False),
        ("<MENSUAL> <ANUAL>", False),
        ("<MENSUAL+1> <FECHA>", False),
        ("<TRIMESTRAL+1> <ANUAL MENSUAL+3>", False),
        ("<TRIMESTRAL+1> <ANUAL+1>", True),
        ("<ANUAL+1>", False),
    ],
)
def test_the_editor_warns_where_shifts_differ(text, differ):
    assert text_variables.different_shifts(text) is differ


class TestNoValue:
    NOTHING = Facts(due_on=date(2026, 2, 28))

    @pytest.mark.parametrize(
        "name",
        ["FIN VIGENCIA", "VALID FROM", "CUOTA", "CUOTAS", "REFERENCIA", "CLIENTE", "VENCIMIENTO"],
    )
    def test_is_named_and_never_left_empty(self, name):
        with pytest.raises(VariableWithoutValue) as refused:
            spanish(f"x <{name}> y", self.NOTHING)
        assert refused.value.name == name

    def test_all_of_them_at_once(self):
        text = "<MENSUAL> <FIN VIGENCIA> <cuota> <FIN VIGENCIA> <Activo>"
        found = text_variables.missing_values(text, self.NOTHING)
        assert found == ("FIN VIGENCIA", "cuota", "Activo")
        assert text_variables.missing_values(text, FEBRUARY) == ()

    def test_an_opening_is_number_zero(self):
        assert spanish("<CUOTA>", FEBRUARY._replace(installment=0)) == "0"


def test_every_variable_of_the_editors_list_can_be_expanded():
    for names in text_variables.VARIABLES:
        for name in names:
            assert "<" not in spanish(f"<{name}>")
            assert text_variables.variables_in(f"<{name}>") == {names[0]}


bits = st.lists(
    st.one_of(
        st.sampled_from(["<", ">", "MENSUAL", "<MENSUAL+1>", "<ANUAL>", "<CUOTA>", "<cliente>"]),
        st.text(max_size=6),
    ),
    max_size=8,
).map("".join)


@given(bits, st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_expanding_twice_changes_nothing(text, due_on):
    facts = FEBRUARY._replace(due_on=due_on)
    once = spanish(text, facts)
    assert spanish(once, facts) == once


@given(st.text())
def test_a_text_without_variables_is_never_touched(text):
    if not text_variables.variables_in(text):
        assert spanish(text) == text
    assert all(each.isupper() for each in text_variables.unknown_variables(text))
