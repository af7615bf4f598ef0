"""Django's registration of the app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The app `catalog`."""

    name = "cadencia.catalog"
    default_auto_field = "django.db.models.BigAutoField"
