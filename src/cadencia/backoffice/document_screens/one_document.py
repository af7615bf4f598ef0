"""One document, with its PDF beside it: traced both ways, each amount explained (GE-16)."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from cadencia.backoffice.document_screens import document_acts, last_list
from cadencia.backoffice.document_screens.filters import KIND_WORDS, STATE_TONES, STATE_WORDS
from cadencia.backoffice.document_screens.packed_files import file_name
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing.document_list import reading
from cadencia.billing.line_explanation import explain_document
from cadencia.documents import files
from cadencia.documents.models import Document
from cadencia.documents.numbering import number_of
from cadencia.mailing import deliveries


class OfDocument(OfficeView):
    """A screen of one document; one of another company isn't there."""

    @cached_property
    def document(self) -> Document:
        """The document of the address."""
        try:
            return reading.find(int(self.kwargs["number"]), by=self.actor)
        except (reading.NoSuchDocument, OverflowError):
            raise self.nothing_here() from None

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (Crumb(_("Documents"), last_list.address(self.request)),)

    def way_to(self) -> Sequence[Crumb]:
        """Return the way to an act of the document."""
        address = reverse("office:document", args=[self.document.pk])
        return (*OfDocument.crumbs(self), Crumb(called(self.document), address))


class One(OfDocument):
    """A document with its lines, foot, due dates, and all that it has to do with."""

    template_name = "backoffice/document_screens/one.html"

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show it."""
        document = self.document
        self.title = called(document)
        found = reading.read(document.pk, today=self.today, by=self.actor)
        explained = explain_document(document, by=self.actor)
        told: dict[str, Any] = {
            "document": document,
            "found": found,
            "shown": found.shown,
            "lines": list(zip(found.lines, explained.lines, strict=True)),
            "foot": explained.foot,
            "kind": KIND_WORDS[document.kind],
            "state_word": STATE_WORDS[found.shown.state],
            "tone": STATE_TONES[found.shown.state],
            "acts": document_acts.acts_of(found, self.actor),
            "deliveries": deliveries.of_document(document.pk, by=self.actor),
            "kinds": KIND_WORDS,
        }
        return self.page(**told)


class Pdf(OfDocument):
    """The PDF, shown beside the document or downloaded."""

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Give it: of an issued document always the same bytes; of a draft marked as one."""
        try:
            made = files.file_of(self.document, by=self.actor, at=self.now)
        except files.NotMade as refused:
            sentence = _("It can't be printed: %(detail)s") % {"detail": refused.detail}
            return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
        etag = f'"{hashlib.sha256(made).hexdigest()}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(made, content_type="application/pdf")
        how = "attachment" if request.GET.get("download") == "1" else "inline"
        answer["Content-Disposition"] = f'{how}; filename="{file_name(self.document)}"'
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-cache"
        return answer


def called(document: Document) -> str:
    """Return what a document is called: its kind and number, or that it is a draft."""
    number = number_of(document)
    kind = str(KIND_WORDS[document.kind])
    if number is None:
        return _("%(kind)s, draft #%(id)s") % {"kind": kind, "id": document.pk}
    return f"{kind} {number}"
