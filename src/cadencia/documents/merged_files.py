"""Several documents in one PDF, to print them at once.

The pages are those of the kept files; what is put together isn't kept, nor an archive (PDF/A)
itself. Copies for a second recipient say that they are duplicates, as the law wants (art. 14).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from pypdf import PdfWriter

from cadencia.documents import files
from cadencia.documents.files import NotMade
from cadencia.documents.models import Document, DocumentVoid
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor, Permission, require

MOST: Final = 500


class NothingToPrint(Exception):
    """No document was chosen."""


class TooManyToPrint(Exception):
    """More documents are chosen than fit in one file; `most` says how many do."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class SomeNotMade(Exception):
    """Some can't be printed: `numbers` are theirs, or `#id` of drafts."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(*numbers)
        self.numbers = tuple(numbers)


class SomeNotThere(SomeNotMade):
    """Some aren't the company's, or aren't there any more."""


def merged(
    document_ids: Sequence[int], *, duplicates: bool = False, by: Actor, at: datetime
) -> bytes:
    """Return one PDF with the documents in the order given; drafts are marked as such.

    :raises NothingToPrint: if none was chosen.
    :raises SomeNotThere: if some aren't the company's.
    :raises TooManyToPrint: if there are more than `MOST`.
    :raises SomeNotMade: if one can't be printed; then there is no file with pages missing.
    """
    require(by, Permission.READ)
    if len(document_ids) > MOST:
        raise TooManyToPrint(MOST)
    documents = _found(document_ids, by)
    kept = {} if duplicates else _kept(documents, by)
    writer, refused = PdfWriter(), []
    for each in documents:
        try:
            pdf = _pdf(each, kept.get(each.pk), duplicates=duplicates, by=by, at=at)
        except NotMade:
            refused.append(number_of(each) or f"#{each.pk}")
            continue
        writer.append(BytesIO(pdf), import_outline=False)
    if refused:
        raise SomeNotMade(refused)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _found(document_ids: Sequence[int], by: Actor) -> list[Document]:
    if not document_ids:
        raise NothingToPrint
    mine = Document.objects.select_related("series", "company").filter(company=by.company_id)
    found = mine.in_bulk(list(document_ids))
    if gone := [each for each in document_ids if each not in found]:
        raise SomeNotThere([f"#{each}" for each in gone])
    return [found[each] for each in document_ids]


def _kept(documents: Sequence[Document], by: Actor) -> dict[int, int]:
    """Return the kept files by document; a void document is drawn anew, as what it is."""
    ids = [each.pk for each in documents]
    void = set(DocumentVoid.objects.filter(document__in=ids).values_list("document_id", flat=True))
    files_of = files.kept_files([each for each in ids if each not in void], by=by)
    return {each.document_id: each.id for each in files_of}


def _pdf(
    document: Document, file_id: int | None, *, duplicates: bool, by: Actor, at: datetime
) -> bytes:
    if file_id is not None:
        return files.pdf_of(file_id, by=by)
    if duplicates:
        return files.duplicate_of(document, by=by, at=at)
    return files.file_of(document, by=by, at=at)
