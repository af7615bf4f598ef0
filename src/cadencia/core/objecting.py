"""What is wrong with something that a person asks for: the field, a code, the values it names.

The core gives codes; the sentences are the shell's, in the language of whoever asks.
"""

from datetime import date
from typing import NamedTuple

Value = str | int | date


class Objection(NamedTuple):
    """One thing to mend. `field` is that of the question, such as `start`."""

    field: str
    code: str
    values: tuple[tuple[str, Value], ...] = ()


def objection(field: str, code: str, /, **values: Value | None) -> Objection:
    """Return an objection; values that are None are left out."""
    given = tuple((name, value) for name, value in values.items() if value is not None)
    return Objection(field, code, given)
