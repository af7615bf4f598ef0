"""Why delivery notes that were named aren't invoiced: nothing is left out without a word (DO-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cadencia.billing.pending_notes import NOTE, NotesScope
from cadencia.documents.following_models import InvoicedNote
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties.access import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLeftOut:
    """A note by its id, a code for programs, and why it isn't invoiced."""

    note: int
    code: str
    sentence: str


def left_out(scope: NotesScope, invoiced: Sequence[int], *, by: Actor) -> list[NoteLeftOut]:
    """Return the notes that the scope names and that aren't among those invoiced, each with why.

    Codes: `unknown`, `draft`, `void`, `invoiced`, `later`, `other_customer`, `negative`.
    """
    require(by, Permission.DOCUMENTS)
    left = [each for each in dict.fromkeys(scope.notes) if each not in set(invoiced)]
    mine = Document.objects.filter(company_id=by.company_id, kind=NOTE, pk__in=left)
    found = mine.select_related("bill_to").in_bulk(left)
    void = set(DocumentVoid.objects.filter(document__in=found).values_list("document", flat=True))
    standing = InvoicedNote.objects.filter(note__in=found, stands=True)
    on: Mapping[int, int] = dict(standing.values_list("note_id", "document_id"))
    return list(_each(scope, left, found, (void, on)))


def on(invoices: Sequence[int], *, by: Actor) -> list[int]:
    """Return the delivery notes on some invoices of the company."""
    require(by, Permission.DOCUMENTS)
    rows = InvoicedNote.objects.filter(company_id=by.company_id, document__in=invoices)
    return list(rows.values_list("note_id", flat=True))


def _each(
    scope: NotesScope,
    left: Sequence[int],
    found: Mapping[int, Document],
    known: tuple[set[int], Mapping[int, int]],
) -> Iterator[NoteLeftOut]:
    for number in left:
        note = found.get(number)
        code = "unknown" if note is None else _code(note, scope, known)
        sentence = _sentences()[code] % {"invoice": known[1].get(number, "")}
        yield NoteLeftOut(note=number, code=code, sentence=sentence)


def _code(note: Document, scope: NotesScope, known: tuple[set[int], Mapping[int, int]]) -> str:
    void, on_invoice = known
    cases = (
        ("draft", note.number is None),
        ("void", note.pk in void),
        ("invoiced", note.pk in on_invoice),
        ("later", note.operation_date > scope.until),
        ("other_customer", bool(scope.customers) and note.bill_to.code not in scope.customers),
    )
    return next((code for code, holds in cases if holds), "negative")


def _sentences() -> Mapping[str, str]:
    return {
        "unknown": _("There is no delivery note of this number to be invoiced."),
        "draft": _("It is a draft: issue it first."),
        "void": _("It is void: choose one that is in force."),
        "invoiced": _("It is on the invoice of id %(invoice)s already."),
        "later": _("It is of a later day than asked for."),
        "other_customer": _("It is of another customer than asked for."),
        "negative": _("Its invoice would come to less than zero: it waits for others."),
    }
