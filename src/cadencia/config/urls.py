"""The addresses that this installation answers. The back office, portal and API add theirs."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
