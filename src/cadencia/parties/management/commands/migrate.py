"""Django's `migrate`, after which the second wall stands around every table that there is."""

from typing import Any

from django.core.management.commands import migrate

from cadencia.parties import second_wall


class Command(migrate.Command):
    """Bring the tables up to date, and the second wall with them."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; where something was to be changed, look at the wall too."""
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            second_wall.raise_wall()
