"""`cadencia migrate`: bring the tables up to date."""

from typing import Any

import typer

from cadencia.cli.installation import open_installation
from cadencia.config.words import say

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the tables up to date with this version; nothing happens if they are."""
    open_installation()
    from django.core.management import call_command

    from cadencia.parties.management.commands.migrate import Command

    done: list[str] = []

    class Told(Command):
        """The same, told in our words."""

        def migration_progress_callback(self, action: str, *told: Any, **_said: Any) -> None:
            if action == "apply_start":
                done.append(f"{told[0].app_label}.{told[0].name}")
                typer.echo(say("applying", name=done[-1]))

    call_command(Told(), interactive=False, verbosity=0)
    typer.echo(say("migrated", count=len(done)))
