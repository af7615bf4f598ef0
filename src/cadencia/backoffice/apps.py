"""Django's registration of the app, and of the site that its admin classes hang from."""

import importlib.util

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import import_module

PIECES_WITH_ADMIN = ("masters",)


class BackofficeConfig(AppConfig):
    """The app `backoffice`."""

    name = "cadencia.backoffice"

    def ready(self) -> None:
        """Register the admin classes of the pieces that have some."""
        for piece in PIECES_WITH_ADMIN:
            module = f"{self.name}.{piece}.admin"
            if importlib.util.find_spec(module) is not None:
                import_module(module)


class OfficeAdminConfig(SimpleAdminConfig):
    """Django's admin with our site in place of its own; no app's `admin` is looked for."""

    default_site = "cadencia.backoffice.site.OfficeSite"
