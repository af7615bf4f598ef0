"""Open the installation for a command that needs its database."""

import os


def open_installation() -> None:
    """Start the embedded database unless it runs or another is used, and set Django up.

    Called inside each command that needs it, before it imports models or services; the
    others never pay for Django.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")
    import django
    from django.conf import settings
    from django.utils.module_loading import import_string

    if settings.EMBEDDED_SERVER is not None:
        import_string(settings.DATABASE_STARTER)(settings.EMBEDDED_SERVER)
    django.setup()
