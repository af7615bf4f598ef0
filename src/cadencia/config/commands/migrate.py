"""`cadencia migrate`: bring the tables up to date."""

import typer

from cadencia.cli.installation import open_installation

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the tables up to date with this version; nothing happens if they are."""
    open_installation()
    from django.core.management import call_command

    call_command("migrate", interactive=False)
