"""Exports as files: a workbook, a folder of CSV files, or the JSON form."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cadencia.billing.exporting.records import CONTRACTS, Export
from cadencia.interchange.tables import writing
from cadencia.interchange.tables.cells import folded


class Format(StrEnum):
    """How an export is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"  # contracts alone, one contract file on each line


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an export goes and how: `path` is a folder for CSV, else a file."""

    path: Path
    format: Format
    locale: str = "es"


def export_to(export: Export, target: Target) -> list[Path]:
    """Write an export; return the files written. Each appears whole or not at all."""
    written = []
    for path, content in _files(export, target):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
        written.append(path)
    return written


def _files(export: Export, target: Target) -> Iterator[tuple[Path, bytes]]:
    records, locale = export.records, target.locale
    if target.format is Format.JSON:
        yield target.path, writing.json_file(records)
    elif target.format is Format.JSONL:
        yield target.path, writing.json_lines(records.get(CONTRACTS, ()))
    else:
        tables = writing.tables(records, locale=locale)
        if target.format is Format.XLSX:
            yield target.path, writing.workbook(tables, locale=locale)
        else:
            for table in tables:
                name = f"{folded(table.name)}.csv"
                yield target.path / name, writing.csv_file(table, locale=locale)
