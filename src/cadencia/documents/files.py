"""The PDFs of issued documents: made once per document and language, and kept.

Making them can be stopped at any moment and asked for again: what is kept already is passed over.
A document that can't be printed is written down with the reason and stops no other.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from babel import UnknownLocaleError
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, TextField, Value, When

from cadencia.core.dates import civil_date
from cadencia.documents.models import Document, DocumentFile, DocumentFileFailure
from cadencia.documents.printed_rows import Source, gather
from cadencia.documents.printing import (
    FALLBACK_LANGUAGE,
    PRINTED_LANGUAGES,
    Look,
    look_of,
    number_of,
    printable,
    printed_language,
)
from cadencia.documents.rendering import render
from cadencia.documents.rendering.figures import figures_in
from cadencia.documents.rendering.page_words import base_language
from cadencia.parties.access import Actor, Permission, require, require_in
from cadencia.parties.models import Company

AT_A_TIME: Final = 25
"""Documents read, drawn and kept together: what memory holds, and what a kill can lose."""

ASKED_FOR_AT_ONCE: Final = 1000
"""Ids that one question brings: asking what is missing may read much of the tables."""

_LONGEST_DETAIL: Final = 500
_log = logging.getLogger(__name__)


class NotMade(Exception):
    """The PDF can't be made: `reason` names the refusal, `detail` is what it said."""

    def __init__(self, document_id: int, reason: str, detail: str) -> None:
        super().__init__(document_id, reason, detail)
        self.document_id = document_id
        self.reason = reason
        self.detail = detail


class Made(NamedTuple):
    """What was done: how many files were made, and which documents could not be printed."""

    files: int
    failures: tuple[NotMade, ...]


class KeptFile(NamedTuple):
    """A kept PDF, without its bytes: `pdf_of` reads those."""

    id: int
    document_id: int
    number: str
    sha256: str


class _Drawn(NamedTuple):
    document_id: int
    language: str
    pdf: bytes | NotMade


def make_files(document_ids: Sequence[int], *, by: Actor, at: datetime) -> Made:
    """Make and keep the PDF of each of these documents that is issued and has none yet.

    Every `AT_A_TIME` of them are kept as soon as they are drawn; call it outside a transaction.
    """
    require(by, Permission.READ)
    company = _company(by.company_id)
    look = _look_or_refusal(company)
    files, failures = 0, []
    for start in range(0, len(document_ids), AT_A_TIME):
        some = document_ids[start : start + AT_A_TIME]
        wanted = list(without_file(by=by).filter(pk__in=some).values_list("pk", flat=True))
        sources = gather(company, wanted, day=civil_date(at, company.time_zone))
        drawn = [_drawn(each, look, _own_language(each)) for each in sources]
        _keep(company, drawn, at)
        refused = [each.pdf for each in drawn if isinstance(each.pdf, NotMade)]
        files += len(drawn) - len(refused)
        failures += refused
    return Made(files, tuple(failures))


def without_file(*, by: Actor) -> QuerySet[Document]:
    """Return the company's issued documents whose PDF isn't kept in their own language."""
    require(by, Permission.READ)
    language = Case(
        When(language__regex=PRINTED_LANGUAGES, then=F("language")),
        default=Value(FALLBACK_LANGUAGE),
        output_field=TextField(),
    )
    kept = DocumentFile.objects.filter(
        document=OuterRef("pk"), language=OuterRef("printed_language")
    )
    issued = Document.objects.filter(company=by.company_id, number__isnull=False)
    return issued.alias(printed_language=language).filter(~Exists(kept))


def in_batches(documents: QuerySet[Document], *, size: int = AT_A_TIME) -> Iterator[list[int]]:
    """Yield the ids of the documents in ascending order, `size` at a time, each once.

    They may be printed between one batch and the next: what is yielded isn't asked for again.
    """
    last = 0
    while True:
        later = documents.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        ids = list(later[:ASKED_FOR_AT_ONCE])
        if not ids:
            return
        for start in range(0, len(ids), size):
            yield ids[start : start + size]
        last = ids[-1]


def kept_files(document_ids: Sequence[int], *, by: Actor) -> list[KeptFile]:
    """Return the PDFs kept of these documents, each in the document's own language."""
    require(by, Permission.READ)
    files = (
        DocumentFile.objects.filter(company=by.company_id, document__in=document_ids)
        .defer("pdf")
        .select_related("document__series")
        .order_by("document")
    )
    return [
        KeptFile(each.pk, each.document_id, number_of(each.document) or "", each.sha256)
        for each in files
        if each.language == printed_language(each.document.language)
    ]


def pdf_of(file_id: int, *, by: Actor) -> bytes:
    """Return the bytes of a kept file.

    :raises DocumentFile.DoesNotExist: if the company has none of that number.
    """
    require(by, Permission.READ)
    mine = DocumentFile.objects.filter(company=by.company_id).values_list("pdf", flat=True)
    return bytes(mine.get(pk=file_id))


