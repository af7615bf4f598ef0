"""Addresses of runs."""

from django.urls import path

from cadencia.backoffice.generation import run_acts, run_screens

urlpatterns = [
    path("", run_screens.Runs.as_view(), name="runs"),
    path("<int:number>/", run_screens.Run.as_view(), name="run"),
    path("<int:number>/files/", run_screens.Files.as_view(), name="run-files"),
    path("<int:number>/<slug:act>/", run_acts.Act.as_view(), name="run-act"),
]
