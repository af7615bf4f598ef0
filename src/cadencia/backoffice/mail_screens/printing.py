"""The chosen documents in one PDF, to print them at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from cadencia.backoffice.mail_screens.sending import Chosen
from cadencia.documents import merged_files


class Print(Chosen):
    """One PDF of the chosen documents, in the order of their numbers."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Give it; if one can't be printed none is, and it is said which."""
        ids = self.documents()
        if ids is None:
            return self.too_many()
        duplicates = request.GET.get("duplicate") == "1"
        try:
            made = merged_files.merged(ids, duplicates=duplicates, by=self.actor, at=self.now)
        except merged_files.NothingToPrint:
            messages.error(request, _("There is nothing to print: choose some documents."))
            return self.back()
        except merged_files.SomeNotMade as refused:
            sentence = _("These can't be printed: %(numbers)s. Open each to see why.")
            messages.error(request, sentence % {"numbers": ", ".join(refused.numbers)})
            return self.back()
        answer = HttpResponse(made, content_type="application/pdf")
        name = f"{_('documents')}-{self.today.isoformat()}.pdf"
        answer["Content-Disposition"] = f'inline; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer
