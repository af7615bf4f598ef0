"""What a server of web pages calls: the installation as a WSGI application."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
