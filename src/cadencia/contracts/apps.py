"""Django's registration of the app."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """The app `contracts`."""

    name = "cadencia.contracts"
    default_auto_field = "django.db.models.BigAutoField"
