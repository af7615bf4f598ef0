"""Sheets become records; every problem says file, row and column, all at once."""

import pytest

from cadencia.interchange.tables.contract_columns import KINDS
from cadencia.interchange.tables.headings import kind_called
from tests.interchange.tables.files import read, spots

CUSTOMERS = "Código;Nombre;NIF;Días de crédito;Es empresa\nC1;Ana;12345678Z;30;no\n"


def test_a_customer_with_spanish_headings(tmp_path):
    bundle = read(tmp_path, {"clientes.csv": CUSTOMERS})
    assert bundle.problems == []
    (customer,) = bundle.of("customers")
    assert customer.data == {
        "code": "C1",
        "name": "Ana",
        "tax_id": "12345678Z",
        "payment_terms": {"days": 30},
        "is_business": False,
    }


def test_headings_in_english_without_case_accents_or_blanks(tmp_path):
    bundle = read(
        tmp_path, {"Customers.csv": "CODE,Full  Name,postal code\nC1,Ana,08001\n"}, locale="en"
    )
    (customer,) = bundle.of("customers")
    assert customer.data == {"code": "C1", "name": "Ana", "postal_code": "08001"}


def test_a_blank_cell_sets_back_and_a_missing_column_says_nothing(tmp_path):
    bundle = read(tmp_path, {"clientes.csv": "Código;Nombre;Correo\nC1;Ana;\n"})
    assert bundle.of("customers")[0].data == {"code": "C1", "name": "Ana", "email": None}


def test_every_problem_at_once_with_its_place(tmp_path):
    bundle = read(
        tmp_path,
        {
            "clientes.csv": "Código;Nombre;Días de crédito;Idioma\nC1;Ana;30,5;galés\n;Luis;;\n",
            "articulos.csv": "Código;Nombre;Presio\nA;Cuota;1\n",
            "tarifas.csv": "Tarifa;Artículo;Precio\nT;A;12.50\n",
        },
    )
    assert spots(bundle) == [
        ("clientes.csv", 2, "Días de crédito", "not_whole"),
        ("clientes.csv", 2, "Idioma", "not_a_choice"),
        ("clientes.csv", 3, "Código", "required"),
        ("articulos.csv", 1, "Presio", "heading_unknown"),
        ("tarifas.csv", 2, "Precio", "not_a_number"),
    ]
    assert "Did you mean" in bundle.problems[3].problem
    assert bundle.problems[4].place.value == "12.50"
    assert bundle.problems[4].remedy == "Write it as 1.234,56."


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Código;Nombre;NIF;CIF", "heading_twice"),
        ("Código;NIF", "heading_missing"),
        ("Código;Nombre;Zapatos", "heading_unknown"),
    ],
)
def test_headings_that_are_refused(tmp_path, heading, code):
    bundle = read(tmp_path, {"clientes.csv": f"{heading}\nC1;Ana;x;y\n"})
    assert code in [each.code for each in bundle.problems]
    assert not bundle.is_whole


def test_a_column_or_sheet_that_begins_with_an_underscore_is_left_alone(tmp_path):
    files = {"clientes.csv": "Código;Nombre;_Mi nota\nC1;Ana;llamar\n"}
    assert read(tmp_path, files).problems == []


def test_a_value_beyond_the_headings_is_refused(tmp_path):
    bundle = read(tmp_path, {"clientes.csv": "Código;Nombre\nC1;Ana;perdido\n"})
    assert spots(bundle) == [("clientes.csv", 2, None, "cell_without_heading")]


def test_one_code_twice_names_both_rows(tmp_path):
    bundle = read(tmp_path, {"clientes.csv": "Código;Nombre\nC1;Ana\nC2;Eva\nC1;Luis\n"})
    assert spots(bundle) == [("clientes.csv", 4, "Código", "code_twice")]
    assert bundle.problems[0].problem == '"C1" is already in clientes.csv, 2.'


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_sheet_is_known_by_its_names(kind):
    for name in (kind.name, kind.es, kind.en, kind.es.upper(), f"01 {kind.es}", *kind.also):
        assert kind_called(name) is kind


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_heading_means_two_columns(kind):
    from cadencia.interchange.tables.cells import folded

    for language in ("es", "en"):
        titles = [folded(column.heading(language)) for column in kind.columns]
        assert len(titles) == len(set(titles))


def test_a_sheet_of_no_known_kind_says_which_names_it_may_have(tmp_path):
    bundle = read(tmp_path, {"zapatos.csv": "Código\nC1\n"})
    assert bundle.problems[0].code == "kind_unknown"
    assert "Customers" in bundle.problems[0].remedy


def test_the_kind_may_be_declared(tmp_path):
    bundle = read(tmp_path, {"export-2026.csv": CUSTOMERS}, kind="customers")
    assert len(bundle.of("customers")) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("clientes.csv", b"", "file_empty"),
        ("clientes.csv", b"\n\n  \n", "file_empty"),
        ("clientes.xlsx", b"\xd0\xcf\x11\xe0", "old_excel"),
        ("clientes.xlsx", b"PK\x03\x04", "xlsx_corrupt"),
        ("clientes.csv", b"\x89PNG\0\0", "not_text"),
        ("clientes.pdf", b"%PDF-1.7", "format_unknown"),
        ("clientes.json", b"{", "json_broken"),
        ("clientes.json", b"[" * 100_000, "json_too_deep"),
        ("clientes.json", b'{"format": 1, "format": 1}', "json_key_twice"),
    ],
)
def test_files_that_cannot_be_read_are_problems_too(tmp_path, name, content, code):
    bundle = read(tmp_path, {name: content})
    assert [each.code for each in bundle.problems] == [code]
    assert bundle.problems[0].place.file == name
    assert not bundle.is_whole


def test_a_file_of_200_megabytes_is_refused_before_reading_it(tmp_path):
    for name in ("clientes.csv", "clientes.xlsx", "clientes.json"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(200_000_000)
    from cadencia.interchange.tables import reading

    bundle = reading.read_files(sorted(tmp_path.iterdir()), locale="es", language="es")
    assert [each.code for each in bundle.problems] == ["file_too_large"] * 3
    assert "200 MB" in bundle.problems[0].problem


def test_a_file_that_is_not_there(tmp_path):
    from cadencia.interchange.tables import reading

    bundle = reading.read_files([tmp_path / "nada.csv"], locale="es", language="es")
    assert [each.code for each in bundle.problems] == ["file_missing"]
