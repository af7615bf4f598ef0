"""Django's registration of the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The app `documents`."""

    name = "cadencia.documents"
    default_auto_field = "django.db.models.BigAutoField"
