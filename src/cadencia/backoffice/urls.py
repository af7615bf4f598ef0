"""The addresses of the back office. Each piece has its own module, included here."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from cadencia.backoffice.home import home

app_urls: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("cadencia.backoffice.signing_in.urls")),
    path("choices/", include("cadencia.backoffice.choices.urls")),
    path("masters/", include("cadencia.backoffice.masters.urls")),
    path("generation/", include("cadencia.backoffice.generation.urls")),
    path("runs/", include("cadencia.backoffice.generation.run_urls")),
    path("documents/", include("cadencia.backoffice.document_screens.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((app_urls, "office"))),
    path("masters/", admin.site.urls),
]
