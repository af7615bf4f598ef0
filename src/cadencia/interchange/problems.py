"""Problems of a contract file: where, what, and the sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cadencia.interchange.sentences import SENTENCES

NO_PARAMS: Mapping[str, object] = {}
_LONGEST_SHOWN = 60


class Problem(NamedTuple):
    """One thing to mend. `path` names the field: `contract.lines.0.unit_price`."""

    path: str
    code: str
    params: Mapping[str, object] = NO_PARAMS


class Problems:
    """The problems found so far, each once, and which fields could not be read."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.unread: set[str] = set()

    def add(self, path: str, code: str, **params: object) -> None:
        """Note a field whose value can't be used; rules that look at it are not judged."""
        self.unread.add(path)
        self.note(Problem(path, code, params))

    def note(self, problem: Problem) -> None:
        """Note a problem between fields that were read well."""
        if problem not in self.found:
            self.found.append(problem)

    def unreadable(self, path: str) -> bool:
        """Say whether the field, something inside it, or what it is inside of wasn't read."""
        return any(
            path == each or path.startswith(each + ".") or each.startswith(path + ".")
            for each in self.unread
        )


def sentence(problem: Problem, language: str) -> str:
    """Return the problem in words, in Spanish (`es`) or English (`en`)."""
    spanish, english = SENTENCES[problem.code]
    template = english if language == "en" else spanish
    return template.format_map({name: shown(value) for name, value in problem.params.items()})


def line(problem: Problem, language: str) -> str:
    """Return `path: sentence`, always a single line."""
    return f"{problem.path}: {sentence(problem, language)}"


def shown(value: object) -> str:
    """Return a value as it may stand in a sentence: one line, printable, not too long."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(each if each.isprintable() else escaped(each) for each in text)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def escaped(character: str) -> str:
    """Return what stands for a character that can't be printed, such as \\n."""
    return character.encode("unicode_escape").decode("ascii")
