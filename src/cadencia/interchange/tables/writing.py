"""Records out to files: workbooks, CSV files, the JSON form. What is written reads back equal."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from cadencia.interchange.tables import locales
from cadencia.interchange.tables.cells import MAX_DECIMALS
from cadencia.interchange.tables.columns import MASTERS, Column, Kind
from cadencia.interchange.tables.contract_columns import (
    BESIDE,
    CHILDREN,
    CONTRACTS,
    CUSTOMER,
    LINE_PREFIX,
    LINES,
)
from cadencia.interchange.tables.json_reading import FORMAT
from cadencia.interchange.tables.locales import LOCALES, Locale
from cadencia.interchange.tables.records import Json, Raw

Data = Mapping[str, Json]
"""A record in the form of the contract file."""

Sheet = Any  # of xlsxwriter, which has no types
Styles = dict[str | int, Any]  # those of numbers by their decimals

_WIDEST, _NARROWEST = 48, 8  # characters of a column
_HEADING_COLOR = "#1F4E5F"
# Spreadsheets believe that there was a 29 February 1900: their own dates are sure from then on.
_FIRST_DAY = date(1900, 3, 1)
_TEXT, _DAY = "text", "day"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet ready to be written."""

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[Raw, ...]]


def tables(records: Mapping[str, Sequence[Data]], *, locale: str) -> list[Table]:
    """Return a sheet for each kind that has records; columns that nobody fills are left out.

    Contracts are dicts of `customer` and `contract`; their lines and other parts go to sheets
    of their own, joined by the contract's code.
    """
    contracts = records.get(CONTRACTS.name, ())
    found = [
        _table(kind, records[kind.name], LOCALES[locale])
        for kind in MASTERS
        if records.get(kind.name)
    ]
    if contracts:
        found.append(_table(CONTRACTS, [_header(each) for each in contracts], LOCALES[locale]))
    for kind in (*CHILDREN, *BESIDE):
        if rows := list(_parts(contracts, kind)):
            found.append(_table(kind, rows, LOCALES[locale]))
    return found


def flat_contracts(contracts: Sequence[Data], *, locale: str) -> Table:
    """Return contracts and their lines on one sheet: a row for each line, headers said once."""
    rows: list[dict[str, Json]] = []
    for each in contracts:
        header = _header(each)
        for line in each["contract"].get(LINES.name, ()):
            rows.append({**header, **{LINE_PREFIX + name: line[name] for name in line}})
            header = {}
    return _table(CONTRACTS, rows, LOCALES[locale])


def csv_file(table: Table, *, locale: str) -> bytes:
    """Return a sheet as CSV in UTF-8 with its mark, which Excel asks for."""
    chosen = LOCALES[locale]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=chosen.delimiter, lineterminator="\r\n")
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_in_text(value, chosen) for value in row])
    return out.getvalue().encode("utf-8-sig")


def workbook(sheets: Iterable[Table], *, locale: str) -> bytes:
    """Return sheets as an XLSX workbook: numbers and dates are the spreadsheet's own."""
    out = io.BytesIO()
    # No links nor formulas are made of what looks like one; a fixed creation date keeps two
    # exports of the same data equal.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _CREATED})
        styles: Styles = {
            "heading": book.add_format(
                {
                    "bold": True,
                    "font_color": "white",
                    "bg_color": _HEADING_COLOR,
                    "border": 1,
                    "border_color": _HEADING_COLOR,
                    "valign": "vcenter",
                }
            ),
            _DAY: book.add_format({"num_format": "dd/mm/yyyy" if locale == "es" else "yyyy-mm-dd"}),
            **{
                decimals: book.add_format({"num_format": f"0.{'0' * decimals}".rstrip(".")})
                for decimals in range(MAX_DECIMALS + 1)
            },
            _TEXT: book.add_format({"num_format": "@"}),
        }
        for table in sheets:
            _write_sheet(book.add_worksheet(table.name[:31]), table, styles)
    return out.getvalue()


