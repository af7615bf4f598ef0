"""What an import does with each row: which are new, which change and in what (US-4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cadencia.billing.importing.master_values import MODELS
from cadencia.interchange.tables.contract_columns import BY_NAME, CONTRACTS, title_of
from cadencia.interchange.tables.records import Record

MOST = 1000
"""Rows that are told one by one; counted are all of them."""

NEW, CHANGED = "new", "changed"


@dataclass(slots=True)
class ToldRows:
    """The first rows that bring something, in the words of who reads them."""

    language: str = "es"
    rows: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, record: Record | None, outcome: str, fields: Iterable[str] = ()) -> None:
        """Note what becomes of a record; `fields` are those of its model that change."""
        if record is None or len(self.rows) >= MOST:
            return
        place = record.origin.where("")
        self.rows.append(
            {
                "kind": record.kind,
                "outcome": outcome,
                "file": place.file,
                "sheet": place.sheet or "",
                "row": place.row,
                "name": _name(record),
                "fields": [_title(record.kind, each, self.language) for each in fields],
            }
        )


def _name(record: Record) -> str:
    """Return what tells the record from others: its code, or all that its kind goes by."""
    if record.kind == CONTRACTS.name:
        return _text(record.data["contract"].get("code"))
    values = (_text(record.data.get(each)) for each in BY_NAME[record.kind].key)
    return " · ".join(filter(None, values))


def _text(value: Any) -> str:
    return "" if value is None else str(getattr(value, "text", value))


def _title(kind: str, name: str, language: str) -> str:
    """Return the heading of a field of the model, as the sheets of its kind have it."""
    if kind == CONTRACTS.name:
        return title_of(name, language)
    paths = {field: path for path, field in (MODELS[kind][1] if kind in MODELS else {}).items()}
    path = paths.get(name, name)
    for column in BY_NAME[kind].columns:
        if column.path in (path, path.removeprefix("valid_")) or column.path.startswith(f"{path}."):
            return column.heading(language)
    return path
