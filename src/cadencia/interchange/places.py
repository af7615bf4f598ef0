"""A value in a form by its place: `payment_terms.days` is `days` within `payment_terms`."""

from collections.abc import Mapping
from typing import Any

Json = Any


def at(values: Mapping[str, Json], path: str) -> Json:
    """Return what stands at a place, None where nothing does.

    >>> at({"a": {"b": 1}}, "a.b"), at({"a": None}, "a.b"), at({}, "a")
    (1, None, None)
    """
    found: Json = values
    for name in path.split("."):
        if found is None:
            return None
        found = found.get(name)
    return found


def put(values: dict[str, Json], path: str, value: Json) -> None:
    """Write a value at its place.

    >>> form = {"a": {"b": 1}}
    >>> put(form, "a.c", 2)
    >>> form
    {'a': {'b': 1, 'c': 2}}
    """
    *outer, last = path.split(".")
    inside = values
    for name in outer:
        inside = inside.setdefault(name, {})
    inside[last] = value
