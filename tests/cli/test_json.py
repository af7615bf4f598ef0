"""Every command that acts or tells something answers in JSON too (US-2)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from cadencia.cli.main import COMMANDS, app
from tests.cli.commands import a_gym, cadencia, told

FILES_AND_MACHINE = {
    *("start", "stop", "status", "migrate", "serve", "manage", "worker", "demo", "doctor"),
    *("pdf", "documents print", "simulate", "export", "import template"),
    "master show",  # always in JSON
}
"""What serves, starts and stops, or writes files: what it says besides is for people."""


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "list_commands"):
        yield name, command
        return
    context = typer.Context(command)
    for each in command.list_commands(context):
        found = command.get_command(context, each)
        yield from leaves(found, f"{name} {each}".strip())


def test_every_command_has_the_option() -> None:
    every = dict(leaves(typer.main.get_command(app)))
    assert len(every) > len(COMMANDS)
    without = {
        name
        for name, command in every.items()
        if not any("--json" in each.opts for each in command.params)
    }
    assert without - FILES_AND_MACHINE == set()


@pytest.mark.django_db(transaction=True)
def test_small_acts_answer_too() -> None:
    a_gym("Ana")
    assert told("reasons", "set", "MUDANZA", "Se muda") == {
        "code": "MUDANZA",
        "name": "Se muda",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("generate", "--month", "2026-13"), "2026-13"),
        (("preview", "--from", "2026-01-01", "--until", "2026-12-31"), "11 meses"),
        (("documents", "issue", "F-1"), "F-1"),
        (("why", "NADIE", "--on", "2026-01-31"), "NADIE"),
        (("contract", "show", "NADIE"), "NADIE"),
    ],
)
def test_what_is_refused_is_told_where_the_answer_would_stand(
    command: tuple[str, ...], problem: str
) -> None:
    a_gym("Ana")
    refused = cadencia(*command, "--json")
    assert refused.exit_code in {1, 2}
    said = json.loads(refused.stdout)
    assert said["done"] is False
    assert any(problem in each for each in said["problems"])
    assert refused.stderr == ""
    assert problem in cadencia(*command).stderr
