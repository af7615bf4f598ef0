"""From the rows of sheets to records: cells read, keys checked, contracts put together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cadencia.interchange.tables import sentences
from cadencia.interchange.tables.cells import Refused
from cadencia.interchange.tables.columns import Column, Kind
from cadencia.interchange.tables.contract_columns import CONTRACTS
from cadencia.interchange.tables.locales import Locale
from cadencia.interchange.tables.records import (
    Json,
    Problem,
    Raw,
    Record,
    RowOrigin,
    TableColumns,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells have been read: field -> value, None where the cell is blank."""

    values: dict[str, Json]
    origin: RowOrigin


@dataclass(slots=True)
class Reading:
    """How to read, and the problems found so far."""

    locale: Locale
    language: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, origin: RowOrigin, path: str, **values: Json) -> None:
        """Note a problem at a field of a row."""
        place = origin.where(path)
        self.problems.append(sentences.problem(code, place, language=self.language, **values))


def read_rows(
    numbered: Iterable[tuple[int, tuple[Raw, ...]]],
    columns: TableColumns,
    kind: Kind,
    reading: Reading,
) -> Iterator[Row]:
    """Yield the rows that aren't blank, with their cells read; note what can't be."""
    wanted = [
        (each, columns.positions[each.path])
        for each in kind.columns
        if each.path in columns.positions
    ]
    wanted.sort(key=lambda pair: pair[1])  # problems come from left to right
    for number, cells in numbered:
        if all(_is_blank(each) for each in cells):
            continue
        origin = RowOrigin(columns, number, cells)
        _refuse_stray_cells(cells, columns, origin, reading)
        yield Row(_read_cells(cells, wanted, origin, reading), origin)


def master_records(rows: Iterable[Row], kind: Kind, reading: Reading) -> Iterator[Record]:
    """Yield one record per row; blank cells set the field back to its default."""
    for row in rows:
        lacks = _lacks(row, kind.columns, reading)
        values = {path: each for path, each in row.values.items() if path not in lacks}
        yield Record(kind=kind.name, data=nested(values), origin=row.origin, lacks=lacks)


def has_required(row: Row, kind: Kind, reading: Reading) -> bool:
    """Return whether a row has what its kind requires; note what it lacks."""
    return not _lacks(row, kind.columns, reading)


def nested(values: dict[str, Json], *, with_blanks: bool = True) -> dict[str, Json]:
    """Return flat fields as the contract file nests them.

    >>> nested({"code": "C1", "payment_terms.days": 30, "email": None}, with_blanks=False)
    {'code': 'C1', 'payment_terms': {'days': 30}}
    """
    data: dict[str, Json] = {}
    for path, value in values.items():
        if value is None and not with_blanks:
            continue
        *outer, last = path.split(".")
        inside = data
        for name in outer:
            inside = inside.setdefault(name, {})
        inside[last] = value
    return data


def refuse_repeated(records: Iterable[Record], kind: Kind, reading: Reading) -> None:
    """Note the records whose key another one has, as far as their keys can be read."""
    if not kind.key:
        return
    seen: dict[tuple[Json, ...], Record] = {}
    for record in records:
        if not record.lacks.isdisjoint(kind.key):
            continue
        key = tuple(key_value(record, name) for name in kind.key)
        first = seen.setdefault(key, record)
        # The same customer may stand in several contract files; a contract stands once.
        if first is not record and (kind is CONTRACTS or first.data != record.data):
            _refuse_twice(record, first, key, kind, reading)


def key_value(record: Record, name: str) -> Json:
    """Return a field of a record's key; a contract's code stands inside its contract."""
    if record.kind == CONTRACTS.name:
        return record.data["contract"].get(name)
    return record.data.get(name)


def _refuse_twice(
    record: Record, first: Record, key: tuple[Json, ...], kind: Kind, reading: Reading
) -> None:
    there = first.origin.where(kind.key[0])
    spot = (there.file, there.sheet, str(there.row) if there.row else there.column)
    path = f"contract.{kind.key[0]}" if kind is CONTRACTS else kind.key[0]
    reading.problems.append(
        sentences.problem(
            "code_twice",
            record.origin.where(path),
            language=reading.language,
            name=" / ".join(str(each) for each in key if each is not None),
            where=", ".join(each for each in spot if each),
        )
    )


def _read_cells(
    cells: tuple[Raw, ...],
    wanted: list[tuple[Column, int]],
    origin: RowOrigin,
    reading: Reading,
) -> dict[str, Json]:
    values: dict[str, Json] = {}
    width = len(cells)
    for column, position in wanted:
        raw = cells[position] if position < width else None
        if _is_blank(raw):
            values[column.path] = None
            continue
        try:
            values[column.path] = column.cell.read(raw, reading.locale)
        except Refused as refused:
            values[column.path] = REFUSED
            reading.refuse(
                refused.code, origin, column.path, **_in_words(refused, reading.language)
            )
    return values


class _Refused:
    """Stands where a cell could not be read, so that it isn't reported as missing as well."""

    def __repr__(self) -> str:
        return "REFUSED"


REFUSED = _Refused()


def _in_words(refused: Refused, language: str) -> dict[str, Json]:
    values = dict(refused.values)
    if "near" in values:
        values["hint"] = sentences.hint(values.pop("near"), language=language)
    return values


def _lacks(row: Row, columns: tuple[Column, ...], reading: Reading) -> frozenset[str]:
    """Return the fields that a row lacks; note those that are required and missing."""
    lacks = {path for path, each in row.values.items() if each is REFUSED}
    for column in columns:
        if column.required and row.values.get(column.path) is None:
            reading.refuse(
                "required", row.origin, column.path, name=column.heading(reading.language)
            )
            lacks.add(column.path)
    return frozenset(lacks)


def _refuse_stray_cells(
    cells: tuple[Raw, ...], columns: TableColumns, origin: RowOrigin, reading: Reading
) -> None:
    headings = columns.headings
    for position, raw in enumerate(cells):
        if _is_blank(raw) or (position < len(headings) and headings[position]):
            continue
        reading.refuse("cell_without_heading", origin, "")
        return


def _is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())
