"""The PDFs of several documents in one file, with a list of those that can't be printed."""

import io
import zipfile
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cadencia.documents import files
from cadencia.documents.models import Document
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor

MOST = 500
"""Documents in one file: what a request can print while somebody waits."""


def answer(  # noqa: PLR0913 - what is packed, and where to lead back to
    request: HttpRequest,
    found: QuerySet[Document],
    *,
    name: str,
    back: str,
    by: Actor,
    at: datetime,
) -> HttpResponseBase:
    """Return the PDFs packed; with too many of them, lead back and say so."""
    documents = list(found.select_related("series", "company").order_by("pk")[: MOST + 1])
    if len(documents) > MOST:
        sentence = _(
            "One file takes %(most)s documents: narrow the filter, or use the command"
            " «cadencia pdf»."
        )
        messages.error(request, sentence % {"most": MOST})
        return redirect(back)
    answered = HttpResponse(_packed(documents, by=by, at=at), content_type="application/zip")
    answered["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answered


def _packed(documents: list[Document], *, by: Actor, at: datetime) -> bytes:
    out, failed = io.BytesIO(), list[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for each in documents:
            called = file_name(each)
            try:
                packed.writestr(called, files.file_of(each, by=by, at=at))
            except files.NotMade as refused:
                failed.append(f"{called}: {refused.detail}")
        if failed:
            packed.writestr(_("not-printed.txt"), "\n".join(failed) + "\n")
    return out.getvalue()


def file_name(document: Document) -> str:
    """Return what the PDF of a document is called: its number, else its id."""
    number = number_of(document) or f"draft-{document.pk}"
    safe = "".join(each if each.isalnum() or each in "-_." else "-" for each in number)
    return f"{safe}.pdf"
