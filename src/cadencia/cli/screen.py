"""The terminal as commands use it: tables for people, bars while they wait."""

from __future__ import annotations

import shutil

from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 120  # where nobody's window says how wide it is


def output() -> Console:
    """Return the console of the answer."""
    return _console(stderr=False)


def margin() -> Console:
    """Return the console of what isn't the answer: bars, notices."""
    return _console(stderr=True)


def table(*columns: str, right: tuple[int, ...] = (), fold: tuple[int, ...] = ()) -> Table:
    """Return an empty table; `right` columns hold figures, `fold` ones give way in a narrow window.

    A text in a `fold` column takes several lines there, unless it is `clipped`.
    """
    found = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for place, name in enumerate(columns):
        side: JustifyMethod = "right" if place in right else "left"
        folds = place in fold
        found.add_column(
            name,
            justify=side,
            no_wrap=not folds,
            overflow="fold" if folds else "ellipsis",
        )
    return found


def clipped(text: str) -> Text:
    """Return a text that a narrow column cuts short."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def facts() -> Table:
    """Return an empty table of names and values."""
    found = Table.grid(padding=(0, 2))
    found.add_column(style="dim", no_wrap=True)
    found.add_column(overflow="fold")
    return found


def _console(*, stderr: bool) -> Console:
    found = Console(stderr=stderr, highlight=False, markup=False, soft_wrap=False)
    if not found.is_terminal:
        columns = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns
        return Console(
            stderr=stderr, highlight=False, markup=False, width=max(columns, PIPED_WIDTH)
        )
    return found
