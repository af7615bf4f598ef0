"""The addresses of imports and exports."""

from django.urls import path

from cadencia.backoffice.imports.exports import Export
from cadencia.backoffice.imports.views import (
    Import,
    ImportAct,
    ImportProblems,
    Imports,
    ImportState,
)

urlpatterns = [
    path("imports/", Imports.as_view(), name="imports"),
    path("imports/<int:number>/", Import.as_view(), name="import"),
    path("imports/<int:number>/state/", ImportState.as_view(), name="import-state"),
    path("imports/<int:number>/problems/", ImportProblems.as_view(), name="import-problems"),
    path("imports/<int:number>/<slug:act>/", ImportAct.as_view(), name="import-act"),
    path("exports/", Export.as_view(), name="exports"),
]
