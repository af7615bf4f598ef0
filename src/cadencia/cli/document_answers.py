"""What the commands that act on documents share: finding one, and refusals as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.settled_installments import Settled
    from cadencia.documents.models import Document
    from cadencia.parties.access import Actor
    from cadencia.parties.models import Company
    from cadencia.parties.problems import Problem

FIELDS = {
    "document": "NUMBER",
    "lines": "--line",
    "amount": "--amount",
    "what": "NUMBER",
    "by": "--by",
    "reason": "--reason",
    "reason_code": "--code",
    "on": "--on",
    "series": "--series",
    "reopen": "--reopen",
    "delivered": "--not-delivered",
}
"""Fields of a service by the option that gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose documents a command acts on, who acts, and in which language it answers."""

    company: Company
    by: Actor
    say: Speaker

    @property
    def language(self) -> str:
        """Return the language of the answers."""
        return self.say.language


def asked(company: str | None) -> Question:
    """Return whose documents are meant, in the language of the terminal.

    :raises BadInput: if there is no such company.
    """
    from cadencia.cli.company import chosen_company
    from cadencia.cli.document_words import WORDS
    from cadencia.cli.installation import open_installation
    from cadencia.cli.language import speak_as_asked

    open_installation()
    language = speak_as_asked()
    from cadencia.parties.access import administrator_of_machine

    found = chosen_company(company)
    by = administrator_of_machine(found.pk)
    return Question(company=found, by=by, say=Speaker(WORDS, language))


def found(question: Question, text: str) -> Document:
    """Return the company's document that people call so.

    :raises BadInput: if there is none.
    """
    from cadencia.documents.finding import find_document

    document = find_document(text, by=question.by)
    if document is None:
        raise BadInput(question.say("no_document", company=question.company.code, text=text))
    return document


def name_of(document: Document) -> str:
    """Return the number of a document, or # and its id while it is a draft."""
    from cadencia.documents.numbering import number_of

    return number_of(document) or f"#{document.pk}"


def money(document: Document, amount: Decimal, language: str) -> str:
    """Return an amount in the currency of a document."""
    from cadencia.documents.rendering.figures import figures_in

    return figures_in(language).money(
        amount, currency=document.currency, decimals=document.decimals
    )


def settled(question: Question, document: Document) -> tuple[Settled, ...]:
    """Return the installments that a document bills, or stands for as an existing sale."""
    from cadencia.billing.settled_installments import settled_by

    return settled_by(document.pk, by=question.by)


def settled_line(question: Question, each: Settled) -> str:
    """Return the sentence that names such an installment."""
    from cadencia.documents.rendering.figures import figures_in

    return question.say(
        "stands_for" if each.is_linked else "bills",
        number="–" if each.number is None else str(each.number),
        day=figures_in(question.language).day(each.due_on),
        contract=each.contract,
    )


def settled_form(found: Sequence[Settled]) -> list[dict[str, Any]]:
    """Return such installments for an answer in JSON."""
    return [
        {
            "contract": each.contract,
            "number": each.number,
            "due_on": each.due_on.isoformat(),
            "state": "linked" if each.is_linked else "billed",
        }
        for each in found
    ]


@contextmanager
def in_sentences(question: Question) -> Iterator[None]:
    """Turn what the services raise into sentences.

    :raises Refused: in place of what a service raised.
    """
    from cadencia.billing.pending_notes import NoteUnclear
    from cadencia.cli import run_refusals
    from cadencia.cli.run_words import WORDS
    from cadencia.parties.problems import ValuesRefused

    issuing = Speaker(WORDS, question.language)
    try:
        with run_refusals.in_sentences(question.company, issuing):
            yield
    except ValuesRefused as refused:
        raise Refused(sentences(refused.problems)) from None
    except NoteUnclear as unclear:
        values: dict[str, Any] = {"number": unclear.number, "code": unclear.code}
        raise Refused(question.say("note_unclear", **values)) from None


def sentences(problems: Sequence[Problem]) -> str:
    """Return each problem on a line that names its option."""
    return "\n".join(f"{FIELDS.get(each.path, each.path)}: {each.message}" for each in problems)
