"""A process that drafts chunks: `python -m cadencia.cli.draft_worker COMPANY RUN WORKERS`."""

import os
import signal
import sys


def main(company_id: int, run_id: int, workers: int) -> None:
    """Draft until no chunk of the run is open, or the run is asked to stop.

    It is one of so many `workers`.
    """
    # Ctrl-C on a terminal reaches every process: the command hears it and stops the run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")
    import django
    from django.conf import settings
    from django.utils.module_loading import import_string

    name = os.environ.get("CADENCIA_WORKER_DATABASE")
    if name:
        settings.DATABASES["default"]["NAME"] = name
    settings.PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # it works no jobs off: a third less
    django.setup()
    from cadencia.billing import generation
    from cadencia.parties.access import administrator_of_machine

    by = administrator_of_machine(company_id, channel="job")
    generation.draft(run_id, by=by, clock=import_string(settings.CLOCK), workers=workers)


if __name__ == "__main__":
    main(*[int(each) for each in sys.argv[1:]])
