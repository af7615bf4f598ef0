"""`cadencia stop`: stop the embedded database."""

import typer

from cadencia.config import embedded_postgres, settings
from cadencia.config.words import say

app = typer.Typer(add_completion=False)


@app.command()
def stop() -> None:
    """Stop the embedded database, ending whatever works on it."""
    server = settings.EMBEDDED_SERVER
    if server is None:
        typer.echo(say("not_ours_to_stop"))
    elif embedded_postgres.stop(server):
        typer.echo(say("stopped"))
    else:
        typer.echo(say("was_stopped"))
