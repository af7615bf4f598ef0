"""`cadencia status`: what runs, where it is, and what is missing."""

import json
from typing import Annotated

import typer

from cadencia import __version__
from cadencia.config import embedded_postgres, settings

app = typer.Typer(add_completion=False)

_STOPPED = 3  # as systemctl status answers


@app.command()
def status(
    *, as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False
) -> None:
    """Say what runs, where its data are, and what is missing. Exit code 3: it is stopped."""
    facts = {"version": __version__, "data_folder": str(settings.CADENCIA_HOME)}
    found = _embedded() if settings.EMBEDDED_SERVER else _other()
    facts |= found
    if found["running"] == "yes":
        facts |= {"migrations": _migrations(), "second_wall": _second_wall()}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for name, value in facts.items():
            typer.echo(f"{name.replace('_', ' '):<12}  {value}")
    if found["running"] != "yes":
        raise typer.Exit(_STOPPED)


def _embedded() -> dict[str, str]:
    server = embedded_postgres.server_in(settings.CADENCIA_HOME / "postgres")
    running = embedded_postgres.find_running(server)
    major = embedded_postgres.data_major(server)
    return {
        "database": f"embedded PostgreSQL {major}" if major else "embedded, not made yet",
        "running": "yes" if running else "no; start it with: cadencia start",
        "process": str(running.pid) if running else "none",
        "address": embedded_postgres.database_url(server),
        "log": str(server.log),
    }


def _other() -> dict[str, str]:
    import psycopg

    try:
        with psycopg.connect(settings.DATABASE_URL, connect_timeout=5) as connection:
            version = connection.info.parameter_status("server_version")
    except psycopg.OperationalError as error:
        return {"database": "of DATABASE_URL", "running": f"no: {str(error).strip()}"}
    return {"database": f"of DATABASE_URL, PostgreSQL {version}", "running": "yes"}


def _migrations() -> str:
    from cadencia.cli.installation import open_installation

    open_installation()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} to apply; run: cadencia migrate" if waiting else "up to date"


def _second_wall() -> str:
    """Say whether programs outside see one company alone, whatever the code forgets."""
    from cadencia.parties import second_wall

    wanting = "; ".join(second_wall.wanting())
    if not wanting:
        return "on"
    return f"OFF, companies are kept apart by the keys of the tables alone: {wanting}"
