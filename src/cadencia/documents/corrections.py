"""What corrects a document, and what it leaves to be paid of it.

A document that stands in the place of another, by substitution, is itself corrected: what is
taken back of it is taken back of the first.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db import models
from django.db.models import F, Func

from cadencia.documents.following_models import Correction
from cadencia.documents.models import Document


class TakenBack(Func):
    """What standing, issued corrections take off what is to be paid of a document, 0 or more."""

    function = "documents_taken_back"
    output_field = models.DecimalField()


def taken_back(documents: Iterable[int]) -> dict[int, Decimal]:
    """Return the same of some documents; one of which nothing is taken back isn't there."""
    corrected = Correction.objects.filter(original__in=list(documents), stands=True)
    mine = Document.objects.filter(pk__in=corrected.values("original"))
    found = mine.annotate(back=TakenBack(F("pk"))).values_list("pk", "back")
    return {document: amount for document, amount in found if amount}


def correctives_of(documents: Iterable[int]) -> set[int]:
    """Return the documents that correct these, those that correct them, and so on."""
    found: set[int] = set()
    asked = set(documents)
    while asked:
        rows = Correction.objects.filter(original__in=asked)
        asked = set(rows.values_list("document_id", flat=True)) - found
        found |= asked
    return found
