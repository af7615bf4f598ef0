"""Arrays as PostgreSQL writes them: few differ, so each is read once and kept."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

_EMPTY = "{}"


def written(values: Iterable[object]) -> str:
    """Return numbers or dates as one array parameter: cheaper than a list, element by element.

    None is NULL. The query says the type: `%s::bigint[]`.
    """
    return "{" + ",".join(["NULL" if each is None else str(each) for each in values]) + "}"


@lru_cache(maxsize=4096)
def _decimals(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in text[1:-1].split(","))


def decimals(text: str) -> tuple[Decimal, ...]:
    """Return the numbers of an array such as {10,2.5}."""
    return () if text == _EMPTY else _decimals(text)


@lru_cache(maxsize=8192)
def _months(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(each) for each in text[1:-1].split(",")))


def months(text: str) -> tuple[int, ...]:
    """Return the months of an array such as {3,9}, ascending."""
    return () if text == _EMPTY else _months(text)


def texts(text: str) -> tuple[str, ...]:
    """Return the texts of an array such as {IVA21,"a, \\"b\\""}."""
    found: list[str] = []
    word, in_quotes, escaped = "", False, False
    for letter in text[1:-1]:
        if escaped:
            word, escaped = word + letter, False
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            in_quotes = not in_quotes
        elif letter == "," and not in_quotes:
            found.append(word)
            word = ""
        else:
            word += letter
    return () if text == _EMPTY else (*found, word)
