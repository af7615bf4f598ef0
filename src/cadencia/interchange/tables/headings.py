"""From the first row of a sheet to the field that each column fills."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cadencia.interchange.tables import sentences
from cadencia.interchange.tables.cells import folded, nearest
from cadencia.interchange.tables.columns import Kind
from cadencia.interchange.tables.contract_columns import BY_NAME, KINDS, LINE_PREFIX
from cadencia.interchange.tables.records import Json, Place, Problem, Raw, TableColumns

IGNORED = "_"
"""Begins the name of a sheet or a column that isn't to be imported."""


def kind_called(name: str) -> Kind | None:
    """Return the kind of a sheet called so, in Spanish or English: `Clientes`, `02_lines`."""
    bare = folded(name).lstrip("0123456789")
    return _kinds_by_name().get(bare)


def is_ignored(name: str) -> bool:
    """Return whether a sheet or column says that it isn't to be imported."""
    return name.startswith(IGNORED)


def matched(
    row: Sequence[Raw], kind: Kind, *, where: Place, language: str
) -> tuple[TableColumns, list[Problem]]:
    """Return which field each column of a sheet fills, and what is wrong with its headings.

    `where` is the row of the headings.
    """
    headings = tuple("" if each is None else str(each).strip() for each in row)
    positions, problems = _positions(headings, kind, where=where, language=language)
    if not problems:
        for column in kind.columns:
            if column.required and column.path not in positions:
                title = column.heading(language)
                problems.append(
                    sentences.problem(
                        "heading_missing",
                        replace(where, column=title),
                        language=language,
                        name=title,
                        kind=kind.title(language),
                    )
                )
    return TableColumns(where.file, where.sheet, headings, positions), problems


def _positions(
    headings: tuple[str, ...], kind: Kind, *, where: Place, language: str
) -> tuple[dict[str, int], list[Problem]]:
    known, positions, problems = _known(kind.name), dict[str, int](), list[Problem]()
    for position, heading in enumerate(headings):
        if not heading or is_ignored(heading):
            continue
        path = known.get(folded(heading))
        values: dict[str, Json] = {"name": heading}
        if path is None:
            code = "heading_unknown"
            values["kind"] = kind.title(language)
            values["hint"] = sentences.hint(_near(heading, kind, language), language=language)
        elif path in positions:
            code = "heading_twice"
            values["other"] = headings[positions[path]]
        else:
            positions[path] = position
            continue
        place = replace(where, column=heading)
        problems.append(sentences.problem(code, place, language=language, **values))
    return positions, problems


def holds_lines(columns: TableColumns) -> bool:
    """Return whether a sheet of contracts carries their lines too."""
    return any(path.startswith(LINE_PREFIX) for path in columns.positions)


def kinds_in_words(language: str) -> str:
    """Return the names that a sheet may have."""
    return ", ".join(kind.title(language) for kind in KINDS)


def _near(heading: str, kind: Kind, language: str) -> str | None:
    """Return the heading that a misspelt one may have meant."""
    known = _known(kind.name)
    found = nearest(heading, known)
    titles = {column.path: column.heading(language) for column in kind.columns}
    return titles[known[found]] if found else None


@cache
def _kinds_by_name() -> dict[str, Kind]:
    found = {folded(each): kind for kind in KINDS for each in kind.also}
    found.update((folded(each), kind) for kind in KINDS for each in (kind.name, kind.es, kind.en))
    return found


@cache
def _known(name: str) -> dict[str, str]:
    """Return field by folded heading; a main heading wins over another column's alias."""
    columns = BY_NAME[name].columns
    found = {folded(each): column.path for column in columns for each in column.also}
    for column in columns:
        plain_path = column.path.removeprefix(LINE_PREFIX)
        found.setdefault(folded(plain_path), column.path)
    for column in columns:
        found[folded(column.es)] = column.path
        found[folded(column.en)] = column.path
    return found
