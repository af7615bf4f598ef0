"""Begin every command in a process of its own, as a terminal does: Django is set up by none before.

python -m tests.cli.beginning      prints the commands that read tables too early
"""

import importlib
import sys
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import typer

from cadencia.cli import installation
from cadencia.cli.main import COMMANDS

TOO_EARLY = ("ImproperlyConfigured", "AppRegistryNotReady")
ELSEWHERE = ("serve", "manage", "migrate", "start", "stop", "status", "simulate", "demo")
"""What opens the installation in another way, or needs none."""


class Opened(Exception):
    """The command came to where it opens the installation."""


def too_early() -> Iterator[str]:
    """Yield each command that imports services before it opens the installation."""
    with patch.object(installation, "open_installation", side_effect=Opened):
        for name, module in COMMANDS.items():
            if name not in ELSEWHERE:
                yield from _of(typer.main.get_command(importlib.import_module(module).app), name)


def _of(command: Any, name: str) -> Iterator[str]:
    if hasattr(command, "commands"):
        for each, below in command.commands.items():
            yield from _of(below, f"{name} {each}")
    elif any(_is_too_early(command, word) for word in ("2026-06-01", "1")):
        yield name


def _is_too_early(command: Any, word: str) -> bool:
    """Begin the command with this word wherever one is required."""
    words = []
    for each in command.params:
        if each.required:
            words += [word] if each.param_type_name == "argument" else [each.opts[0], word]
    try:
        command.main(words, standalone_mode=False)
    except Opened:
        return False
    except Exception as error:
        return type(error).__name__ in TOO_EARLY
    return False


if __name__ == "__main__":
    sys.stdout.write("\n".join(too_early()))
