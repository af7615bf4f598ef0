"""All that keeps a document from being credited as wished, each as a sentence (DO-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from cadencia.billing.corrected_documents import Corrected
from cadencia.core.corrective import Method
from cadencia.core.credited import Objection, Taken
from cadencia.core.dates import add_months
from cadencia.documents.models import Document, DocumentVoid, Series
from cadencia.documents.numbering import number_of
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.problems import Problem

if TYPE_CHECKING:
    from cadencia.billing.crediting import Wish

CREDITED = frozenset({"invoice", "credit_note"})
KIND = "credit_note"
SPAIN = "ES"
SPANISH_REASONS = ("R1", "R2", "R3", "R4")
YEARS_TO_CORRECT = 4  # RD 1619/2012 art. 15.3
MONTHS = 12

_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "nothing_left": ("what", gettext_noop("Nothing is left of it: it is credited wholly.")),
        "nothing_taken": ("lines", gettext_noop("Name at least one line to credit.")),
        "no_such_line": ("lines", gettext_noop("The document has no line %(line)s.")),
        "line_twice": ("lines", gettext_noop("Line %(line)s is named twice; name it once.")),
        "line_settled": ("lines", gettext_noop("Nothing is left of line %(line)s.")),
        "line_too_much": (
            "lines",
            gettext_noop("Of line %(line)s %(left)s are left; %(asked)s can't be credited."),
        ),
        "quantity_too_much": (
            "lines",
            gettext_noop("Of line %(line)s %(left)s units are left; %(asked)s can't be credited."),
        ),
        "quantity_unknown": (
            "lines",
            gettext_noop(
                "An amount of line %(line)s was credited before: name an amount, %(left)s at most."
            ),
        ),
        "tax_too_much": (
            "lines",
            gettext_noop(
                "Of the base of %(tax)s %(left)s are left after earlier credits; the lines ask for"
                " %(asked)s."
            ),
        ),
        "document_too_much": (
            "lines",
            gettext_noop(
                "Of the net %(left)s are left after earlier credits; the lines ask for %(asked)s."
            ),
        ),
        "too_fine": ("amount", gettext_noop("%(asked)s has too many decimals.")),
        "amount_not_positive": ("amount", gettext_noop("Write an amount above zero.")),
        "amount_too_much": (
            "amount",
            gettext_noop("Of the total %(left)s are left; %(asked)s can't be credited."),
        ),
        "several_taxes": (
            "amount",
            gettext_noop("Its lines bear several taxes at once: name the lines and their amounts."),
        ),
    }
)
"""By the core's code: the field, and what to say."""


def in_words(objections: Sequence[Objection], decimals: int) -> list[Problem]:
    """Return what the core objects to, as sentences in the current language.

    `decimals` are those of the document: its amounts are shown with them.
    """
    figures = figures_in(get_language() or "es")
    found = []
    for each in objections:
        field, sentence = _SENTENCES[each.code]
        shown = 0 if each.code == "quantity_too_much" else decimals
        amounts = {
            name: None if value is None else figures.number(value, at_least=shown)
            for name, value in (("asked", each.asked), ("left", each.left))
        }
        places = {"line": each.line, "tax": each.tax, **amounts}
        found.append(Problem("lines" if each.line else field, _(sentence) % places))
    return found


def unclear(code: str) -> Problem:
    """Return the problem that a tax of a line can't be told among those of the foot."""
    sentence = _("Its lines don't say to which tax of the foot %(code)s belongs.")
    return Problem("document", sentence % {"code": code})


def of_document(document: Document) -> list[Problem]:
    """Return what keeps a document from being credited in any way."""
    if document.number is None:
        return [Problem("document", _("It is a draft: delete it, there is nothing to credit."))]
    found = []
    if document.kind not in CREDITED or document.total < 0:
        found.append(
            Problem("document", _("Only invoices are credited; void other documents instead."))
        )
    if DocumentVoid.objects.filter(document=document).exists():
        found.append(Problem("document", _("It was voided: there is nothing to credit.")))
    return found


def of_wish(corrected: Corrected, wish: Wish, *, today: date) -> list[Problem]:
    """Return what is wrong with a wish, apart from its amounts."""
    return [
        *_of_method(corrected, wish),
        *_of_reason(corrected.document, wish),
        *_of_day(corrected.document, wish.on or today, today),
        *_of_series(corrected.document, wish),
    ]


def of_amounts(corrected: Corrected, taken: Taken, *, gives_back: bool) -> list[Problem]:
    """Return what is wrong with the amounts beside what else is asked for."""
    if gives_back and taken.total != corrected.left.total:
        sentence = _("Only what is credited wholly can be billed again; credit the whole of it.")
        return [Problem("reopen", sentence)]
    return []


def usual_reason(document: Document, wish: Wish) -> str:
    """Return the code of the reason: the one given, else in Spain R1, or R4 for printed data."""
    if wish.reason_code or document.company.country != SPAIN:
        return wish.reason_code
    return "R4" if wish.what == "data" else "R1"


def series_for(document: Document, code: str) -> Series | None:
    """Return the series of credit notes of that code, or the default one."""
    mine = Series.objects.filter(company_id=document.company_id, kind=KIND)
    return mine.filter(code=code).first() if code else mine.filter(is_default=True).first()


def _of_method(corrected: Corrected, wish: Wish) -> Iterator[Problem]:
    if corrected.replaced_by is not None:
        sentence = _("%(number)s stands in its place: correct that one.")
        number = number_of(corrected.replaced_by) or f"#{corrected.replaced_by.pk}"
        yield Problem("document", sentence % {"number": number})
    if wish.method is Method.SUBSTITUTION and corrected.earlier:
        yield Problem("by", _("It was credited before: credit the rest by differences."))
    if wish.what == "data" and wish.method is not Method.SUBSTITUTION:
        yield Problem("by", _("Printed data are set right by substitution."))
    if wish.gives_back and not wish.issue:
        yield Problem("reopen", _("A draft bills nothing again: issue the credit note at once."))


def _of_reason(document: Document, wish: Wish) -> Iterator[Problem]:
    if not wish.reason.strip():
        yield Problem("reason", _("Say why it is credited: the document prints it."))
    if not wish.reason_code:
        return
    if document.company.country != SPAIN:
        yield Problem("reason_code", _("The codes R1 to R5 are Spain's: leave it empty."))
    elif wish.reason_code == "R5":
        yield Problem("reason_code", _("R5 is for simplified invoices; this is a full one."))
    elif wish.reason_code not in SPANISH_REASONS:
        yield Problem("reason_code", _("Write R1, R2, R3 or R4."))


def _of_day(document: Document, on: date, today: date) -> Iterator[Problem]:
    figures = figures_in(get_language() or "es")
    if on > today:
        yield Problem("on", _("It can't be credited on a day to come."))
    if document.issue_date is not None and on < document.issue_date:
        sentence = _("It was issued on %(day)s: it can't be credited before.")
        yield Problem("on", sentence % {"day": figures.day(document.issue_date)})
    last = add_months(document.operation_date, YEARS_TO_CORRECT * MONTHS)
    if document.company.country == SPAIN and on > last:
        sentence = _("The law lets it be corrected until %(day)s, four years after (art. 15.3).")
        yield Problem("on", sentence % {"day": figures.day(last)})


def _of_series(document: Document, wish: Wish) -> Iterator[Problem]:
    if series_for(document, wish.series) is not None:
        return
    if not wish.series:
        yield Problem("series", _("There is no default series of credit notes: make one."))
        return
    sentence = _("There is no series %(series)s of credit notes: they have series of their own.")
    yield Problem("series", sentence % {"series": wish.series})
