"""The addresses that this installation answers. The portal will add its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("cadencia.api.urls")),
    path("", include("cadencia.backoffice.urls")),
]

handler400 = "cadencia.backoffice.answers.bad_request"
handler403 = "cadencia.backoffice.answers.not_allowed"
handler404 = "cadencia.backoffice.answers.not_found"
handler500 = "cadencia.backoffice.answers.failed"
