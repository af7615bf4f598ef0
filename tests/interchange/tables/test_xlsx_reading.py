"""Workbooks, friendly and hostile."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from cadencia.interchange.tables import xlsx_reading
from cadencia.interchange.tables.cells import Refused

MIDNIGHT = datetime(2026, 1, 31)  # noqa: DTZ001 - spreadsheets know no time zones


def a_workbook(*rows, formats=(), title="Clientes"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for cell, shape in formats:
        book.active[cell].number_format = shape
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content):
    return {name: list(found) for name, found in xlsx_reading.sheets(content)}


def code_of(content):
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.code


def with_part(content, name, data):
    """Return a workbook with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, data if part == name else old.read(part))
    return out.getvalue()


def test_numbers_dates_and_texts_come_as_they_are():
    content = a_workbook(["A", 1, 2.5, date(2026, 1, 31), True, None, "z", None])
    row = read(content)["Clientes"][0]
    assert row == (1, ("A", 1, Decimal("2.5"), MIDNIGHT, True, None, "z"))


@pytest.mark.parametrize(
    ("value", "shape", "found"),
    [
        (0.1, "0%", Decimal("10.0")),
        (0.21, "0.00%", Decimal("21.00")),
        (8001, "00000", "08001"),
        (29.9, "0.00", Decimal("29.90")),
        (45, '#,##0.00 "€"', Decimal("45.00")),
        (1.2345, "0.00", Decimal("1.2345")),
        (7, "General", Decimal(7)),
        (7, "0", Decimal(7)),
    ],
)
def test_what_the_format_shows_is_kept(value, shape, found):
    content = a_workbook([value], formats=[("A1", shape)])
    (read_value,) = read(content)["Clientes"][0][1]
    assert str(read_value) == str(found)


def test_a_file_that_says_xlsx_and_is_not():
    assert code_of(b"PK\x03\x04 not really") == "xlsx_corrupt"
    assert code_of(b"Codigo;Nombre\n") == "xlsx_corrupt"


def test_an_old_workbook_renamed():
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "old_excel"


def test_a_workbook_cut_in_half():
    content = a_workbook(["Código"], ["C1"])
    assert code_of(content[: len(content) // 2]) == "xlsx_corrupt"


@pytest.mark.parametrize("at", range(40, 400, 40))
def test_a_workbook_with_bytes_changed_never_fails_in_another_way(at):
    content = bytearray(a_workbook(["Código"], ["C1"]))
    content[at : at + 8] = b"\xff" * 8
    codes = []
    try:
        read(bytes(content))
    except Refused as refused:
        codes.append(refused.code[:4])
    assert codes in ([], ["xlsx"])


def test_a_zip_that_unpacks_too_large_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 400_000_000)
    assert len(out.getvalue()) < 1_000_000
    assert code_of(out.getvalue()) == "xlsx_unpacks_too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_never_expanded(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    content = with_part(a_workbook(["Código"]), "xl/worksheets/sheet1.xml", bomb.encode(encoding))
    assert code_of(content) == "xlsx_entities"


def test_a_formula_without_a_stored_result_is_named():
    content = a_workbook(["Precio"], ["=1+1"])
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == "formula_without_value"
    assert refused.value.values["cell"] == "A2"


def test_a_formula_gives_its_stored_result():
    content = a_workbook(["Precio"], [7])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    formula = sheet.replace("<v>7</v>", "<f>[1]Hoja!A1+3</f><v>7</v>")
    assert formula != sheet
    content = with_part(content, "xl/worksheets/sheet1.xml", formula)
    assert read(content)["Clientes"][1] == (2, (Decimal(7),))


def test_a_value_far_to_the_right_is_refused():
    row = [None] * xlsx_reading.MAX_COLUMNS + ["x"]
    assert code_of(a_workbook(row)) == "columns_too_many"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_reading, "MAX_ROWS", 3)
    assert len(read(a_workbook(["a"], ["b"], ["c"]))["Clientes"]) == 3
    assert code_of(a_workbook(["a"], ["b"], ["c"], ["d"])) == "rows_too_many"