def file_of(document: Document, *, by: Actor, at: datetime, language: str | None = None) -> bytes:
    """Return the document's PDF in its own language or another: the kept one, else made and kept.

    A draft's is drawn anew each time and marked as one; so is that of a voided document, which
    keeps its file as it was issued.

    :raises NotMade: if it can't be printed.
    """
    require_in(by, document.company_id, Permission.READ)
    company = _company(document.company_id)
    wanted = printed_language(language or document.language)
    day = civil_date(at, company.time_zone)
    (source,) = gather(company, [document.pk], day=day)
    if document.number is None or source.is_void:
        return _pdf(_drawn(source, _look_or_refusal(company), wanted))
    kept = DocumentFile.objects.filter(document=document, language=wanted).values_list("pdf")
    found = kept.first()
    if found is None:
        _keep(company, [_drawn(source, _look_or_refusal(company), wanted)], at)
        found = kept.first()
    if found is None:
        raise _failure_of(document, wanted)
    return bytes(found[0])


def duplicate_of(
    document: Document, *, by: Actor, at: datetime, language: str | None = None
) -> bytes:
    """Return an issued document's PDF for a second recipient, which says so (art. 14); not kept.

    :raises NotMade: if it can't be printed.
    """
    require_in(by, document.company_id, Permission.READ)
    company = _company(document.company_id)
    (source,) = gather(company, [document.pk], day=civil_date(at, company.time_zone))
    wanted = printed_language(language or document.language)
    look = _look_or_refusal(company)
    return _pdf(_drawn(source, look, wanted, is_duplicate=document.number is not None))


def _company(company_id: int) -> Company:
    return Company.objects.select_related("issuer_snapshot").get(pk=company_id)


def _own_language(source: Source) -> str:
    return printed_language(source.document.language)


def _pdf(drawn: _Drawn) -> bytes:
    if isinstance(drawn.pdf, NotMade):
        raise drawn.pdf
    return drawn.pdf


def _failure_of(document: Document, language: str) -> NotMade:
    kept = DocumentFileFailure.objects.get(document=document, language=language)
    return NotMade(document.pk, kept.reason, kept.detail)


def _look_or_refusal(company: Company) -> Look | ValueError:
    """Return the company's look, or what is wrong with it: then no document can be printed."""
    try:
        return look_of(company)
    except ValueError as refusal:
        return refusal


def _drawn(
    source: Source, look: Look | ValueError, language: str, *, is_duplicate: bool = False
) -> _Drawn:
    """Return the PDF, or why there is none. No error of one page may reach the others."""
    document_id = source.document.pk
    result = partial(_Drawn, document_id, language)
    if isinstance(look, ValueError):
        return result(_not_made(document_id, look))
    try:
        page = printable(source, look, language=language, is_duplicate=is_duplicate)
        return result(render(page, language=_known_language(language)))
    except Exception as refusal:
        _log.warning("Document %s can't be printed", document_id, exc_info=True)
        return result(_not_made(document_id, refusal))


def _not_made(document_id: int, refusal: Exception) -> NotMade:
    detail = str(refusal) if not isinstance(refusal, ArithmeticError) else repr(refusal)
    return NotMade(document_id, type(refusal).__name__, detail[:_LONGEST_DETAIL])


def _known_language(language: str) -> str:
    """Return the tag, or the language alone if nobody knows how numbers are written there."""
    try:
        figures_in(language)
    except UnknownLocaleError:
        return base_language(language)
    return language


@transaction.atomic
def _keep(company: Company, drawn: Sequence[_Drawn], at: datetime) -> None:
    """Keep the files, and why others are missing. Who kept a file first stays the first."""
    files, failures = [], []
    for document_id, language, pdf in drawn:
        if isinstance(pdf, NotMade):
            failures.append(
                DocumentFileFailure(
                    company=company,
                    document_id=document_id,
                    language=language,
                    reason=pdf.reason,
                    detail=pdf.detail,
                    failed_at=at,
                )
            )
        else:
            files.append(
                DocumentFile(
                    company=company,
                    document_id=document_id,
                    language=language,
                    pdf=pdf,
                    sha256=hashlib.sha256(pdf).hexdigest(),
                    created_at=at,
                )
            )
    DocumentFile.objects.bulk_create(files, ignore_conflicts=True)
    DocumentFileFailure.objects.bulk_create(
        failures,
        update_conflicts=True,
        unique_fields=["document", "language"],
        update_fields=["reason", "detail", "failed_at"],
    )
    made = [each.document_id for each in files]
    DocumentFileFailure.objects.filter(
        document__in=made, language__in={each.language for each in files}
    ).delete()
