"""How a command begins, what refuses it, and how it says what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from cadencia.cli.company import chosen_company
from cadencia.cli.installation import open_installation
from cadencia.cli.language import speak_as_asked
from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.parties.access import Actor


def actor(company: str | None) -> Actor:
    """Return who acts: the machine's administrator, in the company that is named.

    :raises BadInput: if there is no such company, or several and none is named.
    """
    return begin(company, {})[0]


def begin(company: str | None, words: Mapping[str, Said]) -> tuple[Actor, Speaker]:
    """Return who acts, and who says these words in the language of the terminal."""
    open_installation()
    from cadencia.parties.access import administrator_of_machine

    say = Speaker(words, speak_as_asked())
    return administrator_of_machine(chosen_company(company).pk), say


@contextmanager
def refusals() -> Iterator[None]:
    """Tell the values that a service refuses, each with the field it stands in."""
    from cadencia.parties.problems import ValuesRefused

    try:
        yield
    except ValuesRefused as refused:
        lines = (f"{each.path}: {each.message}" for each in refused.problems)
        raise BadInput("\n".join(lines)) from None


def answer(sentence: str, form: Mapping[str, Any], *, as_json: bool) -> None:
    """Say what was done, in a sentence or as data."""
    typer.echo(json.dumps(form, ensure_ascii=False, indent=2) if as_json else sentence)
