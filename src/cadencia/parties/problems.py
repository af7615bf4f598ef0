"""What is wrong with the values given for a master: all at once, each a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """One thing to mend. `path` names the field, `message` says how to mend it."""

    path: str
    message: str


class ValuesRefused(Exception):
    """The values can't be saved; `problems` says why, one by one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)


Values = Mapping[str, Any]
"""Values for the fields of a model, by name. A field left out keeps what it has."""


def refuse_if_any(problems: Sequence[Problem]) -> None:
    """Refuse the values if there are problems.

    :raises ValuesRefused: if there is any.
    """
    if problems:
        raise ValuesRefused(problems)
