"""`cadencia start`: start the embedded database."""

import typer

from cadencia.config import embedded_postgres, settings
from cadencia.config.words import say

app = typer.Typer(add_completion=False)


@app.command()
def start() -> None:
    """Start the embedded database; nothing happens if it runs already."""
    server = settings.EMBEDDED_SERVER
    if server is None:
        typer.echo(say("not_ours_to_start"))
        return
    running = embedded_postgres.start(server)
    typer.echo(say("started", pid=running.pid, address=settings.database_address()))
