"""What is answered when a page isn't: sign in, prove it again, not allowed, not found, failed."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.requests import is_partial

log = logging.getLogger(__name__)

SIGNED_OUT = "X-Office-Signed-Out"
CREDENTIALS = "X-Office-Credentials"


def sign_in_wanted(request: HttpRequest) -> HttpResponse:
    """Lead to the page to sign in, and back; a script is told to ask in a dialog."""
    if is_partial(request):
        return HttpResponse(status=401, headers={SIGNED_OUT: "1"})
    wanted = request.get_full_path() if request.method == "GET" else ""
    query = f"?{urlencode({'next': wanted})}" if wanted not in {"", "/"} else ""
    return redirect(reverse("office:sign-in") + query)


def no_company(request: HttpRequest) -> HttpResponse:
    """Tell somebody whom no company lets in any more."""
    sentence = _("No company lets you in any more. Ask its administrator.")
    return _page(request, 403, _("No company"), sentence)


def credentials_wanted(request: HttpRequest) -> HttpResponse:
    """Ask for the credentials again; what was to be done is done afterwards.

    A script is told so, opens the dialog and asks anew. Without one a page asks, which carries the
    fields of the act along.
    """
    if is_partial(request):
        return HttpResponse(status=403, headers={CREDENTIALS: "1"})
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "office-credentials"}
    ]
    told = {
        "title": _("Confirm that it is you"),
        "fields": fields,
        "files": bool(request.FILES),
        "method": request.method,
        "problem": getattr(request, "credentials_problem", ""),
    }
    return render(request, "backoffice/signing_in/credentials.html", told, status=403)


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the role doesn't have the permission."""
    sentence = _("Your role doesn't allow this. Ask an administrator of the company.")
    return _page(request, 403, _("Not allowed"), sentence)


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without the mark that shows it is ours."""
    sentence = _("This form was opened before you signed in again. Go back, reload, and send it.")
    return _page(request, 403, _("The form is too old"), sentence)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that what was asked can't be understood."""
    sentence = _("What was asked can't be understood. Go back and try again.")
    return _page(request, 400, _("Not understood"), sentence)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that there is no such page, or nothing of that kind in the company."""
    sentence = _("There is nothing at this address, or not in this company.")
    return _page(request, 404, _("Not found"), sentence)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; nothing is read from the database."""
    sentence = _("Something went wrong, and it is written in the log. Nothing was half saved.")
    return _page(request, 500, _("It didn't work"), sentence)


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    if is_partial(request):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    told = {"title": title, "sentence": sentence, "status": status}
    return render(request, "backoffice/answer.html", told, status=status)
