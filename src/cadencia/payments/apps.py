"""Django's registration of the app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The app `payments`."""

    name = "cadencia.payments"
    default_auto_field = "django.db.models.BigAutoField"
