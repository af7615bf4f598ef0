"""`cadencia start`: start the embedded database."""

import typer

from cadencia.config import embedded_postgres, settings

app = typer.Typer(add_completion=False)


@app.command()
def start() -> None:
    """Start the embedded database; nothing happens if it runs already."""
    server = settings.EMBEDDED_SERVER
    if server is None:
        typer.echo("DATABASE_URL names another server: there is none of ours to start.")
        return
    running = embedded_postgres.start(server)
    typer.echo(f"The database is running (process {running.pid}): {settings.database_address()}")
