"""Addresses of the choices."""

from django.urls import path

from cadencia.backoffice.choices.views import choices

urlpatterns = [path("<slug:kind>/", choices, name="choices")]
