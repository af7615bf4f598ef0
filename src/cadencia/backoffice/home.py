"""The first page: the one the user likes to begin with."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.signing_in.marks import outside_wall
from cadencia.backoffice.views import OfficeView
from cadencia.parties.access import Permission

TITLES = {
    "office:overview": _("Dashboard"),
    "office:contracts": _("Contracts"),
    "office:generation": _("Generate invoices"),
    "office:documents": _("Documents"),
}
START_PAGES = tuple(TITLES)
"""Which screens one may begin with, the usual one first."""


class Home(OfficeView):
    """Leads to the screen that the user begins with."""

    title = "Cadencia"

    def get(self, request: OfficeRequest) -> HttpResponse:
        """Lead on; where none of the screens is there, stand still."""
        for each in (request.preferences.start_page, *START_PAGES):
            if each == "office:generation" and Permission.GENERATE not in self.actor.permissions:
                continue
            try:
                return HttpResponseRedirect(reverse(each))
            except NoReverseMatch:
                continue
        return self.page()


home = Home.as_view()


@outside_wall
@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """Lead to our mark who asks for it where browsers look by themselves."""
    return HttpResponsePermanentRedirect(static("backoffice/mark.svg"))
