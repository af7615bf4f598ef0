"""Contracts put together from one sheet with their lines, or from a sheet for each part."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cadencia.interchange.tables.columns import Kind
from cadencia.interchange.tables.contract_columns import (
    CONTRACTS,
    CUSTOMER,
    LINE_PREFIX,
    LINES,
)
from cadencia.interchange.tables.records import Json, Place, Record, RowOrigin
from cadencia.interchange.tables.rows import REFUSED, Reading, Row, has_required, nested

_PARENT = "contract"
_CODE = "code"
_TEMPLATE = "template"
_OWN_KEY = "own"
"""Begins the keys of a follower's own lines that have none: "1" may be the template's."""


@dataclass(slots=True)
class _Draft:
    """A contract under way: its header, and the rows of its parts."""

    header: Row
    parts: dict[str, list[Row]] = field(default_factory=dict)
    sound: bool = True  # every cell was understood


@dataclass(slots=True)
class ContractRows:
    """Gathers the rows of contracts and of their parts, whatever the order of the files."""

    reading: Reading
    drafts: dict[str, list[_Draft]] = field(default_factory=dict)
    waiting: list[tuple[Kind, Row]] = field(default_factory=list)
    incomplete: bool = False  # a sheet of contracts could not be read

    def add_contracts(self, rows: Iterable[Row], *, with_lines: bool) -> None:
        """Take the rows of a sheet of contracts."""
        latest: _Draft | None = None
        for row in rows:
            header, line = _split(row)
            if with_lines and latest and _continues(header, latest):
                self._refuse_differences(header, latest)
            elif header.values.get(_CODE) is None and with_lines and latest is None:
                self.reading.refuse("before_first_contract", row.origin, _CODE)
                continue
            else:
                latest = self._begin(header)
            if with_lines and not (_follows(latest) and _is_blank(line)):
                self._add_part(latest, LINES, line)

    def add_parts(self, rows: Iterable[Row], kind: Kind) -> None:
        """Take the rows of a sheet of lines, modifications, reviews, pauses or moves."""
        self.waiting.extend((kind, row) for row in rows)

    def records(self) -> Iterator[Record]:
        """Yield the contracts, in the order of their rows, each with its parts."""
        for kind, row in self.waiting:
            self._place(kind, row)
        for drafts in self.drafts.values():
            for draft in drafts:
                if draft.sound:
                    yield _record(draft)

    def _begin(self, header: Row) -> _Draft:
        draft = _Draft(header, sound=has_required(header, CONTRACTS, self.reading))
        self.drafts.setdefault(str(header.values.get(_CODE)), []).append(draft)
        return draft

    def _place(self, kind: Kind, row: Row) -> None:
        code = row.values.get(_PARENT)
        found = self.drafts.get(str(code))
        if found:
            self._add_part(found[0], kind, row)
        elif code is not None and code is not REFUSED and not self.incomplete:
            self.reading.refuse("contract_of_row_missing", row.origin, _PARENT, name=code)
        else:
            has_required(row, kind, self.reading)

    def _add_part(self, draft: _Draft, kind: Kind, row: Row) -> None:
        row.values.setdefault(_PARENT, draft.header.values.get(_CODE))
        draft.parts.setdefault(kind.name, []).append(row)
        draft.sound &= has_required(row, kind, self.reading)

    def _refuse_differences(self, header: Row, draft: _Draft) -> None:
        first = draft.header
        for path, value in header.values.items():
            if value is not None and value is not REFUSED and value != first.values.get(path):
                self.reading.refuse("header_differs", header.origin, path, row=first.origin.row)
                draft.sound = False
        draft.sound &= REFUSED not in header.values.values()


def _split(row: Row) -> tuple[Row, Row]:
    """Return a row's contract and its line."""
    line_paths = {
        path: position
        for path, position in row.origin.columns.positions.items()
        if path.startswith(LINE_PREFIX)
    }
    if not line_paths:
        return row, Row({}, row.origin)
    header = {path: each for path, each in row.values.items() if path not in line_paths}
    line = {path.removeprefix(LINE_PREFIX): row.values[path] for path in line_paths}
    return Row(header, row.origin), Row(line, _line_origin(row.origin, line_paths))


def _line_origin(origin: RowOrigin, line_paths: dict[str, int]) -> RowOrigin:
    """Return the row seen as a line: its fields without their prefix."""
    positions = {path.removeprefix(LINE_PREFIX): at for path, at in line_paths.items()}
    columns = type(origin.columns)(
        origin.columns.file, origin.columns.sheet, origin.columns.headings, positions
    )
    return RowOrigin(columns, origin.row, origin.cells)


def _follows(draft: _Draft) -> bool:
    """Return whether a contract has the lines of a template, so that it needs none of its own."""
    return draft.header.values.get(_TEMPLATE) is not None


def _is_blank(line: Row) -> bool:
    return all(value is None for path, value in line.values.items() if path != _PARENT)


def _continues(header: Row, draft: _Draft) -> bool:
    code = header.values.get(_CODE)
    return code is None or code == draft.header.values.get(_CODE)


def _record(draft: _Draft) -> Record:
    header = dict(draft.header.values)
    customer = header.pop(CUSTOMER)
    contract = nested(header, with_blanks=False)
    for name, rows in draft.parts.items():
        keys = _OWN_KEY if _follows(draft) else ""
        contract[name] = [_part(row, name, f"{keys}{at}") for at, row in enumerate(rows, start=1)]
    children = {name: [row.origin for row in rows] for name, rows in draft.parts.items()}
    origin = RowOrigin(
        draft.header.origin.columns, draft.header.origin.row, draft.header.origin.cells, children
    )
    return Record(
        kind=CONTRACTS.name,
        data={CUSTOMER: {"code": customer}, "contract": contract},
        origin=ContractOrigin(origin),
    )


def _part(row: Row, name: str, key: str) -> dict[str, Json]:
    values = {path: each for path, each in row.values.items() if path != _PARENT}
    part = nested(values, with_blanks=False)
    if name == LINES.name:
        part.setdefault("key", key)
    return part


@dataclass(frozen=True, slots=True)
class ContractOrigin:
    """The rows of a contract; fields are named as in the contract file."""

    row: RowOrigin

    def where(self, path: str) -> Place:
        """Return the place of a field such as `contract.lines.0.unit_price`."""
        head, _, rest = path.partition(".")
        if head == CUSTOMER:
            return self.row.where(CUSTOMER)
        return self.row.where(rest if head == "contract" else path)
