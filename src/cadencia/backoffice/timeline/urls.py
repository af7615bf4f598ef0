"""The addresses of the timeline of a contract."""

from django.urls import path

from cadencia.backoffice.timeline.views import Timeline

urlpatterns = [
    path("contracts/<int:number>/timeline/", Timeline.as_view(), name="timeline"),
]
