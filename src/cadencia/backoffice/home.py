"""The first page: the one the user likes to begin with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

START_PAGES = ("office:overview", "office:contracts", "office:generation", "office:documents")
"""Which screens one may begin with, the usual one first."""


def home(request: HttpRequest) -> HttpResponse:
    """Lead to the screen that the user begins with."""
    wanted = getattr(request, "preferences").start_page  # noqa: B009
    for each in (wanted, *START_PAGES):
        try:
            return redirect(reverse(each))
        except NoReverseMatch:
            continue
    return render(request, "backoffice/page.html")
