"""The list of documents: a page, what the filter comes to, and the list as a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.document_screens import last_list, packed_files
from cadencia.backoffice.document_screens.filters import (
    KIND_WORDS,
    STATE_TONES,
    STATE_WORDS,
    FilterForm,
)
from cadencia.backoffice.sheet_files import XLSX
from cadencia.backoffice.views import OfficeView
from cadencia.billing.document_list import asked, exporting, listing

MANY = 50
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
}


class Filtered(OfficeView):
    """A screen of the documents of a filter."""

    def form(self) -> FilterForm:
        """Return the filters of the address."""
        return FilterForm(self.request.GET, company=self.company, today=self.today)

    def back(self) -> HttpResponseBase:
        """Lead to the list of the same filter."""
        return redirect(f"{reverse('office:documents')}?{self.request.GET.urlencode()}")


class Documents(Filtered):
    """A page of documents."""

    template_name = "backoffice/document_screens/list.html"
    title = gettext_lazy("Documents")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show it; the sums come afterwards, so that nobody waits for them."""
        last_list.remember(self.request)
        form = self.form()
        wanted = form.asked()
        after = request.GET.get("after", "")
        rows, then = listing.page(wanted, after=after, many=MANY, by=self.actor)
        query = request.GET.copy()
        query.pop("after", None)
        return self.page(
            form=form,
            asked=wanted,
            rows=rows,
            after=then,
            is_first=not after,
            query=query.urlencode(),
            kinds=KIND_WORDS,
            states=STATE_WORDS,
            tones=STATE_TONES,
        )


class Totals(Filtered):
    """What the documents of the filter come to."""

    template_name = "backoffice/document_screens/totals.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show it as a part of the list; of very many only if asked to."""
        whole = request.GET.get("whole") == "1"
        most = None if whole else listing.ADDED_UP_AT_ONCE
        found = listing.totals(self.form().asked(), by=self.actor, most=most)
        told: dict[str, Any] = {"totals": found, "states": STATE_WORDS, "most": most}
        return self.page(**told)


class Export(Filtered):
    """The list as a spreadsheet."""

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Give it; too many documents are refused with what to do."""
        if form not in FORMS:
            raise self.nothing_here()
        try:
            content = exporting.export(self.form().asked(), form, by=self.actor)
        except exporting.TooManyToExport as refused:
            sentence = _("A file takes %(most)s documents: narrow the filter, by date for example.")
            messages.error(request, sentence % {"most": refused.most})
            return self.back()
        answer = HttpResponse(content, content_type=FORMS[form])
        name = f"{_('documents')}-{self.today.isoformat()}.{form}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class Files(Filtered):
    """The PDFs of the filter in one file."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Give them packed."""
        found = asked.documents(self.form().asked(), by=self.actor)
        name = f"{_('documents')}-{self.today.isoformat()}"
        back = last_list.address(self.request)
        return packed_files.answer(request, found, name=name, back=back, by=self.actor, at=self.now)
