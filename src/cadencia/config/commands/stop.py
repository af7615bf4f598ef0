"""`cadencia stop`: stop the embedded database."""

import typer

from cadencia.config import embedded_postgres, settings

app = typer.Typer(add_completion=False)


@app.command()
def stop() -> None:
    """Stop the embedded database, ending whatever works on it."""
    server = settings.EMBEDDED_SERVER
    if server is None:
        typer.echo("DATABASE_URL names another server, which isn't ours to stop.")
    elif embedded_postgres.stop(server):
        typer.echo("The database has stopped.")
    else:
        typer.echo("The database wasn't running.")
