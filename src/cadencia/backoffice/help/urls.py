"""The addresses of the manual."""

from django.urls import path

from cadencia.backoffice.help.views import Help, HelpPage, HelpPicture

urlpatterns = [
    path("", Help.as_view(), name="help"),
    path("img/<str:name>", HelpPicture.as_view(), name="help-picture"),
    path("<slug:name>/", HelpPage.as_view(), name="help-page"),
]
