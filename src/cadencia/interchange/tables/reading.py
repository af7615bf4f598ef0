"""Files of any format in, one bundle of records out, with every problem at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cadencia.interchange.tables import (
    csv_reading,
    headings,
    json_reading,
    rows,
    sentences,
    xlsx_reading,
)
from cadencia.interchange.tables.cells import Refused
from cadencia.interchange.tables.columns import MASTERS, Kind
from cadencia.interchange.tables.contract_columns import BY_NAME, CONTRACTS
from cadencia.interchange.tables.contract_rows import ContractRows
from cadencia.interchange.tables.locales import LOCALES
from cadencia.interchange.tables.records import Bundle, Place, Raw, Record
from cadencia.interchange.tables.rows import Reading, Row

MAX_SIZE = {".xlsx": 50, ".xlsm": 50, ".csv": 100, ".txt": 100, ".tsv": 100}
MAX_JSON = 100  # MB

_MEGABYTE = 1_000_000
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xltx")
_TABLES = (".csv", ".tsv", ".txt")
_JSON = (".json", ".jsonl", ".ndjson")

Numbered = Iterator[tuple[int, tuple[Raw, ...]]]


def read_files(
    paths: Iterable[Path], *, locale: str, language: str, kind: str | None = None
) -> Bundle:
    """Return what a set of files holds: the records of each kind, and every problem.

    A sheet's kind is told by its name (a CSV file's by the file's), unless `kind` says it.
    """
    files = _Files(Reading(LOCALES[locale], language), BY_NAME[kind] if kind else None)
    for path in paths:
        files.read(path)
    return files.bundle()


class _Files:
    """Gathers the records of several files."""

    def __init__(self, reading: Reading, kind: Kind | None) -> None:
        self.reading = reading
        self.kind = kind
        self.records: dict[str, list[Record]] = {each.name: [] for each in (*MASTERS, CONTRACTS)}
        self.contracts = ContractRows(reading)
        self.is_whole = True

    def read(self, path: Path) -> None:
        """Read one file; what stops the whole file is a problem like any other."""
        try:
            content = _content(path)
            suffix = path.suffix.lower()
            if suffix in _JSON:
                self._read_json(path.name, content)
            elif suffix in _WORKBOOKS or content.startswith(b"PK\x03\x04"):
                self._read_workbook(path.name, content)
            elif suffix in _TABLES:
                self._read_sheet(path.name, None, csv_reading.rows(content), path.stem)
            else:
                raise Refused("format_unknown")
        except Refused as refused:
            self._refuse(path.name, None, refused)

    def bundle(self) -> Bundle:
        """Return the records of all files, contracts put together with their parts."""
        self.records[CONTRACTS.name].extend(self.contracts.records())
        for kind in (*MASTERS, CONTRACTS):
            rows.refuse_repeated(self.records[kind.name], kind, self.reading)
        broken = {each.name: self._broken(each) for each in MASTERS}
        return Bundle(self.records, self.reading.problems, broken, self.is_whole)

    def _broken(self, kind: Kind) -> set[str]:
        """Return the codes of what lacks something, as far as they can be read."""
        name = kind.key[0]
        lacking = [each.data.get(name) for each in self.records[kind.name] if each.lacks]
        return {str(each) for each in lacking if each is not None}

    def _read_json(self, file: str, content: bytes) -> None:
        found, problems = json_reading.records(content, file=file, language=self.reading.language)
        self.reading.problems.extend(problems)
        for record in found:
            self.records[record.kind].append(record)

    def _read_workbook(self, file: str, content: bytes) -> None:
        for name, numbered in xlsx_reading.sheets(content):
            if headings.is_ignored(name):
                continue
            try:
                self._read_sheet(file, name, numbered, name)
            except Refused as refused:
                self._refuse(file, name, refused)

    def _read_sheet(self, file: str, sheet: str | None, numbered: Numbered, name: str) -> None:
        first = _headings_row(numbered)
        if first is None:
            if sheet is None:
                raise Refused("file_empty")
            return  # a workbook may have blank sheets
        kind = self.kind or headings.kind_called(name)
        if kind is None:
            words = headings.kinds_in_words(self.reading.language)
            raise Refused("kind_unknown", name=name, kinds=words)
        number, cells = first
        columns, problems = headings.matched(
            cells,
            kind,
            where=Place(file=file, sheet=sheet, row=number),
            language=self.reading.language,
        )
        found = rows.read_rows(numbered, columns, kind, self.reading)
        if problems:
            self.reading.problems.extend(problems)
            self._only_look(kind, found)
        else:
            self._take(kind, found, with_lines=headings.holds_lines(columns))

    def _take(self, kind: Kind, found: Iterator[Row], *, with_lines: bool) -> None:
        if kind is CONTRACTS:
            self.contracts.add_contracts(found, with_lines=with_lines)
        elif kind in MASTERS:
            self.records[kind.name].extend(rows.master_records(found, kind, self.reading))
        else:
            self.contracts.add_parts(found, kind)

    def _only_look(self, kind: Kind, found: Iterator[Row]) -> None:
        """Note what else is wrong in a sheet whose headings are."""
        self.is_whole = False
        self.contracts.incomplete |= kind is CONTRACTS
        for _ in found:
            pass

    def _refuse(self, file: str, sheet: str | None, refused: Refused) -> None:
        self.is_whole = False
        self.contracts.incomplete = True
        values = dict(refused.values)
        place = Place(file=file, sheet=sheet, row=values.get("row"))
        self.reading.problems.append(
            sentences.problem(refused.code, place, language=self.reading.language, **values)
        )


def _headings_row(numbered: Numbered) -> tuple[int, tuple[Raw, ...]] | None:
    for number, cells in numbered:
        if any(each not in (None, "") for each in cells):
            return number, cells
    return None


def _content(path: Path) -> bytes:
    """Return a file's bytes. :raises Refused: if it isn't there, or is too large."""
    try:
        size = path.stat().st_size
        limit = MAX_SIZE.get(path.suffix.lower(), MAX_JSON)
        if size > limit * _MEGABYTE:
            raise Refused("file_too_large", size=size // _MEGABYTE, limit=limit)
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused("file_missing") from None
    except OSError as error:
        raise Refused("file_unreadable", reason=error.strerror or str(error)) from None
    if not content.strip():
        raise Refused("file_empty")
    return content
