"""The addresses of the back office. Each piece has its own module, included here."""

from django.urls import URLPattern, URLResolver, include, path

from cadencia.backoffice.home import home, mark
from cadencia.backoffice.masters.setting_up import set_up

app_urls: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("favicon.ico", mark, name="mark"),
    path("", include("cadencia.backoffice.signing_in.urls")),
    path("", include("cadencia.backoffice.users.urls")),
    path("choices/", include("cadencia.backoffice.choices.urls")),
    path("", include("cadencia.backoffice.overview.urls")),
    path("", include("cadencia.backoffice.timeline.urls")),
    path("", include("cadencia.backoffice.imports.urls")),
    path("help/", include("cadencia.backoffice.help.urls")),
    path("contracts/", include("cadencia.backoffice.contract_list.urls")),
    path("contracts/", include("cadencia.backoffice.contract_acts.urls")),
    path("contracts/", include("cadencia.backoffice.contract_form.urls")),
    path("masters/", include("cadencia.backoffice.masters.urls")),
    path("set-up/", set_up, name="set-up"),
    path("generation/", include("cadencia.backoffice.generation.urls")),
    path("runs/", include("cadencia.backoffice.generation.run_urls")),
    path("documents/", include("cadencia.backoffice.document_screens.urls")),
    path("", include("cadencia.backoffice.mail_screens.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((app_urls, "office"))),
]
