"""What a server of web pages calls: the installation as a WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

A_WEEK = 7 * 24 * 60 * 60  # seconds; the address changes with the content


def with_files(answer: WhiteNoise) -> WhiteNoise:
    """Serve styles, scripts and pictures from the packages they come in."""
    storages = AppDirectoriesFinder().storages
    for app in reversed(list(storages)):  # what is added last goes before
        answer.add_files(storages[app].location, prefix=settings.STATIC_URL)
    return answer


application = with_files(
    WhiteNoise(
        get_wsgi_application(),
        autorefresh=settings.DEBUG,
        max_age=0 if settings.DEBUG else A_WEEK,
    )
)
