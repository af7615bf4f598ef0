"""Sentences that a command says in the language of its terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Said(NamedTuple):
    """A sentence in both languages; `{name}` stands for a value."""

    spanish: str
    english: str


class Speaker:
    """Says the sentences of a table in one language.

    >>> Speaker({"hello": Said("Hola, {name}.", "Hello, {name}.")}, "es")("hello", name="Ana")
    'Hola, Ana.'
    """

    def __init__(self, sentences: Mapping[str, Said], language: str) -> None:
        self.sentences = sentences
        self.language = language

    def __call__(self, sentence: str, **values: object) -> str:
        """Return a sentence with its values."""
        spanish, english = self.sentences[sentence]
        return (english if self.language == "en" else spanish).format(**values)
