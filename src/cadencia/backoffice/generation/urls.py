"""Addresses of generating: what is asked, and its previews."""

from django.urls import path

from cadencia.backoffice.generation import asking_screen, preview_screens

urlpatterns = [
    path("", asking_screen.Asking.as_view(), name="generation"),
    path("previews/<int:number>/", preview_screens.Preview.as_view(), name="preview"),
    path(
        "previews/<int:number>/documents/<int:document>/",
        preview_screens.Lines.as_view(),
        name="preview-lines",
    ),
    path("previews/<int:number>/choose/", preview_screens.Choose.as_view(), name="preview-choose"),
    path("previews/<int:number>/cancel/", preview_screens.Cancel.as_view(), name="preview-cancel"),
    path("previews/<int:number>/again/", preview_screens.Again.as_view(), name="preview-again"),
    path("previews/<int:number>/run/", preview_screens.Generate.as_view(), name="preview-run"),
]
