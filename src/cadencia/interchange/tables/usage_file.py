"""Reading recorded usage from a CSV file with headings, each row with all that is wrong with it.

Columns: contract, line (may be left out), from and until, or a single day, quantity, and the
record's own name and source if it has them. Headings in Spanish or English, in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.interchange.tables import csv_reading, locales
from cadencia.interchange.tables.cells import folded
from cadencia.interchange.tables.locales import Locale

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "contract": ("contrato", "código contrato", "contract"),
    "line": ("línea", "clave de línea", "clave", "line", "key"),
    "from": ("desde", "from", "used_from", "fecha desde"),
    "until": ("hasta", "until", "used_until", "fecha hasta"),
    "day": ("día", "fecha", "day", "date"),
    "quantity": ("cantidad", "consumo", "unidades", "lectura", "quantity", "usage"),
    "external_id": ("id", "identificador", "external_id", "id externo"),
    "source": ("origen", "contador", "source", "meter"),
}
"""The fields and the headings that name them."""

SHOWN = 40  # characters of a cell that a problem shows


class UsageRecord(NamedTuple):
    """A row that was read; `row` is its place in the file."""

    row: int
    contract: str
    line: str
    used_from: date
    used_until: date
    quantity: Decimal
    external_id: str
    source: str


class CellProblem(NamedTuple):
    """What is wrong with a cell; `code`: missing, date, number, heading, no_rows."""

    row: int
    field: str
    code: str
    cell: str


@dataclass(slots=True)
class UsageFile:
    """The records of a file, and the cells that can't be used."""

    records: list[UsageRecord] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def read(content: bytes, locale: Locale) -> UsageFile:
    """Return the records of a file and all that is wrong with it.

    :raises Refused: if it isn't text, or its quotes don't match.
    """
    found = UsageFile()
    columns: dict[str, int] = {}
    for number, cells in csv_reading.rows(content):
        texts = [str(each).strip() for each in cells]
        if not any(texts):
            continue
        if not columns:
            columns = _columns(texts)
            found.problems += _missing_columns(number, columns)
            if found.problems:
                return found
            continue
        given = {
            name: texts[place] if place < len(texts) else "" for name, place in columns.items()
        }
        _add(found, number, given, locale)
    if not found.records and not found.problems:
        found.problems.append(CellProblem(1, "contract", "no_rows", ""))
    return found


def _columns(headings: list[str]) -> dict[str, int]:
    names = {folded(each): name for name, known in HEADINGS.items() for each in known}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = names.get(folded(heading))
        if name is not None:
            found.setdefault(name, place)
    return found


def _missing_columns(row: int, columns: Mapping[str, int]) -> list[CellProblem]:
    missing = [name for name in ("contract", "quantity") if name not in columns]
    if "day" not in columns:
        missing += [name for name in ("from", "until") if name not in columns]
    return [CellProblem(row, name, "heading", HEADINGS[name][0]) for name in missing]


def _add(found: UsageFile, row: int, given: Mapping[str, str], locale: Locale) -> None:
    before = len(found.problems)
    if not given["contract"]:
        found.problems.append(CellProblem(row, "contract", "missing", ""))
    day = given.get("day", "")
    start = _day(found, row, ("from", given.get("from", "") or day), locale)
    until = _day(found, row, ("until", given.get("until", "") or day), locale)
    quantity = locales.number(given["quantity"], locale)
    if quantity is None:
        code = "number" if given["quantity"] else "missing"
        found.problems.append(CellProblem(row, "quantity", code, given["quantity"][:SHOWN]))
    if len(found.problems) > before or start is None or until is None or quantity is None:
        return
    found.records.append(
        UsageRecord(
            row=row,
            contract=given["contract"],
            line=given.get("line", ""),
            used_from=start,
            used_until=until,
            quantity=quantity,
            external_id=given.get("external_id", ""),
            source=given.get("source", ""),
        )
    )


def _day(found: UsageFile, row: int, given: tuple[str, str], locale: Locale) -> date | None:
    name, text = given
    day = locales.day(text, locale)
    if day is None:
        found.problems.append(CellProblem(row, name, "date" if text else "missing", text[:SHOWN]))
    return day
