"""How a command begins and what refuses it: who acts, in which words, and refusals as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

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
