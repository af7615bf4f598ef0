"""Django's registration of the app."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """The app `mailing`."""

    name = "cadencia.mailing"
    default_auto_field = "django.db.models.BigAutoField"
