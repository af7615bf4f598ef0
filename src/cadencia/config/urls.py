"""The addresses that this installation answers. The back office and portal add theirs."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("cadencia.api.urls")),
]
