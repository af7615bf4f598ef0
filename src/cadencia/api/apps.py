"""Django's registration of the app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The app `api`."""

    name = "cadencia.api"
    default_auto_field = "django.db.models.BigAutoField"
