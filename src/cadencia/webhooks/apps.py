"""Django's registration of the app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """The app `webhooks`."""

    name = "cadencia.webhooks"
    default_auto_field = "django.db.models.BigAutoField"
