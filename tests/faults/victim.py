"""A process that generates, made to be killed: `python -m tests.faults.victim DATABASE …`."""

import os
import sys
from datetime import UTC, date, datetime, timedelta

CHUNK = 20  # contracts: many moments between one commit and the next
BATCH = 25  # documents


def connect(database: str) -> None:
    """Set Django up on a database of the tests' server, with small chunks and batches."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    make_small()


def make_small() -> None:
    """Cut runs into small chunks and batches in this process."""
    from cadencia.billing import closing, runs

    runs.CHUNK = CHUNK
    closing.BATCH = BATCH


def moment(day: date) -> datetime:
    """Return a moment of the day that never goes back: the real clock, four times as slow."""
    from cadencia.config.clock import now

    moment = now()
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds / 4)


def generate(company: int, day: date, workers: int = 1) -> str:
    """Generate all that is pending as of the day; return the state that the run is left in."""
    from cadencia.billing import generation
    from cadencia.billing.runs import Wish
    from cadencia.billing.scopes import Scope
    from cadencia.parties.access import administrator_of_machine

    run = generation.generate(
        Scope(as_of=day),
        Wish(approve=True),
        by=administrator_of_machine(company),
        clock=lambda: moment(day),
        workers=workers,
    )
    return run.state


def main(database: str, company: str, day: str, workers: str) -> None:
    """Generate, and say that it is done."""
    connect(database)
    print(generate(int(company), date.fromisoformat(day), int(workers)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
