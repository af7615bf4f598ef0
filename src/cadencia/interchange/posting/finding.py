"""What a posting check finds, and which fields it looked at to find it."""

from __future__ import annotations

from typing import NamedTuple

from cadencia.interchange.problems import NO_PARAMS, Problem


class Finding(NamedTuple):
    """A problem, and the paths of other fields without which it could not be judged."""

    problem: Problem
    looks_at: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The field concerned."""
        return self.problem.path


def found(path: str, code: str, *looks_at: str, **params: object) -> Finding:
    """Return a finding on a field; `looks_at` names the other fields that it rests on."""
    return Finding(Problem(path, code, params or NO_PARAMS), looks_at)


def line_path(position: int, field: str) -> str:
    """Return the path of a line's field."""
    return f"contract.lines.{position}.{field}"


def modification_path(position: int, field: str) -> str:
    """Return the path of a modification's field."""
    return f"contract.modifications.{position}.{field}"
