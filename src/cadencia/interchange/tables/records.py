"""What reading a file gives: records, where each value stood, and the problems found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from cadencia.interchange.problems import escaped

Json = Any
"""A value of the JSON form: str, int, bool, None, list or dict of them."""

Raw = str | int | float | Decimal | bool | date | datetime | time | None
"""A cell as a file holds it."""

_SHOWN = 80
"""Characters of a value repeated in a problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands: row 1 is the first of the sheet, the column is its heading."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        """Escape what no terminal, file or table can hold, such as half a character of JSON."""
        for name in ("sheet", "column", "value"):
            object.__setattr__(self, name, _printable(getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one value, and how to mend it."""

    place: Place
    code: str
    problem: str
    remedy: str

    def __post_init__(self) -> None:
        """Escape in the sentences what they repeat of the file, as in places."""
        object.__setattr__(self, "problem", _printable(self.problem))
        object.__setattr__(self, "remedy", _printable(self.remedy))

    def as_json(self) -> dict[str, Json]:
        """Return the problem as a flat object: file, sheet, row, column, value, …"""
        place = self.place
        return {
            "file": place.file,
            "sheet": place.sheet,
            "row": place.row,
            "column": place.column,
            "value": place.value,
            "code": self.code,
            "problem": self.problem,
            "remedy": self.remedy,
        }


class Origin(Protocol):
    """Knows where each field of a record came from."""

    def where(self, path: str) -> Place:
        """Return the place of a field named as in the contract file: `lines.0.unit_price`."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The headings of one sheet: which field each column holds."""

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    positions: Mapping[str, int]  # field -> column, counted from 0

    def nearest(self, path: str) -> int | None:
        """Return the column of a field, else of one inside it, else of what it is inside of."""
        if path in self.positions:
            return self.positions[path]
        inside = f"{path}."
        for field_path, position in self.positions.items():
            if field_path.startswith(inside):
                return position
        parent, dot, _ = path.rpartition(".")
        return self.nearest(parent) if dot else None


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """A record that is one row of a sheet; its lines and others may be rows of other sheets."""

    columns: TableColumns
    row: int
    cells: tuple[Raw, ...]
    children: Mapping[str, list["RowOrigin"]] = field(default_factory=dict)

    def where(self, path: str) -> Place:
        """Return the place of a field, or of the row if the sheet has no such column."""
        head, _, rest = path.partition(".")
        if head in self.children and rest:
            index, _, inner = rest.partition(".")
            rows = self.children[head]
            if index.isdigit() and int(index) < len(rows):
                return rows[int(index)].where(inner)
        return self._place(self.columns.nearest(path))

    def _place(self, position: int | None) -> Place:
        heading, value = None, None
        if position is not None:
            heading = self.columns.headings[position]
            value = shown(self.cells[position]) if position < len(self.cells) else None
        return Place(
            file=self.columns.file,
            sheet=self.columns.sheet,
            row=self.row,
            column=heading,
            value=value,
        )


@dataclass(frozen=True, slots=True)
class JsonOrigin:
    """A record that is an object of a JSON file; `row` is its line in a file of JSON lines."""

    file: str
    prefix: str
    data: Json
    row: int | None = None

    def where(self, path: str) -> Place:
        """Return the place of a field: its path in the file is the column."""
        return Place(
            file=self.file,
            row=self.row,
            column=".".join(part for part in (self.prefix, path) if part) or None,
            value=shown(_at(self.data, path)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One customer, item, price or contract, in the form of the contract file.

    `lacks` are the fields of a master that can't be read, or are required and missing. They were
    told and aren't in `data`; what is there can be judged all the same, and isn't kept.
    """

    kind: str
    data: dict[str, Json]
    origin: Origin
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that a set of files holds.

    `broken` names, by kind, the rows that were refused: who refers to them isn't to blame.
    `is_whole` is false if whole files or sheets could not be read.
    """

    records: Mapping[str, list[Record]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: Mapping[str, set[str]] = field(default_factory=dict)
    is_whole: bool = True

    def of(self, kind: str) -> list[Record]:
        """Return the records of a kind that lack nothing, in the order of the files."""
        return [each for each in self.records.get(kind, ()) if not each.lacks]

    def lacking(self, kind: str) -> list[Record]:
        """Return those that lack something, and so are only judged by what is there."""
        return [each for each in self.records.get(kind, ()) if each.lacks]


def shown(value: Json) -> str | None:
    """Return a value as a problem repeats it, cut if it is long."""
    if value is None or value == "":
        return None
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _printable(text: str | None) -> str | None:
    """Return a text with its lines; other characters that can't be printed stand as \\x00."""
    if text is None or text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in "\n\t" else escaped(each) for each in text)


def _at(data: Json, path: str) -> Json:
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return None if isinstance(data, dict | list) else getattr(data, "text", data)