def json_file(records: Mapping[str, Sequence[Data]]) -> bytes:
    """Return all records as one JSON object with a list for each kind."""
    whole: dict[str, Json] = {"format": FORMAT}
    for kind in (*MASTERS, CONTRACTS):
        if records.get(kind.name):
            whole[kind.name] = list(records[kind.name])
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def json_lines(contracts: Iterable[Data]) -> bytes:
    """Return contracts as contract files, one on each line."""
    lines = (
        json.dumps({"format": FORMAT, **each}, ensure_ascii=False, separators=(",", ":"))
        for each in contracts
    )
    return "".join(f"{line}\n" for line in lines).encode()


# Workbooks carry the moment of their making unless told otherwise.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def _table(kind: Kind, records: Sequence[Data], locale: Locale) -> Table:
    flat = [_flat(record) for record in records]
    used = {path for record in flat for path, value in record.items() if value is not None}
    columns = [each for each in kind.columns if each.required or each.path in used]
    return Table(
        name=kind.title(locale.code),
        headings=tuple(each.heading(locale.code) for each in columns),
        rows=[tuple(_shown(record, each, locale) for each in columns) for record in flat],
    )


def _shown(record: Data, column: Column, locale: Locale) -> Raw:
    value = record.get(column.path)
    return None if value is None else column.cell.show(value, locale)


def _flat(data: Data, prefix: str = "") -> dict[str, Json]:
    """Return nested fields by their path; parameters of a formula stay together."""
    found: dict[str, Json] = {}
    for name, value in data.items():
        path = prefix + name
        if isinstance(value, Mapping) and name in _NESTED:
            found.update(_flat(value, f"{path}."))
        else:
            found[path] = value
    return found


_NESTED = ("schedule", "payment_terms")


def _header(contract: Data) -> dict[str, Json]:
    parts = {kind.name for kind in (*CHILDREN, *BESIDE)}
    header = {name: each for name, each in contract["contract"].items() if name not in parts}
    return {CUSTOMER: contract["customer"]["code"], **header}


def _parts(contracts: Iterable[Data], kind: Kind) -> Iterator[dict[str, Json]]:
    for each in contracts:
        contract = each["contract"]
        for part in contract.get(kind.name, ()):
            yield {"contract": contract["code"], **part}


def _in_text(value: Raw, locale: Locale) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return locales.show_number(value, locale)
    if isinstance(value, date):
        return locales.show_day(value, locale)
    return str(value)


def _write_sheet(sheet: Sheet, table: Table, styles: Styles) -> None:
    for at, heading in enumerate(table.headings):
        sheet.write_string(0, at, heading, styles["heading"])
        sheet.set_column(at, at, _width(table, at))
    sheet.set_row(0, 20)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.headings) - 1)
    for number, row in enumerate(table.rows, start=1):
        for at, value in enumerate(row):
            _write_cell(sheet, (number, at), value, styles)


def _write_cell(sheet: Sheet, spot: tuple[int, int], value: Raw, styles: Styles) -> None:
    if value is None:
        return
    if isinstance(value, date) and value < _FIRST_DAY:
        value = value.isoformat()  # every reader understands it, in any locale
    if isinstance(value, Decimal | int):
        decimals = -int(Decimal(value).as_tuple().exponent)
        sheet.write_number(*spot, float(value), styles[max(decimals, 0)])
    elif isinstance(value, date):
        sheet.write_datetime(*spot, value, styles[_DAY])
    else:
        sheet.write_string(*spot, str(value), styles[_TEXT])


def _width(table: Table, at: int) -> int:
    lengths = [len(_sample(row[at])) for row in table.rows[:200]]
    longest = max([len(table.headings[at]) + 3, *lengths])
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sample(value: Raw) -> str:
    return "" if value is None else str(value)
