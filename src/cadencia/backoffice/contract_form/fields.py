"""The fields of the screen: those of the contract file, each with its kind, words and usual value.

Nothing is listed by hand, so that a field that the contract file is given is a field here too;
where it stands on the screen the templates say (a test looks that none is forgotten).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cadencia.billing.importing import contract_fields
from cadencia.billing.importing.fields import Amount, Plain
from cadencia.interchange import details
from cadencia.interchange.tables import cells
from cadencia.interchange.tables.cells import Cell
from cadencia.interchange.tables.columns import Column
from cadencia.interchange.tables.contract_columns import (
    CHILDREN,
    CONTRACTS,
    CUSTOMER,
    LINE_PREFIX,
)

Json = Any
APART = (CUSTOMER, "template", "own_header", "state", "active", *details.KEYS)
"""Columns of a sheet that are no fields of the contract here, its details', or an act's."""

TAXES = "taxes"
HEADER = "header"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `path` is its place in its part, `usual` what it is when nothing is said."""

    path: str
    cell: Cell
    usual: Json
    column: Column

    def label(self, language: str) -> str:
        """Return what it is called."""
        return self.column.heading(language)

    def choices(self, language: str) -> list[tuple[str, str]]:
        """Return what can be chosen, with its words; nothing where one types."""
        if not isinstance(self.cell, cells.Choice):
            return []
        named = self.cell.words.items()
        return [(value, _begun(told[language][0])) for value, told in named]

    @property
    def kind(self) -> str:
        """Return how it is typed: text, number, day, choice, flag, months, parameters."""
        if self.path == TAXES:
            return TAXES
        return _KINDS.get(type(self.cell), "text")


_KINDS: Mapping[type[Any], str] = {
    cells.Amount: "number",
    cells.Whole: "number",
    cells.Percents: "number",
    cells.Day: "day",
    cells.OneOffDay: "text",
    cells.Choice: "choice",
    cells.YesNo: "flag",
    cells.Months: "months",
    cells.Parameters: "parameters",
}


@cache
def fields_of(part: str) -> Mapping[str, Field]:
    """Return the fields of the header, or of a list of the contract, by their paths."""
    usual = _usual(part)
    return {
        each.path: Field(each.path, each.cell, usual.get(each.path), each)
        for each in _columns(part)
    }


def parts() -> tuple[str, ...]:
    """Return the lists of a contract: lines, modifications, reviews, pauses, moves."""
    return tuple(each.name for each in CHILDREN)


def _columns(part: str) -> Iterator[Column]:
    if part == HEADER:
        for column in CONTRACTS.columns:
            if not column.path.startswith(LINE_PREFIX) and column.path not in APART:
                yield column
        return
    kind = next(each for each in CHILDREN if each.name == part)
    yield from (each for each in kind.columns if each.path != "contract")


def _usual(part: str) -> dict[str, Json]:
    known = contract_fields.HEADER
    if part != HEADER:
        known = next(each.fields for each in contract_fields.PARTS if each.name == part)
    return {
        each.path: each.kind.default
        for each in known
        if isinstance(each.kind, Plain | Amount) and each.kind.default not in (None, "")
    }


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
