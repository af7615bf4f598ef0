"""What an import answers: a summary, the problems, and the report that holds all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cadencia.billing.importing import Outcome
from cadencia.cli.import_words import say
from cadencia.cli.screen import output, table
from cadencia.interchange.tables import writing
from cadencia.interchange.tables.contract_columns import BY_NAME
from cadencia.interchange.tables.records import Problem
from cadencia.interchange.tables.safe_text import defuse

_WIDE = 120  # characters that the table of problems asks for
_COLUMNS = ("file", "sheet", "row", "column", "value", "problem", "remedy")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an import did, or would do."""

    company: str
    outcome: Outcome
    dry_run: bool

    def as_json(self) -> dict[str, Any]:
        """Return the answer for programs, with every problem."""
        return {
            "company": self.company,
            "dry_run": self.dry_run,
            "written": self.outcome.written,
            "created": dict(self.outcome.created),
            "updated": dict(self.outcome.updated),
            "unchanged": dict(self.outcome.unchanged),
            "problems": [each.as_json() for each in self.outcome.problems],
        }


def show(answer: Answer, *, language: str, most: int) -> None:
    """Print the answer for people: the summary, or the problems, `most` of them."""
    console = output()
    if answer.outcome.problems:
        _show_problems(answer.outcome.problems, console, language=language, most=most)
        return
    title = "checked" if answer.dry_run else "imported"
    console.print(say(title, language, company=answer.company) + ".", style="bold")
    console.print(_summary(answer, language))
    if not answer.outcome.created and not answer.outcome.updated:
        console.print(say("nothing_changed", language))


def write_report(file: Path, problems: Sequence[Problem], language: str) -> None:
    """Write all problems to a file: a sheet for .csv and .xlsx, else JSON."""
    sheet = writing.Table(
        name=say("problem", language),
        headings=tuple(say(each, language) for each in _COLUMNS),
        rows=[tuple(_safe(each.as_json()[name]) for name in _COLUMNS) for each in problems],
    )
    match file.suffix.lower():
        case ".csv":
            content = writing.csv_file(sheet, locale=language)
        case ".xlsx":
            content = writing.workbook([sheet], locale=language)
        case _:
            found = [each.as_json() for each in problems]
            content = (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
    file.write_bytes(content)


def _summary(answer: Answer, language: str) -> Table:
    words = ("would_create", "would_update") if answer.dry_run else ("created", "updated")
    names = [say(word, language) for word in ("kind", *words, "unchanged")]
    found = table(*names, right=(1, 2, 3))
    outcome = answer.outcome
    for name, kind in BY_NAME.items():
        counts = [
            each.get(name, 0) for each in (outcome.created, outcome.updated, outcome.unchanged)
        ]
        if any(counts):
            found.add_row(kind.title(language), *(str(each) for each in counts))
    return found


def _show_problems(
    problems: Sequence[Problem], console: Console, *, language: str, most: int
) -> None:
    shown = problems[:most]
    if shown and console.width < _WIDE:
        for each in shown:
            console.print(_in_a_line(each, language))
    elif shown:
        names = [each for each in _COLUMNS if any(one.as_json()[each] for one in shown)]
        found = table(*(say(name, language) for name in names), fold=tuple(range(len(names))))
        for each in shown:
            values = each.as_json()
            found.add_row(*(str(values[name] or "") for name in names))
        console.print(found)
    if len(problems) > len(shown):
        console.print(say("more_problems", language, count=len(problems) - len(shown)))
    word = "one_problem" if len(problems) == 1 else "problems"
    console.print(say(word, language, count=len(problems)), style="bold red")


def _in_a_line(problem: Problem, language: str) -> str:
    """Return a problem for a terminal too narrow for a table."""
    place = problem.place
    row = f"{say('row', language).lower()} {place.row}" if place.row else None
    spot = ", ".join(each for each in (place.file, place.sheet, row, place.column) if each)
    value = f" «{place.value}»" if place.value else ""
    return f"{spot}{value}: {problem.problem} {problem.remedy}"


def _safe(value: Any) -> Any:
    """Return a cell of the report; what the problem file held must not become a formula."""
    return defuse(value) if isinstance(value, str) else value
