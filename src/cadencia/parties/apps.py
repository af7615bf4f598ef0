"""Django's registration of the app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The app `parties`."""

    name = "cadencia.parties"
    default_auto_field = "django.db.models.BigAutoField"
