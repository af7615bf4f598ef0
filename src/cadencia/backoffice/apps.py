"""Django's registration of the app, and of the site that Unfold draws its frame for."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class BackofficeConfig(AppConfig):
    """The app `backoffice`."""

    name = "cadencia.backoffice"


class OfficeAdminConfig(SimpleAdminConfig):
    """Django's admin with our site in place of its own; no app's `admin` is looked for."""

    default_site = "cadencia.backoffice.site.OfficeSite"
