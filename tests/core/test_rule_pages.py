"""The tables of docs/rules are executed: page and program cannot disagree.

A block fenced as cases:NAME is a table, columns separated by bars. Columns whose heading
starts with = are what the rule gives; the others are what it is asked. NAME is looked up in
the CASES of the modules cases_*.py beside this one: a function from a row to its answers.
"""

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

Row = dict[str, str]

PAGES = Path(__file__).parents[2] / "docs" / "rules"
_BLOCK = re.compile(r"^```cases:(?P<name>\S+)\n(?P<table>.*?)^```$", re.MULTILINE | re.DOTALL)


def known_cases() -> dict[str, Callable[[Row], Row]]:
    found: dict[str, Callable[[Row], Row]] = {}
    for file in sorted(Path(__file__).parent.glob("cases_*.py")):
        cases = importlib.import_module(f"tests.core.{file.stem}").CASES
        assert not found.keys() & cases.keys(), f"{file.name} repeats a name"
        found |= cases
    return found


def rows_of(table: str) -> list[Row]:
    lines = [line for line in table.splitlines() if line.strip() and not set(line) <= set("-| ")]
    headings, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def all_rows():
    for page in sorted(PAGES.glob("*.md")):
        for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
            for number, row in enumerate(rows_of(block["table"]), start=1):
                name = block["name"]
                yield pytest.param(name, row, id=f"{page.stem}-{name}-{number}")


@pytest.mark.parametrize(("name", "row"), list(all_rows()))
def test_the_row_of_the_page_is_what_the_rule_gives(name, row):
    expected = {heading: cell for heading, cell in row.items() if heading.startswith("=")}
    asked = {heading: cell for heading, cell in row.items() if heading not in expected}
    assert expected, "a table of cases has a column whose heading starts with ="
    given = known_cases()[name](asked)
    assert {heading: given[heading.removeprefix("=").strip()] for heading in expected} == expected


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_each_block_of_cases_is_closed_and_has_rows(page):
    text = page.read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(text))
    assert len(blocks) == text.count("```cases:")
    assert all(rows_of(block["table"]) for block in blocks)


def test_the_pages_are_where_they_are_looked_for():
    assert len(list(all_rows())) > 80
