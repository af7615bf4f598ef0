"""Subject and body of a message: the variables of R11, and those that only a message has.

The names of the variables stay in Spanish, with an English spelling each, as in R11.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cadencia.core import text_variables
from cadencia.core.text_variables import Facts, VariableWithoutValue, plain_name

OF_MESSAGES = (
    ("DOCUMENTO", "DOCUMENT"),
    ("NUMERO", "NUMBER"),
    ("TOTAL", "TOTAL"),
    ("EMPRESA", "COMPANY"),
)
"""The variables that only messages have: canonical name and English spelling."""

WITHOUT_VALUE = frozenset({"CUOTA", "CUOTAS", "ACTIVO"})
"""Variables of lines that no message can fill in: a document may bill many installments."""


class MessageFacts(NamedTuple):
    """What the variables of a message say; "" is *no value*.

    `document` is the kind and number as printed, `total` the amount as written in the customer's
    language. Of `document_facts`, `due_on` and `theoretical_on` are the operation date and the
    issue date of the document.
    """

    document: str
    number: str
    total: str
    company: str
    facts: Facts


def unknown_variables(text: str) -> tuple[str, ...]:
    """Return what looks like a variable and no message has, as written, without repeats."""
    unknown = [each for each in text_variables.unknown_variables(text) if not _is_own(each)]
    return tuple(dict.fromkeys((*unknown, *_of_lines(text))))


def expand(text: str, told: MessageFacts, language: str) -> str:
    """Return the text with each variable replaced by its value, in a language.

    A value is never read as a text with variables, whatever a customer is called.

    :raises VariableWithoutValue: if a variable has no value.
    """
    found, reached = [], 0
    for match in _CANDIDATE.finditer(text):
        if not _is_own(match[1]):
            continue
        found.append(text_variables.expand(text[reached : match.start()], told.facts, language))
        value = _VALUES[_CANONICAL[plain_name(match[1])]](told)
        if not value:
            raise VariableWithoutValue(match[1])
        found.append(value)
        reached = match.end()
    return "".join([*found, text_variables.expand(text[reached:], told.facts, language)])


def one_line(text: str) -> str:
    """Return a subject: one line, however it was typed or whatever a value brought along.

    >>> one_line("Factura 1\\r\\nBcc: todos@example.com")
    'Factura 1 Bcc: todos@example.com'
    """
    return " ".join(text.split())


_CANDIDATE = re.compile(r"<([^\W\d_][^<>\n]*)>")
_CANONICAL = {spelling: names[0] for names in OF_MESSAGES for spelling in names}
_VALUES: dict[str, Callable[[MessageFacts], str]] = {
    "DOCUMENTO": lambda told: told.document,
    "NUMERO": lambda told: told.number,
    "TOTAL": lambda told: told.total,
    "EMPRESA": lambda told: told.company,
}


def _is_own(written: str) -> bool:
    return plain_name(written) in _CANONICAL


def _of_lines(text: str) -> list[str]:
    """Return the variables of lines that have no value in a message, by their canonical name."""
    return sorted(text_variables.variables_in(text) & WITHOUT_VALUE)
