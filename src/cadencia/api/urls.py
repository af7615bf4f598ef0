"""The addresses of the API, below `/api/`."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from cadencia.api import pages, problems
from cadencia.api.application import api
from cadencia.api.problems import Refused

made = api()


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an address that isn't one of the API's."""
    return problems.response(Refused("not-found"))


urlpatterns = [
    path("v1/openapi.json", pages.openapi_document, {"api": made}),
    path("v1/docs", pages.docs, {"api": made}),
    path("v1/", made.urls),
    re_path(r"^(?P<rest>.*)$", nothing_here),
]
