"""A process that sums a part of a forecast: it is asked on its input and answers in JSON."""

import json
import os
import signal
import sys


def main() -> None:
    """Read a question, answer it, end."""
    # Ctrl-C on a terminal reaches every process: the command hears it and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")
    import django
    from django.conf import settings

    name = os.environ.get("CADENCIA_WORKER_DATABASE")
    if name:
        settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from cadencia.billing import forecast

    json.dump(forecast.answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
